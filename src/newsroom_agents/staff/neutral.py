"""Source text made harmless to look at, without changing what it says.

What hides from a reader can still speak to a model: zero-width and tag characters, direction
overrides, control characters. They are taken out of the copy that a prompt shows; the stored
snapshot keeps every one of them.
"""

import re

# Joiners between letters belong to the spelling of Persian, Hindi and others: they stay.
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
    "|(?<![\u0600-\u0dff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u0dff])"
)
_SPACES = re.compile(r"\s+")
_MARKS = str.maketrans({"<": "‹", ">": "›"})


def neutral(text: str) -> str:
    """Return `text` on one line, without hidden characters and without our marker's brackets."""
    return _SPACES.sub(" ", _HIDDEN.sub("", text)).translate(_MARKS).strip()


def hidden_characters(text: str) -> int:
    """Return how many hidden characters `text` carries."""
    return len(_HIDDEN.findall(text))
