"""The call log: every request sent to a model, and what came back.

It is the cache (an exact repeat is answered from it), the cassette (a run can be played from it
without a server) and the record of what was paid. Rows are only added. The long texts of requests
are kept once each: nine roles say the same rules to a model thousands of times.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel.sql.sqltypes import UTCDateTime

from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.archive.calls_tables import CALLS, TEXTS
from newsroom_agents.archive.ledger import settle
from newsroom_agents.archive.packing import in_portions, pack, unpack
from newsroom_agents.errors import NotFoundError
from newsroom_agents.ports import CallReply, CallRequest, LoggedCall, Settlement
from newsroom_agents.story.paper import canonical_json

_OK = 200
_LONG = 200
"""Characters from which a text of a request is kept apart."""
_MOST_PACKED = 200_000
"""Bytes up to which a packed reply is a text; a picture has more."""
_APART = "$text"
_FRESH = timedelta(hours=12)
"""How exactly it is known when a text was last used: a purge thinks in days."""
_KNOWN = select(TEXTS.c.sha256, TEXTS.c.last_used).where(
    TEXTS.c.sha256.in_(bindparam("names", expanding=True))
)
_USED = (
    update(TEXTS)
    .where(TEXTS.c.sha256.in_(bindparam("names", expanding=True)))
    .where(TEXTS.c.last_used < bindparam("at", type_=UTCDateTime()))
    .values(last_used=bindparam("at", type_=UTCDateTime()))
)
_WHOLE = (
    select(CALLS)
    .where(CALLS.c.status == _OK)
    .where(CALLS.c.original == "")
    .where(CALLS.c.reply.is_not(None))
    .order_by(CALLS.c.number.desc())
)
"""The calls that were really sent and have a whole reply, the newest first."""
_ANSWER = _WHOLE.where(CALLS.c.key == bindparam("key")).limit(1)
_ADD = CALLS.insert().returning(CALLS.c.number)
_ID = "call-"


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge took out."""

    calls: int
    texts: int


class CallLog:
    """The rows, each written in a transaction of its own."""

    def __init__(self, database: CallsDatabase) -> None:
        self._database = database

    def answer(self, key: str) -> LoggedCall | None:
        """Return the newest whole reply to this request whose body is still there."""
        with self._database.reading() as connection:
            row = connection.execute(_ANSWER, {"key": key}).first()
        return None if row is None else _call_of(row, {})

    def add(
        self,
        request: CallRequest,
        reply: CallReply,
        original: str = "",
        settles: Settlement | None = None,
    ) -> str:
        """Write a row and return its id; it is on the disk when this returns.

        Args:
            request: What was sent.
            reply: What came back.
            original: The id of the call that this one repeats.
            settles: What was spoken for and what it came to, closed in the same transaction.

        Raises:
            StorageError: The database cannot be opened or written.
        """
        texts: dict[str, str] = {}
        skeleton = canonical_json(_parted(request.body, texts))
        row = {
            **_request_columns(request),
            "request": pack(skeleton),
            **_reply_columns(reply),
            "original": original,
        }

        def work(connection: Connection) -> int:
            _keep(connection, texts, reply.at)
            if settles is not None:
                settle(connection, settles.reservation, settles.amount)
            return int(connection.execute(_ADD, row).scalar_one())

        return f"{_ID}{self._database.write(work)}"

    def answered(self, role: str, most: int) -> Sequence[LoggedCall]:
        """Return the newest calls of a role that have a whole reply, with their requests."""
        wanted = _WHOLE.where(CALLS.c.role == role).where(CALLS.c.request.is_not(None)).limit(most)
        with self._database.reading() as connection:
            return _with_texts(connection, connection.execute(wanted).all())

    def counted(self, most: int) -> Sequence[LoggedCall]:
        """Return the newest calls whose tokens a server told, but none that brought a picture."""
        has_both = CALLS.c.request.is_not(None) & (CALLS.c.tokens_in > 0)
        is_text = func.length(CALLS.c.reply) <= _MOST_PACKED
        with self._database.reading() as connection:
            wanted = _WHOLE.where(has_both).where(is_text).limit(most)
            return _with_texts(connection, connection.execute(wanted).all())

    def get(self, name: str) -> LoggedCall:
        """Return a call by its id, or by the name that the provider gave it.

        Raises:
            NotFoundError: The log has no such call.
        """
        number = name.removeprefix(_ID)
        is_ours = name.startswith(_ID) and number.isdecimal()
        named = CALLS.c.number == int(number) if is_ours else CALLS.c.provider_call == name
        wanted = select(CALLS).where(named).order_by(CALLS.c.number.desc()).limit(1)
        with self._database.reading() as connection:
            found = _with_texts(connection, connection.execute(wanted).all())
        if not found:
            raise NotFoundError(kind="call", name=name)
        return found[0]

    def rows(self, subject: str = "", most: int = 50) -> Sequence[LoggedCall]:
        """Return the newest calls without their bodies, the newest first."""
        wanted = select(CALLS).order_by(CALLS.c.number.desc()).limit(most)
        if subject:
            wanted = wanted.where(CALLS.c.subject == subject)
        with self._database.reading() as connection:
            return [_call_of(row, None) for row in connection.execute(wanted)]

    def purge(self, before: datetime) -> Purged:
        """Take the bodies of calls before this time out of the log; rows and hashes stay.

        A purged reply answers no repeat any more.
        """
        old = and_(CALLS.c.at < before, (CALLS.c.request.is_not(None) | CALLS.c.reply.is_not(None)))

        def work(connection: Connection) -> Purged:
            bare = update(CALLS).where(old).values(request=None, reply=None)
            calls = connection.execute(bare).rowcount
            texts = connection.execute(
                delete(TEXTS).where(TEXTS.c.last_used < before - _FRESH)
            ).rowcount
            return Purged(calls=calls, texts=texts)

        return self._database.write(work)


