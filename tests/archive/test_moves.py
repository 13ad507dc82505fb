"""The table of moves: every state with every ruling, through the queue's own door."""

from itertools import product

import pytest

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.moves import MOVES
from newsroom_agents.errors import MoveError
from newsroom_agents.story.decision import Ruling
from newsroom_agents.story.queue import QueueState

from .builders import HOUR, NOON, bring_to, decision

S, R = QueueState, Ruling

ON_THE_DESK = {state: {R.PRIORITY: state, R.ASSIGN: state} for state in S}

# Written out a second time on purpose: a slip in the table must not be copied by its test.
ALLOWED = {
    S.READY: {
        **ON_THE_DESK[S.READY],
        R.APPROVE: S.APPROVED,
        R.RETURN: S.RETURNED,
        R.HOLD: S.HELD,
        R.SPIKE: S.SPIKED,
        R.EMBARGO: S.READY,
        R.SCHEDULE: S.READY,
        R.UNDO: S.READY,
    },
    S.HELD: {
        **ON_THE_DESK[S.HELD],
        R.UNHOLD: S.READY,
        R.SPIKE: S.SPIKED,
        R.RETURN: S.RETURNED,
        R.EMBARGO: S.HELD,
        R.UNDO: S.READY,
    },
    S.STOPPED: {
        **ON_THE_DESK[S.STOPPED],
        R.RETURN: S.RETURNED,
        R.SPIKE: S.SPIKED,
        R.APPROVE: S.APPROVED,
        R.UNDO: S.STOPPED,
    },
    S.APPROVED: {
        **ON_THE_DESK[S.APPROVED],
        R.HOLD: S.HELD,
        R.SPIKE: S.SPIKED,
        R.RETURN: S.RETURNED,
        R.EMBARGO: S.SCHEDULED,
        R.SCHEDULE: S.SCHEDULED,
        R.UNDO: S.READY,
    },
    S.SCHEDULED: {
        **ON_THE_DESK[S.SCHEDULED],
        R.HOLD: S.HELD,
        R.SPIKE: S.SPIKED,
        R.RETURN: S.RETURNED,
        R.EMBARGO: S.SCHEDULED,
        R.SCHEDULE: S.SCHEDULED,
        R.UNDO: S.READY,
    },
    S.PUBLISHED: {},
    S.SPIKED: {R.UNDO: S.READY},
    S.EXPIRED: {**ON_THE_DESK[S.EXPIRED], R.RETURN: S.RETURNED},
    S.RETURNED: ON_THE_DESK[S.RETURNED],
    S.KILLED: {},
}
NEEDS_MORE = {(S.READY, R.UNDO), (S.STOPPED, R.UNDO), (S.STOPPED, R.APPROVE)}
"""An approval of one's own, or signatures: `test_rulings.py` has them."""
EVERY = [one for one in product(QueueState, Ruling) if one not in NEEDS_MORE]


@pytest.mark.parametrize(("state", "ruling"), EVERY)
def test_a_ruling_leads_where_the_table_says_or_nowhere(
    room: Room, state: QueueState, ruling: Ruling
) -> None:
    paper = bring_to(room, state)
    before = room.queue.row("bridge")
    assert before.state is state
    later = NOON + HOUR if ruling in {R.EMBARGO, R.SCHEDULE} else None
    told = decision(paper, ruling, "Ana" if ruling is R.UNDO else "Bo", at=later)
    target = ALLOWED[state].get(ruling)
    if target is None:
        with pytest.raises(MoveError, match=f"'bridge' is {state.value}: cannot {ruling.value}"):
            room.queue.apply(told, NOON)
        assert room.queue.row("bridge") == before
    else:
        assert room.queue.apply(told, NOON).state is target
        assert room.queue.decisions("bridge")[-1].ruling is ruling


def test_the_table_holds_no_more_than_the_test_knows() -> None:
    assert set(MOVES) == {(state, ruling) for state, ways in ALLOWED.items() for ruling in ways}


def test_a_refused_move_says_from_where_it_is_possible(room: Room) -> None:
    paper = bring_to(room, QueueState.READY)
    with pytest.raises(MoveError, match=r"possible from: held\)"):
        room.queue.apply(decision(paper, Ruling.UNHOLD), NOON)
