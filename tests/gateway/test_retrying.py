"""A call that failed: what is tried again, when, how often, and who is asked then."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from newsroom_agents.archive.calls import CallLog
from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.gateway.breaker import Breaker
from newsroom_agents.gateway.engine import Assignment, EngineSettings, Means
from newsroom_agents.gateway.engines.openai_compatible import PLUGIN
from newsroom_agents.gateway.outcome import Blocked, Invalid, Ok, Outcome, Refused, Unavailable
from newsroom_agents.gateway.pacing import Limits, Pace
from newsroom_agents.gateway.retrying import Patience, Tried, asked_to_wait, until_it_passes
from newsroom_agents.ports import Message
from newsroom_agents.story.paper import Paper

from .speaker import KEY, MODEL, Say, Speaker, completion, error, speaking

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Reply(Paper):
    """What these tests ask for."""

    text: str


@pytest.fixture
def server() -> Iterator[Speaker]:
    with speaking(completion()) as told:
        yield told


@pytest.fixture
def log(tmp_path: Path) -> Iterator[CallLog]:
    database = CallsDatabase(f"sqlite:///{tmp_path}/calls.sqlite")
    yield CallLog(database)
    database.close()


def settings(server: Speaker, attempts: int = 3, seconds: float = 30) -> EngineSettings:
    return EngineSettings(
        engine_model=MODEL,
        base_url=server.address,
        timeout_seconds=5,
        api_key=SecretStr(KEY),
        patience=Patience(attempts, seconds),
    )


def assignment(persona: str = "nela", text: str = "Write.") -> Assignment[Reply]:
    return Assignment(
        role="writer",
        persona=persona,
        subject="ferry",
        messages=(Message("user", text),),
        prompt="p1",
        asks=Reply,
        by_hand=lambda: Reply(text=""),
    )


def fulfil(
    told: EngineSettings, log: CallLog | None = None, persona: str = "nela"
) -> Outcome[Reply]:
    return PLUGIN.opens(told, Means(calls=log)).fulfil(assignment(persona))


@pytest.mark.parametrize(
    "fault",
    [
        error(500),
        error(503),
        error(429, code="rate_limit_exceeded"),
        error(408),
        error(409),
        Say(body=b"half", cut=True),
        Say(hang_up=True),
    ],
    ids=["500", "503", "429", "408", "409", "cut", "hang up"],
)
def test_what_may_pass_is_tried_again_and_every_attempt_is_logged(
    server: Speaker, log: CallLog, fault: Say
) -> None:
    server.says = [fault, completion()]
    outcome = fulfil(settings(server), log)
    assert isinstance(outcome, Ok)
    assert [row.reply.attempt for row in log.rows()] == [2, 1]
    assert len(server.heard) == 2


@pytest.mark.parametrize(
    "fault",
    [
        error(400, "Unsupported parameter."),
        error(401),
        error(404),
        error(429, code="insufficient_quota"),
        error(429, type="insufficient_quota"),
        error(500, "got an unexpected keyword argument 'response_format'"),
    ],
    ids=["400", "401", "404", "quota", "quota type", "parameter"],
)
def test_what_can_never_succeed_is_not_tried_again(server: Speaker, fault: Say) -> None:
    server.says = [fault]
    outcome = fulfil(settings(server))
    assert isinstance(outcome, Unavailable)
    assert not outcome.retryable
    assert len(server.heard) == 1


@pytest.mark.parametrize(("fault", "most"), [(error(500), 3), (Say(hang_up=True), 3)])
def test_attempts_are_bounded(server: Speaker, fault: Say, most: int) -> None:
    server.says = [fault]
    outcome = fulfil(settings(server))
    assert isinstance(outcome, Unavailable)
    assert outcome.retryable
    assert len(server.heard) == most


def test_a_server_that_asks_to_wait_is_given_that_time(server: Speaker) -> None:
    server.says = [error(429, headers={"Retry-After": "1"}), completion()]
    assert isinstance(fulfil(settings(server)), Ok)
    assert 1.0 <= server.times[1] - server.times[0] < 3.0


def test_a_server_that_asks_for_more_than_our_patience_gets_none(server: Speaker) -> None:
    server.says = [error(429, headers={"Retry-After": "121"})]
    outcome = fulfil(settings(server, seconds=20))
    assert isinstance(outcome, Unavailable)
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"Retry-After": "Sun, 22 Nov 2026 12:00:30 GMT"}, 30.0),
        ({"Retry-After": "Sun, 22 Nov 2026 11:00:00 GMT"}, 0.0),
        *(({"Retry-After": odd}, 0.0) for odd in ("0", "-3", "nan", "inf", "soon", "")),
        ({}, 0.0),
    ],
)
def test_a_wish_to_wait_is_read_in_all_its_spellings(
    headers: dict[str, str], seconds: float
) -> None:
    assert asked_to_wait(headers, NOW) == seconds


def test_waits_grow_and_a_busy_server_gets_more_attempts_than_a_broken_one() -> None:
    for status, attempts in ((500, 5), (429, 17)):
        waits: list[float] = []
        came = until_it_passes(Patience(5, 3600), _busy(status), waits.append)
        assert isinstance(came, Tried)
        assert len(waits) == attempts - 1
        assert 0.375 <= waits[0] <= 0.5
        assert all(wait <= 20.0 for wait in waits)
        assert waits[3] > waits[1] > waits[0]


def _busy(status: int) -> Callable[[int], Tried]:
    return lambda _: Tried(Unavailable("no"), status)


def test_one_deadline_holds_for_all_attempts(server: Speaker) -> None:
    server.says = [replace(error(500), wait=0.4)]
    outcome = fulfil(settings(server, attempts=20, seconds=1.5))
    assert isinstance(outcome, Unavailable)
    assert server.times[-1] - server.times[0] < 2.0
    assert len(server.heard) <= 3


def test_a_breaker_opens_after_failures_in_a_row_and_lets_one_try() -> None:
    time = [0.0]
    breaker = Breaker(failures=3, rest=10, now=lambda: time[0])
    for failed in (True, True, False, True, True):
        breaker.note(failed=failed)
    assert breaker.seconds_to_wait() == 0
    breaker.note(failed=True)
    assert breaker.seconds_to_wait() == 10
    time[0] = 11.0
    assert breaker.seconds_to_wait() == 0, "one may try"
    assert breaker.seconds_to_wait() == 10, "the others wait"
    breaker.note(failed=False)
    assert breaker.seconds_to_wait() == 0


def test_the_next_model_is_asked_and_named_when_the_first_does_not_answer(
    server: Speaker, log: CallLog
) -> None:
    server.answers = lambda heard: (
        error(503) if heard["model"] == MODEL else completion(model="second-2026")
    )
    outcome = fulfil(replace(settings(server, attempts=2), fallbacks=("second",)), log)
    assert isinstance(outcome, Ok)
    assert outcome.engine_model == "second-2026"
    assert [one["model"] for one in server.heard] == [MODEL, MODEL, "second"]
    assert outcome.usage.tokens_in == 30


def test_another_address_is_never_sent_our_key(server: Speaker) -> None:
    with speaking(error(503)) as first:
        told = replace(settings(first, attempts=1), fallbacks=(f"local@{server.address}",))
        assert isinstance(fulfil(told), Ok)
        assert (first.keys, server.keys) == ([f"Bearer {KEY}"], ["Bearer none"])


@pytest.mark.parametrize(
    ("say", "kind", "asked"),
    [
        (completion("{}"), Invalid, 4),
        (completion(None, refusal="No."), Refused, 1),
        (completion("x", finish="content_filter"), Blocked, 1),
    ],
    ids=["invalid", "refused", "blocked"],
)
def test_what_goes_on_to_the_next_model(
    server: Speaker, say: Say, kind: type[object], asked: int
) -> None:
    server.says = [say]
    outcome = fulfil(replace(settings(server), fallbacks=("second",)))
    assert isinstance(outcome, kind)
    assert len(server.heard) == asked


def test_a_refusal_goes_on_only_for_a_persona_that_is_named(server: Speaker) -> None:
    server.answers = lambda heard: (
        completion(None, refusal="No.") if heard["model"] == MODEL else completion()
    )
    told = replace(settings(server), fallbacks=("second",), refusals_fall_back=("ida",))
    assert isinstance(fulfil(told, persona="ida"), Ok)
    assert isinstance(fulfil(told, persona="nela"), Refused)


def test_no_more_calls_than_allowed_are_under_way_at_once(server: Speaker) -> None:
    server.says = [replace(completion(), wait=0.1)]
    one = PLUGIN.opens(replace(settings(server), limits=Limits(at_once=3)), Means())
    threads = [
        threading.Thread(target=one.fulfil, args=(assignment(text=f"Write {number}."),))
        for number in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(server.heard), server.most_at_once) == (12, 3)


class Time:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def passes(pace: Pace, tokens: int = 0, until: float = 1e9) -> bool:
    with pace.turn(tokens, until) as is_our_turn:
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
