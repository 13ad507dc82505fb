"""Any language model behind an OpenAI-compatible address: OpenAI, Azure, vLLM, llama.cpp, Ollama.

Chat Completions with a strict JSON schema, because that is what most servers speak. The server's
promise to keep to the schema counts for nothing: every reply is validated here. A reply that does
not fit is asked for once more, with the paths at fault and never the values; a truncated one is
not. Trying again later is the durable engine's work, so the SDK's own retries are off.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from newsroom_agents.errors import HouseError
from newsroom_agents.gateway.classify import Answer, Garbled, read_answer, read_failure
from newsroom_agents.gateway.engine import Assignment, Engine, EngineKind, EngineSettings
from newsroom_agents.gateway.outcome import (
    Blocked,
    Invalid,
    Ok,
    Outcome,
    Refused,
    ReplyT,
    Unavailable,
    Usage,
)
from newsroom_agents.gateway.reply import parse
from newsroom_agents.gateway.schema import strict_schema
from newsroom_agents.ports import Message

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types.chat import ChatCompletionMessageParam
    from openai.types.shared_params import ResponseFormatJSONSchema

_NAME = "openai_compatible"
_FIRST_ADDRESS = "https://api.openai.com/v1"
_NO_KEY = "none"
"""Servers on one's own machine ask for no key; the SDK insists on some."""
_KEY = re.compile(r"[!-~]+")
_KEY_LIKE = re.compile(r"\b(?:sk|rk|pk)-[\w*.-]{4,}")
_MOST_FAULTS = 20
_FAULT_CHARACTERS = 200
_PATH_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class _Faulty:
    """A reply that may be asked for once more; `paths` are empty when there was none to read."""

    errors: tuple[str, ...]
    paths: tuple[str, ...]
    usage: Usage
    calls: tuple[str, ...]


_Failed = Refused | Blocked | Invalid | Unavailable


class OpenAICompatible:
    """Asks a server, reads what came, and never raises."""

    name = _NAME

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings

    def fulfil(self, assignment: Assignment[ReplyT]) -> Outcome[ReplyT]:
        """Return what came of asking at most twice; usage is the sum of both."""
        first = self._ask(assignment, assignment.messages)
        if not isinstance(first, _Faulty):
            return first
        second = self._ask(assignment, (*assignment.messages, *_again(first.paths)))
        return _after(first, second)

    def _ask(
        self, assignment: Assignment[ReplyT], messages: Sequence[Message]
    ) -> Ok[ReplyT] | _Failed | _Faulty:
        sent = self._send(assignment, messages)
        if isinstance(sent, Garbled):
            return _Faulty((sent.why,), (), sent.usage, _known(sent.call))
        if not isinstance(sent, Answer):
            return sent
        reply = parse(sent.text, assignment.asks)
        if isinstance(reply, tuple):
            errors = tuple(error[:_FAULT_CHARACTERS] for error in reply[:_MOST_FAULTS])
            paths = tuple(error.partition(": ")[0][:_PATH_CHARACTERS] for error in errors)
            return _Faulty(errors, paths, sent.usage, _known(sent.call))
        return Ok(
            reply=reply,
            engine_model=self._redacted(sent.engine_model),
            usage=sent.usage,
            calls=_known(sent.call),
        )

    def _send(
        self, assignment: Assignment[ReplyT], messages: Sequence[Message]
    ) -> Answer | Garbled | _Failed:
        """Send one request and return what the server said, or why it said nothing."""
        from openai import (  # noqa: PLC0415 - a second of imports that only a model's house pays
            APIStatusError,
            APITimeoutError,
            OpenAIError,
        )

        asked = self._settings.engine_model
        try:
            raw = self._client.chat.completions.with_raw_response.create(
                model=asked,
                messages=_spoken(messages),
                response_format=_format(assignment),
            )
        except APIStatusError as error:
            failure = read_failure(error.status_code, self._keyless(error.response.content))
            return replace(failure, reason=self._redacted(failure.reason))
        except APITimeoutError:
            seconds = self._settings.timeout_seconds
            return Unavailable(reason=f"no reply within {seconds:g} seconds")
        except OpenAIError as error:
            cause = error.__cause__ or error
            reason = f"the connection failed: {type(cause).__name__}: {cause}"
            return Unavailable(reason=self._redacted(reason[:200]))
        except ValueError as error:
            reason = f"the request cannot be sent: {type(error).__name__}"
            return Unavailable(reason=reason, retryable=False)
        read = read_answer(self._keyless(raw.http_response.content), asked)
        if isinstance(read, Refused):
            return replace(read, reason=self._redacted(read.reason))
        return read

    def _keyless(self, body: bytes) -> bytes:
        """Return what a server sent without our key, before any of it is cut or kept."""
        key = self._settings.api_key.get_secret_value().encode()
        return body.replace(key, b"[key]") if key else body

    def _redacted(self, text: str) -> str:
        """Return a server's words without anything that looks like another key."""
        return _KEY_LIKE.sub("[key]", text)

    @cached_property
    def _client(self) -> "OpenAI":
        from openai import OpenAI  # noqa: PLC0415 - as above

        return OpenAI(
            api_key=self._settings.api_key.get_secret_value() or _NO_KEY,
            base_url=self._settings.base_url or _FIRST_ADDRESS,
            timeout=self._settings.timeout_seconds,
            max_retries=0,
        )


