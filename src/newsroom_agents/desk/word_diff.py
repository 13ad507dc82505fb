"""What changed between two texts, word by word, as pieces that a page can lay out.

Words are kept whole; between them white space and signs count on their own, and scripts without
spaces go character by character. Two texts that have next to nothing in common are shown as one
taken out and the other put in: a patchwork of chance matches is harder to read than both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from newsroom_agents.text.visible import visible

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:['’.,][^\W{_UNSPACED}]+)*|\s+|.", re.S)
_ALIKE = 0.3
_MOST_TOKENS = 4_000
"""Beyond this a comparison word by word costs seconds; whole texts are shown instead."""


class Fate(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters with one fate."""

    text: str
    fate: Fate


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces that lead from one text to the other, in reading order.

    Hidden characters are left out of both. Kept and removed pieces together are the text before,
    kept and added ones the text after.
    """
    return tuple(_joined(_pieces(visible(before), visible(after))))


def _pieces(before: str, after: str) -> Iterator[Piece]:
    if before == after:
        yield Piece(before, Fate.KEPT)
        return
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    is_long = len(old) + len(new) > _MOST_TOKENS
    if is_long or (old and new and matcher.ratio() < _ALIKE):
        yield from (Piece(before, Fate.REMOVED), Piece(after, Fate.ADDED))
        return
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            yield Piece("".join(old[a:b]), Fate.KEPT)
        else:
            yield Piece("".join(old[a:b]), Fate.REMOVED)
            yield Piece("".join(new[c:d]), Fate.ADDED)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield the pieces that hold anything; a kept space between two changes joins them."""
    held: list[Piece] = []
    for piece in filter(_holds_text, pieces):
        is_gap = piece.fate is Fate.KEPT and piece.text.isspace()
        if piece.fate is not Fate.KEPT or (held and is_gap):
            held.append(piece)
            continue
        yield from _settled(held)
        held = []
        yield piece
    yield from _settled(held)


def _settled(held: list[Piece]) -> Iterator[Piece]:
    """Yield a run of changes: all that went, then all that came."""
    end = held.pop() if held and held[-1].fate is Fate.KEPT else None
    gone = "".join(piece.text for piece in held if piece.fate is not Fate.ADDED)
    come = "".join(piece.text for piece in held if piece.fate is not Fate.REMOVED)
    yield from filter(_holds_text, (Piece(gone, Fate.REMOVED), Piece(come, Fate.ADDED)))
    if end is not None:
        yield end


def _holds_text(piece: Piece) -> bool:
    return bool(piece.text)
