"""Quotations of a text, in every style of marks, and where they stand in a source.

A quotation is the one thing a newsroom may not get nearly right. So a quotation is found in its
source letter for letter or not at all; only the shape of marks, dashes and spaces may differ,
because every outlet sets its own.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from newsroom_agents.text.sentences import Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quoted stretch: `text` stands between the marks, from `start` to `end`.

    `opened` and `closed` are the marks around it; `closed` is empty when no mark ends it. `depth`
    is 0 for an outer quotation, 1 for one inside another.
    """

    text: str
    start: int
    end: int
    opened: str
    closed: str
    depth: int = 0


_PAIRS = {
    "“": "”“",
    "«": "»",
    "„": '“”"',
    "»": "«",
    "「": "」",
    "『": "』",
    "‘": "’",
    "‚": "‘’",
    "‹": "›",
    "›": "‹",
    '"': '"',
    "”": "”",
    "＂": "＂",
    "``": "''",
    "''": "''",
    "`": "'’",
    "'": "'",
}
_MARK = re.compile("``|''|[“”\"«»„「」『』‘’‚‹›＂`']")
_SINGLE = frozenset("‘’‚`'")
_ELISION = re.compile(
    r"['’‘`](?:s|t|ll|re|ve|d|m|n|em|til|tis|twas|cause|bout|round)\b|['’‘`]\d\ds?\b", re.I
)
_LONGEST_SINGLE = 600
"""A single quotation mark this far from its partner is an apostrophe."""
_SINGLE_CLOSING = re.compile(r"(?<=\S)['’](?!\w)|(?<=\S\s)['’](?!\w)")
_SAME_LENGTH = str.maketrans(
    {
        **dict.fromkeys("“”«»„＂「」『』″", '"'),
        **dict.fromkeys("‘’‚‹›`´ʼ′＇", "'"),
        **dict.fromkeys("‐‑‒–—―−﹘", "-"),
        **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008", " "),
        **dict.fromkeys("\u2009\u200a\u202f\u205f\u3000\t\n\r\v\f\u2028\u2029\x85", " "),
    }
)
_PIECE = re.compile(r"[\"'`]+|\w+|[^\w\s\"'`]")
_CONTRACTED = frozenset(("n", "N"))
"""What is left of "not" before its apostrophe, where a text sets it apart."""
_TRAILING = " ,.;:!?…-。、，！？؟،।"


def quotations(text: str) -> tuple[Quotation, ...]:
    """Return the quotations of `text` by their start, outer before inner.

    A single mark opens a quotation only where no apostrophe can stand and its partner follows; a
    double mark that is never closed quotes up to the end of the text.
    """
    found = sorted(_scan(text), key=lambda quotation: (quotation.start, -quotation.end))
    return tuple(quotation for quotation in found if quotation.text.strip())


def normalise_marks(text: str) -> str:
    """Return `text` with one shape for quotation marks, apostrophes, dashes and spaces.

    The length stays the same, so that offsets hold in both.
    """
    return text if text.isascii() and "\n" not in text else text.translate(_SAME_LENGTH)


def find_quote(quote: str, source_text: str, *, any_case: bool = False) -> Span | None:
    """Return where `quote` stands in `source_text`, letter for letter; None when it does not.

    Marks and white space are normalised first, and white space beside a mark does not count: some
    texts set "do n't" and " ,". A final comma or full stop belongs to the sentence around the
    quotation and is not looked for.

    Args:
        quote: The words between the marks.
        source_text: The text they are looked for in.
        any_case: Whether capitals count for nothing, because the quoting text has none at all.
    """
    pieces = _PIECE.findall(normalise_marks(quote).strip(_TRAILING))
    if not pieces:
        return None
    pattern = pieces[0] and _letters(pieces[0])
    for before, piece in pairwise(pieces):
        gap = r"\s+" if _is_word(before) and _is_word(piece) else r"\s*"
        pattern += gap + _letters(piece)
    first, last = pieces[0][0], pieces[-1][-1]
    before = r"(?<!\w)" if _has_borders(first) else ""
    after = r"(?!\w)" if _has_borders(last) else ""
    flags = re.IGNORECASE if any_case else re.NOFLAG
    match = re.search(before + pattern + after, normalise_marks(source_text), flags)
    return Span(match.start(), match.end()) if match else None


