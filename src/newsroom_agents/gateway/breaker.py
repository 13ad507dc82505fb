"""A server that fails again and again is left alone for a while."""

import threading
import time
from collections.abc import Callable

_FAILURES = 8
_REST_SECONDS = 15.0


class Breaker:
    """Counts failures of one server in a row; after a few it opens.

    While it is open nothing is sent; then one request may try, and its success closes it.

    Args:
        failures: How many in a row open it.
        rest: Seconds until one may try again.
        now: A clock that only moves forward.
    """

    def __init__(
        self,
        failures: int = _FAILURES,
        rest: float = _REST_SECONDS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._failures, self._rest, self._now = failures, rest, now
        self._in_a_row = 0
        self._open_until = 0.0
        self._lock = threading.Lock()

    def seconds_to_wait(self) -> float:
        """Return how long nothing may be sent; 0 lets the caller send.

        When the rest is over, the first to ask is let through and the others wait once more.
        """
        with self._lock:
            left = self._open_until - self._now()
            if self._in_a_row < self._failures:
                return 0.0
            if left <= 0:
                self._open_until = self._now() + self._rest
                return 0.0
            return left

    def note(self, *, failed: bool) -> None:
        """Note how an attempt ended."""
        with self._lock:
            self._in_a_row = self._in_a_row + 1 if failed else 0
            if self._in_a_row == self._failures:
                self._open_until = self._now() + self._rest
