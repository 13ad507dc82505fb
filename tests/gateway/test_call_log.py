"""The gateway and its log: nothing is paid twice, a run can be played again, no key is kept."""

import logging
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from newsroom_agents.archive.calls import CallLog
from newsroom_agents.clock import fixed_clock
from newsroom_agents.errors import HouseError
from newsroom_agents.gateway.engine import Assignment, Engine, EngineSettings, Means
from newsroom_agents.gateway.engines.openai_compatible import PLUGIN
from newsroom_agents.gateway.outcome import Invalid, Ok, Refused, Unavailable, Usage
from newsroom_agents.gateway.redacting import redacted_logs
from newsroom_agents.gateway.replay import LogMode

from .asking import NOW, Reply, assignment, settings
from .speaker import KEY, MODEL, Say, Speaker, completion, error


def engine(
    server: Speaker, log: CallLog | None, mode: LogMode = LogMode.LIVE, at: datetime = NOW
) -> Engine:
    means = Means(calls=log, log_mode=mode, clock=fixed_clock(at))
    return PLUGIN.opens(settings(server), means)


def test_an_exact_repeat_is_answered_from_the_log_at_no_cost(server: Speaker, log: CallLog) -> None:
    first = engine(server, log).fulfil(assignment())
    again = engine(server, log).fulfil(assignment(subject="another story"))
    assert isinstance(first, Ok)
    assert isinstance(again, Ok)
    assert (again.reply, again.engine_model) == (first.reply, first.engine_model)
    assert (first.usage, again.usage) == (Usage(30, 5), Usage())
    assert len(server.heard) == 1
    assert [row.original for row in log.rows()] == [*first.calls, ""]


@pytest.mark.parametrize(
    "other", [assignment("Write more."), assignment(prompt="p2")], ids=["message", "prompt"]
)
def test_another_request_is_sent(server: Speaker, log: CallLog, other: Assignment[Reply]) -> None:
    for given in (assignment(), other):
        engine(server, log).fulfil(given)
    assert len(server.heard) == 2


def test_what_was_logged_is_what_was_sent_and_what_came(server: Speaker, log: CallLog) -> None:
    outcome = engine(server, log).fulfil(assignment())
    assert isinstance(outcome, Ok)
    [name] = outcome.calls
    call = log.get(name)
    assert call.request.body == server.heard[0]
    assert call.reply.body == completion().body
    assert (call.reply.answered_by, call.reply.provider_call) == (
        "house-large-2026-11",
        "chatcmpl-7",
    )
    assert (call.request.role, call.request.persona, call.request.subject) == (
        *("writer", "nela", "ferry"),
    )


def test_attempts_that_failed_are_logged_and_answer_nothing(server: Speaker, log: CallLog) -> None:
    server.says = [error(400, "Bad request."), Say(body=b"half", cut=True), completion()]
    outcomes = [engine(server, log).fulfil(assignment()) for _ in range(3)]
    assert isinstance(outcomes[-1], Ok)
    rows = [(row.reply.status, row.reply.outcome) for row in reversed(log.rows())]
    assert rows == [(400, "failed"), (0, "failed"), (200, "replied")]


def test_a_faulty_reply_and_its_mending_are_both_answered_from_the_log(
    server: Speaker, log: CallLog
) -> None:
    server.says = [completion("{}"), completion()]
    for _ in range(2):
        outcome = engine(server, log).fulfil(assignment())
        assert isinstance(outcome, Ok)
    assert len(server.heard) == 2


@pytest.mark.parametrize(
    "fault", [completion("{}"), completion(None, refusal="No."), Say(body=b"<p>")]
)
def test_a_failure_is_not_paid_for_twice_within_the_hour_and_asked_anew_later(
    server: Speaker, log: CallLog, fault: Say
) -> None:
    server.says = [fault]
    first = engine(server, log).fulfil(assignment())
    soon = engine(server, log, at=NOW + timedelta(minutes=50)).fulfil(assignment())
    sent = len(server.heard)
    assert isinstance(first, Invalid | Refused)
    assert soon == replace(first, usage=Usage())
    server.says = [completion()]
    later = engine(server, log, at=NOW + timedelta(minutes=70)).fulfil(assignment())
    assert isinstance(later, Ok)
    assert len(server.heard) == sent + 1
    after = engine(server, log, at=NOW + timedelta(days=9)).fulfil(assignment())
    assert isinstance(after, Ok)
    assert len(server.heard) == sent + 1


