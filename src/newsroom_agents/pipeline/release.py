"""Release: an approved package onto every target, once.

The plan of a revision is a paper, filed before anything is sent: a step done twice sends the same.
Sending is idempotent by revision, and the record is insert-or-ignore, so a crash at any point ends
in exactly one public copy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.papers import filed_as
from newsroom_agents.archive.search import Searchable
from newsroom_agents.clock import Clock
from newsroom_agents.errors import MoveError, NotApprovedError
from newsroom_agents.pipeline.aftercare import (
    MAIN_TARGET,
    add_correction,
    corrections_of,
    kill_of,
)
from newsroom_agents.pipeline.continuing import continued
from newsroom_agents.pipeline.flow import Flow, Run
from newsroom_agents.pipeline.material import PIECE
from newsroom_agents.pipeline.rundown import RELEASE
from newsroom_agents.pipeline.task import Task
from newsroom_agents.publish.listing import index_entry
from newsroom_agents.publish.target import Pressroom, Target
from newsroom_agents.story.check import FactCheckReport
from newsroom_agents.story.decision import Approved, Decision, Ruling
from newsroom_agents.story.paper import HOUSE_CREDIT, Stage, paper_id
from newsroom_agents.story.publication import (
    CorrectionKind,
    Publication,
    Release,
)
from newsroom_agents.story.queue import QueuedDraft, QueueState
from newsroom_agents.text.tokens import search_terms

_REFUSED = "refused: "


@dataclass(frozen=True, slots=True)
class Presses:
    """What printing takes: the folders, the masthead, and the targets by name."""

    pressroom: Pressroom
    targets: Mapping[str, Target]


@dataclass(frozen=True, slots=True)
class Releasing:
    """The release flow."""

    archive: Archive
    presses: Presses
    clock: Clock

    def release(self, run: Run, argument: str) -> str:
        """Publish, correct or kill one story on all its targets; return what became of it."""
        planned = run.step("plan", self.plan, argument)
        if planned.startswith(_REFUSED):
            return planned
        for name in self.presses.targets:
            run.step(f"send to {name}", self._sender(name), argument)
        return run.step("record", self.record, argument)

    def plan(self, argument: str) -> str:
        """File what this revision will be; refuse a package that no decision covers."""
        task = Task.read(argument)
        with self.archive.writing() as room:
            if task.round in room.papers.takes(task.slug, Stage.RELEASE):
                return paper_id(task.slug, Stage.RELEASE, task.round)
            now = self.clock()
            try:
                if kill_of(room, task.slug) is None:
                    _take_over(room, task, now)
            except (MoveError, NotApprovedError) as error:
                _refuse(room, task, str(error), now)
                return f"{_REFUSED}{error}"
            publication = _plan(room, task, now)
            room.papers.file(
                filed_as(Publication)(
                    slug=task.slug,
                    stage=Stage.RELEASE,
                    take=task.round,
                    filed_at=now,
                    credit=HOUSE_CREDIT,
                    paper=publication,
                )
            )
        return paper_id(task.slug, Stage.RELEASE, task.round)

    def send(self, argument: str, target: str) -> str:
        """Make this revision public on one target; doing it again changes nothing."""
        task = Task.read(argument)
        with self.archive.reading() as room:
            publication = _planned(room, task).model_copy(update={"target": target})
            release = None if publication.kill else _release(room, task, publication)
        stage = self.presses.pressroom
        if release:
            self.presses.targets[target].publish(release, stage)
        else:
            self.presses.targets[target].kill(publication, stage)
        return target

    def record(self, argument: str) -> str:
        """Record the publication on every target, in one transaction."""
        task = Task.read(argument)
        with self.archive.writing() as room:
            publication = _planned(room, task)
            release = None if publication.kill else _release(room, task, publication)
            entry = index_entry(release) if release else None
            is_new = _is_new(room, publication)
            for name in self.presses.targets:
                room.publications.record(publication.model_copy(update={"target": name}), entry)
            if release is None:
                room.queue.mark_killed(task.slug)
                room.search.delete(PIECE, task.slug)
            else:
                _settle(room, task, release)
            if is_new:
                detail = {"revision": str(publication.revision), "digest": publication.digest}
                event = "withdrawn" if publication.kill else "public"
                room.journal.append(
                    task.slug, event, detail, self.clock(), stage=Stage.RELEASE, take=task.round
                )
        return f"{'killed' if publication.kill else 'published'} {publication.url_path}"

    def _sender(self, target: str) -> "_Sender":
        return _Sender(self, target)


@dataclass(frozen=True, slots=True)
class _Sender:
    releasing: Releasing
    target: str

    def __call__(self, argument: str) -> str:
        return self.releasing.send(argument, self.target)


def release_flow(archive: Archive, presses: Presses, clock: Clock) -> Flow:
    """Return the release flow; one at a time, so that lists and feeds never race."""
    return Flow(name=RELEASE, run=Releasing(archive, presses, clock).release, at_once=1)


def approved_of(room: Room, task: Task) -> Approved:
    """Return the package with the decisions that cover it.

    Raises:
        NotApprovedError: No decision covers exactly these bytes.
    """
    filed = queued_of(room, task)
    if filed.package is None:
        raise NotApprovedError(slug=task.slug, approved=None, offered=filed.digest)
    standing = tuple(one for one in room.queue.approvals(task.slug) if one.take == task.take)
    decisions = standing or _once_published(room, task, filed.digest)
    return Approved(
        package=filed.package,
        salts=filed.salts,
        digest=filed.digest,
        risk=filed.risk,
        decisions=decisions,
        made_by=filed.made_by,
    )


def queued_of(room: Room, task: Task) -> QueuedDraft:
    """Return the queued draft of the task's take."""
    return room.papers.get(paper_id(task.slug, Stage.QUEUE, task.take), QueuedDraft).paper


