"""How fast one server is asked, and who comes first."""

import threading
import time
from dataclasses import replace

import pytest

from newsroom_agents.gateway.engine import Means
from newsroom_agents.gateway.engines.openai_compatible import PLUGIN
from newsroom_agents.gateway.pacing import Limits, Pace

from .asking import assignment, settings
from .speaker import Speaker, completion


def test_no_more_calls_than_allowed_are_under_way_at_once(server: Speaker) -> None:
    server.says = [replace(completion(), wait=0.05)]
    one = PLUGIN.opens(replace(settings(server), limits=Limits(at_once=3)), Means())
    threads = [
        threading.Thread(target=one.fulfil, args=(assignment(f"Write {number}."),))
        for number in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(server.heard), server.most_at_once) == (12, 3)


def test_what_an_editor_waits_for_passes_the_batch_that_waits(server: Speaker) -> None:
    server.says = [replace(completion(), wait=0.1)]
    one = PLUGIN.opens(replace(settings(server), limits=Limits(at_once=1)), Means())
    batch = [assignment(f"Batch {number}.") for number in range(4)]
    threads = [threading.Thread(target=one.fulfil, args=(given,)) for given in batch]
    for thread in threads:
        thread.start()
    while not server.heard:
        time.sleep(0.005)
    one.fulfil(assignment("For the desk.", is_urgent=True))
    for thread in threads:
        thread.join()
    said = [heard["messages"][-1]["content"] for heard in server.heard]
    assert said[1] == "For the desk."
    assert len(said) == 5


class Time:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def passes(pace: Pace, tokens: int = 0, until: float = 1e9, *, is_urgent: bool = False) -> bool:
    with pace.turn(tokens, until, is_urgent=is_urgent) as is_our_turn:
        return is_our_turn


def test_requests_and_tokens_a_minute_are_kept_to() -> None:
    time = Time()
    pace = Pace(Limits(4, requests_a_minute=60, tokens_a_minute=6000), time, time.sleep)
    assert all(passes(pace, 10) for _ in range(120))
    assert time.now == pytest.approx(60, abs=2)
    assert all(passes(pace, 3000) for _ in range(4))
    assert time.now == pytest.approx(120, abs=5)
    assert not passes(pace, 6000, until=time.now + 1)


def test_a_request_larger_than_a_minutes_worth_waits_a_minute_and_not_for_ever() -> None:
    time = Time()
    pace = Pace(Limits(4, tokens_a_minute=1000), time, time.sleep)
    assert passes(pace, 50_000)
    assert passes(pace, 50_000)
    assert time.now == pytest.approx(60)


def test_a_servers_own_limits_make_ours_tighter_and_never_looser() -> None:
    time = Time()
    pace = Pace(Limits(4, requests_a_minute=600), time, time.sleep)
    pace.note(200, {"X-RateLimit-Limit-Requests": "6000", "X-RateLimit-Remaining-Requests": "5999"})
    assert all(passes(pace) for _ in range(660))
    assert time.now == pytest.approx(6, abs=0.5)
    pace.note(200, {"x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "0"})
    before = time.now
    assert all(passes(pace) for _ in range(10))
    assert time.now - before == pytest.approx(10, abs=1.5)


@pytest.mark.parametrize(
    ("limit", "left"), [("-1", "-1"), ("0", "0"), ("", "5"), ("60", "-1"), ("many", "few")]
)
def test_limits_that_cannot_be_are_ignored(limit: str, left: str) -> None:
    time = Time()
    pace = Pace(Limits(4), time, time.sleep)
    pace.note(200, {"x-ratelimit-limit-tokens": limit, "x-ratelimit-remaining-tokens": left})
    assert all(passes(pace, 10_000) for _ in range(100))
    assert time.now == 0


def test_too_many_requests_halve_the_calls_at_once_and_successes_bring_them_back() -> None:
    time = Time()
    pace = Pace(Limits(at_once=8), time, time.sleep)
    pace.note(429, {})
    pace.note(429, {})
    assert pace.at_once == 4, "calls in flight tell one story"
    time.sleep(2)
    pace.note(429, {})
    time.sleep(2)
    pace.note(429, {})
    time.sleep(2)
    pace.note(429, {})
    assert pace.at_once == 1
    for _ in range(60):
        pace.note(200, {})
    assert pace.at_once == 8


def test_the_urgent_do_not_wait_for_what_the_batch_has_taken_ahead() -> None:
    time = Time()
    waits: list[float] = []

    def asleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 1:
            assert passes(pace, 100, is_urgent=True)
        time.sleep(seconds)

    pace = Pace(Limits(4, tokens_a_minute=6000), time, asleep)
    assert passes(pace, 6000)
    assert passes(pace, 3000), "it waits half a minute"
    assert waits == [pytest.approx(30), pytest.approx(1)]
    assert passes(pace, 100)
    assert waits[2] == pytest.approx(1), "later ones wait for both"
