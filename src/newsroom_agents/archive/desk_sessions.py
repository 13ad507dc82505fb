"""The sessions of the desk: rows on the server, which can be ended one by one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select, update

from newsroom_agents.archive.desk_tables import DeskSessionRow
from newsroom_agents.archive.editors import editor_key, editor_of
from newsroom_agents.archive.secret_words import handle_of, hashed, new_secret
from newsroom_agents.archive.tables import EditorRow
from newsroom_agents.story.decision import Editor


@dataclass(frozen=True, slots=True)
class DeskSession:
    """A browser in which an editor is signed in; `handle` points at it, and opens nothing."""

    handle: str
    browser: str
    started: datetime
    seen: datetime


@dataclass(frozen=True, slots=True)
class Present:
    """Who a session belongs to, and when it was last used."""

    editor: Editor
    seen: datetime


class DeskSessions:
    """The sessions, in one open transaction; `idle` is how long an unused one lives."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def start(self, name: str, browser: str, expires: datetime, now: datetime) -> str:
        """Begin a session and return its id; what has expired is thrown away."""
        self._session.exec(delete(DeskSessionRow).where(col(DeskSessionRow.expires) <= now))
        token = new_secret()
        row = DeskSessionRow(
            hash=hashed(token),
            editor=editor_key(name),
            browser=browser,
            started=now,
            seen=now,
            expires=expires,
        )
        self._session.add(row)
        self._session.flush()
        return token

    def present(self, session_id: str, idle: timedelta, now: datetime) -> Present | None:
        """Return who is signed in by this id; None for an old, unused or unknown one."""
        query = select(DeskSessionRow, EditorRow).where(
            DeskSessionRow.hash == hashed(session_id), EditorRow.key == DeskSessionRow.editor
        )
        found = self._session.exec(query).first()
        if found is None:
            return None
        row, editor = found
        is_alive = row.expires > now and row.seen > now - idle
        return Present(editor_of(editor), row.seen) if is_alive and editor.enabled else None

    def note_use(self, session_id: str, now: datetime) -> None:
        """Note that a session is in use; one that has ended stays ended."""
        here = col(DeskSessionRow.hash) == hashed(session_id)
        self._session.exec(update(DeskSessionRow).where(here).values(seen=now))

    def of(self, name: str, idle: timedelta, now: datetime) -> tuple[DeskSession, ...]:
        """Return an editor's living sessions, the one used last first."""
        query = select(DeskSessionRow).where(
            DeskSessionRow.editor == editor_key(name),
            DeskSessionRow.expires > now,
            DeskSessionRow.seen > now - idle,
        )
        rows = self._session.exec(query.order_by(col(DeskSessionRow.seen).desc()))
        return tuple(
            DeskSession(handle_of(row.hash), row.browser, row.started, row.seen) for row in rows
        )

    def end(self, session_id: str) -> None:
        """End a session by its id; an unknown one changes nothing."""
        here = col(DeskSessionRow.hash) == hashed(session_id)
        self._session.exec(delete(DeskSessionRow).where(here))

    def end_one(self, name: str, handle: str) -> bool:
        """End one of an editor's sessions; False when there is none with this handle."""
        return self._end(row for row in self._rows(name) if handle_of(row.hash) == handle) > 0

    def end_others(self, name: str, session_id: str) -> int:
        """End all sessions of an editor but this one; return how many ended."""
        kept = hashed(session_id)
        return self._end(row for row in self._rows(name) if row.hash != kept)

    def _rows(self, name: str) -> tuple[DeskSessionRow, ...]:
        query = select(DeskSessionRow).where(DeskSessionRow.editor == editor_key(name))
        return tuple(self._session.exec(query))

    def _end(self, rows: Iterable[DeskSessionRow]) -> int:
        ended = list(rows)
        for row in ended:
            self._session.delete(row)
        self._session.flush()
        return len(ended)


def own_handle(session_id: str) -> str:
    """Return the handle of a session whose id is known."""
    return handle_of(hashed(session_id))
