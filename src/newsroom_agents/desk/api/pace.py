"""How often a program may ask: so many calls a minute for each token, then it has to wait.

It is counted in this process and forgotten with it. A row for each call would turn every look at
the queue into a write; a house that runs several desks allows each token as many calls at each.
"""

from collections import OrderedDict
from datetime import datetime
from threading import Lock

_MOST_KNOWN = 4_096


class Pace:
    """The calls that tokens have left; each wins new ones evenly over the minute."""

    def __init__(self, a_minute: int) -> None:
        self._most, self._a_second = float(a_minute), a_minute / 60
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()
        self._lock = Lock()

    def spend(self, who: str, now: datetime) -> float:
        """Spend a call; return 0, or the seconds after which there will be one again."""
        with self._lock:
            left, at = self._left.pop(who, (self._most, now))
            won = max(0.0, (now - at).total_seconds()) * self._a_second
            left = min(self._most, left + won)
            is_allowed = left >= 1
            self._left[who] = (left - 1 if is_allowed else left, max(at, now))
            if len(self._left) > _MOST_KNOWN:
                self._left.popitem(last=False)
        return 0.0 if is_allowed else (1 - left) / self._a_second
