"""An editor's own take: changes by hand, checked like any other draft before they are kept.

The new take is filed whole, in one transaction, and only over the very text the editor had before
them: of two editors at once the second is told, and nothing is lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from newsroom_agents.agents.packager import PackagerReply, compose
from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.papers import filed_as
from newsroom_agents.archive.queue_rows import QueueRow
from newsroom_agents.errors import MoveError, StaleEditError, StandardsError
from newsroom_agents.evidence.certainty import rung_of
from newsroom_agents.pipeline.changes import tell_again
from newsroom_agents.pipeline.queueing import Queueing, state_of
from newsroom_agents.pipeline.stages import Stages
from newsroom_agents.pipeline.task import Task
from newsroom_agents.story.check import FactCheckReport
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.draft import Draft, Paragraph
from newsroom_agents.story.edit import Change, EditedDraft
from newsroom_agents.story.package import Art, Package
from newsroom_agents.story.paper import DESK_CREDIT, Credit, Paper, Stage
from newsroom_agents.story.queue import QueuedDraft, QueueState
from newsroom_agents.story.revision import SHORT_TEXTS, Revision

_EDITABLE = frozenset(
    {QueueState.READY, QueueState.STOPPED, QueueState.APPROVED, QueueState.SCHEDULED}
)
_RULE = "by hand"


@dataclass(frozen=True, slots=True)
class Revised:
    """What a revision comes to: the queued draft, and the papers that go with it."""

    draft: QueuedDraft
    edited: EditedDraft
    art: Art


@dataclass(frozen=True, slots=True)
class Editing:
    """Makes takes by hand."""

    stages: Stages
    queueing: Queueing

    def tried(self, slug: str, covers: str, revision: Revision, editor: str) -> Revised:
        """Return what a revision would come to, with all findings; keeps nothing.

        Args:
            slug: The story.
            covers: The digest of the text that the editor changed.
            revision: The changes.
            editor: Who makes them; must be registered and may rule.

        Raises:
            NotFoundError: No such story, or nobody knows the editor.
            ArchiveError: The editor may not rule.
            MoveError: The story's state allows no change, or it has no package.
            StaleEditError: Another text lies in the queue by now.
            StandardsError: The revision names what is not there, or leaves too little.
            ReplyRejectedError: A short text gives away what is gated, or prints an address.
        """
        archive = self.stages.desk.archive
        with archive.reading() as room:
            name = room.editors.ruling(editor).name
            row, base = room.queue.row(slug), room.queue.draft(slug)
            take = 1 + max(
                (*room.papers.takes(slug, Stage.WRITING), *room.papers.takes(slug, Stage.QUEUE))
            )
        package = _editable(row, base, covers)
        if revision.is_empty:
            msg = f"{slug!r}: the revision changes nothing"
            raise StandardsError(msg)
        return self._revised(base, package, take, revision, name)

    def keep(self, slug: str, covers: str, revision: Revision, editor: str) -> QueueRow:
        """Check a revision and put it into the queue as a new take by this editor.

        Approvals of the earlier text no longer count.

        Raises:
            NewsroomError: As `tried` says.
        """
        revised = self.tried(slug, covers, revision, editor)
        desk = self.stages.desk
        with desk.archive.writing() as room:
            _editable(room.queue.row(slug), room.queue.draft(slug), covers)
            self._file(room, revised, desk.clock())
            room.queue.enter(revised.draft, state_of(revised.draft))
            tell_again(room, slug)
            return room.queue.row(slug)

    def _revised(
        self, base: QueuedDraft, package: Package, take: int, revision: Revision, editor: str
    ) -> Revised:
        filing, slug = self.stages.filing, base.slug
        before = filing.of(slug, Stage.COPY, base.take, EditedDraft).draft
        dossier = filing.latest(slug, Stage.RESEARCH, Dossier)
        draft = _with_rungs(revision.draft(before), dossier)
        edited = EditedDraft(draft=draft, changes=_changes(package, revision), findings=())
        task = Task(slug=slug, round=1, take=take, start=Stage.COPY)
        art, drawn = self._art(base, revision, draft)
        credits = tuple(dict.fromkeys((*base.credits, *drawn, DESK_CREDIT)))
        brief = self.stages.packager_brief(task, draft, art, credits)
        made = compose(brief, _reply(package, draft, revision)).paper
        renamed = made.model_copy(update={"url_path": package.url_path})
        queued = self.queueing.judged(task, renamed, dossier, edited)
        by = tuple(dict.fromkeys((*base.made_by, editor)))
        drafted = queued.model_copy(update={"made_by": by, "credits": credits})
        return Revised(drafted, edited, art)

    def _art(
        self, base: QueuedDraft, revision: Revision, draft: Draft
    ) -> tuple[Art, tuple[Credit, ...]]:
        """Return the picture of the new take, and who drew it when the art desk was asked.

        The bytes are kept at once: they are named by their hash, and nobody sees them before the
        take that names them.
        """
        if not revision.draws_anew:
            return revision.art(self.stages.filing.of(base.slug, Stage.ART, base.take, Art)), ()
        work = self.stages.drawn(base.slug, draft)
        for enclosure in work.enclosures:
            self.stages.desk.archive.blobs.put(enclosure)
        return work.paper, (work.credit,)

    def _file(self, room: Room, revised: Revised, now: datetime) -> None:
        """File the new take's papers, so that a later stage goes on from this text."""
        draft = revised.draft
        report = draft.report or FactCheckReport(take=draft.take, verdicts=(), findings=())
        papers: tuple[tuple[Stage, Paper | None], ...] = (
            (Stage.WRITING, revised.edited.draft),
            (Stage.CHECKING, report),
            (Stage.COPY, revised.edited),
            (Stage.ART, revised.art),
            (Stage.PACKAGING, draft.package),
        )
        for stage, paper in papers:
            if paper is None:
                continue
            room.papers.file(
                filed_as(type(paper))(
                    slug=draft.slug,
                    stage=stage,
                    take=draft.take,
                    filed_at=now,
                    credit=DESK_CREDIT,
                    paper=paper,
                )
            )
        changed = ", ".join(change.where for change in revised.edited.changes)
        facts = {"by": draft.made_by[-1], "changed": changed}
        room.journal.append(draft.slug, "edited", facts, now, stage=Stage.COPY, take=draft.take)


