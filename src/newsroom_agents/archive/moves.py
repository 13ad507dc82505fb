"""Which ruling leads from which state to which: the whole table, to be read.

A cell that is missing is a move that is not allowed. Approving leads to APPROVED only when enough
editors did and no time is set; `queue.py` decides between READY, APPROVED and SCHEDULED.
"""

from collections.abc import Mapping
from types import MappingProxyType

from newsroom_agents.errors import MoveError
from newsroom_agents.story.decision import Ruling
from newsroom_agents.story.queue import QueueState

MOVES: Mapping[tuple[QueueState, Ruling], QueueState] = MappingProxyType(
    {
        (QueueState.READY, Ruling.APPROVE): QueueState.APPROVED,
        (QueueState.READY, Ruling.EMBARGO): QueueState.READY,
        (QueueState.READY, Ruling.HOLD): QueueState.HELD,
        (QueueState.READY, Ruling.RETURN): QueueState.RETURNED,
        (QueueState.READY, Ruling.SPIKE): QueueState.SPIKED,
        (QueueState.HELD, Ruling.UNHOLD): QueueState.READY,
        (QueueState.HELD, Ruling.EMBARGO): QueueState.HELD,
        (QueueState.HELD, Ruling.RETURN): QueueState.RETURNED,
        (QueueState.HELD, Ruling.SPIKE): QueueState.SPIKED,
        (QueueState.STOPPED, Ruling.RETURN): QueueState.RETURNED,
        (QueueState.STOPPED, Ruling.SPIKE): QueueState.SPIKED,
        # From here on only until the release took the story (`MoveError` then, too).
        (QueueState.APPROVED, Ruling.EMBARGO): QueueState.SCHEDULED,
        (QueueState.APPROVED, Ruling.HOLD): QueueState.HELD,
        (QueueState.APPROVED, Ruling.RETURN): QueueState.RETURNED,
        (QueueState.APPROVED, Ruling.SPIKE): QueueState.SPIKED,
        (QueueState.SCHEDULED, Ruling.EMBARGO): QueueState.SCHEDULED,
        (QueueState.SCHEDULED, Ruling.HOLD): QueueState.HELD,
        (QueueState.SCHEDULED, Ruling.RETURN): QueueState.RETURNED,
        (QueueState.SCHEDULED, Ruling.SPIKE): QueueState.SPIKED,
        (QueueState.EXPIRED, Ruling.RETURN): QueueState.RETURNED,
    }
)

VOIDING = frozenset({Ruling.HOLD, Ruling.RETURN, Ruling.SPIKE})
"""Rulings after which earlier approvals no longer count: somebody had a doubt."""


def move(slug: str, state: QueueState, ruling: Ruling) -> QueueState:
    """Return the state a ruling leads to.

    Raises:
        MoveError: The ruling is not allowed in this state; names the states where it is.
    """
    try:
        return MOVES[state, ruling]
    except KeyError as error:
        allowed = [each.value for each, possible in MOVES if possible is ruling]
        raise MoveError(
            slug=slug, state=state.value, move=ruling.value, allowed=", ".join(allowed)
        ) from error
