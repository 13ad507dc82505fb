"""Papers as they were filed: canonical bytes, packed, under an id that is given once."""

from functools import cache
from typing import cast

from pydantic import ValidationError
from sqlmodel import Session, col, select

from newsroom_agents.archive.dialects import Dialect
from newsroom_agents.archive.packing import pack, unpack
from newsroom_agents.archive.tables import PaperRow
from newsroom_agents.errors import ArchiveError, NotFoundError
from newsroom_agents.story.paper import Filed, Paper, PaperT, Stage


class Papers:
    """The papers, in one open transaction."""

    def __init__(self, session: Session, dialect: Dialect) -> None:
        self._session, self._dialect = session, dialect

    def file(self, filed: Filed[PaperT]) -> str:
        """Keep a paper and return its id.

        The first paper under an id stays: filing again, even something else, changes nothing, so
        that a step which runs twice is harmless.
        """
        row = {
            "id": filed.id,
            "slug": filed.slug,
            "stage": filed.stage.value,
            "take": filed.take,
            "filed_at": filed.filed_at,
            "kind": type(filed.paper).__name__,
            "sha256": filed.paper.fingerprint(),
            "packed": pack(filed.canonical()),
        }
        self._dialect.insert_new(self._session, PaperRow, [row])
        return filed.id

    def get(self, paper: str, kind: type[PaperT]) -> Filed[PaperT]:
        """Return a paper by its id.

        Raises:
            NotFoundError: There is none.
            ArchiveError: It cannot be read as `kind`.
        """
        packed = self._session.exec(select(PaperRow.packed).where(PaperRow.id == paper)).first()
        if packed is None:
            raise NotFoundError(kind="paper", name=paper)
        try:
            return filed_as(kind).model_validate_json(unpack(packed, f"paper {paper}"))
        except ValidationError as error:
            msg = f"paper {paper!r} cannot be read as {kind.__name__}: {error}"
            raise ArchiveError(msg) from error

    def latest(self, slug: str, stage: Stage, kind: type[PaperT]) -> Filed[PaperT] | None:
        """Return the paper of the highest take, if the stage filed any."""
        takes = self.takes(slug, stage)
        return self.get(f"{slug}/{stage.value}/{takes[-1]}", kind) if takes else None

    def takes(self, slug: str, stage: Stage) -> tuple[int, ...]:
        """Return the takes a stage filed, in order."""
        query = select(PaperRow.take).where(PaperRow.slug == slug, PaperRow.stage == stage.value)
        return tuple(self._session.exec(query.order_by(col(PaperRow.take))))

    def slugs(self, stage: Stage) -> tuple[str, ...]:
        """Return the slugs for which a stage has filed anything, in order."""
        query = select(PaperRow.slug).where(PaperRow.stage == stage.value).distinct()
        return tuple(self._session.exec(query.order_by(PaperRow.slug)))

    def of(self, slug: str) -> tuple[str, ...]:
        """Return the ids of all papers of a story, in the order of filing, then by id."""
        query = select(PaperRow.id).where(PaperRow.slug == slug)
        return tuple(self._session.exec(query.order_by(col(PaperRow.filed_at), col(PaperRow.id))))


def filed_as(kind: type[PaperT]) -> type[Filed[PaperT]]:
    """Return the type of a filed paper of this kind."""
    return cast("type[Filed[PaperT]]", _filed_type(kind))


@cache
def _filed_type(kind: type[Paper]) -> type[Filed[Paper]]:
    """Make the type once: the library forgets it as soon as nobody holds it."""
    return cast("type[Filed[Paper]]", Filed.__class_getitem__(kind))
