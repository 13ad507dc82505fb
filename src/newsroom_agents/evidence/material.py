"""The sources of a story, read once, so that every check looks at the same passages.

A passage is one sentence of a stored text with everything a check compares already read from it:
words, stems, numbers, dates. Offsets are those of the stored text, so that a finding can always be
shown where it stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import log

from newsroom_agents.story.dossier import Dossier, Excerpt, Source
from newsroom_agents.text.dates import DateMention, dates
from newsroom_agents.text.language import primary
from newsroom_agents.text.names import name_key
from newsroom_agents.text.numbers import Quantity, QuantityKind, quantities
from newsroom_agents.text.sentences import split
from newsroom_agents.text.territories import mentions_in
from newsroom_agents.text.tokens import Token, fold, is_stopword, stem, words


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a source, or of the draft where a headline rests on it.

    `snapshot` is empty for a sentence of the draft. `words` are the folded `tokens`; `roots` are
    their stems, empty for a word that carries no matter; `stems` are the roots as a set.
    """

    snapshot: str
    start: int
    end: int
    text: str
    language: str
    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    roots: tuple[str, ...]
    stems: frozenset[str]
    quantities: tuple[Quantity, ...]
    dates: tuple[DateMention, ...]


@dataclass(frozen=True, slots=True)
class SourceText:
    """One stored text of the dossier, cut into passages.

    `positions` say where each folded word stands, counted in words of the whole text; `keys` are
    the words by their consonants, for comparison across scripts; `places` are territory codes;
    `proper` are the words that the text only ever writes with a capital.
    """

    snapshot: str
    text: str
    language: str
    published: datetime | None
    passages: tuple[Passage, ...]
    words: tuple[str, ...]
    positions: Mapping[str, tuple[int, ...]]
    stems: frozenset[str]
    keys: frozenset[str]
    initials: str
    places: frozenset[str]
    proper: frozenset[str]


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a draft may rest on.

    `outlets` are the names of the outlets in folded words; `weights` tell how rare a stem is among
    all passages, and a stem that no passage has weighs most. `passages` are those of all texts, and
    `index` tells for every stem which of them have it, by number.
    """

    dossier: Dossier
    language: str
    sources: Mapping[str, Source]
    excerpts: Mapping[str, Excerpt]
    texts: Mapping[str, SourceText]
    outlets: tuple[tuple[str, ...], ...]
    weights: Mapping[str, float]
    rarest: float
    passages: tuple[Passage, ...]
    index: Mapping[str, Sequence[int]]

    def sources_of(self, cites: Iterable[str]) -> tuple[Source, ...]:
        """Return the sources behind citations, each once, in the dossier's order."""
        cited = {cite.partition(".")[0] for cite in cites}
        return tuple(source for source in self.dossier.sources if source.id in cited)

    def weight(self, term: str) -> float:
        """Return how rare a stem is."""
        return self.weights.get(term, self.rarest)

    def weight_of(self, terms: Iterable[str]) -> float:
        """Return what the stems weigh together; the same sum for the same stems, always."""
        weights, rarest = self.weights, self.rarest
        return sum([weights.get(term, rarest) for term in sorted(terms)])


def read_material(dossier: Dossier, texts: Mapping[str, str], language: str) -> Material:
    """Read every stored text of the dossier.

    Args:
        dossier: The sources and excerpts of the story.
        texts: The stored texts by snapshot id; a missing one stays missing, and the checks say so.
        language: Language of the draft.
    """
    read = {
        source.snapshot: read_source(source, texts[source.snapshot])
        for source in dossier.sources
        if source.snapshot in texts
    }
    return material_of(dossier, read, language)


def material_of(dossier: Dossier, read: Mapping[str, SourceText], language: str) -> Material:
    """Return the material that texts make, once they are read."""
    passages = tuple(passage for text in read.values() for passage in text.passages)
    index: dict[str, list[int]] = {}
    for number, passage in enumerate(passages):
        for term in passage.stems:
            index.setdefault(term, []).append(number)
    count = len(passages)
    return Material(
        dossier=dossier,
        language=language,
        sources=dossier.source_by_id(),
        excerpts=dossier.excerpt_by_id(),
        texts=read,
        outlets=_outlets(dossier),
        weights={term: log(1 + count / len(places)) for term, places in index.items()},
        rarest=log(2 + count),
        passages=passages,
        index=index,
    )


