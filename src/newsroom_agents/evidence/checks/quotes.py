"""Every quotation stands letter for letter in a cited snapshot, and its speaker stands there too.

Nothing here is fuzzy: a quotation that is nearly right is wrong. A translated quotation is allowed
only beside its original.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from newsroom_agents.evidence.check import Check, Statement, hard, not_checked, soft
from newsroom_agents.evidence.material import Material, SourceText, plain_words
from newsroom_agents.evidence.referring import is_meant
from newsroom_agents.evidence.speakers import is_outlet, speakers
from newsroom_agents.story.check import Evidence, Finding
from newsroom_agents.text.quotes import Quotation, find_quote, normalise_marks
from newsroom_agents.text.sentences import Span
from newsroom_agents.text.tokens import fold_word, is_stopword, words

_NAME = "quotes"
_FEWEST, _MOST = 3, 200
_NEARLY = 0.6
"""Part of a quotation that must stand in one passage before the rest is called a change."""
_WINDOW = 400
"""A speaker stands within this many characters of what he says; an outlet's sentences are long."""


def _each(statement: Statement, material: Material) -> Iterator[Finding]:
    for quotation in statement.quotations:
        if quotation.depth == 0:
            yield from _judged(quotation, statement, material)


def _judged(quotation: Quotation, statement: Statement, material: Material) -> Iterator[Finding]:
    span = (quotation.start, quotation.end)
    if not quotation.closed:
        yield soft(statement, _NAME, "a quotation is opened and never closed", span)
    low = statement.text == statement.text.lower()
    held = [material.texts[id_] for id_ in statement.snapshots if id_ in material.texts]
    if not held:
        reason = f"no cited text to look for “{_short(quotation.text)}” in"
        yield not_checked(statement, _NAME, reason, span)
        return
    places = [
        (text, place)
        for text in held
        if (place := find_quote(quotation.text, text.text, any_case=low))
    ]
    if places:
        if not statement.is_short_text:
            yield from _speaker(quotation, statement, material, places)
    elif _is_translation(quotation, statement):
        if not _carries_original(statement, held):
            yield hard(statement, _NAME, "a translated quotation must carry its original", span)
    else:
        reason = f"“{_short(quotation.text)}” is not what the cited source says, letter for letter"
        said, fault = _where_it_differs(quotation, held)
        yield hard(statement, _NAME, reason + said, fault or span)


def _where_it_differs(
    quotation: Quotation, held: list[SourceText]
) -> tuple[str, tuple[int, int] | None]:
    """Return what the source has instead, and which words of the quotation are at fault.

    Only where the quotation is nearly right: there the editor wants to see the one word.
    """
    ours = words(quotation.text)
    mine = [fold_word(token.text) for token in ours]
    passages = [passage for text in held for passage in text.passages]
    if not _FEWEST <= len(mine) <= _MOST or not passages:
        return "", None
    told = set(mine)
    nearest = max(passages, key=lambda passage: len(told & set(passage.words)))
    theirs = [fold_word(token.text) for token in nearest.tokens]
    match = SequenceMatcher(None, mine, theirs, autojunk=False)
    blocks = [block for block in match.get_matching_blocks() if block.size]
    if sum(block.size for block in blocks) < len(mine) * _NEARLY:
        return "", None
    gaps = [
        (one.a + one.size, other.a, one.b + one.size, other.b) for one, other in pairwise(blocks)
    ]
    if not gaps:
        return "", None
    first, last = max(0, gaps[0][0] - 1), min(len(mine), gaps[-1][1] + 1)
    if all(start < end for start, end, _, _ in gaps):
        first, last = gaps[0][0], gaps[-1][1]
    said = nearest.text[nearest.tokens[gaps[0][2] - 1].start : nearest.tokens[gaps[-1][3]].end]
    span = (quotation.start + ours[first].start, quotation.start + ours[last - 1].end)
    return f"; the source has “{_short(said)}”", span


def _speaker(
    quotation: Quotation,
    statement: Statement,
    material: Material,
    places: list[tuple[SourceText, Span]],
) -> Iterator[Finding]:
    """Yield a finding when whom the sentence names as speaker does not stand by the quotation."""
    speaker, span = _named_speaker(statement)
    words = [word for word in plain_words(speaker) if not is_stopword(word, material.language)]
    if not words or is_outlet(speaker, statement, material):
        return
    for text, place in places:
        window = text.text[max(0, place.start - _WINDOW) : place.end + _WINDOW]
        around = set(plain_words(window))
        if words[-1] in around or any(word in around for word in words if len(words) > 2):
            return
        if is_meant(words, place, text):
            return
    text, place = places[0]
    reason = f"“{speaker}” does not stand near these words in the source"
    finding = hard(statement, _NAME, reason, span)
    spot = Evidence(snapshot=text.snapshot, start=place.start, end=place.end)
    yield finding.model_copy(update={"evidence": (spot,)})


def _named_speaker(statement: Statement) -> tuple[str, tuple[int, int]]:
    """Return whom the sentence names as speaker, and where; empty when it names nobody."""
    if statement.speaker:
        at = max(0, statement.text.find(statement.speaker))
        return statement.speaker, (at, at + len(statement.speaker))
    name = next(speakers(statement), None)
    return (name.text, (name.start, name.end)) if name else ("", (0, 0))


def _is_translation(quotation: Quotation, statement: Statement) -> bool:
    return any(
        excerpt.translation and find_quote(quotation.text, excerpt.translation)
        for excerpt in statement.excerpts
    )


def _carries_original(statement: Statement, held: list[SourceText]) -> bool:
    """Whether the sentence also gives words of the original, quoted or in brackets."""
    brackets = re.findall(r"[(\[]([^)\]]{4,})[)\]]", normalise_marks(statement.text))
    candidates = [*(quote.text for quote in statement.quotations), *brackets]
    return any(find_quote(words, text.text) for words in candidates for text in held)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()}…"


PLUGIN = Check(
    name=_NAME,
    asks="Does every quotation stand letter for letter in a cited text, with its speaker?",
    each=_each,
)