def _spoken(messages: Sequence[Message]) -> "list[ChatCompletionMessageParam]":
    spoken = [{"role": message.author, "content": message.text} for message in messages]
    return cast("list[ChatCompletionMessageParam]", spoken)


def _format(assignment: Assignment[ReplyT]) -> "ResponseFormatJSONSchema":
    """Return the response format; its name tells the role."""
    return {
        "type": "json_schema",
        "json_schema": {
            "name": assignment.role,
            "strict": True,
            "schema": dict(strict_schema(assignment.asks)),
        },
    }


def _again(paths: Sequence[str]) -> tuple[Message, ...]:
    """Return what is said besides when a reply is asked for once more."""
    if not paths:
        return ()
    listed = ", ".join(dict.fromkeys(paths))
    return (Message(author="user", text=f"The last reply did not fit the schema at: {listed}."),)


def _after(first: _Faulty, second: Ok[ReplyT] | _Failed | _Faulty) -> Outcome[ReplyT]:
    """Return the second outcome with what both took."""
    if isinstance(second, _Faulty):
        return Invalid(errors=second.errors, usage=_sum(first.usage, second.usage))
    usage = _sum(first.usage, second.usage)
    if isinstance(second, Ok):
        return replace(second, usage=usage, calls=(*first.calls, *second.calls))
    return replace(second, usage=usage)


def _sum(one: Usage, other: Usage) -> Usage:
    return Usage(
        tokens_in=one.tokens_in + other.tokens_in,
        tokens_out=one.tokens_out + other.tokens_out,
        cost_microusd=one.cost_microusd + other.cost_microusd,
    )


def _known(call: str) -> tuple[str, ...]:
    return (call,) if call else ()


def _open(settings: EngineSettings) -> Engine:
    """Return the engine; nothing is sent and nothing imported before the first assignment.

    Raises:
        HouseError: The model is not named, the address is none, or the key is missing or no key.
    """
    key = settings.api_key.get_secret_value()
    address = urlsplit(settings.base_url or _FIRST_ADDRESS)
    if not settings.engine_model:
        msg = (
            f"newsroom.toml: field 'engine.engine_model': the engine {_NAME!r} (chosen, or because "
            "OPENAI_API_KEY is set) needs the model's name as the provider spells it, also from "
            "NEWSROOM_ENGINE__ENGINE_MODEL; NEWSROOM_ENGINE__NAME=extractive works without a model"
        )
        raise HouseError(msg)
    if address.scheme not in {"http", "https"} or not address.hostname:
        msg = "newsroom.toml: field 'engine.base_url': expected an address such as https://host/v1"
        raise HouseError(msg)
    if not key and not settings.base_url:
        msg = f"OPENAI_API_KEY is not set, and the engine {_NAME!r} without a base_url needs it"
        raise HouseError(msg)
    if key and not _KEY.fullmatch(key):
        msg = "OPENAI_API_KEY: expected printable ASCII characters without spaces"
        raise HouseError(msg)
    return OpenAICompatible(settings)


PLUGIN = EngineKind(name=_NAME, opens=_open)