def _outlets(dossier: Dossier) -> tuple[tuple[str, ...], ...]:
    names = (name for source in dossier.sources for name in (source.outlet_name, source.outlet))
    return tuple(dict.fromkeys(plain_words(name) for name in names if name))


def read_source(source: Source, text: str) -> SourceText:
    """Cut the stored text of a source into passages."""
    return read_stored(source.snapshot, text, source.language, source.published)


@lru_cache(maxsize=64)
def read_stored(snapshot: str, text: str, language: str, published: datetime | None) -> SourceText:
    """Cut one stored text into passages.

    Remembers the latest: a story's sources are read for the draft, the copy desk and the package.
    """
    passages = tuple(
        _passage(text[span.start : span.end], snapshot, span.start, language, published)
        for span in split(text, language)
    )
    folded = tuple(word for passage in passages for word in passage.words)
    positions: dict[str, list[int]] = {}
    for position, word in enumerate(folded):
        positions.setdefault(word, []).append(position)
    return SourceText(
        snapshot=snapshot,
        text=text,
        language=language,
        published=published,
        passages=passages,
        words=folded,
        positions={word: tuple(places) for word, places in positions.items()},
        stems=frozenset(term for passage in passages for term in passage.stems),
        keys=frozenset(name_key(word) for word in positions),
        initials="".join(word[0] for word in folded),
        places=frozenset(
            mention.code
            for passage in passages
            for mention in mentions_in(passage.tokens, language)
        ),
        proper=_proper(passages),
    )


def _proper(passages: Iterable[Passage]) -> frozenset[str]:
    """Return the words that stand with a capital inside a sentence and never without one."""
    high: set[str] = set()
    low: set[str] = set()
    for passage in passages:
        for at, (token, word) in enumerate(zip(passage.tokens, passage.words, strict=True)):
            if not token.text[0].isupper():
                low.add(word)
            elif at and len(word) > 1:
                high.add(word)
    return frozenset(high - low)


def read_text(text: str, language: str, published: datetime | None) -> Passage:
    """Read a sentence that is not a source's: one of the draft, or a translation."""
    return _passage(text, "", 0, language, published)


def plain_words(text: str) -> tuple[str, ...]:
    """Return the folded words of `text`, without the English genitive."""
    return tuple(_plain(token.text) for token in words(text))


def _passage(
    text: str, snapshot: str, start: int, language: str, published: datetime | None
) -> Passage:
    days = dates(text, language, published)
    tokens = words(text)
    plain = tuple(_plain(token.text) for token in tokens)
    roots = tuple(_root(word, language) for word in plain)
    return Passage(
        snapshot=snapshot,
        start=start,
        end=start + len(text),
        text=text,
        language=language,
        tokens=tokens,
        words=plain,
        roots=roots,
        stems=frozenset(root for root in roots if root),
        quantities=tuple(
            quantity for quantity in quantities(text, language) if not _is_day(quantity, days)
        ),
        dates=days,
    )


def _is_day(quantity: Quantity, days: Iterable[DateMention]) -> bool:
    """Whether a number is the day in a date: "9 March" is no support for nine of anything."""
    if quantity.kind is QuantityKind.YEAR:
        return False
    return any(
        any(day.parts) and day.start <= quantity.start and quantity.end <= day.end for day in days
    )


@lru_cache(maxsize=1_000)
def is_same_language(one: str, other: str) -> bool:
    """Whether two tags name the same language ("en", "en-GB")."""
    return one == other or primary(one) == primary(other)


@lru_cache(maxsize=100_000)
def _root(word: str, language: str) -> str:
    """Return the stem of a word that carries matter, an empty text for any other."""
    if is_stopword(word, language) or not any(sign.isalnum() for sign in word):
        return ""
    return stem(word, language)


@lru_cache(maxsize=100_000)
def _plain(word: str) -> str:
    return fold(word).removesuffix("'s")