def _once_published(room: Room, task: Task, digest: str) -> tuple[Decision, ...]:
    """Return the approvals under which this very take was published, for its corrections."""
    if task.take not in {one.take for one in room.publications.history(task.slug)}:
        return ()
    return tuple(
        one
        for one in room.queue.decisions(task.slug)
        if one.ruling is Ruling.APPROVE and one.covers == digest and one.take == task.take
    )


def _take_over(room: Room, task: Task, now: datetime) -> None:
    """Take the story from the desk: from here on no ruling stops it.

    Raises:
        MoveError: It is not approved, or its time has not come.
        NotApprovedError: No decision covers exactly these bytes.
    """
    row = room.queue.row(task.slug)
    is_out = task.take in {one.take for one in room.publications.history(task.slug)}
    if row.take == task.take and not is_out:
        room.queue.begin_release(task.slug, now)
    approved_of(room, task)


def _refuse(room: Room, task: Task, why: str, now: datetime) -> None:
    room.queue.end_release(task.slug, why)
    room.journal.append(
        task.slug, "release refused", {"why": why}, now, stage=Stage.RELEASE, take=task.round
    )


def _plan(room: Room, task: Task, now: datetime) -> Publication:
    """Return what this revision will be; a new take of a published story is an update."""
    before = room.publications.current(task.slug, MAIN_TARGET)
    filed = queued_of(room, task)
    package = filed.package
    if before is not None and before.take != task.take:
        text = "This article was updated with new reports."
        add_correction(room, task.slug, CorrectionKind.UPDATE, text, now, "house")
    return Publication(
        slug=task.slug,
        take=task.take,
        target="",
        revision=task.round,
        url_path=before.url_path if before else (package.url_path if package else ""),
        digest=filed.digest,
        headline=filed.headline,
        first_published=before.first_published if before else now,
        updated=now,
        corrections=corrections_of(room, task.slug),
        kill=kill_of(room, task.slug),
    )


def _planned(room: Room, task: Task) -> Publication:
    return room.papers.get(paper_id(task.slug, Stage.RELEASE, task.round), Publication).paper


def _release(room: Room, task: Task, publication: Publication) -> Release:
    filed = queued_of(room, task)
    report = filed.report or FactCheckReport(take=task.take, verdicts=(), findings=())
    return Release(
        approved=approved_of(room, task),
        publication=publication,
        report=report,
        credits=filed.credits,
        continues=continued(room, task.slug, task.take, publication.first_published),
    )


def _is_new(room: Room, publication: Publication) -> bool:
    before = room.publications.current(publication.slug, MAIN_TARGET)
    return before is None or before.revision < publication.revision


def _settle(room: Room, task: Task, release: Release) -> None:
    """Mark the story published and make it findable as background for later ones."""
    row = room.queue.row(task.slug)
    if row.take == task.take and row.state is QueueState.APPROVED:
        room.queue.mark_published(task.slug)
    package = release.approved.package
    text = " ".join((package.headline, package.dek, package.blurb))
    room.search.index(
        Searchable(
            kind=PIECE,
            id=package.slug,
            title=package.headline,
            terms=search_terms(text, package.language),
            language=package.language,
            at=release.publication.first_published,
        )
    )
