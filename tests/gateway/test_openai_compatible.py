"""A model behind an address: whatever a server sends becomes an outcome, and the key stays here."""

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from newsroom_agents.errors import HouseError
from newsroom_agents.gateway.engine import Engine, EngineSettings, Means
from newsroom_agents.gateway.engines.openai_compatible import PLUGIN
from newsroom_agents.gateway.outcome import Blocked, Invalid, Ok, Refused, Unavailable, Usage
from newsroom_agents.settings import read_settings

from .asking import Reply, assignment, settings
from .speaker import GOOD, KEY, MODEL, Say, Speaker, completion, error


def engine(server: Speaker, **more: Any) -> Engine:
    return PLUGIN.opens(settings(server, **more), Means())


def fulfil(server: Speaker, *says: Say) -> object:
    server.says = list(says)
    return engine(server).fulfil(assignment())


def test_a_reply_comes_with_who_answered_what_it_took_and_which_call_it_was(
    server: Speaker,
) -> None:
    assert fulfil(server, completion()) == Ok(
        reply=Reply(text="The ferry has stopped."),
        engine_model="house-large-2026-11",
        usage=Usage(tokens_in=30, tokens_out=5),
        calls=("chatcmpl-7",),
    )


def test_the_request_holds_the_messages_and_a_strict_schema_with_the_roles_name(
    server: Speaker,
) -> None:
    fulfil(server, completion())
    [request] = server.heard
    assert request["model"] == MODEL
    assert request["messages"] == [
        {"role": "system", "content": "You are Nela."},
        {"role": "user", "content": "Write."},
    ]
    form = request["response_format"]["json_schema"]
    assert (form["name"], form["strict"]) == ("writer", True)
    assert form["schema"] == {
        "type": "object",
        "properties": {"text": {"type": "string"}},
        "required": ["text"],
        "additionalProperties": False,
    }
    assert server.keys == [f"Bearer {KEY}"]


