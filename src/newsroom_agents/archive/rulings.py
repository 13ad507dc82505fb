"""Carrying out a ruling: who may, on which text, from which state to which."""

from dataclasses import dataclass
from datetime import datetime

from newsroom_agents.archive.decisions import Decisions
from newsroom_agents.archive.editors import Editors
from newsroom_agents.archive.moves import VOIDING, move
from newsroom_agents.archive.openings import Openings
from newsroom_agents.archive.packing import words_of_column, words_to_column
from newsroom_agents.archive.papers import Papers
from newsroom_agents.archive.queue_rows import not_before
from newsroom_agents.archive.queue_table import QueueTable, refuse_releasing, timed, waiting
from newsroom_agents.archive.seeds import TELLING, Seed, Seeds, refuse_told
from newsroom_agents.archive.tables import QueuedRow
from newsroom_agents.archive.undoing import target_of_undo, undone_by
from newsroom_agents.errors import ArchiveError, MoveError, NotApprovedError, UnansweredError
from newsroom_agents.story.approval import CHANGED_SOURCE, unanswered
from newsroom_agents.story.decision import Decision, Ruling, approvals_missing
from newsroom_agents.story.paper import Stage, paper_id
from newsroom_agents.story.queue import QueuedDraft, QueueState, Risk

_WAITING = frozenset({QueueState.READY, QueueState.HELD})
_ASIDE = frozenset({Ruling.PRIORITY, Ruling.ASSIGN})
"""Rulings on where a story lies on the desk; they say nothing of its text."""


_SEEDED = "a seeded draft, made wrong on purpose"


@dataclass(frozen=True, slots=True)
class Beside:
    """What a ruling looks up beside the row it is about."""

    editors: Editors
    papers: Papers
    openings: Openings
    seeds: Seeds


