"""The queue's rows as they are changed: found, set to a state, noted in the journal."""

from datetime import datetime

from sqlmodel import Session

from newsroom_agents.archive.journal import Journal
from newsroom_agents.archive.queue_rows import not_before
from newsroom_agents.archive.tables import QueuedRow
from newsroom_agents.errors import MoveError, NotFoundError
from newsroom_agents.story.paper import Stage
from newsroom_agents.story.queue import QueueState


class QueueTable:
    """The rows, in one open transaction; only the queue's own parts use it."""

    def __init__(self, session: Session, journal: Journal) -> None:
        self._session, self._journal = session, journal

    def load(self, slug: str) -> QueuedRow:
        """Return a story's row.

        Raises:
            NotFoundError: The queue does not know the slug.
        """
        row = self._session.get(QueuedRow, slug)
        if row is None:
            raise NotFoundError(kind="story in the queue", name=slug)
        return row

    def set(self, row: QueuedRow, state: QueueState) -> None:
        """Set a row's state and write what else was changed in it."""
        row.state = state.value
        self._session.add(row)
        self._session.flush()

    def note(self, row: QueuedRow, event: str, facts: dict[str, str], at: datetime) -> None:
        """Write into the journal what happened to a story in the queue."""
        stage = Stage.RULING if event == "ruling" else Stage.QUEUE
        self._journal.append(row.slug, event, facts, at, stage=stage, take=row.take)


def timed(row: QueuedRow, now: datetime) -> QueueState:
    """Return the state of a story with enough approvals: at once, or at its time."""
    time = not_before(row.scheduled_for, row.embargoed_until)
    return QueueState.SCHEDULED if time is not None and time > now else QueueState.APPROVED


def waiting(row: QueuedRow) -> QueueState:
    """Return how a story waits that is not cleared: stopped while something in it blocks."""
    is_whole = row.digest and not row.hard
    return QueueState.READY if is_whole else QueueState.STOPPED


def refuse_releasing(row: QueuedRow, wish: str) -> None:
    """Refuse what would stop a story that the release has taken.

    Raises:
        MoveError: The release has taken it.
    """
    if row.is_releasing:
        raise MoveError(
            slug=row.slug, state="being released", move=wish, allowed="before the release took it"
        )
