"""The queue: the stories that wait for an editor, and what the editors ruled.

A list reads the rows and no paper. Every change of state happens here, is checked against the table
of moves, and is written into the journal in the same transaction.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from newsroom_agents.archive.decisions import Decisions
from newsroom_agents.archive.dialects import dialect_of
from newsroom_agents.archive.editors import Editors
from newsroom_agents.archive.journal import Journal
from newsroom_agents.archive.openings import Openings
from newsroom_agents.archive.packing import words_of_column, words_to_column
from newsroom_agents.archive.papers import Papers
from newsroom_agents.archive.publications import is_live
from newsroom_agents.archive.queue_rows import Choice, QueueRow, read_row, read_rows
from newsroom_agents.archive.queue_table import QueueTable, refuse_releasing, timed, waiting
from newsroom_agents.archive.rulings import Beside, Rulings
from newsroom_agents.archive.seeds import Seeds, refuse_seeded
from newsroom_agents.archive.tables import QueuedRow
from newsroom_agents.clock import Clock
from newsroom_agents.errors import MoveError, NotFoundError, StandardsError
from newsroom_agents.story.decision import Decision
from newsroom_agents.story.paper import HOUSE_CREDIT, Filed, Stage
from newsroom_agents.story.queue import QueuedDraft, QueueState, Risk
from newsroom_agents.text.tokens import fold

_DROPPED = frozenset({QueueState.SPIKED, QueueState.KILLED})
_PUBLIC_FLAG = "proposed correction"
"""Begins a flag on what is public; it stands until another take is published."""
_WAITING = frozenset({QueueState.READY, QueueState.HELD})
_STOPPABLE = frozenset(
    {
        QueueState.READY,
        QueueState.HELD,
        QueueState.APPROVED,
        QueueState.SCHEDULED,
        QueueState.STOPPED,
    }
)
_CLEARED = frozenset({QueueState.APPROVED, QueueState.SCHEDULED})


class Queue:
    """The queue, in one open transaction."""

    def __init__(self, session: Session, papers: Papers, journal: Journal, clock: Clock) -> None:
        self._session, self._papers, self._clock = session, papers, clock
        self._table, self._decisions = QueueTable(session, journal), Decisions(session, papers)
        openings = Openings(session, dialect_of(session.get_bind().dialect.name))
        beside = Beside(Editors(session), papers, openings, Seeds(session))
        self._rulings = Rulings(self._table, self._decisions, beside)

    def enter(
        self,
        draft: QueuedDraft,
        state: QueueState,
        *,
        priority: int | None = None,
        embargoed_until: datetime | None = None,
    ) -> None:
        """Put a draft into the queue, in place of an earlier take of its story.

        Earlier approvals no longer count. Entering a take again, or an older one, changes nothing,
        whatever was ruled since: a step may run twice.

        Args:
            draft: The draft; filed as `slug/queue/take`.
            state: READY or STOPPED.
            priority: A higher one is listed first within its risk; None keeps what it had.
            embargoed_until: The sources' embargo, if there is one; None keeps what it had.

        Raises:
            StandardsError: READY without a package or with a blocking finding.
            MoveError: The story was killed, or spiked before it was ever published, or the
                release has taken it.
        """
        _refuse_unready(draft, state)
        row = self._session.get(QueuedRow, draft.slug)
        if row is not None and row.take >= draft.take:
            return
        if row is not None:
            self._refuse_dropped(row)
            refuse_releasing(row, "enter a new take")
        self._papers.file(_filed(draft))
        self._decisions.void(draft.slug)
        entered = _row_of(draft, state)
        entered.flags = _kept_flags(row)
        if row is not None:
            entered.assigned, entered.priority = row.assigned, row.priority
            entered.embargoed_until = row.embargoed_until
        if priority is not None:
            entered.priority = priority
        entered.embargoed_until = embargoed_until or entered.embargoed_until
        self._session.merge(entered)
        self._session.flush()
        facts = {"state": state.value, "digest": draft.digest, "risk": draft.risk.value}
        self._table.note(entered, "queued", facts, draft.queued_at)

    def row(self, slug: str) -> QueueRow:
        """Return what a list shows of a story.

        Raises:
            NotFoundError: The queue does not know the slug.
        """
        approvals = self._decisions.approvers(slug).get(slug, ())
        row = read_row(self._session, slug, approvals)
        if row is None:
            raise NotFoundError(kind="story in the queue", name=slug)
        return row

    def rows(
        self,
        states: Collection[QueueState] | None = None,
        risk: Risk | None = None,
        beat: str | None = None,
    ) -> tuple[QueueRow, ...]:
        """Return the rows that fit: high risk first, then by priority, then the oldest first."""
        return read_rows(self._session, Choice(states, risk, beat), self._decisions.approvers())

    def draft(self, slug: str) -> QueuedDraft:
        """Return the draft that lies before the editor.

        Raises:
            NotFoundError: The queue does not know the slug.
        """
        row = self._table.load(slug)
        return self._papers.get(f"{slug}/queue/{row.take}", QueuedDraft).paper

    def decisions(self, slug: str) -> tuple[Decision, ...]:
        """Return all decisions on a story in order, also those that no longer count."""
        return self._decisions.all(slug)

    def approvals(self, slug: str) -> tuple[Decision, ...]:
        """Return the approvals that count at the moment; `Approved` is built from them."""
        return self._decisions.standing(slug)

    def apply(self, decision: Decision, now: datetime) -> QueueRow:
        """Carry out a ruling: check it, file it, journal it, move the story.

        The decision's number is given here, whatever it says. An approval that already stands is
        not filed again and changes nothing.

        Raises:
            NotFoundError: The queue does not know the slug, or nobody knows the editor.
            MoveError: The ruling is not allowed in the story's state, or the release took it.
            NotApprovedError: The decision covers another text than the one in the queue.
            UnansweredError: The approval leaves open what the text demands an answer to.
            ArchiveError: The editor may not rule, or the ruling lacks its time or stage.
        """
        self._rulings.apply(decision, now)
        return self.row(decision.slug)

    def begin_release(self, slug: str, now: datetime) -> QueueRow:
        """Let the release take a story; from now on no ruling stops it.

        Raises:
            NotFoundError: The queue does not know the slug.
            MoveError: It is not approved, or its time has not come.
            StandardsError: It is a seeded draft.
        """
        refuse_seeded(self._session, slug, "release")
        row = self._table.load(slug)
        if not row.is_releasing:
            if QueueState(row.state) not in _CLEARED or timed(row, now) is QueueState.SCHEDULED:
                raise MoveError(
                    slug=slug,
                    state=row.state,
                    move="release",
                    allowed="approved, scheduled and due",
                )
            row.is_releasing = True
            self._table.set(row, QueueState.APPROVED)
            self._table.note(row, "release begun", {"digest": row.digest}, now)
        return self.row(slug)

    def end_release(self, slug: str, why: str) -> None:
        """Give a story back that could not be released; rulings are possible again.

        Raises:
            NotFoundError: The queue does not know the slug.
        """
        row = self._table.load(slug)
        if row.is_releasing:
            row.is_releasing = False
            self._table.set(row, QueueState(row.state))
            self._table.note(row, "release given up", {"why": why}, self._clock())

    def due(self, now: datetime) -> tuple[str, ...]:
        """Return what is approved and may be published now, also what a release has begun."""
        rows = self.rows(states=_CLEARED)
        return tuple(row.slug for row in rows if row.not_before is None or row.not_before <= now)

    def mark_published(self, slug: str) -> None:
        """Say that an approved story is out; saying it again changes nothing.

        Raises:
            NotFoundError: The queue does not know the slug.
            MoveError: It is not approved.
            StandardsError: It is a seeded draft.
        """
        refuse_seeded(self._session, slug, "publish")
        row = self._table.load(slug)
        if row.state == QueueState.PUBLISHED.value:
            return
        if row.state != QueueState.APPROVED.value:
            raise MoveError(slug=slug, state=row.state, move="publish", allowed="approved")
        row.is_releasing, row.flags = False, words_to_column(())
        self._table.set(row, QueueState.PUBLISHED)
        self._table.note(row, "published", {"digest": row.digest}, self._clock())

    def mark_killed(self, slug: str) -> None:
        """Say that a published story was withdrawn, wherever a later take of it stands.

        Raises:
            NotFoundError: The queue does not know the slug.
        """
        row = self._table.load(slug)
        if row.state == QueueState.KILLED.value:
            return
        self._decisions.void(slug)
        before, row.is_releasing = row.state, False
        self._table.set(row, QueueState.KILLED)
        self._table.note(row, "killed", {"from": before}, self._clock())

    def expire(self, now: datetime) -> tuple[str, ...]:
        """Expire what waited too long, and return the slugs."""
        late = tuple(row.slug for row in self.rows(states=_WAITING) if row.expires <= now)
        for slug in late:
            row = self._table.load(slug)
            before = row.state
            self._decisions.void(slug)
            self._table.set(row, QueueState.EXPIRED)
            self._table.note(row, "expired", {"from": before}, now)
        return late

    def void_approvals(self, slug: str, why: str) -> None:
        """Let no approval of a story count any more; it must be approved anew.

        Raises:
            NotFoundError: The queue does not know the slug.
            MoveError: The release has taken it.
        """
        row = self._table.load(slug)
        refuse_releasing(row, "void the approvals")
        if not self._decisions.void(slug):
            return
        before, row.scheduled_for = row.state, None
        self._table.set(row, waiting(row) if QueueState(before) in _CLEARED else QueueState(before))
        self._table.note(row, "approvals void", {"from": before, "why": why}, self._clock())

    def stop(self, slug: str, why: str) -> None:
        """Stop a story that waits, because what it rests on is gone; approvals no longer count.

        Raises:
            NotFoundError: The queue does not know the slug.
            MoveError: The release has taken it, or it is not waiting for a ruling or a release.
        """
        row = self._table.load(slug)
        refuse_releasing(row, "stop it")
        state = QueueState(row.state)
        if state not in _STOPPABLE:
            allowed = ", ".join(sorted(each.value for each in _STOPPABLE))
            raise MoveError(slug=slug, state=row.state, move="stop it", allowed=allowed)
        self._decisions.void(slug)
        row.scheduled_for = None
        row.flags = words_to_column(dict.fromkeys((*words_of_column(row.flags), why)))
        self._table.set(row, QueueState.STOPPED)
        self._table.note(row, "stopped", {"from": state.value, "why": why}, self._clock())

    def flag(self, slug: str, note: str) -> None:
        """Add a note to a story's reasons ("source changed"); the same note stands once.

        Raises:
            NotFoundError: The queue does not know the slug.
        """
        row = self._table.load(slug)
        flags = words_of_column(row.flags)
        if note in flags:
            return
        row.flags = words_to_column((*flags, note))
        self._table.set(row, QueueState(row.state))
        self._table.note(row, "flagged", {"note": note}, self._clock())

    def _refuse_dropped(self, row: QueuedRow) -> None:
        """Refuse a take of a dropped story; a spiked update does not drop what is published."""
        is_spiked_update = row.state == QueueState.SPIKED.value and is_live(self._session, row.slug)
        if QueueState(row.state) in _DROPPED and not is_spiked_update:
            raise MoveError(
                slug=row.slug, state=row.state, move="enter the queue", allowed="any other"
            )


def _refuse_unready(draft: QueuedDraft, state: QueueState) -> None:
    if state not in {QueueState.READY, QueueState.STOPPED}:
        msg = f"{draft.slug!r}: a draft enters the queue as ready or stopped, not {state.value}"
        raise StandardsError(msg)
    if state is QueueState.READY and (draft.package is None or draft.hard or not draft.digest):
        msg = f"{draft.slug!r}: not ready without a package, with {draft.hard} blocking findings"
        raise StandardsError(msg)


def _filed(draft: QueuedDraft) -> Filed[QueuedDraft]:
    return Filed[QueuedDraft](
        slug=draft.slug,
        stage=Stage.QUEUE,
        take=draft.take,
        filed_at=draft.queued_at,
        credit=HOUSE_CREDIT,
        paper=draft,
    )


def _row_of(draft: QueuedDraft, state: QueueState) -> QueuedRow:
    return QueuedRow(
        slug=draft.slug,
        take=draft.take,
        state=state.value,
        digest=draft.digest,
        risk=draft.risk.value,
        headline=draft.headline,
        beat=draft.beat,
        origins=draft.origins,
        outlets=draft.outlets,
        languages=words_to_column(draft.languages),
        hard=draft.hard,
        soft=draft.soft,
        cost_microusd=draft.cost_microusd,
        reasons=words_to_column(draft.reasons),
        flags=words_to_column(()),
        made_by=words_to_column(draft.made_by),
        persona=draft.persona,
        risk_reasons=words_to_column(reason.reason for reason in draft.risk_reasons),
        sought=fold(f"{draft.slug} {draft.headline} {draft.beat} {draft.persona}"),
        queued_at=draft.queued_at,
        expires=draft.expires,
        priority=0,
        is_releasing=False,
    )


def _kept_flags(row: QueuedRow | None) -> str:
    """Return what an earlier take of the row was flagged with and readers still see."""
    flags = words_of_column(row.flags) if row is not None else ()
    return words_to_column(tuple(flag for flag in flags if flag.startswith(_PUBLIC_FLAG)))
