"""Doing the booked work: in this process when the worker's lock is free, else in the holder's.

A command works under the id `house`, on Postgres beside the workers with other ids. One that finds
the lock held books its work all the same and waits for the others to do it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newsroom_agents.archive.archive import Archive
from newsroom_agents.archive.leads import LeadState
from newsroom_agents.clock import Clock
from newsroom_agents.errors import LockedError, NotFoundError
from newsroom_agents.pipeline.booking import Books
from newsroom_agents.pipeline.durable import Ended, Worker
from newsroom_agents.pipeline.flow import Flow
from newsroom_agents.pipeline.locks import HOUSE_WORKER, working_as
from newsroom_agents.pipeline.rundown import RELEASE
from newsroom_agents.story.paper import Stage


@dataclass(frozen=True, slots=True)
class Done:
    """What came of the work that was waited for, by run key."""

    ended: tuple[Ended, ...]
    waiting: tuple[str, ...]

    @property
    def failed(self) -> tuple[Ended, ...]:
        """The runs that ended with an error."""
        return tuple(one for one in self.ended if not one.is_ok)


@contextmanager
def working(archive: Archive, flows: Sequence[Flow], var: Path) -> Iterator[bool]:
    """Do booked work for the time of the block; False when another process does it."""
    try:
        with working_as(archive, var, HOUSE_WORKER):
            worker = Worker(archive.engine, {flow.name: flow for flow in flows}, HOUSE_WORKER)
            try:
                yield True
            finally:
                worker.close()
    except LockedError:
        yield False


@dataclass(frozen=True, slots=True)
class Desk:
    """What booking and waiting take."""

    archive: Archive
    books: Books
    clock: Clock


def book_reports(desk: Desk, slugs: Sequence[str], start: Stage | None) -> tuple[str, ...]:
    """Book the stories that are to be reported, and return the keys to wait for.

    Args:
        desk: Where to book.
        slugs: The stories; none means every open lead and every report that was cut off.
        start: Begin a new round from this stage, also for a story that was reported before.

    Raises:
        NotFoundError: No such lead.
    """
    with desk.archive.reading() as room:
        wanted = tuple(slugs) or room.leads.slugs(LeadState.OPEN, LeadState.REPORTING)
        states = {slug: room.leads.get(slug).state for slug in wanted}
    keys: list[str] = []
    for slug in wanted:
        under_way = desk.books.unfinished(slug)
        if under_way:
            keys.append(under_way)
        elif start or states[slug] in {LeadState.OPEN, LeadState.REPORTING}:
            with desk.archive.writing() as room:
                keys.append(desk.books.report(room, slug, start or Stage.RESEARCH))
    return tuple(keys)


def book_releases(desk: Desk) -> tuple[str, ...]:
    """Book every release that is approved and due; return all releases to wait for."""
    with desk.archive.writing() as room:
        now = desk.clock()
        room.queue.expire(now)
        due = room.queue.due(now)
    for slug in due:
        if desk.books.unreleased(slug) is None:
            with desk.archive.writing() as room:
                desk.books.release(room, slug, room.queue.row(slug).take)
    return desk.books.bookings.active(RELEASE)


def wait_for(
    desk: Desk, keys: Sequence[str], timeout: float | None, seen: Callable[[Ended], None]
) -> Done:
    """Wait for the runs, telling `seen` of each as it ends."""
    ended: list[Ended] = []

    def note(one: Ended) -> None:
        ended.append(one)
        seen(one)

    waiting = desk.books.bookings.wait(keys, timeout, note)
    return Done(ended=tuple(ended), waiting=waiting)


def slug_of(key: str) -> str:
    """Return the story a run's key belongs to.

    Raises:
        NotFoundError: The key is none of ours.
    """
    parts = key.split(":")
    if len(parts) < 2:
        raise NotFoundError(kind="run", name=key)
    return parts[1]
