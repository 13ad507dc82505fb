"""A call that failed: what is tried again, when, how often, and who is asked then."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from newsroom_agents.archive.calls import CallLog
from newsroom_agents.gateway.breaker import Breaker
from newsroom_agents.gateway.engine import EngineSettings, Means
from newsroom_agents.gateway.engines.openai_compatible import PLUGIN
from newsroom_agents.gateway.outcome import Blocked, Invalid, Ok, Outcome, Refused, Unavailable
from newsroom_agents.gateway.retrying import Patience, Tried, asked_to_wait, until_it_passes

from .asking import NOW, Reply, assignment, settings
from .speaker import KEY, MODEL, Say, Speaker, completion, error, speaking


def fulfil(
    told: EngineSettings, log: CallLog | None = None, persona: str = "nela"
) -> Outcome[Reply]:
    return PLUGIN.opens(told, Means(calls=log)).fulfil(assignment(persona=persona))


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
    outcome = fulfil(settings(server, 3), log)
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
    outcome = fulfil(settings(server, 3))
    assert isinstance(outcome, Unavailable)
    assert not outcome.retryable
    assert len(server.heard) == 1


@pytest.mark.parametrize(("fault", "most"), [(error(500), 3), (Say(hang_up=True), 3)])
def test_attempts_are_bounded(server: Speaker, fault: Say, most: int) -> None:
    server.says = [fault]
    outcome = fulfil(settings(server, 3))
    assert isinstance(outcome, Unavailable)
    assert outcome.retryable
    assert len(server.heard) == most


def test_a_server_that_asks_to_wait_is_given_that_time(server: Speaker) -> None:
    server.says = [error(429, headers={"Retry-After-Ms": "300"}), completion()]
    assert isinstance(fulfil(settings(server, 3)), Ok)
    assert 0.3 <= server.times[1] - server.times[0] < 2.0


def test_a_server_that_asks_for_more_than_our_patience_gets_none(server: Speaker) -> None:
    server.says = [error(429, headers={"Retry-After": "121"})]
    outcome = fulfil(settings(server, patience=Patience(3, 20)))
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
    server.says = [replace(error(500), wait=0.1)]
    outcome = fulfil(settings(server, patience=Patience(20, 0.5, first_wait=0.1)))
    assert isinstance(outcome, Unavailable)
    assert server.times[-1] - server.times[0] < 1.0
    assert len(server.heard) <= 4


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
    outcome = fulfil(replace(settings(server, 3), fallbacks=("second",)))
    assert isinstance(outcome, kind)
    assert len(server.heard) == asked


def test_a_refusal_goes_on_only_for_a_persona_that_is_named(server: Speaker) -> None:
    server.answers = lambda heard: (
        completion(None, refusal="No.") if heard["model"] == MODEL else completion()
    )
    told = replace(settings(server, 3), fallbacks=("second",), refusals_fall_back=("ida",))
    assert isinstance(fulfil(told, persona="ida"), Ok)
    assert isinstance(fulfil(told, persona="nela"), Refused)