@pytest.mark.parametrize(
    ("first", "path"),
    [
        ('{"text": "a", "approved": true}', "approved"),
        ('{"words": "a"}', "text"),
        ("Here it is: {}", "not JSON"),
        ('{"text": "\\ud800"}', "text"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_reply_that_does_not_fit_is_asked_for_once_more_with_its_paths(
    server: Speaker, first: str, path: str
) -> None:
    outcome = fulfil(server, completion(first), completion())
    assert isinstance(outcome, Ok)
    assert (outcome.usage, len(outcome.calls)) == (Usage(tokens_in=60, tokens_out=10), 2)
    again = server.heard[1]["messages"]
    assert again[:2] == server.heard[0]["messages"]
    assert path in again[2]["content"]
    assert "approved true" not in again[2]["content"]


def test_a_second_reply_that_does_not_fit_is_invalid_and_both_are_counted(server: Speaker) -> None:
    outcome = fulfil(server, completion("{}"))
    assert isinstance(outcome, Invalid)
    assert outcome.errors[0].startswith("text: ")
    assert outcome.usage == Usage(tokens_in=60, tokens_out=10)
    assert len(server.heard) == 2


def test_a_reply_that_is_wrong_in_thousands_of_places_names_a_few(server: Speaker) -> None:
    outcome = fulfil(server, completion(json.dumps({"x" * 500 + str(n): 1 for n in range(2000)})))
    assert isinstance(outcome, Invalid)
    assert len(outcome.errors) == 20
    assert len(server.heard[1]["messages"][2]["content"]) < 2000


def test_a_truncated_reply_is_never_mended_and_not_asked_for_again(server: Speaker) -> None:
    outcome = fulfil(server, completion(GOOD, finish="length"))
    assert isinstance(outcome, Invalid)
    assert "truncated" in outcome.errors[0]
    assert (outcome.usage.tokens_out, len(server.heard)) == (5, 1)


def test_a_refusal_is_a_refusal_with_its_words_and_its_cost(server: Speaker) -> None:
    outcome = fulfil(server, completion(None, refusal="I cannot\nhelp with that."))
    assert outcome == Refused(reason="I cannot help with that.", usage=Usage(30, 5))
    assert len(server.heard) == 1


@pytest.mark.parametrize("text", [None, "half"])
def test_a_filter_blocks_whatever_came_with_it(server: Speaker, text: str | None) -> None:
    outcome = fulfil(server, completion(text, finish="content_filter"))
    assert isinstance(outcome, Blocked)
    assert (outcome.usage, len(server.heard)) == (Usage(30, 5), 1)


def test_a_filter_that_answers_with_an_error_blocks_too(server: Speaker) -> None:
    outcome = fulfil(server, error(400, "The prompt was filtered.", code="content_filter"))
    assert isinstance(outcome, Blocked)


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Bad gateway</body></html>",
        b"",
        b"null",
        b'{"choices": null}',
        b'{"choices": [{"message": "text"}]}',
        b'{"choices": [{"message": {"content": "  "}}]}',
        b'{"choices": [{"message": {"content": ["a"]}}], "usage": {"prompt_tokens": "many"}}',
        b"[" * 200_000,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_is_no_completion_is_asked_for_again_and_then_invalid(
    server: Speaker, body: bytes
) -> None:
    outcome = fulfil(server, Say(body=body))
    assert isinstance(outcome, Invalid)
    assert server.heard[1]["messages"] == server.heard[0]["messages"]
    assert isinstance(fulfil(server, Say(body=body), completion()), Ok)


@pytest.mark.parametrize(
    ("status", "more", "retryable"),
    [
        (400, {"code": "unsupported_parameter"}, False),
        (401, {}, False),
        (403, {}, False),
        (404, {"code": "model_not_found"}, False),
        (408, {}, True),
        (409, {}, True),
        (429, {"code": "rate_limit_exceeded"}, True),
        (429, {"code": "insufficient_quota"}, False),
        (429, {"type": "insufficient_quota"}, False),
        (429, {"code": ["odd"]}, True),
        (500, {}, True),
        (503, {}, True),
    ],
)
def test_an_error_is_unavailable_and_says_whether_later_may_help(
    server: Speaker, status: int, more: dict[str, Any], retryable: bool
) -> None:
    outcome = fulfil(server, error(status, "Try something else.", **more))
    assert isinstance(outcome, Unavailable)
    assert outcome.retryable is retryable
    assert f"HTTP {status}" in outcome.reason
    assert len(server.heard) == 1


def test_an_error_after_a_faulty_reply_still_counts_what_that_one_took(server: Speaker) -> None:
    outcome = fulfil(server, completion("{}"), error(503, "Overloaded."))
    assert outcome == Unavailable(reason="HTTP 503: Overloaded.", usage=Usage(30, 5))


def test_a_body_that_is_cut_off_may_be_asked_for_later(server: Speaker) -> None:
    outcome = fulfil(server, replace(completion(), cut=True))
    assert isinstance(outcome, Unavailable)
    assert outcome.retryable


def test_a_server_that_is_not_there_may_be_there_later() -> None:
    nobody = Speaker(says=[], address="http://127.0.0.1:9/v1")
    outcome = engine(nobody).fulfil(assignment())
    assert isinstance(outcome, Unavailable)
    assert outcome.retryable


def test_a_server_that_takes_too_long_may_be_quicker_later(server: Speaker) -> None:
    server.says = [replace(completion(), wait=0.5)]
    outcome = engine(server, timeout_seconds=0.2).fulfil(assignment())
    assert outcome == Unavailable(reason="no reply within 0.2 seconds")


@pytest.mark.parametrize(
    "send",
    [
        error(401, f"Incorrect API key provided: {KEY}."),
        error(400, f"Bad request with {KEY} in it."),
        error(500, "The upstream key sk-other-abcdef was refused."),
        completion(None, refusal=f"I will not use {KEY}."),
        completion(model=KEY),
        error(400, "x" * 190 + KEY),
        completion(json.dumps({"text": "a", KEY: 1})),
    ],
)
def test_a_key_that_a_server_repeats_goes_no_further(server: Speaker, send: Say) -> None:
    said = repr(fulfil(server, send))
    assert "sk-" not in said
    assert KEY not in repr(engine(server))


def test_counts_that_cannot_be_are_none(server: Speaker) -> None:
    usage = {"prompt_tokens": -4, "completion_tokens": True}
    outcome = fulfil(server, completion(usage=usage))
    assert isinstance(outcome, Ok)
    assert outcome.usage == Usage()


def test_a_server_without_names_is_called_by_what_was_asked_for(server: Speaker) -> None:
    outcome = fulfil(server, completion(model="\n", id=None))
    assert isinstance(outcome, Ok)
    assert (outcome.engine_model, outcome.calls) == (MODEL, ())


def test_a_request_that_cannot_be_written_is_no_crash(server: Speaker) -> None:
    outcome = engine(server).fulfil(assignment("\ud800"))
    assert isinstance(outcome, Unavailable)
    assert not outcome.retryable


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        (EngineSettings(base_url="http://127.0.0.1/v1"), "engine.engine_model"),
        (EngineSettings(engine_model=MODEL, base_url="127.0.0.1"), "engine.base_url"),
        (EngineSettings(engine_model=MODEL, base_url="file:///v1"), "engine.base_url"),
        (EngineSettings(engine_model=MODEL), "OPENAI_API_KEY is not set"),
        (EngineSettings(engine_model=MODEL, api_key=SecretStr("sk \n")), "printable ASCII"),
    ],
)
def test_settings_that_cannot_work_stop_the_house(told: EngineSettings, problem: str) -> None:
    with pytest.raises(HouseError, match=problem):
        PLUGIN.opens(told, Means())


def test_a_server_of_ones_own_needs_no_key(server: Speaker) -> None:
    assert isinstance(engine(server, api_key=SecretStr("")).fulfil(assignment()), Ok)


@pytest.mark.parametrize(
    ("env", "name", "base_url"),
    [
        ({}, "extractive", ""),
        ({"OPENAI_API_KEY": KEY}, "openai_compatible", ""),
        ({"OPENAI_API_KEY": KEY, "NEWSROOM_ENGINE__NAME": "extractive"}, "extractive", ""),
        ({"OPENAI_API_KEY": KEY, "NEWSROOM_ENGINE__NAME": "scripted"}, "scripted", ""),
        ({"OPENAI_BASE_URL": "http://a/v1"}, "extractive", "http://a/v1"),
        (
            {"OPENAI_BASE_URL": "http://a/v1", "NEWSROOM_ENGINE__BASE_URL": "http://b/v1"},
            "extractive",
            "http://b/v1",
        ),
    ],
)
def test_a_key_in_the_environment_chooses_the_model_unless_an_engine_is_named(
    tmp_path: Path, env: dict[str, str], name: str, base_url: str
) -> None:
    (tmp_path / "newsroom.toml").write_text('[engine]\nname = "extractive"\n', encoding="utf-8")
    for house in (tmp_path, tmp_path / "without a file"):
        chosen = read_settings(house, env).engine
        assert (chosen.name, chosen.base_url) == (name, base_url)


def test_two_threads_share_one_engine(server: Speaker) -> None:
    one, found = engine(server), list[object]()
    threads = [
        threading.Thread(target=lambda: found.append(one.fulfil(assignment()))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(outcome) for outcome in found] == [Ok] * 8
