"""A source changed after a story was drafted: nothing is altered, but the editor is told.

A draft whose source was withdrawn stops; a published piece gets a proposed correction. The stored
snapshot that the story cites stays as it is.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.queue_rows import QueueRow
from newsroom_agents.pipeline.aftercare import MAIN_TARGET
from newsroom_agents.pipeline.differences import difference
from newsroom_agents.story.paper import Stage, paper_id
from newsroom_agents.story.queue import QueuedDraft, QueueState
from newsroom_agents.story.source import PubStatus, Snapshot

_WAITING = (QueueState.READY, QueueState.HELD, QueueState.APPROVED, QueueState.SCHEDULED)


def note_changes(room: Room, changed: Sequence[Snapshot], now: datetime) -> tuple[str, ...]:
    """Tell every story that cites an earlier content of these items; return their slugs."""
    if not changed:
        return ()
    told: dict[str, None] = {}
    by_uri = {snapshot.uri: snapshot for snapshot in changed}
    for row in room.queue.rows(states=_WAITING):
        for snapshot in _touched(room.queue.draft(row.slug), by_uri):
            _tell(room, row, snapshot)
            _note(room, row.slug, snapshot, now)
            told[row.slug] = None
    for entry in room.publications.live(MAIN_TARGET):
        for snapshot in _touched(_published_draft(room, entry.slug), by_uri):
            note = f"proposed correction: {snapshot.outlet.name} {_what(snapshot)} its report"
            room.queue.flag(entry.slug, note)
            _note(room, entry.slug, snapshot, now)
            told[entry.slug] = None
    return tuple(told)


def cited(room: Room) -> tuple[Snapshot, ...]:
    """Return the newest content of every item that a waiting or published story cites."""
    drafts = [room.queue.draft(row.slug) for row in room.queue.rows(states=_WAITING)]
    live = [_published_draft(room, one.slug) for one in room.publications.live(MAIN_TARGET)]
    packages = [draft.package for draft in (*drafts, *live) if draft and draft.package]
    uris = dict.fromkeys(source.uri for package in packages for source in package.sources)
    newest = (room.snapshots.latest(uri) for uri in uris)
    return tuple(one for one in newest if one is not None)


def note_gone(room: Room, snapshot: Snapshot, now: datetime) -> tuple[str, ...]:
    """Tell every story that cites an item that its page is no longer there; return their slugs.

    That is no withdrawal by its sender, who may have moved it: no story stops for it.
    """
    by_uri = {snapshot.uri: snapshot}
    waiting = {row.slug: room.queue.draft(row.slug) for row in room.queue.rows(states=_WAITING)}
    live = room.publications.live(MAIN_TARGET)
    public = {entry.slug: _published_draft(room, entry.slug) for entry in live}
    told = [slug for slug, draft in {**public, **waiting}.items() if _touched(draft, by_uri)]
    for slug in told:
        note = f"source changed: the page of {snapshot.outlet.name} is gone: {snapshot.title!r}"
        room.queue.flag(slug, note)
        room.journal.append(slug, "source changed", {"uri": snapshot.uri, "status": "gone"}, now)
    return tuple(told)


def tell_again(room: Room, slug: str) -> None:
    """Tell a new take of a story what is known already of the sources it cites."""
    package = room.queue.draft(slug).package
    if package is None:
        return
    newer = room.snapshots.superseded(source.snapshot for source in package.sources)
    for snapshot in newer.values():
        _tell(room, room.queue.row(slug), snapshot)


def _published_draft(room: Room, slug: str) -> QueuedDraft | None:
    """Return the take that readers see, whatever take lies in the queue."""
    published = room.publications.current(slug, MAIN_TARGET)
    if published is None:
        return None
    return room.papers.get(paper_id(slug, Stage.QUEUE, published.take), QueuedDraft).paper


def _touched(draft: QueuedDraft | None, by_uri: Mapping[str, Snapshot]) -> tuple[Snapshot, ...]:
    """Return the changed items that the draft cites."""
    sources = draft.package.sources if draft and draft.package else ()
    return tuple(by_uri[source.uri] for source in sources if source.uri in by_uri)


def _tell(room: Room, row: QueueRow, snapshot: Snapshot) -> None:
    """Stop the story, or void its approvals; one that a release has taken can only be flagged."""
    note = f"source changed: {snapshot.outlet.name} {_what(snapshot)} its report {snapshot.title!r}"
    if row.is_releasing:
        room.queue.flag(row.slug, note)
    elif snapshot.status is not PubStatus.USABLE:
        room.queue.stop(row.slug, note)
    else:
        room.queue.void_approvals(row.slug, note)
        room.queue.flag(row.slug, note)


def _what(snapshot: Snapshot) -> str:
    return "changed" if snapshot.status is PubStatus.USABLE else "withdrew"


def _note(room: Room, slug: str, snapshot: Snapshot, now: datetime) -> None:
    detail = {"uri": snapshot.uri, "status": _what(snapshot)}
    earlier = [one for one in room.snapshots.of_item(snapshot.uri) if one.number < snapshot.number]
    if earlier:
        detail["difference"] = str(difference(earlier[-1], snapshot))
    room.journal.append(slug, "source changed", detail, now)
