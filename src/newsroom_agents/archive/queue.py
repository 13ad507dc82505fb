"""The queue: the stories that wait for an editor, and what the editors ruled.

A list reads the rows and no paper. Every change of state happens here, is checked against the table
of moves, and is written into the journal in the same transaction.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from newsroom_agents.archive.editors import Editors
from newsroom_agents.archive.journal import Journal
from newsroom_agents.archive.moves import VOIDING, move
from newsroom_agents.archive.packing import words_of_column, words_to_column
from newsroom_agents.archive.papers import Papers
from newsroom_agents.archive.queue_rows import Choice, QueueRow, not_before, read_row, read_rows
from newsroom_agents.archive.rulings import Rulings
from newsroom_agents.archive.tables import QueuedRow
from newsroom_agents.clock import Clock
from newsroom_agents.errors import (
    ArchiveError,
    MoveError,
    NotApprovedError,
    NotFoundError,
    StandardsError,
)
from newsroom_agents.story.decision import Decision, Ruling, approvals_needed
from newsroom_agents.story.paper import HOUSE_CREDIT, Filed, Stage
from newsroom_agents.story.queue import QueuedDraft, QueueState, Risk

_DROPPED = frozenset({QueueState.SPIKED, QueueState.KILLED})
_WAITING = frozenset({QueueState.READY, QueueState.HELD})
_CLEARED = frozenset({QueueState.APPROVED, QueueState.SCHEDULED})


class Queue:
    """The queue, in one open transaction."""

    def __init__(self, session: Session, papers: Papers, journal: Journal, clock: Clock) -> None:
        self._session, self._papers, self._journal, self._clock = session, papers, journal, clock
        self._editors, self._rulings = Editors(session), Rulings(session, papers)

    def enter(
        self,
        draft: QueuedDraft,
        state: QueueState,
        *,
        priority: int = 0,
        embargoed_until: datetime | None = None,
    ) -> None:
        """Put a draft into the queue, in place of an earlier take of its story.

        Earlier approvals no longer count. Entering a take again, or an older one, changes nothing,
        whatever was ruled since: a step may run twice.

        Args:
            draft: The draft; filed as `slug/queue/take`.
            state: READY or STOPPED.
            priority: A higher one is listed first within its risk.
            embargoed_until: The sources' embargo, if there is one.

        Raises:
            StandardsError: READY without a package or with a blocking finding.
            MoveError: The story was spiked or killed.
        """
        _refuse_unready(draft, state)
        row = self._session.get(QueuedRow, draft.slug)
        if row is not None and row.take >= draft.take:
            return
        if row is not None and QueueState(row.state) in _DROPPED:
            raise MoveError(
                slug=draft.slug, state=row.state, move="enter the queue", allowed="any other"
            )
        self._papers.file(_filed(draft))
        self._rulings.void(draft.slug)
        entered = _row_of(draft, state)
        entered.priority, entered.embargoed_until = priority, embargoed_until
        self._session.merge(entered)
        self._session.flush()
        facts = {"state": state.value, "digest": draft.digest, "risk": draft.risk.value}
        self._journal.append(
            draft.slug, "queued", facts, draft.queued_at, stage=Stage.QUEUE, take=draft.take
        )

    def row(self, slug: str) -> QueueRow:
        """Return what a list shows of a story.

        Raises:
            NotFoundError: The queue does not know the slug.
        """
        approvals = self._rulings.approvers(slug).get(slug, ())
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
        return read_rows(self._session, Choice(states, risk, beat), self._rulings.approvers())

    def draft(self, slug: str) -> QueuedDraft:
        """Return the draft that lies before the editor.

        Raises:
            NotFoundError: The queue does not know the slug.
        """
        row = self._row(slug)
        return self._papers.get(f"{slug}/queue/{row.take}", QueuedDraft).paper

    def decisions(self, slug: str) -> tuple[Decision, ...]:
        """Return all decisions on a story in order, also those that no longer count."""
        return self._rulings.decisions(slug)

    def approvals(self, slug: str) -> tuple[Decision, ...]:
        """Return the approvals that count at the moment; `Approved` is built from them."""
        return self._rulings.standing(slug)

    def apply(self, decision: Decision, now: datetime) -> QueueRow:
        """Carry out a ruling: check it, file it, journal it, move the story.

        The decision's number is given here, whatever it says. An approval that already stands is
        not filed again and changes nothing.

        Raises:
            NotFoundError: The queue does not know the slug, or nobody knows the editor.
            MoveError: The ruling is not allowed in the story's state, or the release took it.
            NotApprovedError: The decision covers another text than the one in the queue.
            ArchiveError: The editor may not rule, or the ruling lacks its time or stage.
        """
        row = self._row(decision.slug)
        state = QueueState(row.state)
        editor = self._editors.ruling(decision.editor)
        if editor.role is not decision.role:
            msg = f"{editor.name!r} is {editor.role.value}, the decision says {decision.role.value}"
            raise ArchiveError(msg)
        decision = decision.model_copy(update={"editor": editor.name})
        if self._stands(row, decision):
            return self.row(row.slug)
        target = self._target(row, decision, now)
        _refuse_unfit(row, decision)
        decision = self._rulings.file(decision, now)
        if decision.ruling in VOIDING:
            self._rulings.void(row.slug)
            row.scheduled_for = None
        elif decision.ruling is Ruling.EMBARGO:
            row.embargoed_until = decision.at
        elif decision.ruling is Ruling.APPROVE:
            target = self._after_approval(row)
        self._set(row, _timed(row, now) if target in _CLEARED else target)
        self._journal_ruling(row, decision, state, now)
        return self.row(row.slug)

    def begin_release(self, slug: str, now: datetime) -> QueueRow:
        """Let the release take a story; from now on no ruling stops it.

        Raises:
            NotFoundError: The queue does not know the slug.
            MoveError: It is not approved, or its time has not come.
        """
        row = self._row(slug)
        if not row.is_releasing:
            if QueueState(row.state) not in _CLEARED or _timed(row, now) is QueueState.SCHEDULED:
                raise MoveError(
                    slug=slug,
                    state=row.state,
                    move="release",
                    allowed="approved, scheduled and due",
                )
            row.is_releasing = True
            self._set(row, QueueState.APPROVED)
            self._note(row, "release begun", {"digest": row.digest}, now)
        return self.row(slug)

    def end_release(self, slug: str, why: str) -> None:
        """Give a story back that could not be released; rulings are possible again.

        Raises:
            NotFoundError: The queue does not know the slug.
        """
        row = self._row(slug)
        if row.is_releasing:
            row.is_releasing = False
            self._set(row, QueueState(row.state))
            self._note(row, "release given up", {"why": why}, self._clock())

    def due(self, now: datetime) -> tuple[str, ...]:
        """Return what is approved and may be published now, also what a release has begun."""
        rows = self.rows(states=_CLEARED)
        return tuple(row.slug for row in rows if row.not_before is None or row.not_before <= now)

    def mark_published(self, slug: str) -> None:
        """Say that an approved story is out; saying it again changes nothing.

        Raises:
            NotFoundError: The queue does not know the slug.
            MoveError: It is not approved.
        """
        row = self._row(slug)
        if row.state == QueueState.PUBLISHED.value:
            return
        if row.state != QueueState.APPROVED.value:
            raise MoveError(slug=slug, state=row.state, move="publish", allowed="approved")
        row.is_releasing = False
        self._set(row, QueueState.PUBLISHED)
        self._note(row, "published", {"digest": row.digest}, self._clock())

    def mark_killed(self, slug: str) -> None:
        """Say that a published story was withdrawn, wherever a later take of it stands.

        Raises:
            NotFoundError: The queue does not know the slug.
        """
        row = self._row(slug)
        if row.state == QueueState.KILLED.value:
            return
        self._rulings.void(slug)
        before, row.is_releasing = row.state, False
        self._set(row, QueueState.KILLED)
        self._note(row, "killed", {"from": before}, self._clock())

    def expire(self, now: datetime) -> tuple[str, ...]:
        """Expire what waited too long, and return the slugs."""
        late = tuple(row.slug for row in self.rows(states=_WAITING) if row.expires <= now)
        for slug in late:
            row = self._row(slug)
            before = row.state
            self._rulings.void(slug)
            self._set(row, QueueState.EXPIRED)
            self._note(row, "expired", {"from": before}, now)
        return late

    def void_approvals(self, slug: str, why: str) -> None:
        """Let no approval of a story count any more; it must be approved anew.

        Raises:
            NotFoundError: The queue does not know the slug.
            MoveError: The release has taken it.
        """
        row = self._row(slug)
        _refuse_releasing(row, "void the approvals")
        if not self._rulings.void(slug):
            return
        before, row.scheduled_for = row.state, None
        self._set(row, QueueState.READY if QueueState(before) in _CLEARED else QueueState(before))
        self._note(row, "approvals void", {"from": before, "why": why}, self._clock())

    def flag(self, slug: str, note: str) -> None:
        """Add a note to a story's reasons ("source changed"); the same note stands once.

        Raises:
            NotFoundError: The queue does not know the slug.
        """
        row = self._row(slug)
        flags = words_of_column(row.flags)
        if note in flags:
            return
        row.flags = words_to_column((*flags, note))
        self._set(row, QueueState(row.state))
        self._note(row, "flagged", {"note": note}, self._clock())

    def _row(self, slug: str) -> QueuedRow:
        row = self._session.get(QueuedRow, slug)
        if row is None:
            raise NotFoundError(kind="story in the queue", name=slug)
        return row

    def _set(self, row: QueuedRow, state: QueueState) -> None:
        row.state = state.value
        self._session.add(row)
        self._session.flush()

    def _stands(self, row: QueuedRow, decision: Decision) -> bool:
        """Whether this very approval already counts (a second click, a step that ran twice)."""
        return decision.ruling is Ruling.APPROVE and any(
            (each.editor, each.covers, each.at) == (decision.editor, decision.covers, decision.at)
            for each in self._rulings.standing(row.slug)
        )

    def _target(self, row: QueuedRow, decision: Decision, now: datetime) -> QueueState:
        is_late = QueueState(row.state) in _WAITING and row.expires <= now
        state = QueueState.EXPIRED if is_late else QueueState(row.state)
        target = move(row.slug, state, decision.ruling)
        _refuse_releasing(row, decision.ruling.value)
        return target

    def _after_approval(self, row: QueuedRow) -> QueueState:
        standing = self._rulings.standing(row.slug)
        if len({each.editor for each in standing}) < approvals_needed(Risk(row.risk)):
            return QueueState.READY
        # Whoever asked for the latest time is heard: it is the careful reading of two wishes.
        row.scheduled_for = not_before(*(each.at for each in standing))
        return QueueState.APPROVED

    def _journal_ruling(
        self, row: QueuedRow, decision: Decision, before: QueueState, now: datetime
    ) -> None:
        facts = {
            "ruling": decision.ruling.value,
            "number": str(decision.number),
            "editor": decision.editor,
            "role": decision.role.value,
            "via": decision.via.value,
            "account": decision.account,
            "covers": decision.covers,
            "note": decision.note,
            "to stage": decision.stage.value if decision.stage else "",
            "at": decision.at.isoformat() if decision.at else "",
            "from": before.value,
            "to": row.state,
        }
        self._note(row, "ruling", {name: fact for name, fact in facts.items() if fact}, now)

    def _note(self, row: QueuedRow, event: str, facts: dict[str, str], at: datetime) -> None:
        stage = Stage.RULING if event == "ruling" else Stage.QUEUE
        self._journal.append(row.slug, event, facts, at, stage=stage, take=row.take)


def _refuse_unready(draft: QueuedDraft, state: QueueState) -> None:
    if state not in {QueueState.READY, QueueState.STOPPED}:
        msg = f"{draft.slug!r}: a draft enters the queue as ready or stopped, not {state.value}"
        raise StandardsError(msg)
    if state is QueueState.READY and (draft.package is None or draft.hard or not draft.digest):
        msg = f"{draft.slug!r}: not ready without a package, with {draft.hard} blocking findings"
        raise StandardsError(msg)


def _refuse_releasing(row: QueuedRow, wish: str) -> None:
    if row.is_releasing:
        raise MoveError(
            slug=row.slug, state="being released", move=wish, allowed="before the release took it"
        )


def _refuse_unfit(row: QueuedRow, decision: Decision) -> None:
    """Refuse a decision on another text, or one that lacks what its ruling needs."""
    needs_digest = decision.ruling is Ruling.APPROVE
    if (decision.covers or needs_digest) and decision.covers != row.digest:
        raise NotApprovedError(slug=row.slug, approved=decision.covers or None, offered=row.digest)
    if decision.take != row.take:
        msg = f"{row.slug!r}: the decision is on take {decision.take}, the queue has {row.take}"
        raise ArchiveError(msg)
    if decision.ruling is Ruling.EMBARGO and decision.at is None:
        msg = f"{row.slug!r}: an embargo needs the time until which it holds"
        raise ArchiveError(msg)
    if decision.ruling is Ruling.RETURN and decision.stage is None:
        msg = f"{row.slug!r}: a return needs the stage it goes back to"
        raise ArchiveError(msg)


def _timed(row: QueuedRow, now: datetime) -> QueueState:
    """Return the state of a story with enough approvals: at once, or at its time."""
    time = not_before(row.scheduled_for, row.embargoed_until)
    return QueueState.SCHEDULED if time is not None and time > now else QueueState.APPROVED


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
        queued_at=draft.queued_at,
        expires=draft.expires,
        priority=0,
        is_releasing=False,
    )