def _editable(row: QueueRow, base: QueuedDraft, covers: str) -> Package:
    """Return the package that may be changed."""
    if row.is_releasing or row.state not in _EDITABLE or base.package is None:
        allowed = ", ".join(sorted(state.value for state in _EDITABLE)) + " with a package"
        raise MoveError(slug=row.slug, state=row.state.value, move="edit it", allowed=allowed)
    if covers != row.digest:
        raise StaleEditError(slug=row.slug, edited=covers, current=row.digest)
    return base.package


def _reply(package: Package, draft: Draft, revision: Revision) -> PackagerReply:
    """Return the short texts as the packager would have given them."""
    kept = {sentence.id for sentence in draft.sentences()}
    topics = tuple(topic.code for topic in package.tags.topics)
    return PackagerReply(
        url_words=package.url_path.rpartition("/")[2],
        headline_variants=(),
        teaser=revision.text_of("teaser", package.teaser),
        teaser_rests_on=tuple(one for one in package.rests_on.teaser if one in kept),
        blurb=revision.text_of("blurb", package.blurb),
        blurb_rests_on=tuple(one for one in package.rests_on.blurb if one in kept),
        places=package.tags.places if revision.places is None else revision.places,
        topics=topics if revision.topics is None else revision.topics,
    )


def _with_rungs(draft: Draft, dossier: Dossier) -> Draft:
    """Return the draft with the rung of every sentence computed anew."""
    sections = tuple(
        section.model_copy(
            update={
                "paragraphs": tuple(
                    Paragraph(
                        sentences=tuple(
                            one.model_copy(update={"rung": rung_of(one.cites, dossier, one.text)})
                            for one in paragraph.sentences
                        )
                    )
                    for paragraph in section.paragraphs
                )
            }
        )
        for section in draft.sections
    )
    return draft.model_copy(update={"sections": sections})


def _changes(package: Package, revision: Revision) -> tuple[Change, ...]:
    """Return what the revision changed, for the record and the desk."""
    before = {sentence.id: sentence.text for sentence in package.sentences()}
    before.update({name: getattr(package, name) for name in SHORT_TEXTS[:4]})
    if package.art is not None:
        before.update({"caption": package.art.caption, "alt": package.art.alt})
    texts = (
        Change(where=one.where, before=before.get(one.where, ""), after=one.text, rule=_RULE)
        for one in revision.texts
        if before.get(one.where) != one.text
    )
    gone = (
        Change(where=name, before=before.get(name, ""), after="", rule=_RULE)
        for name in revision.removed
    )
    return (*texts, *gone, *_other_changes(package, revision))


def _other_changes(package: Package, revision: Revision) -> Iterator[Change]:
    """Yield what a revision changed beside words: order and access, tags, the picture."""
    if revision.sections:
        before = ", ".join(f"{one.heading or 'opening'} ({one.access})" for one in package.sections)
        after = ", ".join(f"{one.heading or 'opening'} ({one.access})" for one in revision.sections)
        yield Change(where="sections", before=before, after=after, rule=_RULE)
    if revision.places is not None or revision.topics is not None:
        after = ", ".join((*(revision.places or ()), *(revision.topics or ())))
        before = ", ".join((*package.tags.places, *(topic.code for topic in package.tags.topics)))
        yield Change(where="tags", before=before, after=after, rule=_RULE)
    if revision.picture or revision.draws_anew:
        before = package.art.label if package.art else ""
        after = revision.picture.label if revision.picture else "drawn anew by the art desk"
        yield Change(where="picture", before=before, after=after, rule=_RULE)