def _parted(value: object, texts: dict[str, str]) -> object:
    """Return a body with its long texts taken out into `texts`, by their hash."""
    if isinstance(value, str) and len(value) >= _LONG:
        name = hashlib.sha256(value.encode("utf-8")).hexdigest()
        texts[name] = value
        return {_APART: name}
    if isinstance(value, Mapping):
        return {key: _parted(inner, texts) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_parted(inner, texts) for inner in value]
    return value


def _joined(value: object, texts: Mapping[str, str]) -> object:
    """Return a body with its long texts in their places; one that was purged stays a hash."""
    if isinstance(value, dict):
        if set(value) == {_APART}:
            return texts.get(str(value[_APART]), value)
        return {key: _joined(inner, texts) for key, inner in value.items()}
    if isinstance(value, list):
        return [_joined(inner, texts) for inner in value]
    return value


def _named(value: object) -> Iterator[str]:
    """Yield the hashes of the texts that a body without them asks for."""
    if isinstance(value, dict):
        if set(value) == {_APART}:
            yield str(value[_APART])
        else:
            for inner in value.values():
                yield from _named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner)


def _keep(connection: Connection, texts: Mapping[str, str], at: datetime) -> None:
    """Keep the texts, and say of those that were there that they were used again."""
    found = connection.execute(_KNOWN, {"names": list(texts)})
    known = {row.sha256: row.last_used for row in found}
    old = [name for name, used in known.items() if at - used > _FRESH]
    if old:
        connection.execute(_USED, {"names": old, "at": at})
    rows = [
        {"sha256": name, "packed": pack(text.encode("utf-8")), "last_used": at}
        for name, text in texts.items()
        if name not in known
    ]
    if rows:
        kind = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        connection.execute(kind(TEXTS).on_conflict_do_nothing(), rows)


def _with_texts(
    connection: Connection, rows: Sequence[Row[tuple[object, ...]]]
) -> list[LoggedCall]:
    skeletons = [_skeleton(row) for row in rows]
    wanted = sorted({name for skeleton in skeletons for name in _named(skeleton)})
    texts: dict[str, str] = {}
    for portion in in_portions(wanted):
        query = select(TEXTS.c.sha256, TEXTS.c.packed).where(TEXTS.c.sha256.in_(portion))
        for name, packed in connection.execute(query):
            texts[name] = unpack(packed, f"text {name[:12]}").decode("utf-8")
    return [_call_of(row, texts) for row in rows]


def _skeleton(row: Row[tuple[object, ...]]) -> object:
    packed = row._mapping["request"]
    return json.loads(unpack(packed, "a request")) if packed is not None else {}


def _call_of(row: Row[tuple[object, ...]], texts: Mapping[str, str] | None) -> LoggedCall:
    """Return a row as a record; without `texts` it comes without bodies."""
    told = row._mapping
    body = _joined(_skeleton(row), texts) if texts is not None else {}
    reply = told["reply"] if texts is not None else None
    return LoggedCall(
        id=f"{_ID}{told['number']}",
        request=CallRequest(
            **{name: told[name] for name in _REQUEST}, body=cast("Mapping[str, object]", body)
        ),
        reply=CallReply(
            **{name: told[name] for name in _REPLY},
            seconds=told["milliseconds"] / 1000,
            headers=json.loads(told["headers"]),
            body=unpack(reply, "a reply") if reply is not None else b"",
        ),
        original=told["original"],
    )


_REQUEST = (
    *("key", "endpoint", "path", "engine_model", "prompt"),
    *("repeat", "role", "persona", "subject"),
)
_REPLY = (
    *("at", "attempt", "status", "outcome", "reason", "answered_by", "provider_call"),
    *("tokens_in", "tokens_out", "tokens_cached", "cost_microusd", "is_estimated"),
)


def _request_columns(request: CallRequest) -> dict[str, object]:
    whole = canonical_json(request.body)
    columns: dict[str, object] = {name: getattr(request, name) for name in _REQUEST}
    return {**columns, "request_sha256": hashlib.sha256(whole).hexdigest()}


def _reply_columns(reply: CallReply) -> dict[str, object]:
    columns: dict[str, object] = {name: getattr(reply, name) for name in _REPLY}
    return {
        **columns,
        "day": reply.at.astimezone(UTC).date().isoformat(),
        "milliseconds": round(reply.seconds * 1000),
        "headers": json.dumps(dict(reply.headers), ensure_ascii=False, sort_keys=True),
        "reply_sha256": hashlib.sha256(reply.body).hexdigest() if reply.body else "",
        "reply": pack(reply.body) if reply.body else None,
    }
