"""Members of events, kept so that later documents are grouped without reading texts again."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlmodel import Session, col, select, update

from newsroom_agents.archive.dialects import Dialect
from newsroom_agents.archive.packing import pack, unpack
from newsroom_agents.archive.tables import EventMemberRow
from newsroom_agents.ports import EventMember


class Events:
    """The members of all events, in one open transaction; fits `ports.Events`."""

    def __init__(self, session: Session, dialect: Dialect) -> None:
        self._session, self._dialect = session, dialect

    def add(self, member: EventMember) -> None:
        """Keep a member; adding the same snapshot again moves it to the given event."""
        row = {
            "snapshot": member.snapshot,
            "uri": member.uri,
            "event": member.event,
            "origin": member.origin,
            "language": member.language,
            "published": member.published,
            "terms": pack(json.dumps(dict(member.terms), ensure_ascii=False).encode("utf-8")),
            "why": member.why,
        }
        if not self._dialect.insert_new(self._session, EventMemberRow, [row]):
            same = col(EventMemberRow.snapshot) == member.snapshot
            self._session.exec(update(EventMemberRow).where(same).values(**row))

    def move(self, event: str, into: str, why: str) -> tuple[str, ...]:
        """Make the members of an event members of another; return their snapshots, oldest first."""
        query = select(EventMemberRow.snapshot).where(EventMemberRow.event == event)
        order = (col(EventMemberRow.published), col(EventMemberRow.snapshot))
        moved = tuple(self._session.exec(query.order_by(*order)))
        old = col(EventMemberRow.event) == event
        self._session.exec(update(EventMemberRow).where(old).values(event=into, why=why))
        return moved

    def window(self, since: datetime) -> Sequence[EventMember]:
        """Return the members published since then, ordered by time, then uri."""
        query = select(EventMemberRow).where(EventMemberRow.published >= since)
        order = (col(EventMemberRow.published), col(EventMemberRow.uri))
        rows = self._session.exec(query.order_by(*order, col(EventMemberRow.snapshot)))
        return [_member_of(row) for row in rows]


def _member_of(row: EventMemberRow) -> EventMember:
    terms = unpack(row.terms, f"terms of snapshot {row.snapshot}").decode("utf-8")
    return EventMember(
        snapshot=row.snapshot,
        uri=row.uri,
        event=row.event,
        origin=row.origin,
        language=row.language,
        published=row.published,
        terms=cast("dict[str, float]", json.loads(terms)),
        why=row.why,
    )
