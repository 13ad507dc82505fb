"""Outside quotation marks the words are ours, and inside them there are not too many of theirs.

A run of words taken over is a copy wherever the sentence ends, so runs are followed through the
whole body. What is quoted is counted item by item: at most three sentences and a fifth of its
words, unless the item is so short that one sentence is already more.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
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
    found: dict[tuple[int, int], tuple[int, int, str]] = {}
    for text in material.texts.values():
        for start, end in _runs(ours, text):
            if end - start > _SOFT_RUN and (start, end) not in found:
                found[start, end] = (start, end, text.snapshot)
    for start, end, snapshot in found.values():
        yield _run_finding(ours[start:end], statements, material, snapshot)
    yield from _quoted_share(statements, material)


def _our_words(statements: Sequence[Statement]) -> Iterator[_Word]:
    for number, statement in enumerate(statements):
        if statement.is_short_text:
            yield _Word("", number, 0, 0)
        passage = statement.passage
        for token, word in zip(passage.tokens, passage.words, strict=True):
            folded = "" if statement.is_quoted(token.start, token.end) else word
            yield _Word(folded, number, token.start, token.end)


def _runs(ours: Sequence[_Word], text: SourceText) -> Iterator[tuple[int, int]]:
    """Yield the longest runs of more than `_SOFT_RUN` words that stand in the text too."""
    size = _SOFT_RUN + 1
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(text.words) - size + 1):
        places[text.words[at : at + size]].append(at)
    at = 0
    while at <= len(ours) - size:
        key = tuple(word.folded for word in ours[at : at + size])
        if key not in places:
            at += 1
            continue
        end = max(_run_end(ours, at, text.words, place) for place in places[key][:8])
        yield at, end
        at = end


def _run_end(ours: Sequence[_Word], at: int, theirs: Sequence[str], place: int) -> int:
    while at < len(ours) and place < len(theirs) and ours[at].folded == theirs[place]:
        at, place = at + 1, place + 1
    return at


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
