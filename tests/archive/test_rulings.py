"""What an approval must answer for, and what an editor can take back, on each database."""

import pytest

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.openings import Opening
from newsroom_agents.errors import ArchiveError, MoveError, UnansweredError
from newsroom_agents.story.approval import finding_key, flag_key
from newsroom_agents.story.check import Finding, Verdict
from newsroom_agents.story.decision import (
    Decision,
    EditorRole,
    Reply,
    RightOfReply,
    Ruling,
    Signature,
    Via,
)
from newsroom_agents.story.queue import QueuedDraft, QueueState, Risk, RiskReason

from .builders import HOUR, NOON, bring_to, decision, draft

HARD = Finding(
    where="s1",
    check="numbers",
    verdict=Verdict.UNSUPPORTED,
    is_hard=True,
    reason="4,711 stands nowhere",
)


def opened(room: Room, paper: QueuedDraft, *editors: str) -> None:
    for editor in editors:
        room.openings.note(Opening(paper.slug, editor, paper.digest, paper.take, NOON))


def at_the_desk(paper: QueuedDraft, editor: str = "Ana", **facts: object) -> Decision:
    """Return an approval from the desk that ticks everything."""
    ticked = tuple(finding_key(one) for one in paper.findings if not one.blocks)
    return decision(paper, Ruling.APPROVE, editor, **{"via": Via.DESK, "ticked": ticked, **facts})


def blocked(room: Room, *findings: Finding) -> QueuedDraft:
    paper = draft(risk=Risk.HIGH).model_copy(update={"findings": findings or (HARD,)})
    room.queue.enter(paper, QueueState.STOPPED)
    opened(room, paper, "Ana", "Bo")
    return paper


def signature(finding: Finding, why: str = "I counted them") -> Signature:
    return Signature(
        finding=finding_key(finding), where=finding.where, check="x", said="x", why=why
    )


def test_nobody_approves_at_the_desk_what_they_did_not_open_at_this_text(room: Room) -> None:
    paper = bring_to(room, QueueState.READY)
    opened(room, paper, "Bo")
    room.openings.note(Opening(paper.slug, "Ana", "0" * 64, 1, NOON))
    for via in (Via.DESK, Via.API):
        with pytest.raises(UnansweredError, match="open the story's page"):
            room.queue.apply(at_the_desk(paper, via=via), NOON)
    opened(room, paper, "Ana")
    assert room.queue.apply(at_the_desk(paper), NOON).state is QueueState.APPROVED


def test_a_soft_remark_and_a_changed_source_are_ticked_off_by_what_they_say(room: Room) -> None:
    paper = bring_to(room, QueueState.READY)
    opened(room, paper, "Ana")
    flag = "source changed: The Quay changed its report 'Bridge'"
    room.queue.flag(paper.slug, flag)
    with pytest.raises(UnansweredError, match="2 remarks not ticked off"):
        room.queue.apply(at_the_desk(paper, ticked=("0" * 12,)), NOON)
    told = at_the_desk(paper)
    with pytest.raises(UnansweredError, match="1 remark not ticked off"):
        room.queue.apply(told, NOON)
    both = told.model_copy(update={"ticked": (*told.ticked, flag_key(flag))})
    room.queue.apply(both, NOON)
    [filed] = room.queue.approvals(paper.slug)
    assert filed.ticked == both.ticked
    assert room.journal.rows(paper.slug)[-1].detail["ticked"] == "2"


@pytest.mark.parametrize(
    ("reply", "is_enough"),
    [
        (None, False),
        (RightOfReply(reply=Reply.NOT_SOUGHT, why="  "), False),
        (RightOfReply(reply=Reply.NOT_SOUGHT, why="they are dead"), True),
        (RightOfReply(reply=Reply.ASKED), True),
        (RightOfReply(reply=Reply.PRINTED), True),
    ],
)
def test_an_accusation_asks_for_the_right_of_reply(
    room: Room, reply: RightOfReply | None, is_enough: bool
) -> None:
    reason = RiskReason(risk="accusations", reason="somebody is accused")
    paper = draft().model_copy(update={"risk_reasons": (reason,)})
    room.queue.enter(paper, QueueState.READY)
    opened(room, paper, "Ana")
    told = at_the_desk(paper, reply=reply)
    if not is_enough:
        with pytest.raises(UnansweredError, match="it accuses"):
            room.queue.apply(told, NOON)
        return
    assert room.queue.apply(told, NOON).state is QueueState.APPROVED
    assert room.queue.approvals(paper.slug)[0].reply == reply


def test_a_blocked_story_is_approved_by_two_who_each_sign_every_finding(room: Room) -> None:
    other = HARD.model_copy(update={"where": "s2"})
    paper = blocked(room, HARD, other)
    with pytest.raises(UnansweredError, match="s2 blocks and is not signed"):
        room.queue.apply(at_the_desk(paper, signed=(signature(HARD),)), NOON)
    both = (signature(HARD), signature(other))
    row = room.queue.apply(at_the_desk(paper, signed=both), NOON)
    assert (row.state, row.approvals_missing) == (QueueState.STOPPED, 1)
    with pytest.raises(UnansweredError, match="s1 blocks"):
        room.queue.apply(at_the_desk(paper, "Bo", via=Via.CLI), NOON)
    row = room.queue.apply(at_the_desk(paper, "Bo", signed=both), NOON)
    assert row.state is QueueState.APPROVED
    assert "I counted them" in room.journal.rows(paper.slug)[-1].detail["signed"]
    hold = room.queue.apply(decision(paper, Ruling.HOLD, "Bo"), NOON)
    assert hold.state is QueueState.HELD
    back = room.queue.apply(decision(paper, Ruling.UNHOLD, "Bo"), NOON)
    assert back.state is QueueState.STOPPED


