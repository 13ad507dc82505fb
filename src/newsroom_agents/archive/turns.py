"""Turns at writing, in the order in which the threads of a process asked for them.

SQLite lets one connection write at a time and wakes those that wait by chance: among twenty threads
one can be unlucky for half a minute. A queue before it costs microseconds.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from newsroom_agents.errors import StorageError

PATIENCE_SECONDS = 30.0


class Turns:
    """A lock that is handed on to whoever has waited longest."""

    def __init__(self, place: str, patience: float = PATIENCE_SECONDS) -> None:
        self._place, self._patience = place, patience
        self._guard = threading.Lock()
        self._line: deque[threading.Event] = deque()
        """Those who wait; the first has the turn."""

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold the turn for the time of the block.

        Raises:
            StorageError: It did not come in time.
        """
        mine = self._queued()
        try:
            if not mine.wait(self._patience):
                msg = f"{self._place}: other work writes for too long; try again"
                raise StorageError(msg)
            yield
        finally:
            self._leave(mine)

    def _queued(self) -> threading.Event:
        mine = threading.Event()
        with self._guard:
            self._line.append(mine)
            self._line[0].set()
        return mine

    def _leave(self, mine: threading.Event) -> None:
        with self._guard:
            self._line.remove(mine)
            if self._line:
                self._line[0].set()
