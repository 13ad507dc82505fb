"""The editors' passwords, and the one-time links with which they are set.

A house has no password until a person sets one: registering an editor makes a link, and only its
holder chooses the password. A new password ends every session and link of before.
"""

from datetime import datetime

from sqlmodel import Session, col, delete, func, select

from newsroom_agents.archive.desk_tables import DeskSessionRow, FirstLinkRow, PasswordRow
from newsroom_agents.archive.editors import Editors, editor_key
from newsroom_agents.archive.secret_words import hashed, new_secret
from newsroom_agents.archive.tables import EditorRow, table_of
from newsroom_agents.errors import ArchiveError
from newsroom_agents.story.decision import Editor


class Accounts:
    """Passwords and links, in one open transaction."""

    def __init__(self, session: Session, editors: Editors) -> None:
        self._session, self._editors = session, editors

    def password(self, name: str) -> str:
        """Return the hash of an editor's password; empty where nobody could sign in with one."""
        query = select(PasswordRow.hash).where(
            PasswordRow.editor == editor_key(name),
            EditorRow.key == PasswordRow.editor,
            col(EditorRow.enabled),
        )
        return self._session.exec(query).first() or ""

    def set_password(self, name: str, digest: str, at: datetime) -> None:
        """Set an editor's password by its hash, and end what was signed in or open before.

        Raises:
            NotFoundError: Nobody with this name is registered.
            ArchiveError: The person is disabled.
        """
        key = editor_key(self._enabled(name).name)
        self._session.merge(PasswordRow(editor=key, hash=digest, at=at))
        for table in (DeskSessionRow, FirstLinkRow):
            self._session.exec(delete(table).where(table_of(table).c.editor == key))
        self._session.flush()

    def renew_hash(self, name: str, digest: str) -> None:
        """Keep the same password under another hash: the parameters have moved."""
        row = self._session.get(PasswordRow, editor_key(name))
        if row is not None:
            row.hash = digest
            self._session.add(row)
            self._session.flush()

    def new_link(self, name: str, expires: datetime) -> str:
        """Make a one-time link and return its token; earlier links of this editor end.

        Raises:
            NotFoundError: Nobody with this name is registered.
            ArchiveError: The person is disabled.
        """
        key = editor_key(self._enabled(name).name)
        self._session.exec(delete(FirstLinkRow).where(col(FirstLinkRow.editor) == key))
        token = new_secret()
        self._session.add(FirstLinkRow(hash=hashed(token), editor=key, expires=expires))
        self._session.flush()
        return token

    def link(self, token: str, now: datetime) -> Editor | None:
        """Return whose link this is, while it works; looking does not use it."""
        row = self._session.get(FirstLinkRow, hashed(token))
        if row is None or row.expires <= now:
            return None
        editor = self._editors.get(row.editor)
        return editor if editor.enabled else None

    def use_link(self, token: str, digest: str, now: datetime) -> Editor | None:
        """Set the password of a link's holder and use the link up; None when it works no more."""
        editor = self.link(token, now)
        if editor is not None:
            self.set_password(editor.name, digest, now)
        return editor

    def is_closed_to_all(self) -> bool:
        """Whether nobody could sign in: no enabled editor has a password."""
        query = select(func.count()).where(
            EditorRow.key == PasswordRow.editor, col(EditorRow.enabled)
        )
        return self._session.exec(query).one() == 0

    def _enabled(self, name: str) -> Editor:
        editor = self._editors.get(name)
        if not editor.enabled:
            msg = f"editor {editor.name!r} is disabled"
            raise ArchiveError(msg)
        return editor
