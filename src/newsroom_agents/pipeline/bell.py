"""Wakes the threads of this process that wait for something another one of them does.

What other processes do is found by looking every so often. Looking often is dear (ten times a
second on four queues takes a seventh of a core), and looking seldom makes a story wait between its
stages: so who has work for somebody rings, and nobody has to look often.
"""

import threading
from collections import Counter


class Bell:
    """Threads wait for a name to be rung; each hears every ring, also one it was too busy for."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rung: Counter[str] = Counter()
        self._mine = _Mine()

    def ring(self, *names: str) -> None:
        """Wake whoever waits for these names."""
        with self._changed:
            self._rung.update(names)
            self._changed.notify_all()

    def ring_when_saved(self, *names: str) -> None:
        """Ring these names once this thread has saved what it is about to save."""
        self._mine.unsaved += names

    def saved(self) -> None:
        """Ring what this thread wanted rung when it had saved."""
        names, self._mine.unsaved = self._mine.unsaved, ()
        if names:
            self.ring(*names)

    def wait(self, name: str, seconds: float | None) -> None:
        """Wait for a ring that this thread has not heard yet, or until the time is over.

        A thread that never waited for this name does not wait: it has something to look at first.
        """
        heard = self._mine.heard
        with self._changed:
            self._changed.wait_for(lambda: self._rung[name] != heard.get(name), seconds)
            heard[name] = self._rung[name]


class _Mine(threading.local):
    """What each thread has heard, by name, and what it will ring."""

    def __init__(self) -> None:
        self.heard: dict[str, int] = {}
        self.unsaved: tuple[str, ...] = ()
