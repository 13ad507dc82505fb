"""When sources are asked again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from newsroom_agents.archive.source_states import SourceState
from newsroom_agents.ingest.fetch import Fetched, Outcome, Wanted
from newsroom_agents.ingest.kind import Source
from newsroom_agents.pipeline.schedule import (
    Pace,
    after_failure,
    after_success,
    due,
    standing,
    unfinished,
)
from newsroom_agents.web.http import Seen

from .world import START

PLACE = "https://tarn.example/feed"
SOURCE = Source(id="tarn", kind="feed", place=PLACE)
PACE = Pace(least_minutes=10, most_minutes=600, moves=2)


def fetched(outcome: Outcome = Outcome.FRESH, **fields: object) -> Fetched:
    return Fetched(Wanted("tarn", PLACE), outcome, START, **fields)  # type: ignore[arg-type]


def fresh() -> SourceState:
    return standing(SOURCE, None, START)


@pytest.mark.parametrize(("brought", "end"), [(3, 10.0), (0, 600.0)])
def test_the_interval_stays_within_its_bounds(brought: int, end: float) -> None:
    state = fresh()
    minutes = [state.minutes]
    for _ in range(12):
        state = after_success(state, fetched(), PACE, brought=brought)
        minutes.append(state.minutes)
        wait = (state.due - START) / timedelta(minutes=1)
        assert 0.9 * state.minutes <= wait <= 1.1 * state.minutes
    assert minutes[-1] == end
    assert minutes == sorted(minutes, reverse=bool(brought))


def test_the_jitter_is_the_same_at_every_run_and_not_the_same_for_all() -> None:
    waits = {
        after_success(replace(fresh(), source=name), fetched(), PACE, brought=0).due
        for name in ("tarn", "quai", "holm", "skerry")
        for _ in range(2)
    }
    assert len(waits) == 4


def test_a_server_that_says_how_long_an_answer_is_fresh_is_believed_for_an_hour() -> None:
    busy = replace(fresh(), minutes=10.0)
    short = after_success(busy, fetched(max_age=1800.0), PACE, brought=1)
    long = after_success(busy, fetched(max_age=864_000.0), PACE, brought=1)
    assert timedelta(minutes=27) <= short.due - START <= timedelta(minutes=33)
    assert long.due - START <= timedelta(minutes=66)


def test_failures_wait_ever_longer_up_to_a_day() -> None:
    state, waits = fresh(), []
    for _ in range(20):
        state = after_failure(state, fetched(Outcome.FAILED, code="web.slow"), PACE)
        waits.append(state.due - START)
    assert waits == sorted(waits)
    assert timedelta(hours=21) <= waits[-1] <= timedelta(hours=27)
    assert (state.failures, state.failure) == (20, "web.slow")
    assert state.minutes == fresh().minutes


@pytest.mark.parametrize(
    ("asked", "least", "most"), [(7200.0, 2, 3), (1e9, 7 * 24, 8 * 24), (0.0, 0, 1)]
)
def test_what_a_server_asks_for_is_done_within_reason(asked: float, least: int, most: int) -> None:
    state = after_failure(fresh(), fetched(Outcome.LATER, retry_after=asked), PACE)
    assert timedelta(hours=least) <= state.due - START <= timedelta(hours=most)


def test_a_move_must_be_told_to_the_same_place_each_time() -> None:
    state = fresh()
    for target in ("https://a.example/", "https://b.example/", "https://b.example/"):
        state = after_success(state, fetched(moved_to=target), PACE, brought=0)
    assert (state.address, state.moved_to) == ("https://b.example/", "")
    once = after_success(fresh(), fetched(moved_to="https://a.example/"), PACE, brought=0)
    assert after_success(once, fetched(), PACE, brought=0).moved_times == 0


def test_what_is_due_comes_in_the_order_in_which_it_waits() -> None:
    sources = [replace(SOURCE, id=name) for name in ("a", "b", "c", "d")]
    hour = timedelta(hours=1)
    states = {
        "a": replace(fresh(), source="a", due=START - hour),
        "b": replace(fresh(), source="b", due=START + hour),
        "c": replace(fresh(), source="c", due=START - 2 * hour),
        "d": replace(fresh(), source="d", due=START - hour, retired=START),
    }
    assert [state.source for state in due(sources, states, START)] == ["c", "a"]


def test_what_was_left_unfinished_is_asked_for_whole() -> None:
    state = after_success(fresh(), fetched(seen=Seen('"e"', "Friday")), PACE, brought=1)
    assert (state.etag, state.last_modified) == ('"e"', "Friday")
    assert (unfinished(state, fetched()).etag, unfinished(state, fetched()).due) == ("", state.due)
