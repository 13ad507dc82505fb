"""What the house knows about its web sources from asking them: how it went, what was taken."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from sqlalchemy import Update
from sqlalchemy import update as sql_update
from sqlmodel import Session, col, delete, select

from newsroom_agents.archive.dialects import Dialect
from newsroom_agents.archive.packing import in_portions
from newsroom_agents.archive.source_tables import (
    BlindBeatRow,
    SourceDayRow,
    SourceEntryRow,
    SourceStateRow,
)
from newsroom_agents.archive.tables import table_of

_STATES, _DAYS = table_of(SourceStateRow).c, table_of(SourceDayRow).c


@dataclass(frozen=True, slots=True)
class SourceState:
    """How the polls of a source went so far.

    `place` is the address in the list of sources, `address` the one that is asked now, after moves.
    `etag` and `last_modified` are what the server said of what was last taken whole. `brought` is
    when something new came last. `failures` counts those since the last success, `failure` is the
    kind of the last and `detail` its reason. `minutes` lie between polls, without the jitter.
    """

    source: str
    place: str
    address: str
    due: datetime
    minutes: float
    etag: str = ""
    last_modified: str = ""
    polled: datetime | None = None
    succeeded: datetime | None = None
    brought: datetime | None = None
    failed: datetime | None = None
    failure: str = ""
    detail: str = ""
    failures: int = 0
    moved_to: str = ""
    moved_times: int = 0
    retired: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceDay:
    """What a source gave on one day (UTC)."""

    source: str
    day: date
    polls: int = 0
    failures: int = 0
    new: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class BlindBeat:
    """A beat of which no source gives anything; `detail` says of how many, and why."""

    beat: str
    since: datetime
    detail: str


class SourceStates:
    """The states of the web sources, in one open transaction."""

    def __init__(self, session: Session, dialect: Dialect) -> None:
        self._session, self._dialect = session, dialect

    def all(self) -> dict[str, SourceState]:
        """Return the states of all sources that were ever polled, by source."""
        rows = self._session.exec(select(SourceStateRow).order_by(col(SourceStateRow.source)))
        return {row.source: SourceState(**row.model_dump()) for row in rows}

    def save(self, state: SourceState) -> None:
        """Put a state in the place of the source's earlier one."""
        values = asdict(state)
        same = _STATES.source == state.source
        if not self._done(sql_update(table_of(SourceStateRow)).where(same).values(**values)):
            self._dialect.insert_new(self._session, SourceStateRow, [values])

    def count(self, more: SourceDay) -> None:
        """Add to what a source gave on a day."""
        counts = {
            "polls": more.polls,
            "failures": more.failures,
            "new": more.new,
            "changed": more.changed,
        }
        key = {"source": more.source, "day": more.day.isoformat()}
        same = (_DAYS.source == key["source"]) & (_DAYS.day == key["day"])
        added = {name: _DAYS[name] + number for name, number in counts.items()}
        if not self._done(sql_update(table_of(SourceDayRow)).where(same).values(**added)):
            self._dialect.insert_new(self._session, SourceDayRow, [{**key, **counts}])

    def days(self, since: date) -> dict[str, tuple[SourceDay, ...]]:
        """Return what the sources gave from a day on, by source and in order of days."""
        query = select(SourceDayRow).where(SourceDayRow.day >= since.isoformat())
        rows = self._session.exec(query.order_by(col(SourceDayRow.source), col(SourceDayRow.day)))
        found: dict[str, tuple[SourceDay, ...]] = {}
        for row in rows:
            fields = row.model_dump() | {"day": date.fromisoformat(row.day)}
            found[row.source] = (*found.get(row.source, ()), SourceDay(**fields))
        return found

    def brought(self, source: str, day: date) -> int:
        """Return how many new and changed items a source brought on a day."""
        row = self._session.get(SourceDayRow, (source, day.isoformat()))
        return row.new + row.changed if row else 0

    def taken(self, source: str, digests: Iterable[str]) -> dict[str, str]:
        """Return, of these contents, those that were taken from a source, with their item's uri."""
        found: dict[str, str] = {}
        for portion in in_portions(digests):
            query = select(SourceEntryRow.digest, SourceEntryRow.uri).where(
                SourceEntryRow.source == source, col(SourceEntryRow.digest).in_(portion)
            )
            found |= {row[0]: row[1] for row in self._session.exec(query)}
        return found

    def take(self, source: str, entries: Mapping[str, str], now: datetime) -> None:
        """Remember contents of a source, by hash, with the uri of the item each belongs to."""
        rows = [
            {"source": source, "digest": digest, "uri": uri, "taken": now}
            for digest, uri in entries.items()
        ]
        if rows:
            self._dialect.insert_new(self._session, SourceEntryRow, rows)

    def forget(self, before: datetime) -> None:
        """Forget contents that were taken before a moment, and days before it."""
        day = before.date().isoformat()
        self._session.exec(delete(SourceEntryRow).where(col(SourceEntryRow.taken) < before))
        self._session.exec(delete(SourceDayRow).where(col(SourceDayRow.day) < day))

    def _done(self, statement: Update) -> int:
        """Return how many rows a statement changed; without the objects of a session."""
        return self._session.connection().execute(statement).rowcount

    def blind(self) -> tuple[BlindBeat, ...]:
        """Return the beats of which no source gives anything, by name."""
        rows = self._session.exec(select(BlindBeatRow).order_by(col(BlindBeatRow.beat)))
        return tuple(BlindBeat(**row.model_dump()) for row in rows)

    def set_blind(self, beats: Sequence[BlindBeat]) -> tuple[BlindBeat, ...]:
        """Note which beats are blind now; one that was blind before keeps its time.

        Returns:
            Those that were not blind before.
        """
        before = {one.beat: one for one in self.blind()}
        self._session.exec(delete(BlindBeatRow))
        for beat in beats:
            kept = before.get(beat.beat, beat)
            row = asdict(replace(beat, since=kept.since))
            self._dialect.insert_new(self._session, BlindBeatRow, [row])
        return tuple(one for one in beats if one.beat not in before)
