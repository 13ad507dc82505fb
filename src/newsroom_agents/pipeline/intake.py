"""Stage 0: what the outside world published, stored, traced to origins, grouped into events.

Storing is idempotent by content; grouping takes what is not grouped yet, in order of time, in
portions that do not depend on where an earlier run stopped. So a run that was killed and started
again ends with the same events.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.snapshots import StoreOutcome
from newsroom_agents.clock import Clock
from newsroom_agents.errors import WireError
from newsroom_agents.ingest.kind import Reading
from newsroom_agents.pipeline.changes import note_changes
from newsroom_agents.story.source import Snapshot, SourceItem
from newsroom_agents.text.language import detect
from newsroom_agents.wire.copies import trace
from newsroom_agents.wire.events import WINDOW, group

_STORED_AT_ONCE = 100
_GROUPED_AT_ONCE = 2000
_DETECTED_CHARS = 2000


@dataclass(frozen=True, slots=True)
class Taken:
    """What came in: counts, what could not be read, and the newest publication time."""

    new: int = 0
    seen: int = 0
    changed: int = 0
    errors: tuple[WireError, ...] = ()
    newest: datetime | None = None
    flagged: tuple[str, ...] = field(default=())
    """Stories whose sources changed."""

    @property
    def items(self) -> int:
        """How many items were read."""
        return self.new + self.seen + self.changed

    def plus(self, more: "Taken") -> "Taken":
        """Return both together."""
        times = [one for one in (self.newest, more.newest) if one]
        return Taken(
            new=self.new + more.new,
            seen=self.seen + more.seen,
            changed=self.changed + more.changed,
            errors=(*self.errors, *more.errors),
            newest=max(times) if times else None,
            flagged=(*self.flagged, *more.flagged),
        )


def take_in(archive: Archive, readings: Iterable[Reading], clock: Clock) -> Taken:
    """Store what a source gives, portion by portion, and say what became of it."""
    total = Taken()
    for portion in _portions(readings):
        errors = tuple(one for one in portion if isinstance(one, WireError))
        items = [one for one in portion if isinstance(one, SourceItem)]
        with archive.writing() as room:
            stored = store(room, items, clock())
        total = total.plus(replace(stored, errors=errors))
    return total


def store(room: Room, items: Sequence[SourceItem], now: datetime) -> Taken:
    """Store items in an open room, and tell the stories that cite what they change."""
    known = room.snapshots.many([item.snapshot_id() for item in items])
    counts = dict.fromkeys(StoreOutcome, 0)
    changed = []
    for item in items:
        if item.snapshot_id() in known:
            counts[StoreOutcome.SEEN] += 1
            continue
        stored = room.snapshots.put(item, _language(item), now)
        counts[stored.outcome] += 1
        if stored.outcome is StoreOutcome.CHANGED:
            changed.append(stored.snapshot)
    return Taken(
        new=counts[StoreOutcome.NEW],
        seen=counts[StoreOutcome.SEEN],
        changed=counts[StoreOutcome.CHANGED],
        newest=max((item.published for item in items), default=None),
        flagged=note_changes(room, changed, now),
    )


def group_new(archive: Archive, window: timedelta) -> int:
    """Trace and group everything that is not grouped yet; return how many snapshots that were."""
    return sum(grouping(archive, window))


def grouping(archive: Archive, window: timedelta) -> Iterator[int]:
    """Trace and group what is not grouped yet, portion by portion; yield how many each had.

    Stopped between two portions, it goes on where it was the next time.
    """
    while True:
        with archive.writing() as room:
            fresh = room.snapshots.ungrouped()[:_GROUPED_AT_ONCE]
            if fresh:
                _group(room, fresh, window)
        if not fresh:
            return
        yield len(fresh)


def _language(item: SourceItem) -> str:
    text = f"{item.title}\n{item.text[:_DETECTED_CHARS]}"
    return detect(text, item.declared_language or None)


def _group(room: Room, fresh: Sequence[Snapshot], window: timedelta) -> None:
    traced = []
    for snapshot in fresh:
        earlier = [one for one in room.snapshots.of_item(snapshot.uri) if one.origin]
        before = earlier[0].origin if earlier else ""
        origin = trace(snapshot, room.signatures, before).label
        room.snapshots.assign(snapshot.id, origin=origin)
        traced.append(snapshot.model_copy(update={"origin": origin}))
    oldest = min(snapshot.published for snapshot in traced)
    known = room.events.window(oldest - max(window, WINDOW))
    for member in group(traced, known):
        room.events.add(member)
        room.snapshots.assign(member.snapshot, event=member.event)


def _portions(readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    portion: list[Reading] = []
    for reading in readings:
        portion.append(reading)
        if len(portion) == _STORED_AT_ONCE:
            yield portion
            portion = []
    if portion:
        yield portion
