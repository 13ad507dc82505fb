"""The only place that asks what time it is.

Everything else takes a `Clock`, so that a test, a replay or a wire of last year can say what "now"
means. Times are aware and in UTC; the house's time zone is for display only.
"""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present moment as an aware datetime in UTC."""


def system_clock() -> datetime:
    """Return the machine's present moment, in UTC."""
    return datetime.now(UTC)


def fixed_clock(moment: datetime) -> Clock:
    """Return a clock that stands still at `moment`.

    Raises:
        ValueError: `moment` carries no time zone.
    """
    if moment.tzinfo is None:
        msg = f"a clock needs an aware time, not {moment!r}"
        raise ValueError(msg)
    at = moment.astimezone(UTC)
    return lambda: at
