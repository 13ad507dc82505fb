"""Notices to editors: what each wants to be told, and an outbox that tells it once.

A notice has a name that stays the same however often one looks, and is written once for each editor
and way. What is due is taken in batches: a process that takes one has it alone for some minutes. If
it dies on the way the batch goes out again, under the same name, so that whoever gets it twice can
tell.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, delete, select, update

from newsroom_agents.archive.dialects import Dialect
from newsroom_agents.archive.editors import editor_key, editor_of
from newsroom_agents.archive.notice_tables import NoticeRow, NoticeWishRow
from newsroom_agents.archive.tables import EditorRow

_HELD = timedelta(minutes=5)
_MOST_IN_ONE = 100
_KEPT = timedelta(days=60)
_PAUSES = (1, 5, 15, 60, 180, 360, 720)
"""Minutes from one attempt to the next; after the last attempt nobody tries again."""


class Kind(StrEnum):
    """What an editor can be told."""

    HIGH_RISK = "high-risk"
    EXPIRING = "expiring"
    RELEASE_FAILED = "release-failed"
    BUDGET = "budget"
    BLIND_BEAT = "blind-beat"


class Way(StrEnum):
    """How it is told."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class State(StrEnum):
    """How far a notice is."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class NoticeWish:
    """What an editor wants to be told, and where; an empty place is none.

    `key_number` says which of their keys signs what goes to the webhook.
    """

    editor: str
    kinds: frozenset[Kind] = frozenset()
    mail: str = ""
    webhook: str = ""
    key_number: int = 0
    is_digest: bool = False

    @property
    def places(self) -> Sequence[tuple[Way, str]]:
        """The ways that lead somewhere, each with its place."""
        both = ((Way.MAIL, self.mail), (Way.WEBHOOK, self.webhook))
        return tuple((way, place) for way, place in both if place)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something worth telling; two notices with one name are the same.

    `path` is where the desk shows it.
    """

    name: str
    kind: Kind
    title: str
    detail: str
    path: str
    happened: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """Notices that go to one editor together, in one way; `name` is the same at every attempt."""

    name: str
    editor: str
    way: Way
    attempt: int
    notices: tuple[Notice, ...]

    def is_of(self, wish: NoticeWish) -> bool:
        """Whether it goes to the editor of this wish."""
        return editor_key(wish.editor) == self.editor


