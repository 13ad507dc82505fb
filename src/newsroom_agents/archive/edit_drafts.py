"""What editors are changing and have not saved, so that a closed browser loses nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete

from newsroom_agents.archive.editing_tables import EditDraftRow


@dataclass(frozen=True, slots=True)
class EditDraft:
    """One editor's unsaved changes to one text of a story: the form's fields, in order."""

    slug: str
    editor: str
    digest: str
    fields: tuple[tuple[str, str], ...]
    at: datetime


class EditDrafts:
    """The unsaved changes, in one open transaction: one for each editor and story."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(
        self, slug: str, editor: str, digest: str, fields: Sequence[tuple[str, str]], at: datetime
    ) -> None:
        """Keep an editor's form in place of what was kept of it before."""
        packed = json.dumps(list(fields), ensure_ascii=False)
        row = EditDraftRow(slug=slug, editor=editor, digest=digest, fields=packed, at=at)
        self._session.merge(row)
        self._session.flush()

    def find(self, slug: str, editor: str) -> EditDraft | None:
        """Return what this editor left unsaved, if anything."""
        row = self._session.get(EditDraftRow, (slug, editor))
        if row is None:
            return None
        fields = tuple((str(name), str(value)) for name, value in json.loads(row.fields))
        return EditDraft(row.slug, row.editor, row.digest, fields, row.at)

    def drop(self, slug: str, editor: str) -> None:
        """Forget what this editor left unsaved: it was saved, or thrown away."""
        here = (col(EditDraftRow.slug) == slug) & (col(EditDraftRow.editor) == editor)
        self._session.exec(delete(EditDraftRow).where(here))
