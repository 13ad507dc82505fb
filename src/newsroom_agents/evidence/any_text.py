"""Any text against any sources: the same checks, without a dossier and without citations.

A draft says of every sentence what it rests on. Another text does not, so each of its sentences is
looked up in the sources first and then judged near the passages it seems to come from. What the
checks find is added up with how the words fit: a sentence with nothing to check in it is doubted
when hardly a word of it stands in the sources.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from newsroom_agents.evidence.align import looked_up
from newsroom_agents.evidence.check import Check, Statement, hard, not_checked
from newsroom_agents.evidence.features import features_of
from newsroom_agents.evidence.frames import compared_with
from newsroom_agents.evidence.ground import checks, judge
from newsroom_agents.evidence.material import (
    Material,
    is_same_language,
    material_of,
    read_stored,
    read_text,
)
from newsroom_agents.evidence.score import THRESHOLD, kind_of, score_of
from newsroom_agents.story.check import SEVERITY, Finding, Verdict
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.draft import SentenceKind
from newsroom_agents.text.language import UNDETERMINED, detect
from newsroom_agents.text.names import names
from newsroom_agents.text.quotes import quotations
from newsroom_agents.text.sentences import Span, split

_LANGUAGE = "en"
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_SET_APART = re.compile(r"\s[.!?]\s+(?=\w)")
_LEAD = 2_000
"""So much of a text tells its language."""
_FOUND = "sources"
"""Under this name it is reported that the sources lack a sentence; drafts have no such check."""
_ONLY_DRAFTS = frozenset(("certainty", "citing", "copying"))
"""Checks of what only a draft has: rungs, citations, and words of its own."""


@dataclass(frozen=True, slots=True)
class Given:
    """A source as somebody hands it in; without a language it is guessed."""

    id: str
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding with its place in the whole text and the number of its sentence."""

    finding: Finding
    start: int
    end: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Grounding:
    """What the sources say of a text.

    `score` is how surely the whole text is supported, from 0 to 1; below `threshold` a text without
    hard findings counts as unsupported.
    """

    verdict: Verdict
    score: float
    threshold: float
    marks: tuple[Mark, ...]

    @property
    def blocks(self) -> bool:
        """Whether a draft with these findings may not go on."""
        return any(mark.finding.blocks for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Measured:
    """A text with its findings and the features that the score weighs; `kind` is by its size."""

    marks: tuple[Mark, ...]
    features: tuple[float, ...]
    kind: str


def language_of(text: str, sources: Sequence[Given]) -> str:
    """Return the language of a text; that of its first source as long as nothing speaks against."""
    declared = _language(sources[0]) if sources else _LANGUAGE
    guessed = detect(text[:_LEAD], declared)
    return declared if guessed == UNDETERMINED else guessed


def read_given(sources: Iterable[Given], language: str) -> Material:
    """Read the sources, once for any number of texts in one language."""
    read = {
        source.id: read_stored(source.id, source.text, _language(source), None)
        for source in sources
    }
    return material_of(_empty_dossier(), read, language)


def ground(text: str, material: Material) -> Grounding:
    """Return what the sources say of a text of one or more sentences."""
    measured = measure(text, material)
    score = score_of(measured.features, measured.kind)
    verdict = _worst(measured.marks)
    if not any(mark.finding.is_hard for mark in measured.marks) and score < THRESHOLD:
        verdict = min(verdict, Verdict.UNSUPPORTED, key=SEVERITY.index)
    return Grounding(verdict, score, THRESHOLD, measured.marks)


def measure(text: str, material: Material) -> Measured:
    """Return findings and features of a text."""
    spans = tuple(_sentences(text, material.language))
    statements = tuple(
        _statement(number, span.of(text), material) for number, span in enumerate(spans)
    )
    found = (*judge(statements, material, _checks()).findings, *_unfound(statements, material))
    marks = tuple(_marks(found, spans))
    kind = kind_of(len(spans), sum(len(one.passage.words) for one in statements))
    return Measured(marks, features_of(statements, found, material), kind)


def _sentences(text: str, language: str) -> Iterator[Span]:
    """Yield the sentences; a stop with a space before it is a tokeniser's, and ends one too."""
    quoted = [(quote.start, quote.end) for quote in quotations(text)]
    for span in split(text, language):
        start = span.start
        for match in _SET_APART.finditer(text, span.start, span.end):
            if not any(first < match.start() < last for first, last in quoted):
                yield Span(start, match.start() + 2)
                start = match.end()
        yield Span(start, span.end)


def _statement(number: int, text: str, material: Material) -> Statement:
    passage = read_text(text, material.language, None)
    near = looked_up(passage.stems, material)
    snapshots = tuple(dict.fromkeys(found.snapshot for found in near))
    return Statement(
        where=f"s{number}",
        text=text,
        kind=SentenceKind.REPORTED,
        cites=(),
        excerpts=(),
        passage=passage,
        names=names(text, material.language),
        quotations=quotations(text),
        near=near,
        far=tuple(found for id_ in snapshots for found in material.texts[id_].passages),
        snapshots=snapshots,
        sides=compared_with(passage, near, material),
    )


def _unfound(statements: Sequence[Statement], material: Material) -> Iterator[Finding]:
    """Yield a finding for what has no place in the sources at all, and for an empty text."""
    if not any(statement.passage.words for statement in statements):
        yield Finding(
            where="s0",
            check=_FOUND,
            verdict=Verdict.NOT_CHECKED,
            is_hard=True,
            reason="there is nothing to check: the text is empty",
        )
    languages = {text.language for text in material.texts.values()}
    can_compare = any(is_same_language(one, material.language) for one in languages)
    for statement in statements:
        if statement.near or not statement.passage.stems:
            continue
        if languages and not can_compare:
            reason = "the sources are in another language, and nothing in them could be compared"
            yield not_checked(statement, _FOUND, reason)
        else:
            yield hard(statement, _FOUND, "no source has a word of this")


@cache
def _checks() -> dict[str, Check]:
    return {
        name: Check(name=check.name, asks=check.asks, each=check.each)
        for name, check in checks().items()
        if check.each and name not in _ONLY_DRAFTS
    }


def _marks(found: Iterable[Finding], spans: Sequence[Span]) -> Iterator[Mark]:
    for finding in found:
        number = int(finding.where.removeprefix("s"))
        start = spans[number].start if spans else 0
        yield Mark(finding, start + finding.start, start + finding.end, number)


def _worst(marks: Iterable[Mark]) -> Verdict:
    """Return the verdict of the worst finding that blocks; soft ones only bear on the score."""
    return min(
        (mark.finding.verdict for mark in marks if mark.finding.blocks),
        key=SEVERITY.index,
        default=Verdict.SUPPORTED,
    )


def _language(source: Given) -> str:
    if source.language:
        return source.language
    guessed = detect(source.text[:_LEAD])
    return _LANGUAGE if guessed == UNDETERMINED else guessed


def _empty_dossier() -> Dossier:
    return Dossier(
        slug="any-text",
        event="",
        beat="",
        news_time=_UNDATED,
        sources=(),
        excerpts=(),
        disagreements=(),
        background=(),
        questions=(),
        origin_count=0,
        places=(),
    )
