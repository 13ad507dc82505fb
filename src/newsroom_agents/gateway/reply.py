"""The only parser of replies: text in, a typed reply or the paths that were wrong out."""

import json
import re

from pydantic import ValidationError

from newsroom_agents.gateway.outcome import ReplyT

NO_JSON = "not JSON"
_FENCED = re.compile(r"```(?:json|JSON)?[ \t]*\n(.*)\n[ \t]*```", re.DOTALL)


def parse(text: str, asks: type[ReplyT]) -> ReplyT | tuple[str, ...]:
    """Return the reply in `text`, or what is wrong with it, as paths with a reason.

    Strict: the whole text is one JSON object, without repeated keys, NaN or unknown fields. Only
    what stands round the whole of it is taken off: a byte-order mark, a code fence, white space.
    """
    try:
        value = json.loads(
            _unwrapped(text), object_pairs_hook=_no_repeats, parse_constant=_no_constant
        )
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return ("not text: an escape leaves half a character",)
    except (ValueError, RecursionError) as error:
        return (f"{NO_JSON}: {error}",)
    try:
        return asks.model_validate(value, strict=False)
    except ValidationError as error:
        return tuple(
            f"{'.'.join(str(step) for step in problem['loc']) or 'reply'}: {problem['msg']}"
            for problem in error.errors(include_url=False, include_input=False)
        )


def _unwrapped(text: str) -> str:
    bare = text.removeprefix("\ufeff").strip()
    fenced = _FENCED.fullmatch(bare)
    return fenced[1] if fenced else bare


def _no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        repeated = sorted({name for name in names if names.count(name) > 1})
        msg = f"repeated key {repeated[0]!r}"
        raise ValueError(msg)
    return found


def _no_constant(name: str) -> object:
    msg = f"{name} is not a JSON value"
    raise ValueError(msg)
