"""Carrying out a ruling: who may, on which text, from which state to which."""

from datetime import datetime

from newsroom_agents.archive.decisions import Decisions
from newsroom_agents.archive.editors import Editors
from newsroom_agents.archive.moves import VOIDING, move
from newsroom_agents.archive.packing import words_of_column
from newsroom_agents.archive.queue_rows import not_before
from newsroom_agents.archive.queue_table import QueueTable, refuse_releasing, timed
from newsroom_agents.archive.tables import QueuedRow
from newsroom_agents.errors import ArchiveError, NotApprovedError
from newsroom_agents.story.decision import Decision, Ruling, approvals_missing
from newsroom_agents.story.queue import QueueState, Risk

_WAITING = frozenset({QueueState.READY, QueueState.HELD})


class Rulings:
    """Rulings on the stories of the queue, in one open transaction."""

    def __init__(self, table: QueueTable, decisions: Decisions, editors: Editors) -> None:
        self._table, self._decisions, self._editors = table, decisions, editors

    def apply(self, decision: Decision, now: datetime) -> None:
        """Carry out a ruling, as `Queue.apply` promises."""
        row = self._table.load(decision.slug)
        decision = self._signed(decision)
        if self._stands(row, decision):
            return
        before = QueueState(row.state)
        target = _target(row, decision, now)
        _refuse_unfit(row, decision)
        if decision.ruling is Ruling.APPROVE:
            self._decisions.void(row.slug, decision.editor)
        decision = self._decisions.file(decision, now)
        if decision.ruling in VOIDING:
            self._decisions.void(row.slug)
            row.scheduled_for = None
        elif decision.ruling is Ruling.EMBARGO:
            row.embargoed_until = decision.at
        elif decision.ruling is Ruling.APPROVE:
            target = self._after_approval(row)
        is_cleared = target in {QueueState.APPROVED, QueueState.SCHEDULED}
        self._table.set(row, timed(row, now) if is_cleared else target)
        self._table.note(row, "ruling", _facts(decision, before, row.state), now)

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

    def _after_approval(self, row: QueuedRow) -> QueueState:
        standing = self._decisions.standing(row.slug)
        editors = [each.editor for each in standing]
        if approvals_missing(Risk(row.risk), editors, words_of_column(row.made_by)):
            return QueueState.READY
        # Whoever asked for the latest time is heard: it is the careful reading of two wishes.
        row.scheduled_for = not_before(*(each.at for each in standing))
        return QueueState.APPROVED


def _target(row: QueuedRow, decision: Decision, now: datetime) -> QueueState:
    state = QueueState(row.state)
    is_late = state in _WAITING and row.expires <= now
    target = move(row.slug, QueueState.EXPIRED if is_late else state, decision.ruling)
    refuse_releasing(row, decision.ruling.value)
    return target


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
    }
    return {name: fact for name, fact in facts.items() if fact}
