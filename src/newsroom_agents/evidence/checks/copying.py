"""Outside quotation marks the words are ours, and inside them there are not too many of theirs.

A run of words taken over is a copy wherever the sentence ends, so runs are followed through the
whole body. What is quoted is counted item by item: at most three sentences and a fifth of its
words, unless the item is so short that one sentence is already more.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsroom_agents.evidence.check import Check, Statement, hard, soft
from newsroom_agents.evidence.material import Material, SourceText, plain_words
from newsroom_agents.story.check import Evidence, Finding
from newsroom_agents.text.quotes import find_quote
from newsroom_agents.text.tokens import fold

_NAME = "copying"
_HARD_RUN = 25
_SOFT_RUN = 12
_MOST_SENTENCES = 3
_MOST_WORDS = 0.2
_MOST_PLACES = 8
_FRAGMENT = 5
"""A quotation shorter than this is a fragment; it counts its words, not as a sentence."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of ours outside quotation marks; a quotation leaves a gap (an empty word)."""

    folded: str
    statement: int
    start: int
    end: int


def _whole(statements: Sequence[Statement], material: Material) -> Iterator[Finding]:
    ours = tuple(_our_words(statements))
    windows: dict[tuple[str, ...], list[int]] = defaultdict(list)
    folded = tuple(word.folded for word in ours)
    for at in range(len(folded) - _SOFT_RUN):
        windows[folded[at : at + _SOFT_RUN + 1]].append(at)
    found: dict[tuple[int, int], str] = {}
    for text in material.texts.values():
        for start, end in _runs(folded, windows, text.words):
            found.setdefault((start, end), text.snapshot)
    for start, end in _longest(found):
        yield _run_finding(ours[start:end], statements, material, found[start, end])
    yield from _quoted_share(statements, material)


def _our_words(statements: Sequence[Statement]) -> Iterator[_Word]:
    for number, statement in enumerate(statements):
        if statement.is_short_text:
            yield _Word("", number, 0, 0)
        passage = statement.passage
        for token, word in zip(passage.tokens, passage.words, strict=True):
            folded = "" if statement.is_quoted(token.start, token.end) else word
            yield _Word(folded, number, token.start, token.end)


def _runs(
    ours: Sequence[str], windows: Mapping[tuple[str, ...], Sequence[int]], theirs: tuple[str, ...]
) -> Iterator[tuple[int, int]]:
    """Yield the runs of more than `_SOFT_RUN` words that stand in both, each from its start."""
    for at in range(len(theirs) - _SOFT_RUN):
        for place in windows.get(theirs[at : at + _SOFT_RUN + 1], ())[:_MOST_PLACES]:
            if place and at and ours[place - 1] and ours[place - 1] == theirs[at - 1]:
                continue
            yield place, _run_end(ours, place, theirs, at)


def _run_end(ours: Sequence[str], place: int, theirs: Sequence[str], at: int) -> int:
    while place < len(ours) and at < len(theirs) and ours[place] == theirs[at]:
        at, place = at + 1, place + 1
    return place


def _longest(found: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the runs in order, without those that lie inside one before."""
    reached = 0
    for start, end in sorted(found, key=lambda run: (run[0], -run[1])):
        if end > reached:
            yield start, end
            reached = end


def _run_finding(
    run: Sequence[_Word], statements: Sequence[Statement], material: Material, snapshot: str
) -> Finding:
    first = statements[run[0].statement]
    same = [word for word in run if word.statement == run[0].statement]
    outlet = next(
        source.outlet_name for source in material.dossier.sources if source.snapshot == snapshot
    )
    reason = f"{len(run)} words in a row are {outlet}'s: quote them or say it in our words"
    build = hard if len(run) > _HARD_RUN else soft
    return build(first, _NAME, reason, (same[0].start, same[-1].end))


def _quoted_share(statements: Sequence[Statement], material: Material) -> Iterator[Finding]:
    """Yield a finding for every source of which too much is quoted."""
    quoted: dict[str, dict[str, tuple[Statement, int, int]]] = defaultdict(dict)
    for statement in statements:
        if statement.is_short_text:
            continue
        for quotation in statement.quotations:
            snapshot = _home(quotation.text, statement, material) if not quotation.depth else ""
            if snapshot:
                span = (statement, quotation.start, quotation.end)
                quoted[snapshot][fold(quotation.text)] = span
    for snapshot, parts in quoted.items():
        yield from _too_much(material.texts[snapshot], parts, material)


def _home(quotation: str, statement: Statement, material: Material) -> str:
    """Return the cited snapshot a quotation comes from."""
    for snapshot in statement.snapshots:
        text = material.texts.get(snapshot)
        if text and find_quote(quotation, text.text):
            return snapshot
    return ""


def _too_much(
    text: SourceText, parts: dict[str, tuple[Statement, int, int]], material: Material
) -> Iterator[Finding]:
    sizes = {part: len(plain_words(part)) for part in parts}
    sentences = sum(1 for size in sizes.values() if size >= _FRAGMENT)
    taken = sum(sizes.values())
    longest = max((len(passage.words) for passage in text.passages), default=0)
    allowed = max(_MOST_WORDS * len(text.words), longest)
    if sentences <= _MOST_SENTENCES and taken <= allowed:
        return
    outlet = next(
        source.outlet_name
        for source in material.dossier.sources
        if source.snapshot == text.snapshot
    )
    statement, start, end = list(parts.values())[-1]
    reason = (
        f"{sentences} sentences and {taken} of {len(text.words)} words of one item by {outlet} are"
        " quoted; three sentences and a fifth of its words are the limit"
    )
    spot = Evidence(snapshot=text.snapshot, start=0, end=len(text.text))
    finding = hard(statement, _NAME, reason, (start, end))
    yield finding.model_copy(update={"evidence": (spot,)})


PLUGIN = Check(
    name=_NAME,
    asks="Are runs of words copied, or is too much of one item quoted?",
    whole=_whole,
)
