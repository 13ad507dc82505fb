"""What a reply must not give away: keys, the marker of its material, the house's instructions.

A source may ask for them, and some models do what they are asked. Such a reply is turned back
before a paper is made of it, and the reason names what it was without showing it.
"""

import re
from collections.abc import Iterator, Sequence

from newsroom_agents.ports import Message
from newsroom_agents.story.paper import Paper
from newsroom_agents.text.secrets import repeats, secrets_in

_MARKER = re.compile(r"^<material (\w{8,})>$", re.MULTILINE)
_SYSTEM = "system"


def given_away(reply: Paper, messages: Sequence[Message]) -> str:
    """Return what the reply gives away, in words; empty when nothing.

    Args:
        reply: The reply as it came.
        messages: What was asked, with the instructions and the markers.
    """
    texts = tuple(_texts(reply.model_dump()))
    markers = {name for message in messages for name in _MARKER.findall(message.text)}
    told = "\n".join(message.text for message in messages if message.author == _SYSTEM)
    for text in texts:
        if any(marker in text for marker in markers):
            return "the marker of its material"
        if secrets_in(text):
            return "what looks like a key or a password"
        if repeats(text, told):
            return "its instructions"
    return ""


def _texts(value: object) -> Iterator[str]:
    """Yield every text of a reply, however deep it lies."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for held in value.values():
            yield from _texts(held)
    elif isinstance(value, list | tuple):
        for held in value:
            yield from _texts(held)