class Rulings:
    """Rulings on the stories of the queue, in one open transaction."""

    def __init__(self, table: QueueTable, decisions: Decisions, beside: Beside) -> None:
        self._table, self._decisions, self._editors = table, decisions, beside.editors
        self._papers, self._openings = beside.papers, beside.openings
        self._seeds = beside.seeds

    def apply(self, decision: Decision, now: datetime) -> None:
        """Carry out a ruling, as `Queue.apply` promises."""
        row = self._table.load(decision.slug)
        decision = self._signed(decision)
        seed = self._seeds.find(row.slug)
        refuse_told(seed)
        if self._stands(row, decision):
            return
        before = QueueState(row.state)
        target = _target(row, decision, now)
        _refuse_unfit(row, decision)
        if decision.ruling is Ruling.APPROVE:
            self._refuse_unanswered(row, decision)
        if seed is not None and decision.ruling in TELLING:
            self._tell(row, seed, decision, now)
            return
        if decision.ruling is Ruling.APPROVE:
            self._decisions.void(row.slug, decision.editor)
        elif decision.ruling is Ruling.UNDO:
            undone = undone_by(row, decision, self._decisions)
            decision = decision.model_copy(update={"undoes": undone.number})
            target = target_of_undo(row, undone)
        decision = self._decisions.file(decision.model_copy(update={"before": before}), now)
        target = self._changed(row, decision, target)
        is_cleared = target in {QueueState.APPROVED, QueueState.SCHEDULED}
        self._table.set(row, timed(row, now) if is_cleared else target)
        self._table.note(row, "ruling", _facts(decision, before, row.state), now)

    def _tell(self, row: QueuedRow, seed: Seed, decision: Decision, now: datetime) -> None:
        """Say that a draft was seeded and take it off the desk; no decision on it is filed."""
        queued = self._papers.get(paper_id(row.slug, Stage.QUEUE, row.take), QueuedDraft).paper
        opened = [one.at for one in self._openings.of(row.slug) if one.editor == decision.editor]
        told = self._seeds.tell(seed, decision, queued.package, min(opened, default=None))
        row.flags = words_to_column((*words_of_column(row.flags), _SEEDED))
        self._table.set(row, QueueState.SPIKED)
        facts = {
            "editor": decision.editor,
            "ruling": decision.ruling.value,
            "outcome": told.outcome.value if told.outcome else "",
            "kind": seed.defect.kind,
            "at": seed.defect.place,
            "source": seed.source,
        }
        self._table.note(row, "seed told", facts, now)

    def _changed(self, row: QueuedRow, decision: Decision, target: QueueState) -> QueueState:
        """Change what the ruling changes beside the state; return the state it leads to."""
        if decision.ruling in VOIDING:
            self._decisions.void(row.slug)
            row.scheduled_for = None
        elif decision.ruling is Ruling.EMBARGO:
            row.embargoed_until = decision.at
        elif decision.ruling is Ruling.SCHEDULE:
            row.scheduled_for = decision.at
        elif decision.ruling is Ruling.PRIORITY:
            row.priority = decision.priority
        elif decision.ruling is Ruling.ASSIGN:
            row.assigned = self._assignee(decision)
        elif decision.ruling is Ruling.APPROVE:
            return self._after_approval(row)
        elif decision.ruling is Ruling.UNDO:
            self._decisions.undo(row.slug, decision.undoes)
            row.scheduled_for = None
            return self._after_approval(row) if target is QueueState.APPROVED else target
        return waiting(row) if target is QueueState.READY else target

    def _signed(self, decision: Decision) -> Decision:
        """Return the decision under the registered form of its editor's name."""
        editor = self._editors.ruling(decision.editor)
        if editor.role is not decision.role:
            msg = f"{editor.name!r} is {editor.role.value}, the decision says {decision.role.value}"
            raise ArchiveError(msg)
        return decision.model_copy(update={"editor": editor.name})

    def _stands(self, row: QueuedRow, decision: Decision) -> bool:
        """Whether this very approval already counts (a second click, a step that ran twice)."""
        return decision.ruling is Ruling.APPROVE and any(
            (each.editor, each.covers, each.at) == (decision.editor, decision.covers, decision.at)
            for each in self._decisions.standing(row.slug)
        )

    def _refuse_unanswered(self, row: QueuedRow, decision: Decision) -> None:
        """Refuse an approval that leaves open what this text demands an answer to."""
        queued = paper_id(row.slug, Stage.QUEUE, row.take)
        missing = unanswered(
            self._papers.get(queued, QueuedDraft).paper,
            words_of_column(row.flags),
            decision,
            was_opened=self._openings.has(decision.editor, row.slug, row.digest),
        )
        if missing:
            raise UnansweredError(slug=row.slug, missing=missing)

    def _assignee(self, decision: Decision) -> str:
        """Return who has the story now; empty when nobody."""
        return self._editors.ruling(decision.assignee).name if decision.assignee else ""

    def _after_approval(self, row: QueuedRow) -> QueueState:
        """Return where the story stands with the approvals that count now."""
        standing = self._decisions.standing(row.slug)
        editors = [each.editor for each in standing]
        if approvals_missing(Risk(row.risk), editors, words_of_column(row.made_by)):
            return waiting(row)
        # Whoever asked for the latest time is heard: it is the careful reading of two wishes.
        row.scheduled_for = not_before(row.scheduled_for, *(each.at for each in standing))
        return QueueState.APPROVED


def _target(row: QueuedRow, decision: Decision, now: datetime) -> QueueState:
    state = QueueState(row.state)
    is_late = state in _WAITING and row.expires <= now and decision.ruling not in _ASIDE
    target = move(row.slug, QueueState.EXPIRED if is_late else state, decision.ruling)
    refuse_releasing(row, decision.ruling.value)
    if state is QueueState.STOPPED and decision.ruling is Ruling.APPROVE:
        _refuse_stopped(row)
    return target


def _refuse_stopped(row: QueuedRow) -> None:
    """Refuse to approve what was stopped for another reason than findings that can be signed."""
    flags = words_of_column(row.flags)
    has_lost_source = any(flag.startswith(CHANGED_SOURCE) for flag in flags)
    if has_lost_source or not row.digest or not row.hard:
        raise MoveError(
            slug=row.slug, state=row.state, move="approve", allowed="ready, or blocked by findings"
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


def _facts(decision: Decision, before: QueueState, after: str) -> dict[str, str]:
    reply = decision.reply
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
        "to": after,
        "signed": "; ".join(f"{one.where} ({one.check}): {one.why}" for one in decision.signed),
        "ticked": str(len(decision.ticked)) if decision.ticked else "",
        "reply": f"{reply.reply.value} {reply.why}".strip() if reply else "",
        "notes": "; ".join(f"{note.where}: {note.text}" for note in decision.notes),
        "priority": str(decision.priority) if decision.ruling is Ruling.PRIORITY else "",
        "assigned to": decision.assignee or "nobody" if decision.ruling is Ruling.ASSIGN else "",
        "undoes": str(decision.undoes) if decision.undoes else "",
    }
    return {name: fact for name, fact in facts.items() if fact}