class Notices:
    """Wishes and outbox, in one open transaction."""

    def __init__(self, session: Session, dialect: Dialect) -> None:
        self._session, self._dialect = session, dialect

    def wish(self, editor: str) -> NoticeWish:
        """Return what an editor wants to be told; nothing until they say so."""
        row = self._session.get(NoticeWishRow, editor_key(editor))
        return _wish_of(row, editor) if row else NoticeWish(editor)

    def set_wish(self, wish: NoticeWish, now: datetime) -> None:
        """Keep what an editor wants to be told; what waits for them otherwise is dropped."""
        key = editor_key(wish.editor)
        row = NoticeWishRow(
            editor=key,
            kinds=" ".join(kind.value for kind in Kind if kind in wish.kinds),
            mail=wish.mail,
            webhook=wish.webhook,
            key_number=wish.key_number,
            is_digest=wish.is_digest,
            at=now,
        )
        self._session.merge(row)
        ways = {way.value for way, _ in wish.places}
        kinds = {kind.value for kind in wish.kinds}
        unwanted = col(NoticeRow.way).not_in(ways) | col(NoticeRow.kind).not_in(kinds)
        waiting = (col(NoticeRow.editor) == key) & (col(NoticeRow.state) == State.WAITING.value)
        self._session.exec(delete(NoticeRow).where(waiting & unwanted))
        self._session.flush()

    def wishes(self) -> tuple[NoticeWish, ...]:
        """Return what everybody wants to be told who is not disabled, by name."""
        query = select(NoticeWishRow, EditorRow).where(EditorRow.key == NoticeWishRow.editor)
        found = self._session.exec(query.order_by(col(EditorRow.key)))
        people = ((row, editor_of(editor)) for row, editor in found)
        return tuple(_wish_of(row, editor.name) for row, editor in people if editor.enabled)

    def tell(self, wish: NoticeWish, notices: Sequence[Notice], due: datetime) -> int:
        """Put what an editor wants to know into the outbox; return how much of it is new."""
        rows = [
            {
                "editor": editor_key(wish.editor),
                "way": way.value,
                "name": notice.name,
                "kind": notice.kind.value,
                "title": notice.title,
                "detail": notice.detail,
                "path": notice.path,
                "happened": notice.happened,
                "state": State.WAITING.value,
                "due": due,
                "batch": "",
                "attempts": 0,
                "failure": "",
            }
            for way, _ in wish.places
            for notice in notices
            if notice.kind in wish.kinds
        ]
        return self._dialect.insert_new(self._session, NoticeRow, rows) if rows else 0

    def take(self, now: datetime) -> Batch | None:
        """Take what is due next, for as long as an attempt may last; None when nothing is.

        Nobody else gets it meanwhile. A batch that was taken before goes out as it was.
        """
        is_due = (col(NoticeRow.state) == State.WAITING.value) & (col(NoticeRow.due) <= now)
        order = (col(NoticeRow.due), col(NoticeRow.editor), col(NoticeRow.way), col(NoticeRow.name))
        due = select(NoticeRow).where(is_due)
        first = self._session.exec(due.order_by(*order)).first()
        if first is None:
            return None
        beside = due.where(
            NoticeRow.batch == first.batch,
            NoticeRow.editor == first.editor,
            NoticeRow.way == first.way,
        )
        together = beside.order_by(col(NoticeRow.happened), col(NoticeRow.name))
        rows = self._session.exec(together.limit(_MOST_IN_ONE)).all()
        name = first.batch or secrets.token_hex(16)
        for row in rows:
            row.batch, row.attempts, row.due = name, row.attempts + 1, now + _HELD
            self._session.add(row)
        self._session.flush()
        notices = tuple(map(_notice_of, rows))
        return Batch(name, first.editor, Way(first.way), first.attempts, notices)

    def sent(self, batch: Batch, now: datetime) -> None:
        """Note that a batch has arrived; what is long over is forgotten."""
        self._end(batch, State.SENT, "", now)
        self._session.exec(delete(NoticeRow).where(col(NoticeRow.ended) < now - _KEPT))

    def failed(self, batch: Batch, why: str, now: datetime) -> bool:
        """Note that a batch did not arrive; return whether it will be tried again."""
        if batch.attempt > len(_PAUSES):
            self._end(batch, State.GIVEN_UP, why, now)
            return False
        due = now + timedelta(minutes=_PAUSES[batch.attempt - 1])
        here = col(NoticeRow.batch) == batch.name
        self._session.exec(update(NoticeRow).where(here).values(due=due, failure=why))
        return True

    def drop(self, batch: Batch, why: str, now: datetime) -> None:
        """Give a batch up: nobody wants it there any more."""
        self._end(batch, State.GIVEN_UP, why, now)

    def last_failure(self, editor: str) -> str:
        """Return why the last notices to an editor did not arrive; empty when they did."""
        query = select(NoticeRow.failure).where(NoticeRow.editor == editor_key(editor))
        latest = query.order_by(col(NoticeRow.due).desc(), col(NoticeRow.failure).desc())
        return self._session.exec(latest).first() or ""

    def _end(self, batch: Batch, state: State, why: str, now: datetime) -> None:
        here = col(NoticeRow.batch) == batch.name
        ended = update(NoticeRow).where(here).values(state=state.value, failure=why, ended=now)
        self._session.exec(ended)


def _wish_of(row: NoticeWishRow, editor: str) -> NoticeWish:
    return NoticeWish(
        editor=editor,
        kinds=frozenset(map(Kind, row.kinds.split())),
        mail=row.mail,
        webhook=row.webhook,
        key_number=row.key_number,
        is_digest=row.is_digest,
    )


def _notice_of(row: NoticeRow) -> Notice:
    return Notice(
        name=row.name,
        kind=Kind(row.kind),
        title=row.title,
        detail=row.detail,
        path=row.path,
        happened=row.happened,
    )
