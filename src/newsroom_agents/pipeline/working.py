"""Doing the booked work: in this process when the worker's lock is free, else in the holder's.

A command works under the id `house`, on Postgres beside the workers with other ids. One that finds
the lock held books its work all the same and waits for the others to do it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from newsroom_agents.archive.archive import Archive
from newsroom_agents.archive.leads import LeadState
from newsroom_agents.clock import Clock
from newsroom_agents.errors import LockedError, MoveError, NotFoundError
from newsroom_agents.pipeline.aftercare import unpublished_notes
from newsroom_agents.pipeline.booking import Books
from newsroom_agents.pipeline.durable import Ended, Worker
from newsroom_agents.pipeline.flow import Flow
from newsroom_agents.pipeline.locks import HOUSE_WORKER, working_as
from newsroom_agents.pipeline.rundown import RELEASE
from newsroom_agents.pipeline.takeover import take_over_releases
from newsroom_agents.story.paper import Stage
from newsroom_agents.story.queue import QueueState

_PATIENCE_SECONDS = 2.0
"""How long to wait for another worker before asking for its lock again."""
_DROPPED = frozenset({QueueState.SPIKED, QueueState.KILLED})


@dataclass(frozen=True, slots=True)
class Done:
    """What came of the work that was waited for, by run key."""

    ended: tuple[Ended, ...]
    waiting: tuple[str, ...]

    @property
    def failed(self) -> tuple[Ended, ...]:
        """The runs that ended with an error."""
        return tuple(one for one in self.ended if not one.is_ok)


@dataclass(frozen=True, slots=True)
class Workshop:
    """What doing booked work takes: the flows, and the folder with the lock."""

    flows: Sequence[Flow]
    var: Path


@dataclass(frozen=True, slots=True)
class Desk:
    """What booking and waiting take."""

    archive: Archive
    books: Books
    clock: Clock


@contextmanager
def working(desk: Desk, shop: Workshop) -> Iterator[Callable[[], bool] | None]:
    """Do booked work for the time of the block; None when another process does it.

    Yields what tells whether this process is still the one.
    """
    with ExitStack() as stack:
        try:
            stands = stack.enter_context(working_as(desk.archive, shop.var, HOUSE_WORKER))
        except LockedError:
            yield None
            return
        flows = {flow.name: flow for flow in shop.flows}
        worker = Worker(desk.books.bookings, flows, HOUSE_WORKER)
        stack.callback(worker.close)
        yield stands


def book_reports(desk: Desk, slugs: Sequence[str], start: Stage | None) -> tuple[str, ...]:
    """Book the stories that are to be reported, and return the keys to wait for.

    Args:
        desk: Where to book.
        slugs: The stories; none means every open lead and every report that was cut off.
        start: Begin a new round from this stage, also for a story that was reported before.

    Raises:
        NotFoundError: No such lead.
        MoveError: A named story was spiked or killed.
    """
    with desk.archive.reading() as room:
        wanted = tuple(slugs) or room.leads.slugs(LeadState.OPEN, LeadState.REPORTING)
        states = {slug: room.leads.get(slug).state for slug in wanted}
        dropped = {row.slug: row for row in room.queue.rows(states=_DROPPED)}
    for slug in slugs:
        if slug in dropped:
            state = dropped[slug].state.value
            raise MoveError(slug=slug, state=state, move="report it", allowed="any other state")
    wanted = tuple(slug for slug in wanted if slug not in dropped)
    keys: list[str] = []
    for slug in wanted:
        under_way = desk.books.unfinished(slug)
        if under_way:
            keys.append(under_way)
        elif start or states[slug] in {LeadState.OPEN, LeadState.REPORTING}:
            with desk.archive.writing() as room:
                keys.append(desk.books.report(room, slug, start or Stage.RESEARCH))
    return tuple(keys)


def book_cut_off(desk: Desk) -> tuple[str, ...]:
    """Book again what a crash or an outage cut off; return the keys of all that is under way."""
    with desk.archive.reading() as room:
        dropped = {row.slug for row in room.queue.rows(states=_DROPPED)}
        slugs = [slug for slug in room.leads.slugs(LeadState.REPORTING) if slug not in dropped]
    return book_reports(desk, slugs, None) if slugs else ()


def book_releases(desk: Desk) -> tuple[str, ...]:
    """Book what is due, and notes that readers have not seen yet; return all to wait for."""
    with desk.archive.writing() as room:
        now = desk.clock()
        room.queue.expire(now)
        due = {slug: room.queue.row(slug).take for slug in room.queue.due(now)}
        due.update(unpublished_notes(room))
    for slug, take in due.items():
        if desk.books.unreleased(slug) is None:
            with desk.archive.writing() as room:
                desk.books.release(room, slug, take)
    return desk.books.bookings.active(RELEASE)


def work_off(
    desk: Desk,
    shop: Workshop,
    keys: Sequence[str],
    timeout: float | None,
    seen: Callable[[Ended], None],
) -> Done:
    """Do the runs in this process, or wait for the worker that holds the lock.

    A worker that ends before the work is done leaves the lock, and then it is taken here. Releases
    that dead workers left are done, too.

    Args:
        desk: Where the runs are booked.
        shop: What doing them takes.
        keys: The runs to wait for.
        timeout: Seconds to wait, or None for as long as it takes.
        seen: Told of every run as it ends.

    Raises:
        LockedError: The database let go of this worker's id meanwhile.
    """
    ended: list[Ended] = []

    def note(one: Ended) -> None:
        ended.append(one)
        seen(one)

    until = None if timeout is None else time.monotonic() + timeout
    waiting = tuple(keys)
    while waiting:
        left = None if until is None else max(0.0, until - time.monotonic())
        if left == 0:
            break
        with working(desk, shop) as stands:
            waiting = _wait(desk, shop, waiting, until, note, stands)
    return Done(ended=tuple(ended), waiting=waiting)


def _wait(
    desk: Desk,
    shop: Workshop,
    waiting: tuple[str, ...],
    until: float | None,
    note: Callable[[Ended], None],
    stands: Callable[[], bool] | None,
) -> tuple[str, ...]:
    """Wait for the runs; a moment only when another process does them."""
    bookings = desk.books.bookings
    while waiting:
        left = _PATIENCE_SECONDS if until is None else max(0.0, until - time.monotonic())
        waiting = bookings.wait(waiting, min(_PATIENCE_SECONDS, left), note)
        if stands is None or left == 0:
            break
        if not stands():
            raise LockedError(
                lock=f"worker {HOUSE_WORKER}",
                holder="nobody: the database let go of it; run the command again",
            )
        take_over_releases(desk.archive, shop.var, bookings, HOUSE_WORKER)
    return waiting


def slug_of(key: str) -> str:
    """Return the story a run's key belongs to.

    Raises:
        NotFoundError: The key is none of ours.
    """
    parts = key.split(":")
    if len(parts) < 2:
        raise NotFoundError(kind="run", name=key)
    return parts[1]