def _letters(piece: str) -> str:
    """Return a pattern for a word or a run of marks; marks may be single, double or doubled."""
    return rf"[\"'`]{{1,{len(piece) + 1}}}" if piece[0] in "\"'`" else re.escape(piece)


def _is_word(piece: str) -> bool:
    return piece not in _CONTRACTED and (piece[0].isalnum() or piece[0] == "_")


def _has_borders(sign: str) -> bool:
    return sign.isalnum() and not "\u0e00" <= sign <= "\u0e7f" and not "\u2e80" <= sign <= "\ud7ff"


def _scan(text: str) -> Iterator[Quotation]:
    """Walk over the marks with a stack of the open ones."""
    stack: list[tuple[str, int]] = []
    closings = [match.end() for match in _SINGLE_CLOSING.finditer(text)]
    for match in _MARK.finditer(text):
        mark = match.group()
        if stack and mark in _partners(stack[-1][0]) and _may_close(text, match):
            opened, start = stack.pop()
            body = text[start : match.start()]
            yield Quotation(body, start, match.start(), opened, mark, len(stack))
        elif outer := _closes_outer(stack, mark):
            del stack[outer:]
            opened, start = stack.pop()
            body = text[start : match.start()]
            yield Quotation(body, start, match.start(), opened, mark, len(stack))
        elif _may_open(text, match, closings):
            stack.append((mark, match.end()))
    for depth, (opened, start) in enumerate(stack):
        if opened not in _SINGLE:
            yield Quotation(text[start:], start, len(text), opened, "", depth)
            return


def _partners(opened: str) -> str | tuple[str, ...]:
    closing = _PAIRS[opened]
    return (closing,) if closing == "''" else tuple(closing)


def _closes_outer(stack: list[tuple[str, int]], mark: str) -> int:
    """Return how deep the double quotation lies that `mark` closes over open single marks."""
    depth = len(stack) - 1
    while depth >= 0 and stack[depth][0] in _SINGLE:
        depth -= 1
    if depth < 0 or depth == len(stack) - 1 or mark in _SINGLE:
        return 0
    return depth + 1 if mark in _partners(stack[depth][0]) else 0


def _may_open(text: str, match: re.Match[str], closings: Sequence[int]) -> bool:
    mark, before = match.group(), text[match.start() - 1 : match.start()]
    if mark in {"’", "」", "』", "›"} or mark not in _PAIRS:
        return False
    if mark == "”":
        return not before or before.isspace()
    if mark not in _SINGLE:
        return mark != '"' or not before.isdigit()
    if mark in {"‘", "‚"} and not _ELISION.match(text, match.start()):
        return True
    if before and not (before.isspace() or before in '([{—–-:"“«„'):
        return False
    if _ELISION.match(text, match.start()):
        return False
    return _closes_later(text, match, closings)


def _closes_later(text: str, match: re.Match[str], closings: Sequence[int]) -> bool:
    """Whether a mark that may close stands within reach."""
    after = text[match.end() : match.end() + 1]
    if after.isspace() and match.group() != "`":
        return False
    following = bisect_right(closings, match.end() + 1)
    return following < len(closings) and closings[following] - match.end() <= _LONGEST_SINGLE


def _may_close(text: str, match: re.Match[str]) -> bool:
    if match.group() not in _SINGLE:
        return True
    after = text[match.end() : match.end() + 1]
    return not after.isalnum() and not _ELISION.match(text, match.start())