def test_of_many_who_ask_the_same_at_once_one_sends(server: Speaker, log: CallLog) -> None:
    server.says = [replace(completion(), wait=0.2)]
    one, found = engine(server, log), list[object]()
    threads = [
        threading.Thread(target=lambda: found.append(one.fulfil(assignment()))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(outcome) for outcome in found] == [Ok] * 8
    assert len(server.heard) == 1


def test_record_asks_everything_anew_and_replay_plays_the_newest(
    server: Speaker, log: CallLog
) -> None:
    server.says = [completion(), completion('{"text": "The ferry runs again."}')]
    for _ in range(2):
        engine(server, log, LogMode.RECORD).fulfil(assignment())
    played = engine(server, log, LogMode.REPLAY).fulfil(assignment())
    assert isinstance(played, Ok)
    assert played.reply == Reply(text="The ferry runs again.")
    assert len(server.heard) == 2


def test_a_miss_in_replay_names_the_nearest_request_and_what_differs(
    server: Speaker, log: CallLog
) -> None:
    engine(server, log).fulfil(assignment("Something else entirely.", prompt="p0"))
    engine(server, log).fulfil(assignment("Write it long."))
    outcome = engine(server, log, LogMode.REPLAY).fulfil(assignment("Write it short."))
    assert outcome == Unavailable(
        reason="writer: the request of 'ferry' is not in the call log; the nearest is call-2, "
        "which differs in messages.1.content (from character 9)",
        retryable=False,
    )
    assert len(server.heard) == 2


def test_a_miss_in_replay_or_fail_ends_the_run(server: Speaker, log: CallLog) -> None:
    with pytest.raises(HouseError, match="nor is any other of this role"):
        engine(server, log, LogMode.REPLAY_OR_FAIL).fulfil(assignment())
    with pytest.raises(HouseError, match="there is no call log"):
        engine(server, None, LogMode.REPLAY_OR_FAIL).fulfil(assignment())
    assert server.heard == []


def test_replay_needs_no_key(log: CallLog) -> None:
    for mode in (LogMode.REPLAY, LogMode.REPLAY_OR_FAIL):
        PLUGIN.opens(EngineSettings(engine_model=MODEL), Means(calls=log, log_mode=mode))


@pytest.mark.parametrize(
    "say",
    [
        error(401, f"Incorrect API key provided: {KEY}."),
        error(500, f"Upstream said: {KEY}", headers={"x-request-id": "r1", "x-odd": KEY}),
        error(400, "The key sk-other-abcdef of our backend is wrong."),
        completion(None, refusal=f"I will not use {KEY}."),
        completion(f'{{"text": "{KEY}"}}'),
        completion(model=KEY, id=KEY),
        Say(body=f"<html>{KEY}</html>".encode()),
    ],
)
def test_a_key_that_a_server_repeats_is_not_in_the_log(
    server: Speaker, log: CallLog, tmp_path: Path, say: Say
) -> None:
    server.says = [say]
    engine(server, log).fulfil(assignment())
    for row in log.rows():
        whole = log.get(row.id)
        assert KEY not in repr(whole)
        assert "sk-other" not in repr(whole)
    assert not [path for path in tmp_path.iterdir() if KEY.encode() in path.read_bytes()]


def test_no_logger_says_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logger = logging.getLogger("somebody.elses")
    with redacted_logs([KEY]):
        logger.debug("sending %s with %s", "a request", {"Authorization": f"Bearer {KEY}"})
        logger.warning("odd %d", KEY)
        try:
            raise ValueError(KEY)  # noqa: TRY301
        except ValueError:
            logger.exception("it failed")
    logger.debug("afterwards %s", "plain")
    assert KEY not in caplog.text
    assert "[key]" in caplog.text
    assert "it failed" in caplog.text
    assert "afterwards plain" in caplog.text


def test_debug_logging_of_the_sdk_says_no_key(
    server: Speaker, log: CallLog, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.says = [error(401, f"Incorrect API key provided: {KEY}.")]
    with redacted_logs([KEY]):
        engine(server, log).fulfil(assignment())
    assert caplog.records
    assert KEY not in caplog.text


def test_a_reply_that_comes_byte_by_byte_ends_in_time(server: Speaker, log: CallLog) -> None:
    server.says = [replace(completion(), drip=0.05)]
    told = settings(server, timeout_seconds=0.5)
    outcome = PLUGIN.opens(told, Means(calls=log)).fulfil(assignment())
    assert isinstance(outcome, Unavailable)
    assert "within 0.5 seconds" in outcome.reason
