"""What a server of Chat Completions, or of Responses, sent, read without trust.

Servers answer one call in many ways: a reply, a refusal, half a reply, an error page that calls
itself JSON. Everything is read from the raw body here, so that nothing is lost: an SDK that parses
throws the usage away with the reply it did not like. What was seen of real servers, and why each
case ends as it does, is in docs/decisions/0007-first-model-engine.md.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from newsroom_agents.gateway.outcome import Blocked, Refused, Unavailable, Usage

_MOST_TOKENS = 1_000_000_000
_MOST_CHARACTERS = 200
_NAME_CHARACTERS = 100
_MAY_PASS = frozenset({408, 409, 429})
_QUOTA = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
_FILTER = "content_filter"
_OUR_PARAMETERS = ("response_format", "json_schema", "max_completion_tokens", "tool_choice")
"""Some servers answer a parameter they do not know with status 500: asking again is no use."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole reply as text, not yet validated; `engine_model` is who the server says answered."""

    text: str
    engine_model: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Garbled:
    """Something came that is no completion, or an empty one."""

    why: str
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Truncated:
    """The reply ended at a limit of the server, or of ours."""

    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Account:
    """What a reply says of itself: who answered, the server's name for the call, what it took.

    `is_told` is whether the server told what it took.
    """

    engine_model: str
    call: str
    usage: Usage
    is_told: bool


def read_account(body: bytes) -> Account:
    """Return what a reply with status 200 says of itself, whatever else is wrong with it."""
    sent = _json(body)
    told: Mapping[str, object] = sent if isinstance(sent, Mapping) else {}
    usage = told.get("usage")
    return Account(
        engine_model=_line(told.get("model"), _NAME_CHARACTERS),
        call=_line(told.get("id"), _NAME_CHARACTERS),
        usage=_usage(usage),
        is_told=isinstance(usage, Mapping) and bool({"prompt_tokens", "input_tokens"} & set(usage)),
    )


def read_answer(body: bytes, asked: str) -> Answer | Garbled | Refused | Blocked | Truncated:
    """Return what a server said with status 200.

    Args:
        body: The response's bytes.
        asked: The model that was asked for, in case the server does not say who answered.
    """
    sent = _json(body)
    if not isinstance(sent, Mapping):
        return Garbled("not a completion: the body is no JSON object")
    if isinstance(sent.get("output"), list):
        return _read_response(sent, asked)
    usage = _usage(sent.get("usage"))
    choice = _first(sent.get("choices"))
    message = choice.get("message")
    if not isinstance(message, Mapping):
        return Garbled("not a completion: no choice with a message", usage)
    finish = choice.get("finish_reason")
    if finish == _FILTER:
        return Blocked(reason="the provider's filter stopped the reply", usage=usage)
    if message.get("refusal"):
        return Refused(reason=_line(message["refusal"], _MOST_CHARACTERS), usage=usage)
    if finish == "length":
        return Truncated(usage)
    text = _said(message)
    if not text.strip():
        return Garbled("reply: empty", usage)
    engine_model = _line(sent.get("model"), _NAME_CHARACTERS) or asked
    return Answer(text=text, engine_model=engine_model, usage=usage)


def _read_response(
    sent: Mapping[str, object], asked: str
) -> Answer | Garbled | Refused | Blocked | Truncated:
    """Return what a server of the Responses interface said: parts of messages among other items."""
    usage = _usage(sent.get("usage"))
    why = _table(sent.get("incomplete_details")).get("reason")
    if why == _FILTER:
        return Blocked(reason="the provider's filter stopped the reply", usage=usage)
    if why:
        return Truncated(usage)
    if sent.get("status") == "failed":
        code = _line(_table(sent.get("error")).get("code"), _NAME_CHARACTERS)
        return Garbled(f"the server failed: {code or 'it does not say how'}", usage)
    parts = [part for item in _rows(sent.get("output")) for part in _rows(item.get("content"))]
    refusal = next((part["refusal"] for part in parts if part.get("refusal")), None)
    if refusal:
        return Refused(reason=_line(refusal, _MOST_CHARACTERS), usage=usage)
    text = "".join(str(part.get("text")) for part in parts if part.get("type") == "output_text")
    if not text.strip():
        return Garbled("reply: empty", usage)
    engine_model = _line(sent.get("model"), _NAME_CHARACTERS) or asked
    return Answer(text=text, engine_model=engine_model, usage=usage)


