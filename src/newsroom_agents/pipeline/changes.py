"""A source changed after a story was drafted: nothing is altered, but the editor is told.

A draft whose source was withdrawn stops; a published piece gets a proposed correction. The stored
snapshot that the story cites stays as it is.
"""

from collections.abc import Sequence
from datetime import datetime

from newsroom_agents.archive.archive import Room
from newsroom_agents.story.queue import QueuedDraft, QueueState
from newsroom_agents.story.source import PubStatus, Snapshot

_WAITING = (QueueState.READY, QueueState.HELD, QueueState.APPROVED, QueueState.SCHEDULED)


def note_changes(room: Room, changed: Sequence[Snapshot], now: datetime) -> tuple[str, ...]:
    """Tell every story that cites an earlier content of these items; return their slugs."""
    if not changed:
        return ()
    told: list[str] = []
    by_uri = {snapshot.uri: snapshot for snapshot in changed}
    for row in room.queue.rows(states=(*_WAITING, QueueState.PUBLISHED)):
        draft = room.queue.draft(row.slug)
        touched = [by_uri[uri] for uri in _cited(draft) if uri in by_uri]
        for snapshot in touched:
            _tell(room, row.slug, row.state, snapshot, now)
        if touched:
            told.append(row.slug)
    return tuple(told)


def _cited(draft: QueuedDraft) -> tuple[str, ...]:
    return tuple(source.uri for source in draft.package.sources) if draft.package else ()


def _tell(room: Room, slug: str, state: QueueState, snapshot: Snapshot, now: datetime) -> None:
    gone = snapshot.status is not PubStatus.USABLE
    what = "withdrew" if gone else "changed"
    note = f"source changed: {snapshot.outlet.name} {what} its report {snapshot.title!r}"
    if state is QueueState.PUBLISHED:
        room.queue.flag(slug, f"proposed correction: {snapshot.outlet.name} {what} its report")
    elif gone:
        room.queue.stop(slug, note)
    else:
        room.queue.void_approvals(slug, note)
        room.queue.flag(slug, note)
    room.journal.append(slug, "source changed", {"uri": snapshot.uri, "status": what}, now)
