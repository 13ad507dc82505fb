"""A model behind an address: whatever a server sends becomes an outcome, and the key stays here."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from newsroom_agents.errors import HouseError
from newsroom_agents.gateway.engine import Assignment, Engine, EngineKind, EngineSettings, Means
from newsroom_agents.gateway.outcome import Blocked, Invalid, Ok, Refused, Unavailable, Usage
from newsroom_agents.gateway.retrying import Patience
from newsroom_agents.plugins import discover
from newsroom_agents.ports import Message
from newsroom_agents.settings import read_settings
from newsroom_agents.story.paper import Paper

KEY = "sk-test-0123456789abcdef"
MODEL = "house-large"
GOOD = '{"text": "The ferry has stopped."}'
CUT = b"cut"
SLOW = b"slow"


class Reply(Paper):
    """What these tests ask for."""

    text: str


@dataclass(slots=True)
class Server:
    """A server that sends what it was told to, in turn, the last thing for ever."""

    sends: list[tuple[int, bytes]]
    heard: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    address: str = ""
    hurried: threading.Event = field(default_factory=threading.Event)

    def next(self) -> tuple[int, bytes]:
        """Return what is to be sent now."""
        return self.sends.pop(0) if len(self.sends) > 1 else self.sends[0]


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on loopback; a body that is `cut` is announced longer than it comes."""
    told = Server(sends=[])

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            told.keys.append(self.headers["Authorization"])
            status, body = told.next()
            if body.startswith(SLOW):
                told.hurried.wait(10)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            extra = 50 if body.startswith(CUT) else 0
            self.send_header("Content-Length", str(len(body) + extra))
            self.end_headers()
            with suppress(BrokenPipeError):  # who gave up waiting no longer listens
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as listening:
        told.address = f"http://127.0.0.1:{listening.server_address[1]}/v1"
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield told
        listening.shutdown()
        thread.join()


def engine(base_url: str, key: str = KEY, timeout: float = 20.0, model: str = MODEL) -> Engine:
    kind = discover("newsroom_agents.gateway.engines", EngineKind)["openai_compatible"]
    settings = EngineSettings(
        engine_model=model,
        base_url=base_url,
        timeout_seconds=timeout,
        api_key=SecretStr(key),
        patience=Patience(attempts=1),
    )
    return kind.opens(settings, Means())


def assignment() -> Assignment[Reply]:
    return Assignment(
        role="writer",
        persona="nela",
        subject="ferry-stopped",
        messages=(Message("system", "You are Nela."), Message("user", "Write.")),
        prompt="",
        asks=Reply,
        by_hand=lambda: Reply(text="by hand"),
    )


def completion(text: str | None = GOOD, finish: str = "stop", **more: object) -> tuple[int, bytes]:
    message = {"role": "assistant", "content": text, "refusal": more.pop("refusal", None)}
    body = {
        "id": "chatcmpl-7",
        "model": "house-large-2026-11",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 30, "completion_tokens": 5, "total_tokens": 35},
        **more,
    }
    return 200, json.dumps(body).encode()


def error(status: int, message: str, **more: object) -> tuple[int, bytes]:
    return status, json.dumps({"error": {"message": message, **more}}).encode()


def fulfil(server: Server, *sends: tuple[int, bytes]) -> object:
    server.sends = list(sends)
    return engine(server.address).fulfil(assignment())


def test_a_reply_comes_with_who_answered_what_it_took_and_which_call_it_was(server: Server) -> None:
    assert fulfil(server, completion()) == Ok(
        reply=Reply(text="The ferry has stopped."),
        engine_model="house-large-2026-11",
        usage=Usage(tokens_in=30, tokens_out=5),
        calls=("chatcmpl-7",),
    )


def test_the_request_holds_the_messages_and_a_strict_schema_with_the_roles_name(
    server: Server,
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
    server: Server, first: str, path: str
) -> None:
    outcome = fulfil(server, completion(first), completion())
    assert isinstance(outcome, Ok)
    assert (outcome.usage, len(outcome.calls)) == (Usage(tokens_in=60, tokens_out=10), 2)
    again = server.heard[1]["messages"]
    assert again[:2] == server.heard[0]["messages"]
    assert path in again[2]["content"]
    assert "approved true" not in again[2]["content"]


def test_a_second_reply_that_does_not_fit_is_invalid_and_both_are_counted(server: Server) -> None:
    outcome = fulfil(server, completion("{}"))
    assert isinstance(outcome, Invalid)
    assert outcome.errors[0].startswith("text: ")
    assert outcome.usage == Usage(tokens_in=60, tokens_out=10)
    assert len(server.heard) == 2


def test_a_reply_that_is_wrong_in_thousands_of_places_names_a_few(server: Server) -> None:
    outcome = fulfil(server, completion(json.dumps({"x" * 500 + str(n): 1 for n in range(2000)})))
    assert isinstance(outcome, Invalid)
    assert len(outcome.errors) == 20
    assert len(server.heard[1]["messages"][2]["content"]) < 2000