def read_picture(body: bytes) -> bytes | Garbled:
    """Return the bytes that an images call sent, whatever they are; an address is not followed."""
    sent = _json(body)
    first = _first(sent.get("data")) if isinstance(sent, Mapping) else {}
    encoded = first.get("b64_json")
    if not isinstance(encoded, str):
        is_address = isinstance(first.get("url"), str)
        return Garbled("an address instead of a picture" if is_address else "no picture in it")
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError:
        return Garbled("a picture that is not base64")


def read_failure(status: int, body: bytes) -> Unavailable | Blocked:
    """Return what a server said with another status.

    What a server says of a key is not repeated: some quote it.
    """
    if status in {401, 403}:
        reason = f"HTTP {status}: the server does not accept the key, or not for this model"
        return Unavailable(reason=reason, retryable=False)
    sent = _json(body)
    error = sent.get("error") if isinstance(sent, Mapping) else None
    told = error if isinstance(error, Mapping) else {}
    kinds = {str(told.get(name)) for name in ("code", "type")}
    said = _line(told.get("message") or error, _MOST_CHARACTERS)
    reason = f"HTTP {status}: {said}" if said else f"HTTP {status}"
    if _FILTER in kinds:
        return Blocked(reason=reason)
    is_ours = status >= 500 and any(name in said for name in _OUR_PARAMETERS)
    may_pass = (status in _MAY_PASS or status >= 500) and not kinds & _QUOTA and not is_ours
    return Unavailable(reason=reason, retryable=may_pass)


def _json(body: bytes) -> object:
    """Return the JSON value of a body, or None when it holds none."""
    try:
        return json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None


def _said(message: Mapping[str, object]) -> str:
    """Return the text of a message, or what it hands to the tool it was forced to use."""
    text = message.get("content")
    if isinstance(text, str) and text.strip():
        return text
    function = _first(message.get("tool_calls")).get("function")
    told = function.get("arguments") if isinstance(function, Mapping) else None
    return told if isinstance(told, str) else ""


def _first(choices: object) -> Mapping[str, object]:
    choice = choices[0] if isinstance(choices, list) and choices else None
    return choice if isinstance(choice, Mapping) else {}


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _rows(value: object) -> list[Mapping[str, object]]:
    return [_table(row) for row in value] if isinstance(value, list) else []


def _usage(usage: object) -> Usage:
    told = _table(usage)
    details = _table(told.get("prompt_tokens_details", told.get("input_tokens_details")))
    tokens_in = _count(told.get("prompt_tokens", told.get("input_tokens")))
    return Usage(
        tokens_in=tokens_in,
        tokens_out=_count(told.get("completion_tokens", told.get("output_tokens"))),
        tokens_cached=min(_count(details.get("cached_tokens")), tokens_in),
        tokens_written=min(_count(details.get("cache_write_tokens")), tokens_in),
    )


def _count(number: object) -> int:
    """Return a number of tokens that can be one: servers were seen to send less than none."""
    if isinstance(number, bool) or not isinstance(number, int):
        return 0
    return min(max(number, 0), _MOST_TOKENS)


def _line(text: object, most: int) -> str:
    """Return a server's words on one line, without what cannot be shown or stored."""
    if not isinstance(text, str):
        return ""
    shown = "".join(sign if sign.isprintable() else " " for sign in text[: 4 * most])
    return " ".join(shown.split())[:most]
