"""How fast one server is asked: calls at once, requests and tokens a minute.

What the settings allow is where it begins. What a server tells of its own limits makes it tighter,
never looser; each "too many requests" halves the calls at once, each success lets one grow back.
A call that an editor waits for passes those of the batch that wait for their turn.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

_MINUTE = 60.0
_LEAST_AT_ONCE = 1.0
_HALF = 0.5
_CALM_SECONDS = 1.0
"""How long after a cut no other is made: calls in flight all tell the same story."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one server is asked at most; 0 requests or tokens a minute means no such limit."""

    at_once: int = 8
    requests_a_minute: int = 0
    tokens_a_minute: int = 0


class Pace:
    """Lets callers through one by one, as fast as one server likes it.

    Args:
        limits: What the settings allow.
        now: A clock that only moves forward.
        sleep: Waits.
    """

    def __init__(
        self,
        limits: Limits,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limits, self._now, self._sleep = limits, now, sleep
        self._free = threading.Condition()
        self._active = 0
        self._urgent_waiting = 0
        self._at_once = float(limits.at_once)
        self._cut_at = float("-inf")
        self._requests = _Bucket(limits.requests_a_minute, now)
        self._tokens = _Bucket(limits.tokens_a_minute, now)

    @contextmanager
    def turn(self, tokens: int, until: float, *, is_urgent: bool = False) -> Iterator[bool]:
        """Hold a place for the time of the block, once there is one; the urgent come first.

        Yields whether there was one before `until`, by the clock that only moves forward.
        """
        in_time = self._waited(1, tokens, until, is_urgent=is_urgent)
        if not (in_time and self._entered(until, is_urgent=is_urgent)):
            yield False
            return
        try:
            yield True
        finally:
            with self._free:
                self._active -= 1
                self._free.notify_all()

    def note(self, status: int, headers: Mapping[str, str]) -> None:
        """Learn from an answer how much the server likes to be asked."""
        told = {name.lower(): value for name, value in headers.items()}
        for bucket, kind in ((self._requests, "requests"), (self._tokens, "tokens")):
            limit = _whole(told.get(f"x-ratelimit-limit-{kind}", ""))
            left = _whole(told.get(f"x-ratelimit-remaining-{kind}", ""))
            if limit > 0 and left >= 0:
                bucket.tighten(limit, left)
        with self._free:
            if status == 429:
                self._cut()
            elif status == 200 and self._at_once < self._limits.at_once:
                grown = self._at_once + 1 / max(self._at_once, 1.0)
                self._at_once = min(grown, float(self._limits.at_once))
                self._free.notify_all()

    @property
    def at_once(self) -> int:
        """How many calls may be under way now."""
        return max(int(self._at_once), 1)

    def _cut(self) -> None:
        if self._now() - self._cut_at >= _CALM_SECONDS:
            self._at_once = max(self._at_once * _HALF, _LEAST_AT_ONCE)
            self._cut_at = self._now()

    def _waited(self, requests: int, tokens: int, until: float, *, is_urgent: bool) -> bool:
        for bucket, amount in ((self._requests, requests), (self._tokens, tokens)):
            wait = bucket.take(amount, until - self._now(), is_urgent=is_urgent)
            if wait is None:
                return False
            if wait > 0:
                self._sleep(wait)
                if not is_urgent:
                    bucket.waited(amount)
        return True

    def _entered(self, until: float, *, is_urgent: bool) -> bool:
        with self._free:
            self._urgent_waiting += is_urgent
            try:
                while self._active >= self.at_once or (self._urgent_waiting and not is_urgent):
                    left = until - self._now()
                    if left <= 0 or not self._free.wait(left):
                        return False
                self._active += 1
            finally:
                self._urgent_waiting -= is_urgent
                if is_urgent:
                    self._free.notify_all()
        return True


class _Bucket:
    """So much a minute, and at most a minute's worth at once; 0 holds anything.

    What is taken while there is nothing left is owed: who takes it waits until it has come.
    """

    def __init__(self, a_minute: int, now: Callable[[], float]) -> None:
        self._rate, self._now = float(a_minute), now
        self._level = self._rate
        self._owed, self._waiting = 0.0, 0
        self._at = now()
        self._lock = threading.Lock()

    def take(self, amount: int, most: float, *, is_urgent: bool) -> float | None:
        """Take an amount and return how long to wait for it; None, and nothing taken, if longer.

        More than a minute's worth counts as a minute's worth: else it would wait for ever. The
        urgent do not wait for what is owed to others; those who come later wait for both.
        """
        with self._lock:
            if not self._rate:
                return 0.0
            self._fill()
            wanted = min(float(amount), self._rate)
            level = self._level - wanted
            missing = -(level + self._owed if is_urgent else level)
            wait = max(0.0, missing * _MINUTE / self._rate)
            if wait > most:
                return None
            self._level = level
            if wait and not is_urgent:
                self._owed += wanted
                self._waiting += 1
            return wait

    def waited(self, amount: int) -> None:
        """Note that somebody who is not urgent has waited for an amount: it is owed no more."""
        with self._lock:
            self._waiting -= 1
            left = self._owed - min(float(amount), self._rate)
            self._owed = max(left, 0.0) if self._waiting else 0.0

    def tighten(self, limit: int, left: int) -> None:
        """Hold no more than a server says is left of its own limit."""
        with self._lock:
            self._fill()
            first = not self._rate
            self._rate = float(limit) if first else min(self._rate, float(limit))
            self._level = min(self._rate if first else self._level, float(left))

    def _fill(self) -> None:
        now = self._now()
        self._level = min(self._level + (now - self._at) * self._rate / _MINUTE, self._rate)
        self._at = now


def _whole(text: str) -> int:
    """Return a whole number; -1 for anything else, as some servers send for no limit."""
    return int(text) if text.isdecimal() else -1