@pytest.mark.parametrize("check", ["quotes", "citing"])
def test_nobody_overrules_the_gates_of_quotation_and_evidence(room: Room, check: str) -> None:
    finding = HARD.model_copy(update={"check": check})
    paper = blocked(room, finding)
    with pytest.raises(UnansweredError, match="s1 must be mended"):
        room.queue.apply(at_the_desk(paper, signed=(signature(finding),)), NOON)


def test_what_was_not_checked_blocks_until_it_is_signed_with_a_reason(room: Room) -> None:
    finding = HARD.model_copy(update={"verdict": Verdict.NOT_CHECKED, "is_hard": False})
    paper = blocked(room, finding)
    for signed in ((), (signature(finding, " "),)):
        with pytest.raises(UnansweredError, match="is not signed"):
            room.queue.apply(at_the_desk(paper, signed=signed), NOON)
    signed = (signature(finding),)
    assert room.queue.apply(at_the_desk(paper, signed=signed), NOON).approvals == ("Ana",)


def test_a_signature_under_nothing_that_blocks_is_refused(room: Room) -> None:
    paper = bring_to(room, QueueState.READY)
    opened(room, paper, "Ana")
    with pytest.raises(UnansweredError, match="none blocks"):
        room.queue.apply(at_the_desk(paper, signed=(signature(HARD),)), NOON)


def test_a_story_whose_source_was_withdrawn_is_not_signed_away(room: Room) -> None:
    paper = bring_to(room, QueueState.READY)
    room.queue.stop(paper.slug, "source changed: The Quay withdrew its report")
    with pytest.raises(MoveError, match="cannot approve"):
        room.queue.apply(at_the_desk(paper), NOON)


def test_an_approval_is_taken_back_and_the_journal_keeps_both(room: Room) -> None:
    paper = bring_to(room, QueueState.SCHEDULED)
    row = room.queue.apply(decision(paper, Ruling.UNDO, "Ana"), NOON)
    assert (row.state, row.approvals, row.scheduled_for) == (QueueState.READY, (), None)
    assert [one.ruling for one in room.queue.decisions(paper.slug)] == [Ruling.APPROVE, Ruling.UNDO]
    assert room.journal.rows(paper.slug)[-1].detail["undoes"] == "1"
    with pytest.raises(MoveError, match="an approval of one's own"):
        room.queue.apply(decision(paper, Ruling.UNDO, "Bo"), NOON)


def test_of_two_approvals_one_taken_back_leaves_the_other(room: Room) -> None:
    paper = draft(risk=Risk.HIGH)
    room.queue.enter(paper, QueueState.READY)
    for editor in ("Ana", "Bo"):
        room.queue.apply(decision(paper, Ruling.APPROVE, editor), NOON)
    row = room.queue.apply(decision(paper, Ruling.UNDO, "Ana"), NOON)
    assert (row.state, row.approvals) == (QueueState.READY, ("Bo",))


def test_a_spike_taken_back_leaves_a_held_story_held(room: Room) -> None:
    paper = bring_to(room, QueueState.HELD)
    room.queue.apply(decision(paper, Ruling.SPIKE, "Bo"), NOON)
    with pytest.raises(MoveError, match="undo what Bo ruled"):
        room.queue.apply(decision(paper, Ruling.UNDO, "Ana"), NOON)
    chief = decision(paper, Ruling.UNDO, "Cy", role=EditorRole.CHIEF)
    assert room.queue.apply(chief, NOON).state is QueueState.HELD


def test_nothing_is_taken_back_once_the_release_has_the_story(room: Room) -> None:
    paper = bring_to(room, QueueState.APPROVED)
    room.queue.begin_release(paper.slug, NOON)
    with pytest.raises(MoveError, match="being released"):
        room.queue.apply(decision(paper, Ruling.UNDO, "Ana"), NOON)


def test_a_time_is_moved_after_approval_and_taken_away(room: Room) -> None:
    paper = bring_to(room, QueueState.APPROVED)
    later = room.queue.apply(decision(paper, Ruling.SCHEDULE, at=NOON + HOUR), NOON)
    assert (later.state, later.scheduled_for) == (QueueState.SCHEDULED, NOON + HOUR)
    now = room.queue.apply(decision(paper, Ruling.SCHEDULE), NOON)
    assert (now.state, now.approvals) == (QueueState.APPROVED, ("Ana",))


def test_priority_assignment_and_embargo_outlast_a_new_take(room: Room) -> None:
    paper = bring_to(room, QueueState.READY)
    room.queue.apply(decision(paper, Ruling.PRIORITY, priority=3), NOON)
    room.queue.apply(decision(paper, Ruling.ASSIGN, assignee="bo"), NOON)
    room.queue.apply(decision(paper, Ruling.EMBARGO), NOON)
    with pytest.raises(ArchiveError, match="does not rule"):
        room.queue.apply(decision(paper, Ruling.ASSIGN, assignee="Rui"), NOON)
    room.queue.enter(draft(take=2), QueueState.READY)
    row = room.queue.row(paper.slug)
    assert (row.take, row.priority, row.assigned) == (2, 3, "Bo")
    assert row.embargoed_until == NOON + 2 * HOUR
