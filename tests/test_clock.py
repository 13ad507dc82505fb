"""Clocks return aware times in UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from newsroom_agents.clock import fixed_clock, system_clock


def test_the_machines_clock_is_aware_and_in_utc() -> None:
    assert system_clock().tzinfo is UTC


def test_a_fixed_clock_stands_still_and_speaks_utc() -> None:
    clock = fixed_clock(datetime(2031, 5, 4, 9, 30, tzinfo=timezone(timedelta(hours=5.5))))
    assert clock() == clock() == datetime(2031, 5, 4, 4, 0, tzinfo=UTC)
    assert clock().tzinfo is UTC


def test_a_time_without_a_zone_is_no_time() -> None:
    with pytest.raises(ValueError, match="aware"):
        fixed_clock(datetime(2031, 5, 4, 9, 30))  # noqa: DTZ001 - this is the point
