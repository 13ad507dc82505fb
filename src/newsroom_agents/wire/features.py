"""What a report is about, as weighted terms that can be compared within and across languages.

Words and pairs of syllables compare reports of one language. Names (by their consonants), places
(by CLDR code), figures and years compare any two: they are what survives translation. A term is
`kind:value`, so that an editor can read why two reports were put together.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsroom_agents.text.language import primary, script_of
from newsroom_agents.text.names import Name, NameKind, name_key, names
from newsroom_agents.text.territories import mentions_in
from newsroom_agents.text.tokens import (
    Token,
    is_stopword,
    is_unspaced,
    search_terms,
    stem,
    words,
)

OWN_KINDS = frozenset({"word", "pair"})
"""Kinds that only reports of the same language share."""

# An event is told at the start of a report; what comes later is background it shares with others.
_MOST_WORDS = 400
_MOST_CHARACTERS = 4000
_UNSPACED_CHARACTERS = 1500
_TITLE_WEIGHT = 2

_CASED = frozenset({"Latn", "Cyrl", "Grek", "Armn"})
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORTEST_KEY = 3
_SHORTEST_WORD = 2
_SHORTEST_NAME = 3
_KATAKANA = re.compile("[ァ-ヺー]{3,}")
_LATIN = re.compile("[A-Za-z][A-Za-z0-9]{2,}")
# Languages whose words are several syllables written apart: pairs of syllables stand for words.
_SYLLABLES = frozenset({"vi"})
_FAMILY_FIRST = frozenset({"vi", "hu"})


@dataclass(frozen=True, slots=True)
class Features:
    """The terms of a report with their weight, and how the report itself writes them."""

    terms: Mapping[str, float]
    shown: Mapping[str, str]


def features(title: str, text: str, language: str) -> Features:
    """Return what a report is about; a title that only repeats the first words counts once."""
    repeated = not title or text.startswith(title[:60])
    body = text if repeated else f"{title}\n{text}"
    title_end = 0 if repeated else len(title)
    counted: Counter[str] = Counter()
    shown: dict[str, str] = {}
    code = primary(language)
    for term, surface, start in _terms(body[:_MOST_CHARACTERS], code):
        counted[term] += _TITLE_WEIGHT if start < title_end and _is_own(term) else 1
        shown.setdefault(term, surface)
    return Features(
        terms={term: round(1 + math.log(times), 3) for term, times in sorted(counted.items())},
        shown=shown,
    )


def kind_of(term: str) -> str:
    """Return the kind of a term, the part before the colon."""
    return term.partition(":")[0]


def _is_own(term: str) -> bool:
    return kind_of(term) in OWN_KINDS


def _terms(body: str, language: str) -> Iterator[tuple[str, str, int]]:
    """Yield term, surface and position."""
    everything = words(body)
    tokens = everything[: _MOST_WORDS * (4 if is_unspaced(language) else 1)]
    yield from _own_terms(body, tokens, language)
    yield from _figures(tokens)
    for place in mentions_in(everything, language):
        yield f"place:{place.code}", body[place.start : place.end], place.start
    yield from _names(body, tokens, language)


def _own_terms(body: str, tokens: Sequence[Token], language: str) -> Iterator[tuple[str, str, int]]:
    """Yield what only reports of the same language share."""
    if is_unspaced(language):
        for term in search_terms(body[:_UNSPACED_CHARACTERS], language):
            if not term[0].isdigit():
                yield f"word:{term}", term, len(body)
        return
    before = ""
    for token in tokens:
        word = _bare(token.text)
        if word[:1].isdigit() or len(word) < _SHORTEST_WORD:
            before = ""
            continue
        if language in _SYLLABLES:
            yield from _pair(before, word, token.start)
            before = word
        if not is_stopword(word, language):
            own = word.lower() if language in _SYLLABLES else stem(word, language)
            yield f"word:{own}", word, token.start


def _pair(before: str, word: str, start: int) -> Iterator[tuple[str, str, int]]:
    """Yield two syllables that stand together."""
    if before:
        yield f"pair:{before} {word}".lower(), f"{before} {word}", start


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s")


def _figures(tokens: Sequence[Token]) -> Iterator[tuple[str, str, int]]:
    """Yield figures of two digits or more; a year says little, so it is a kind of its own."""
    for token in tokens:
        value = token.text.replace(",", ".")
        if value[0].isdigit() and len(value) > 1:
            kind = "year" if _YEAR.fullmatch(value) else "num"
            yield f"{kind}:{value}", token.text, token.start


def _names(body: str, tokens: Sequence[Token], language: str) -> Iterator[tuple[str, str, int]]:
    """Yield the words of names by their consonants; of every word where script shows no names."""
    for surface, start, kind in _name_words(body, tokens, language):
        key = name_key(surface)
        if len(key) >= _SHORTEST_KEY:
            yield f"{kind}:{key}", surface, start


def _name_words(
    body: str, tokens: Sequence[Token], language: str
) -> Iterator[tuple[str, int, str]]:
    if script_of(body) in _CASED:
        for name in names(body, language):
            yield from _words_of(name, language)
        return
    for pattern in (_KATAKANA, _LATIN):
        yield from ((match.group(), match.start(), "name") for match in pattern.finditer(body))
    if not is_unspaced(language):
        for token in tokens:
            if not token.text[0].isdigit():
                yield token.text, token.start, "name"


def _words_of(name: Name, language: str) -> Iterator[tuple[str, int, str]]:
    """Yield the words of a name; a given name says little, many people bear it."""
    parts = words(name.text)
    given = name.kind is NameKind.PERSON and len(parts) > 1 and language not in _FAMILY_FIRST
    for at, word in enumerate(parts):
        if len(word.text) >= _SHORTEST_NAME and not is_stopword(word.text, language):
            yield _bare(word.text), name.start, "given" if given and at == 0 else "name"
