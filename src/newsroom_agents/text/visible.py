"""Text made fit to be looked at: what hides from a reader, or turns the line around, is taken out.

Zero-width and tag characters, direction overrides and control characters can hide words, reverse a
headline, or speak to a model. The stored text keeps every one of them; a page, a terminal and a
prompt show the copy without.
"""

import re

# Joiners between letters belong to the spelling of Persian, Hindi and others: they stay.
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
    "|(?<![\u0600-\u0dff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u0dff])"
)


def visible(text: str) -> str:
    """Return `text` without hidden characters; offsets in it are not those of `text`."""
    if text.isascii() and text.isprintable():
        # Most of what a page shows; looking for what cannot be there took a tenth of its time.
        return text
    return _HIDDEN.sub("", text)


def hidden_characters(text: str) -> int:
    """Return how many hidden characters `text` carries."""
    return len(_HIDDEN.findall(text))
