"""Taking a ruling back: which one an editor means, and where the story then lies.

The journal and the decisions keep both. What a hold or a spike voided stays void: whoever approved
before approves again.
"""

from newsroom_agents.archive.decisions import Decisions
from newsroom_agents.archive.queue_table import waiting
from newsroom_agents.archive.tables import QueuedRow
from newsroom_agents.errors import MoveError
from newsroom_agents.story.decision import Decision, EditorRole, Ruling
from newsroom_agents.story.queue import QueueState

_RULED = {QueueState.HELD: Ruling.HOLD, QueueState.SPIKED: Ruling.SPIKE}
_BACK = frozenset({QueueState.HELD, QueueState.STOPPED})


def undone_by(row: QueuedRow, undo: Decision, decisions: Decisions) -> Decision:
    """Return the ruling that is taken back: what holds or spikes the story, or one's approval.

    Raises:
        MoveError: It is another editor's, and who asks is no chief; or there is none.
    """
    state = QueueState(row.state)
    if state in _RULED:
        found = [one for one in decisions.all(row.slug) if one.ruling is _RULED[state]]
    else:
        found = [one for one in decisions.standing(row.slug) if one.editor == undo.editor]
    if not found:
        raise MoveError(
            slug=row.slug, state=row.state, move="undo", allowed="after an approval of one's own"
        )
    last = found[-1]
    if last.editor != undo.editor and undo.role is not EditorRole.CHIEF:
        raise MoveError(
            slug=row.slug,
            state=row.state,
            move=f"undo what {last.editor} ruled",
            allowed=f"{last.editor} or a chief",
        )
    return last


def target_of_undo(row: QueuedRow, undone: Decision) -> QueueState:
    """Return where the story lies once a ruling is taken back; APPROVED if enough others stand."""
    if undone.ruling is Ruling.APPROVE:
        return QueueState.APPROVED
    return undone.before if undone.before in _BACK else waiting(row)
