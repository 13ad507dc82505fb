"""Which ruling leads from which state to which: the whole table, to be read.

A cell that is missing is a move that is not allowed. Approving leads to APPROVED only when enough
editors did and no time is set; `rulings.py` decides between READY, STOPPED, APPROVED and SCHEDULED,
and where a ruling that is taken back leads.
"""

from collections.abc import Mapping
from types import MappingProxyType

from newsroom_agents.errors import MoveError
from newsroom_agents.story.decision import Ruling
from newsroom_agents.story.queue import QueueState

_ON_THE_DESK = (
    QueueState.READY,
    QueueState.STOPPED,
    QueueState.HELD,
    QueueState.APPROVED,
    QueueState.SCHEDULED,
    QueueState.RETURNED,
    QueueState.EXPIRED,
)
"""Where a story can be put forward, or into somebody's hands, without moving."""

MOVES: Mapping[tuple[QueueState, Ruling], QueueState] = MappingProxyType(
    {
        (QueueState.READY, Ruling.APPROVE): QueueState.APPROVED,
        (QueueState.READY, Ruling.EMBARGO): QueueState.READY,
        (QueueState.READY, Ruling.HOLD): QueueState.HELD,
        (QueueState.READY, Ruling.RETURN): QueueState.RETURNED,
        (QueueState.READY, Ruling.SPIKE): QueueState.SPIKED,
        (QueueState.READY, Ruling.SCHEDULE): QueueState.READY,
        (QueueState.READY, Ruling.UNDO): QueueState.READY,
        (QueueState.HELD, Ruling.UNHOLD): QueueState.READY,
        (QueueState.HELD, Ruling.EMBARGO): QueueState.HELD,
        (QueueState.HELD, Ruling.RETURN): QueueState.RETURNED,
        (QueueState.HELD, Ruling.SPIKE): QueueState.SPIKED,
        (QueueState.HELD, Ruling.UNDO): QueueState.READY,
        # Only when every finding that blocks was signed.
        (QueueState.STOPPED, Ruling.APPROVE): QueueState.APPROVED,
        (QueueState.STOPPED, Ruling.UNDO): QueueState.STOPPED,
        (QueueState.STOPPED, Ruling.RETURN): QueueState.RETURNED,
        (QueueState.STOPPED, Ruling.SPIKE): QueueState.SPIKED,
        # From here on only until the release took the story (`MoveError` then, too).
        (QueueState.APPROVED, Ruling.EMBARGO): QueueState.SCHEDULED,
        (QueueState.APPROVED, Ruling.HOLD): QueueState.HELD,
        (QueueState.APPROVED, Ruling.RETURN): QueueState.RETURNED,
        (QueueState.APPROVED, Ruling.SPIKE): QueueState.SPIKED,
        (QueueState.APPROVED, Ruling.SCHEDULE): QueueState.SCHEDULED,
        (QueueState.APPROVED, Ruling.UNDO): QueueState.READY,
        (QueueState.SCHEDULED, Ruling.EMBARGO): QueueState.SCHEDULED,
        (QueueState.SCHEDULED, Ruling.HOLD): QueueState.HELD,
        (QueueState.SCHEDULED, Ruling.RETURN): QueueState.RETURNED,
        (QueueState.SCHEDULED, Ruling.SPIKE): QueueState.SPIKED,
        (QueueState.SCHEDULED, Ruling.SCHEDULE): QueueState.SCHEDULED,
        (QueueState.SCHEDULED, Ruling.UNDO): QueueState.READY,
        (QueueState.SPIKED, Ruling.UNDO): QueueState.READY,
        (QueueState.EXPIRED, Ruling.RETURN): QueueState.RETURNED,
        **{
            (state, ruling): state
            for state in _ON_THE_DESK
            for ruling in (Ruling.PRIORITY, Ruling.ASSIGN)
        },
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
