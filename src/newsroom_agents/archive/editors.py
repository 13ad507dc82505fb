"""The persons who may rule, by name."""

import unicodedata
from datetime import datetime

from sqlmodel import Session, col, delete, select

from newsroom_agents.archive.desk_tables import ApiTokenRow, DeskSessionRow, FirstLinkRow
from newsroom_agents.archive.tables import EditorRow, table_of
from newsroom_agents.errors import ArchiveError, NotFoundError
from newsroom_agents.story.decision import Editor, EditorRole


class Editors:
    """The registered persons, in one open transaction.

    Names that differ only in case, width or outer spaces are one person: two approvals of a risky
    story must come from two people.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, name: str, role: EditorRole, at: datetime) -> Editor:
        """Register a person.

        Raises:
            ArchiveError: The name is empty, has control characters, or is taken (also by a
                disabled person: names on decisions must stay clear).
        """
        clean = unicodedata.normalize("NFC", name).strip()
        if not clean or not clean.isprintable():
            msg = f"an editor needs a printable name, not {name!r}"
            raise ArchiveError(msg)
        if self._session.get(EditorRow, editor_key(clean)) is not None:
            msg = f"an editor named {clean!r} is already registered"
            raise ArchiveError(msg)
        row = EditorRow(key=editor_key(clean), name=clean, role=role.value, enabled=True, added=at)
        self._session.add(row)
        self._session.flush()
        return editor_of(row)

    def get(self, name: str) -> Editor:
        """Return a person by name.

        Raises:
            NotFoundError: Nobody with this name is registered.
        """
        return editor_of(self._row(name))

    def ruling(self, name: str) -> Editor:
        """Return a person who may rule on stories.

        Raises:
            NotFoundError: Nobody with this name is registered.
            ArchiveError: The person is disabled, or has a role that does not rule.
        """
        editor = self.get(name)
        if not editor.enabled:
            msg = f"editor {editor.name!r} is disabled"
            raise ArchiveError(msg)
        if not editor.may_rule:
            msg = f"{editor.name!r} is {editor.role.value} and does not rule on stories"
            raise ArchiveError(msg)
        return editor

    def all(self) -> tuple[Editor, ...]:
        """Return all persons, also disabled ones, by name."""
        rows = self._session.exec(select(EditorRow).order_by(col(EditorRow.key)))
        return tuple(editor_of(row) for row in rows)

    def disable(self, name: str) -> Editor:
        """Take away every right, at once; what the person decided stays.

        Sessions, links and tokens of the desk end with it.

        Raises:
            NotFoundError: Nobody with this name is registered.
        """
        row = self._row(name)
        row.enabled = False
        self._session.add(row)
        for table in (DeskSessionRow, FirstLinkRow, ApiTokenRow):
            self._session.exec(delete(table).where(table_of(table).c.editor == row.key))
        self._session.flush()
        return editor_of(row)

    def enable(self, name: str) -> Editor:
        """Give a disabled person their rights back; the password works again, nothing else does.

        Raises:
            NotFoundError: Nobody with this name is registered.
        """
        row = self._row(name)
        row.enabled = True
        self._session.add(row)
        self._session.flush()
        return editor_of(row)

    def set_role(self, name: str, role: EditorRole) -> Editor:
        """Give a person another role; what they decided stands with the role they had.

        Raises:
            NotFoundError: Nobody with this name is registered.
        """
        row = self._row(name)
        row.role = role.value
        self._session.add(row)
        self._session.flush()
        return editor_of(row)

    def _row(self, name: str) -> EditorRow:
        row = self._session.get(EditorRow, editor_key(name))
        if row is None:
            raise NotFoundError(kind="editor", name=name)
        return row


def editor_key(name: str) -> str:
    """Return what a name is known by: the same however it is typed."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return folded.replace("\x00", "\ufffd").strip()  # no database of ours looks for a null


def editor_of(row: EditorRow) -> Editor:
    """Return the person of a row."""
    return Editor(name=row.name, role=EditorRole(row.role), enabled=row.enabled, added=row.added)
