"""The JSON schema by which a server is held to a reply's shape, and what servers refuse in one.

Strict mode knows a small part of JSON Schema: closed objects, every field required, no defaults. A
schema that leaves it is refused by one server and silently dropped by another, so every reply a
role asks for is looked at by a test. Whatever a server promises, the reply is validated here again.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from pydantic import BaseModel

Schema = Mapping[str, object]

MOST_LEVELS = 5
"""Objects inside objects; servers were seen to refuse a sixth level."""

_KNOWN = frozenset(
    {"$defs", "$ref", "additionalProperties", "anyOf", "const", "enum", "items", "properties"}
    | {"required", "type"}
)
_NOTES = frozenset({"title", "description"})
_NAMED = ("$defs", "properties")


@cache
def strict_schema(asks: type[BaseModel]) -> Schema:
    """Return the schema of a reply without titles and descriptions.

    Our docstrings speak to colleagues, not to a model: what a field means stands in the prompt.
    """
    return _bare(asks.model_json_schema())


def faults(schema: Schema) -> tuple[str, ...]:
    """Return what strict mode would refuse in a schema, each with its path."""
    if schema.get("type") != "object":
        return ("reply: not an object",)
    return tuple(dict.fromkeys(_faults(schema, schema, "reply", 1)))


def _bare(schema: Schema) -> Schema:
    """Return the schema, and those inside it, without notes for people."""
    return {name: _part(name, part) for name, part in schema.items() if name not in _NOTES}


def _part(name: str, part: object) -> object:
    if name in _NAMED and isinstance(part, Mapping):
        return {key: _bare(inner) for key, inner in part.items()}
    if isinstance(part, Mapping):
        return _bare(part)
    if name == "anyOf" and isinstance(part, list):
        return [_bare(inner) for inner in part]
    return part


def _faults(schema: Schema, root: Schema, path: str, level: int) -> Iterator[str]:
    """Yield the faults of a schema that stands `level` objects deep."""
    if level > MOST_LEVELS:
        yield f"{path}: deeper than {MOST_LEVELS} objects"
        return
    if not schema:
        yield f"{path}: anything goes"
    yield from (f"{path}: {name!r} is not part of strict mode" for name in set(schema) - _KNOWN)
    if "$ref" in schema:
        yield from _faults(_referred(schema, root), root, path, level)
    if schema.get("type") == "object":
        yield from _faults_of_object(schema, root, path, level)
    if schema.get("type") == "array":
        items = schema.get("items")
        if isinstance(items, Mapping):
            yield from _faults(items, root, f"{path}[]", level)
        else:
            yield f"{path}: a list of anything"
    choices = schema.get("anyOf")
    for choice in choices if isinstance(choices, list) else ():
        yield from _faults(choice, root, path, level)


def _faults_of_object(schema: Schema, root: Schema, path: str, level: int) -> Iterator[str]:
    properties = schema.get("properties")
    fields = properties if isinstance(properties, Mapping) else {}
    required = schema.get("required")
    always = set(required) if isinstance(required, list) else set()
    if schema.get("additionalProperties") is not False:
        yield f"{path}: takes fields that nobody named"
    for name, field in fields.items():
        if name not in always:
            yield f"{path}.{name}: may be left out"
        deeper = level + 1 if _is_object(field, root) else level
        yield from _faults(field, root, f"{path}.{name}", deeper)


def _is_object(schema: Schema, root: Schema) -> bool:
    """Whether a field holds objects, itself or in a list."""
    if "$ref" in schema:
        return _is_object(_referred(schema, root), root)
    items = schema.get("items")
    if isinstance(items, Mapping):
        return _is_object(items, root)
    return schema.get("type") == "object"


def _referred(schema: Schema, root: Schema) -> Schema:
    named = root.get("$defs")
    found = (
        named.get(str(schema["$ref"]).removeprefix("#/$defs/"))
        if isinstance(named, Mapping)
        else None
    )
    return found if isinstance(found, Mapping) else {}