def test_a_truncated_reply_is_never_mended_and_not_asked_for_again(server: Server) -> None:
    outcome = fulfil(server, completion(GOOD, finish="length"))
    assert isinstance(outcome, Invalid)
    assert "truncated" in outcome.errors[0]
    assert (outcome.usage.tokens_out, len(server.heard)) == (5, 1)


def test_a_refusal_is_a_refusal_with_its_words_and_its_cost(server: Server) -> None:
    outcome = fulfil(server, completion(None, refusal="I cannot\nhelp with that."))
    assert outcome == Refused(reason="I cannot help with that.", usage=Usage(30, 5))
    assert len(server.heard) == 1


@pytest.mark.parametrize("text", [None, "half"])
def test_a_filter_blocks_whatever_came_with_it(server: Server, text: str | None) -> None:
    outcome = fulfil(server, completion(text, finish="content_filter"))
    assert isinstance(outcome, Blocked)
    assert (outcome.usage, len(server.heard)) == (Usage(30, 5), 1)


def test_a_filter_that_answers_with_an_error_blocks_too(server: Server) -> None:
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
    server: Server, body: bytes
) -> None:
    outcome = fulfil(server, (200, body))
    assert isinstance(outcome, Invalid)
    assert server.heard[1]["messages"] == server.heard[0]["messages"]
    assert isinstance(fulfil(server, (200, body), completion()), Ok)


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
    server: Server, status: int, more: dict[str, object], retryable: bool
) -> None:
    outcome = fulfil(server, error(status, "Try something else.", **more))
    assert isinstance(outcome, Unavailable)
    assert outcome.retryable is retryable
    assert f"HTTP {status}" in outcome.reason
    assert len(server.heard) == 1


def test_an_error_after_a_faulty_reply_still_counts_what_that_one_took(server: Server) -> None:
    outcome = fulfil(server, completion("{}"), error(503, "Overloaded."))
    assert outcome == Unavailable(reason="HTTP 503: Overloaded.", usage=Usage(30, 5))


def test_a_body_that_is_cut_off_may_be_asked_for_later(server: Server) -> None:
    outcome = fulfil(server, (200, CUT + completion()[1]))
    assert isinstance(outcome, Unavailable)
    assert outcome.retryable


def test_a_server_that_is_not_there_may_be_there_later() -> None:
    outcome = engine("http://127.0.0.1:9/v1").fulfil(assignment())
    assert isinstance(outcome, Unavailable)
    assert outcome.retryable


def test_a_server_that_takes_too_long_may_be_quicker_later(server: Server) -> None:
    server.sends = [(200, SLOW)]
    outcome = engine(server.address, timeout=0.2).fulfil(assignment())
    server.hurried.set()
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
def test_a_key_that_a_server_repeats_goes_no_further(server: Server, send: Any) -> None:
    said = repr(fulfil(server, send))
    assert "sk-" not in said
    assert KEY not in repr(engine(server.address))


def test_counts_that_cannot_be_are_none(server: Server) -> None:
    usage = {"prompt_tokens": -4, "completion_tokens": True}
    outcome = fulfil(server, completion(usage=usage))
    assert isinstance(outcome, Ok)
    assert outcome.usage == Usage()


def test_a_server_without_names_is_called_by_what_was_asked_for(server: Server) -> None:
    outcome = fulfil(server, completion(model="\n", id=None))
    assert isinstance(outcome, Ok)
    assert (outcome.engine_model, outcome.calls) == (MODEL, ())


def test_a_request_that_cannot_be_written_is_no_crash(server: Server) -> None:
    server.sends = [completion()]
    odd = Message("user", "\ud800")
    given = assignment()
    outcome = engine(server.address).fulfil(
        Assignment(given.role, "", "", (odd,), "", Reply, given.by_hand)
    )
    assert isinstance(outcome, Unavailable)
    assert not outcome.retryable


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        (EngineSettings(base_url="http://127.0.0.1/v1"), "engine.engine_model"),
        (EngineSettings(engine_model=MODEL, base_url="127.0.0.1"), "engine.base_url"),
        (EngineSettings(engine_model=MODEL, base_url="file:///v1"), "engine.base_url"),
        (EngineSettings(engine_model=MODEL), "OPENAI_API_KEY is not set"),
        (EngineSettings(engine_model=MODEL, api_key=SecretStr("sk \n")), "printable ASCII"),
    ],
)
def test_settings_that_cannot_work_stop_the_house(settings: EngineSettings, problem: str) -> None:
    kind = discover("newsroom_agents.gateway.engines", EngineKind)["openai_compatible"]
    with pytest.raises(HouseError, match=problem):
        kind.opens(settings, Means())


def test_a_server_of_ones_own_needs_no_key(server: Server) -> None:
    server.sends = [completion()]
    assert isinstance(engine(server.address, key="").fulfil(assignment()), Ok)


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


def test_two_threads_share_one_engine(server: Server) -> None:
    server.sends = [completion()]
    one, found = engine(server.address), list[object]()
    threads: Sequence[threading.Thread] = [
        threading.Thread(target=lambda: found.append(one.fulfil(assignment()))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(outcome) for outcome in found] == [Ok] * 8
