"""Work booked together with what caused it: in one transaction, or not at all."""

from typing import TYPE_CHECKING

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.leads import LeadState
from newsroom_agents.pipeline.rundown import RELEASE, REPORTING
from newsroom_agents.pipeline.task import Task, release_prefix, report_prefix
from newsroom_agents.story.paper import Stage

if TYPE_CHECKING:
    from newsroom_agents.pipeline.durable import Bookings


class Books:
    """Books rounds and releases with the durable engine, inside the caller's transaction.

    Every booking has a key of its own, counted from 1 for each story: a key that was used is never
    used for new work.
    """

    def __init__(self, bookings: "Bookings") -> None:
        self.bookings = bookings

    def report(self, room: Room, slug: str, start: Stage) -> str:
        """Book the story's next round from this stage; return the run's key.

        One more round of a story that was queued before goes ahead: somebody asked for it.
        """
        researched = room.papers.takes(slug, Stage.RESEARCH)
        analysed = room.papers.takes(slug, Stage.ANALYSIS)
        written = room.papers.takes(slug, Stage.WRITING)
        queued = room.papers.takes(slug, Stage.QUEUE)
        task = Task(
            slug=slug,
            round=1 + max((0, *researched, *analysed)),
            take=1 + max((0, *written, *queued)),
            start=start,
            is_urgent=room.leads.get(slug).state is LeadState.QUEUED,
        )
        key = self.bookings.next_key(report_prefix(slug))
        text = task.text()
        self.bookings.book(room.session, REPORTING, key, text, is_urgent=task.is_urgent)
        room.leads.settle(slug, LeadState.REPORTING)
        return key

    def release(self, room: Room, slug: str, take: int) -> str:
        """Book the story's next revision on all targets; return the run's key.

        One of a take that is out already is a correction or a kill, and goes ahead of new pieces.
        """
        key = self.bookings.next_key(release_prefix(slug))
        revision = int(key.removeprefix(release_prefix(slug)))
        task = Task(slug=slug, round=revision, take=take, start=Stage.RELEASE)
        is_note = take in {one.take for one in room.publications.history(slug)}
        self.bookings.book(room.session, RELEASE, key, task.text(), is_urgent=is_note)
        return key

    def unfinished(self, slug: str) -> str | None:
        """Return the key of the story's reporting run that is still under way, if any."""
        return self.bookings.unfinished(report_prefix(slug))

    def unreleased(self, slug: str) -> str | None:
        """Return the key of the story's release that is still under way, if any."""
        return self.bookings.unfinished(release_prefix(slug))
