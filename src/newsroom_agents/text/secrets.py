"""What must not leave the house in a text: keys, and words that were told in confidence.

Whoever reads a poisoned source may be led to answer with what lies about: a key, a password of the
environment, the words of the house's own instructions. Nothing of that is news, so its shape is
enough to hold a text back.
"""

import re
from functools import lru_cache

from newsroom_agents.text.sentences import Span
from newsroom_agents.text.tokens import fold, words

LONGEST_SHARED = 20
"""A text that repeats so many words of an instruction in a row gives the instruction away."""

_SECRET = re.compile(
    r"\b(?:sk|rk|pk)-[\w*.-]{8,}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_\w{20,}|\bxox[abprs]-[\w-]{8,}"
    r"|\bAIza[\w-]{30,}|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*|\bglpat-[\w-]{16,}"
    r"|-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----"
    r"|\b[A-Z][A-Z0-9_]{0,40}(?:KEY|SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIALS?|DATABASE_URL)"
    r"[ \t]?[=:][ \t]?\S{6,}"
    r"|\b[a-z][a-z0-9+]{2,14}://[^\s/@:]{1,60}:[^\s/@]{1,60}@"
)


def secrets_in(text: str) -> tuple[Span, ...]:
    """Return where a text shows what looks like a key, a password or an address with one."""
    return tuple(Span(*match.span()) for match in _SECRET.finditer(text))


def repeats(text: str, told: str) -> bool:
    """Whether a text repeats a long run of words of what was told."""
    size = LONGEST_SHARED
    ours = [fold(token.text) for token in words(text)]
    if len(ours) < size:
        return False
    runs = _runs(told)
    return any(tuple(ours[at : at + size]) in runs for at in range(len(ours) - size + 1))


@lru_cache(maxsize=64)
def _runs(told: str) -> frozenset[tuple[str, ...]]:
    """Return the long runs of words of what was told: every text of a reply is held against it."""
    theirs = [fold(token.text) for token in words(told)]
    last = len(theirs) - LONGEST_SHARED
    return frozenset(tuple(theirs[at : at + LONGEST_SHARED]) for at in range(last + 1))
