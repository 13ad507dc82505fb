"""The marks of a draft: what an editor must know of each text before reading its evidence.

A mark is a shape and a word, never a colour alone. The gravest thing that holds of a text gives it
its mark; what could not be checked blocks like what is wrong.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from newsroom_agents.story.check import Finding, SentenceVerdict, Verdict
from newsroom_agents.story.draft import SentenceKind
from newsroom_agents.text.visible import visible


class Mark(StrEnum):
    """The five shapes in a sentence's margin."""

    BLOCKING = "blocking"
    SOFT = "soft"
    ANALYSIS = "analysis"
    TRANSITION = "transition"
    SUPPORTED = "supported"

    @property
    def needs_attention(self) -> bool:
        """Whether somebody should look at it before ruling."""
        return self in {Mark.BLOCKING, Mark.SOFT}


LEGEND: Mapping[Mark, tuple[str, str]] = {
    Mark.SUPPORTED: ("supported", "Its sources carry it, and no check found anything."),
    Mark.SOFT: ("to look at", "A check found something that an editor should see; tick it off."),
    Mark.BLOCKING: ("blocks", "Wrong, without support, or not checked: no approval as it stands."),
    Mark.ANALYSIS: ("analysis", "Our own inference, shown to readers as such."),
    Mark.TRANSITION: ("transition", "Asserts nothing by itself."),
}
"""What each mark is called and what it means."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a text's characters; `fault` says what a check holds against it, if anything."""

    text: str
    fault: str
    is_hard: bool


def mark_of(
    kind: SentenceKind | None, findings: Sequence[Finding], verdict: SentenceVerdict | None
) -> Mark:
    """Return the mark of a text; `kind` is None for the short texts, which have no verdict."""
    is_refuted = verdict is not None and verdict.verdict is not Verdict.SUPPORTED
    if is_refuted or any(finding.blocks for finding in findings):
        return Mark.BLOCKING
    if findings:
        return Mark.SOFT
    if kind is SentenceKind.ANALYSIS:
        return Mark.ANALYSIS
    if kind is SentenceKind.TRANSITION:
        return Mark.TRANSITION
    return Mark.SUPPORTED


def pieces_of(text: str, findings: Iterable[Finding]) -> tuple[Piece, ...]:
    """Return a text cut where findings begin and end; one that names no words marks none."""
    return tuple(_pieces(text, [one for one in findings if 0 <= one.start < one.end <= len(text)]))


def _pieces(text: str, findings: Sequence[Finding]) -> Iterator[Piece]:
    whole = [one for one in findings if one.end - one.start == len(text)]
    inner = [one for one in findings if one not in whole]
    cuts = sorted({0, len(text), *(one.start for one in inner), *(one.end for one in inner)})
    for start, end in pairwise(cuts):
        over = [one for one in inner if one.start <= start and end <= one.end]
        words = visible(text[start:end])
        if words:
            reasons = "; ".join(dict.fromkeys(one.reason for one in over))
            yield Piece(words, visible(reasons), any(one.blocks for one in over))
