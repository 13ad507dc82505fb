"""Polling web sources: ask those whose turn it is, read what is new, store it, note how it went.

What a source brought and that it was asked are stored in one transaction. So a run that is killed
anywhere and started again loses nothing and stores nothing twice: a source that was not finished is
still due, and what was taken from it is known.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.source_states import SourceDay, SourceState
from newsroom_agents.clock import Clock
from newsroom_agents.errors import WireError
from newsroom_agents.ingest.fetch import Fetched, Outcome, Sort, Wanted
from newsroom_agents.ingest.kind import Source, SourceKind, source_kinds
from newsroom_agents.pipeline.batches import Batch
from newsroom_agents.pipeline.intake import Taken, store
from newsroom_agents.pipeline.reaching import open_fetcher
from newsroom_agents.pipeline.robots_shelf import ArchivedRobots
from newsroom_agents.pipeline.schedule import (
    Pace,
    after_failure,
    after_success,
    due,
    standing,
    unfinished,
)
from newsroom_agents.settings import Settings
from newsroom_agents.story.source import SourceItem
from newsroom_agents.web.http import Seen

_REMEMBERED = timedelta(days=60)
_BETWEEN = "\n"
_NOTED_AT_ONCE = 50
_SORTS = {sort.value: sort for sort in Sort}
_FIRST_SHARE = 0.6
"""Of the time of a run, for the sources themselves; the rest is for the pages they lead to."""
_USABLE = frozenset({Outcome.FRESH, Outcome.SAME})


class Fetching(Protocol):
    """What fetches many addresses side by side."""

    def fetch_all(
        self, wanted: Iterable[Wanted], *, within: float | None = None
    ) -> Iterator[Fetched]:
        """Yield what became of each, as they come in; every one comes out once."""
        ...


@dataclass(frozen=True, slots=True)
class Poller:
    """What polling takes."""

    archive: Archive
    fetcher: Fetching
    kinds: Mapping[str, SourceKind]
    pace: Pace
    clock: Clock


@dataclass(frozen=True, slots=True)
class Step:
    """How far a run is: what it is doing, how much of it is done, and what it brought so far."""

    doing: str
    done: int
    total: int
    new: int


@dataclass(frozen=True, slots=True)
class Polled:
    """What polling came to: sources by what became of them, pages, and what was taken."""

    asked: int = 0
    same: int = 0
    failed: int = 0
    left: int = 0
    pages: int = 0
    taken: Taken = field(default_factory=Taken)

    def plus(self, taken: Taken) -> "Polled":
        """Return this with what a source brought."""
        return replace(self, taken=self.taken.plus(taken))


NOTHING_POLLED = Polled()


def poll(
    poller: Poller, sources: Sequence[Source], until: datetime | None, *, at_once: bool = False
) -> Generator[Step, None, Polled]:
    """Poll the web sources whose turn it is; yields how far it is and returns what it came to.

    Args:
        poller: What it takes.
        sources: The sources of the house.
        until: When no further request begins; what is left is due the next time.
        at_once: Ask them all, whether it is their turn or not.
    """
    by_id = {source.id: source for source in sources}
    ready = _ready(poller, tuple(by_id.values()), at_once=at_once)
    states = {state.source: state for state in ready}
    wanted = [_wanted(by_id[state.source], state) for state in ready]
    done, waiting = Polled(), []
    noted: list[SourceState] = []
    for number, fetched in enumerate(_all(poller, wanted, until, _FIRST_SHARE), start=1):
        source, state = by_id[fetched.wanted.key], states[fetched.wanted.key]
        done = _counted(done, fetched)
        if fetched.outcome is Outcome.FRESH:
            batch = Batch(source, state, fetched, poller.kinds)
            done = replace(done, failed=done.failed + bool(batch.failure))
            if not batch.further and _is_ready(poller, batch):
                done = done.plus(_stored(poller, batch))
            else:
                waiting.append(batch)
        elif fetched.outcome is not Outcome.UNREACHED:
            noted.append(_after(poller, state, fetched))
            done = done.plus(_errors(fetched))
        if len(noted) == _NOTED_AT_ONCE or number == len(wanted):
            _note(poller, noted)
            noted.clear()
        yield Step("sources", number, len(wanted), done.taken.new)
    done = yield from _look_further(poller, [one for one in waiting if one.further], until, done)
    done = yield from _read_pages(poller, waiting, until, done)
    with poller.archive.writing() as room:
        room.source_states.forget(poller.clock() - _REMEMBERED)
        room.robots_files.forget(poller.clock() - _REMEMBERED)
    return done


def checked(poller: Poller, sources: Sequence[Source]) -> Iterator[tuple[Source, Batch]]:
    """Ask sources once, store nothing of what they bring, and note that they were seen."""
    with poller.archive.reading() as room:
        states = room.source_states.all()
    by_id = {one.id: one for one in sources}
    before = {one.id: standing(one, states.get(one.id), poller.clock()) for one in sources}
    wanted = [replace(_wanted(by_id[key], state), seen=Seen()) for key, state in before.items()]
    for fetched in poller.fetcher.fetch_all(wanted):
        key = fetched.wanted.key
        batch = Batch(by_id[key], before[key], fetched, poller.kinds)
        if batch.failure:
            state = after_failure(before[key], batch.fetched, poller.pace)
        else:
            state = after_success(before[key], fetched, poller.pace, brought=0)
            state = replace(unfinished(state, fetched), minutes=before[key].minutes)
        with poller.archive.writing() as room:
            room.source_states.save(replace(state, due=max(before[key].due, fetched.at)))
        yield by_id[key], batch


def _ready(poller: Poller, sources: Sequence[Source], *, at_once: bool) -> tuple[SourceState, ...]:
    now = poller.clock()
    with poller.archive.reading() as room:
        states = room.source_states.all()
    if at_once:
        return tuple(standing(source, states.get(source.id), now) for source in sources)
    return due(sources, states, now)


def _wanted(source: Source, state: SourceState) -> Wanted:
    seen = Seen(state.etag, state.last_modified)
    return Wanted(source.id, state.address, _SORTS.get(source.kind, Sort.FEED), seen)


def _all(
    poller: Poller, wanted: Sequence[Wanted], until: datetime | None, share: float = 1.0
) -> Iterator[Fetched]:
    left = max(0.0, (until - poller.clock()).total_seconds()) * share if until else None
    return poller.fetcher.fetch_all(wanted, within=left)


def _counted(done: Polled, fetched: Fetched) -> Polled:
    if fetched.outcome is Outcome.UNREACHED:
        return replace(done, left=done.left + 1)
    return replace(
        done,
        asked=done.asked + 1,
        same=done.same + (fetched.outcome is Outcome.SAME),
        failed=done.failed + (fetched.outcome not in _USABLE),
    )


def _after(poller: Poller, state: SourceState, fetched: Fetched) -> SourceState:
    """Return the state after an answer without a body: unchanged, or a failure."""
    if fetched.outcome is Outcome.SAME:
        return after_success(state, fetched, poller.pace, brought=0)
    return after_failure(state, fetched, poller.pace)


def _errors(fetched: Fetched) -> Taken:
    """Return a failure as an error among what was taken."""
    if fetched.outcome is Outcome.SAME:
        return Taken()
    reason = f"{fetched.outcome.value}: {fetched.reason or fetched.code}"
    return Taken(errors=(WireError(place=fetched.wanted.key, reason=reason),))


def _note(poller: Poller, states: Sequence[SourceState]) -> None:
    """Note how sources stand that brought nothing, many in one transaction.

    What a kill takes away was no more than that they were asked: they are asked again.
    """
    if not states:
        return
    with poller.archive.writing() as room:
        for state in states:
            room.source_states.save(state)
            day = (state.polled or state.due).date()
            failures = int(state.failures > 0)
            room.source_states.count(SourceDay(state.source, day, polls=1, failures=failures))


def _is_ready(poller: Poller, batch: Batch) -> bool:
    """Leave in a batch what is new and within the quota; tell whether it needs no page."""
    with poller.archive.reading() as room:
        states = room.source_states
        brought = states.brought(batch.source.id, batch.fetched.at.date())
        most = max(0, min(poller.pace.items_a_run, poller.pace.items_a_day - brought))
        batch.keep_new(states.taken(batch.source.id, batch.digests()), most)
    return not batch.awaited


def _look_further(
    poller: Poller, batches: Sequence[Batch], until: datetime | None, done: Polled
) -> Generator[Step, None, Polled]:
    """Read the further documents of some batches, sitemaps of an index, into them."""
    found = {one.source.id: one for one in batches}
    wanted = [
        Wanted(f"{name}{_BETWEEN}{number}", address, Sort.SITEMAP)
        for name, batch in found.items()
        for number, address in enumerate(batch.further)
    ]
    for number, fetched in enumerate(_all(poller, wanted, until), start=1):
        found[fetched.wanted.key.partition(_BETWEEN)[0]].add_document(fetched)
        yield Step("sitemaps", number, len(wanted), done.taken.new)
    for batch in batches:
        _is_ready(poller, batch)
    return done


def _read_pages(
    poller: Poller, batches: Sequence[Batch], until: datetime | None, done: Polled
) -> Generator[Step, None, Polled]:
    """Fetch the pages that batches wait for; store each batch as soon as it has all of them."""
    found = {one.source.id: one for one in batches}
    for batch in batches:
        if not batch.awaited:
            done = done.plus(_stored(poller, batch))
    wanted = [
        Wanted(f"{name}{_BETWEEN}{number}", address, Sort.PAGE)
        for name, batch in found.items()
        for number, address in batch.awaited.items()
    ]
    for number, fetched in enumerate(_all(poller, wanted, until), start=1):
        name, _, key = fetched.wanted.key.partition(_BETWEEN)
        found[name].add_page(int(key), fetched)
        done = replace(done, pages=done.pages + (fetched.outcome is Outcome.FRESH))
        if not found[name].awaited:
            done = done.plus(_stored(poller, found[name]))
        yield Step("pages", number, len(wanted), done.taken.new)
    return done


def _stored(poller: Poller, batch: Batch) -> Taken:
    """Store what a batch brings and how its source stands now, in one transaction."""
    source = batch.source.id
    with poller.archive.writing() as room:
        items = batch.items()
        owned = _owned(room, source, items)
        renamed = [
            item.model_copy(update={"uri": owned[digest]})
            for digest, item in items.items()
            if item.text
        ]
        taken = store(room, renamed, poller.clock())
        room.source_states.take(source, owned, batch.fetched.at)
        room.source_states.save(_state_after(poller, batch, taken))
        room.source_states.count(
            SourceDay(
                source,
                batch.fetched.at.date(),
                polls=1,
                failures=int(bool(batch.failure)),
                new=taken.new,
                changed=taken.changed,
            )
        )
    return replace(taken, errors=batch.errors)


def _owned(room: Room, source: str, items: Mapping[str, SourceItem]) -> dict[str, str]:
    """Return the uris under which items are stored: nobody overwrites another outlet's item."""
    first = room.snapshots.outlets(item.uri for item in items.values())
    return {
        digest: item.uri
        if first.get(item.uri, item.outlet.id) == item.outlet.id
        else f"{source}:{item.uri}"
        for digest, item in items.items()
    }


def _state_after(poller: Poller, batch: Batch, taken: Taken) -> SourceState:
    if batch.failure:
        return after_failure(batch.state, batch.fetched, poller.pace)
    brought = taken.new + taken.changed
    state = after_success(batch.state, batch.fetched, poller.pace, brought=brought)
    if batch.is_cut or batch.further:  # an index may stay the same when what it leads to does not
        state = unfinished(state, batch.fetched)
    return replace(state, due=batch.fetched.at) if batch.is_out_of_time else state


def open_poller(settings: Settings, archive: Archive, clock: Clock) -> Poller:
    """Return what polls the web sources; nothing is sent before it is used.

    Raises:
        HouseError: A setting of the network is not what it should be.
    """
    bounds = settings.sources
    pace = Pace(
        least_minutes=bounds.least_minutes,
        most_minutes=max(bounds.least_minutes, bounds.most_minutes),
        items_a_run=bounds.items_a_run,
        items_a_day=bounds.items_a_day,
        moves=bounds.moves,
    )
    fetcher = open_fetcher(settings, ArchivedRobots(archive), clock)
    return Poller(archive, fetcher, source_kinds(), pace, clock)
