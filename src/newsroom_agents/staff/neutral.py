"""Source text made harmless to look at, without changing what it says.

What hides from a reader can still speak to a model, and what looks like our marker could end it.
Both are taken out of the copy that a prompt shows; the stored snapshot keeps them.
"""

import re

from newsroom_agents.text.visible import hidden_characters as hidden_characters
from newsroom_agents.text.visible import visible

_SPACES = re.compile(r"\s+")
_MARKS = str.maketrans({"<": "‹", ">": "›"})


def neutral(text: str) -> str:
    """Return `text` on one line, without hidden characters and without our marker's brackets."""
    return _SPACES.sub(" ", visible(text)).translate(_MARKS).strip()


def neutral_lines(text: str) -> str:
    """Return `text` neutralised line by line, without empty lines.

    For a block of our own laying out: a source's text was put on one line before it came here.
    """
    return "\n".join(line for line in map(neutral, text.splitlines()) if line)
