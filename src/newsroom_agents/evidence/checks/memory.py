"""What occurs in no source came out of somebody's memory, and memory is not a source.

Numbers, dates, names and quotations have their own checks. This one looks at the rest: offices that
no source speaks of, and sentences whose words no cited passage carries. Where the words cannot be
compared, because the source is in another language, it says so and blocks.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from newsroom_agents.evidence.align import coverage
from newsroom_agents.evidence.check import (
    Check,
    Statement,
    hard,
    not_checked,
    soft,
    with_evidence,
)
from newsroom_agents.evidence.material import Material, Passage, is_same_language, read_text
from newsroom_agents.evidence.speech import speech_words
from newsroom_agents.evidence.statements import DESCRIPTIONS, HEADING
from newsroom_agents.evidence.words import evidence_words
from newsroom_agents.story.check import Finding
from newsroom_agents.story.draft import SentenceKind
from newsroom_agents.text.tokens import fold, stem

_NAME = "memory"
_HARDLY = 0.4
"""Less than this part of the words' weight in the cited sources: nothing there says it."""
_WEAKLY = 0.55
_FEW_STEMS = 3
_HOUSE_WORDS = 3


def _each(statement: Statement, material: Material) -> Iterator[Finding]:
    if statement.kind is SentenceKind.TRANSITION or not statement.near:
        return
    yield from _offices(statement, material)
    readable = tuple(_readable(statement, material))
    if statement.where in DESCRIPTIONS:
        return
    if readable:
        yield from _wording(statement, readable, material)
    elif not _is_all_quoted(statement):
        reason = "the cited source is in another language and not translated: words not compared"
        yield with_evidence(not_checked(statement, _NAME, reason), statement.near)


def _readable(statement: Statement, material: Material) -> Iterator[Passage]:
    """Yield the passages in the draft's language, nearest first."""
    for passage in (*statement.near, *statement.far):
        if is_same_language(passage.language, material.language):
            yield passage


def _offices(statement: Statement, material: Material) -> Iterator[Finding]:
    """Yield offices that no source in our language speaks of."""
    own = [
        text
        for text in material.texts.values()
        if is_same_language(text.language, material.language)
    ]
    foreign = len(own) < len(material.texts)
    mine = statement.passage
    for token, word, root in zip(mine.tokens, mine.words, mine.roots, strict=True):
        if word not in evidence_words().offices:
            continue
        if not any(word in text.positions or root in text.stems for text in own):
            build = soft if foreign else hard
            reason = f"“{token.text}” is from no source"
            yield build(statement, _NAME, reason, (token.start, token.end))


def _wording(
    statement: Statement, readable: tuple[Passage, ...], material: Material
) -> Iterator[Finding]:
    stems = _own_stems(statement) - _house_stems(material.language)
    if statement.where.startswith(HEADING):
        readable = (*readable, *_cited(statement, material))
        if len(_new(stems - _heading_stems(material.language), readable)) < _FEW_STEMS:
            return
    if len(stems) < _FEW_STEMS:
        return
    carried = coverage(stems, readable, material)
    is_ours = statement.kind is SentenceKind.ANALYSIS
    build = hard if carried < _HARDLY and not is_ours else soft
    if carried < _WEAKLY:
        missing = _missing(statement, stems, readable)
        reason = f"hardly a word of this stands in what it cites; from no cited source: {missing}"
        yield with_evidence(build(statement, _NAME, reason), statement.near)


def _own_stems(statement: Statement) -> frozenset[str]:
    """Return the stems that need a source: not outlets' names, nor dates with their check."""
    mine = statement.passage
    days = [(mention.start, mention.end) for mention in mine.dates]
    return frozenset(
        root
        for at, root in enumerate(mine.roots)
        if root
        and at not in statement.ours
        and not any(start <= mine.tokens[at].start < end for start, end in days)
    )


@cache
def _house_stems(language: str) -> frozenset[str]:
    """Return the stems that are ours to use: words of attribution and of comparing sources."""
    ours = (*speech_words(language).attribution, *evidence_words().house)
    return frozenset(stem(word, language) for word in ours)


def _new(stems: frozenset[str], readable: Iterable[Passage]) -> frozenset[str]:
    """Return the stems that no passage has."""
    return stems.difference(*(passage.stems for passage in readable))


def _cited(statement: Statement, material: Material) -> Iterator[Passage]:
    """Yield what the sentences under a heading cite, in the draft's language."""
    for excerpt in statement.excerpts:
        for text, language in ((excerpt.text, excerpt.language), (excerpt.translation, "")):
            if text and is_same_language(language or material.language, material.language):
                yield read_text(text, material.language, None)


@cache
def _heading_stems(language: str) -> frozenset[str]:
    """Return the stems in which a heading says what kind of section it is."""
    return frozenset(stem(word, language) for word in evidence_words().headings)


def _missing(statement: Statement, stems: frozenset[str], readable: tuple[Passage, ...]) -> str:
    new = _new(stems, readable)
    mine = statement.passage
    said = [token.text for token, root in zip(mine.tokens, mine.roots, strict=True) if root in new]
    return ", ".join(f"“{word}”" for word in dict.fromkeys(said[:5]))


def _is_all_quoted(statement: Statement) -> bool:
    """Whether hardly more than the attribution stands outside the quotation marks."""
    outside = [statement.passage.tokens[at] for at in statement.unquoted()]
    named = {position for name in statement.names for position in range(name.start, name.end)}
    told = speech_words(statement.passage.language).attribution
    loose = [
        token for token in outside if token.start not in named and fold(token.text) not in told
    ]
    return bool(statement.quotations) and len(loose) <= _HOUSE_WORDS


PLUGIN = Check(
    name=_NAME,
    asks="Does the sentence say what no source says?",
    each=_each,
)
