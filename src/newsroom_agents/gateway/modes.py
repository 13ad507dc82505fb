"""How a reply's shape is asked for, from the strongest way to the weakest.

Servers differ in what they hold a model to, and some drop a schema without a word. So the way is
found by probing or set by the operator, and every reply is validated here whatever was promised.
All ways but one speak Chat Completions, which most servers know.
"""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum

from newsroom_agents.gateway.schema import Schema
from newsroom_agents.ports import Message

CHAT = "chat/completions"
_RESPONSES = "responses"


class Mode(StrEnum):
    """Ways to ask for a shape, the strongest first."""

    JSON_SCHEMA = "json_schema"
    RESPONSES = "responses"
    OBJECT_WITH_SCHEMA = "json_object+schema"
    TOOL = "tool"
    JSON_OBJECT = "json_object"
    TEXT = "text"

    @property
    def path(self) -> str:
        """What is asked of the server."""
        return _RESPONSES if self is Mode.RESPONSES else CHAT

    def limit(self, tokens: int) -> Mapping[str, object]:
        """Return the part of a request that limits the reply."""
        name = "max_output_tokens" if self is Mode.RESPONSES else "max_completion_tokens"
        return {name: tokens}


def body_of(
    mode: Mode, name: str, schema: Schema, messages: Sequence[Message]
) -> Mapping[str, object]:
    """Return the part of a request that holds the messages and asks for the shape.

    Args:
        mode: The way to ask.
        name: What the shape is called.
        schema: The shape; for the two weakest ways it is said in words as well.
        messages: The prompt.
    """
    said = [{"role": one.author, "content": one.text} for one in messages]
    match mode:
        case Mode.JSON_SCHEMA:
            strict = {"name": name, "strict": True, "schema": dict(schema)}
            return _with(said, response_format={"type": "json_schema", "json_schema": strict})
        case Mode.RESPONSES:
            form = {"type": "json_schema", "name": name, "strict": True, "schema": dict(schema)}
            return {"input": said, "text": {"format": form}, "store": False}
        case Mode.OBJECT_WITH_SCHEMA:
            return _with(said, response_format={"type": "json_object", "schema": dict(schema)})
        case Mode.TOOL:
            function = {"name": name, "parameters": dict(schema), "strict": True}
            choice = {"type": "function", "function": {"name": name}}
            tool = {"type": "function", "function": function}
            return _with(said, tools=[tool], tool_choice=choice)
        case Mode.JSON_OBJECT:
            return _with(_told(said, schema), response_format={"type": "json_object"})
        case Mode.TEXT:
            return _with(_told(said, schema))


def _with(messages: list[dict[str, str]], **more: object) -> dict[str, object]:
    return {"messages": messages, **more}


def _told(messages: list[dict[str, str]], schema: Schema) -> list[dict[str, str]]:
    """Return the messages with the schema at the end of the first, which never changes."""
    shape = json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
    words = f"Reply with one JSON object and nothing else. It fits this JSON schema:\n{shape}"
    if not messages:
        return [{"role": "user", "content": words}]
    first, *rest = messages
    return [{**first, "content": f"{first['content']}\n\n{words}"}, *rest]
