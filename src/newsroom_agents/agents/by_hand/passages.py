"""The readable sentences of a story, read once: words, figures, names, and whose they are.

Two sentences are compared by the words they share, rare words counting most. That is crude and
honest: it finds what several reports say in much the same words, and makes no guess beyond.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import log, sqrt

from newsroom_agents.agents._brief import Line
from newsroom_agents.story.dossier import Source
from newsroom_agents.text.names import Name, names
from newsroom_agents.text.numbers import Quantity, QuantityKind, quantities
from newsroom_agents.text.tokens import is_stopword, stem, words

MOST_LINES = 500
"""News stands in the first five hundred sentences; what is longer is a document, or an attack."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence that may be cited.

    `position` counts the sentences of its source from 0. `terms` are the stems of the words that
    carry matter, and the values of figures (`#14`), however they are written. Offsets of names and
    figures are the passage's own.
    """

    id: str
    source: str
    origin: str
    outlet: str
    text: str
    language: str
    published: datetime
    position: int
    length: int
    terms: frozenset[str]
    figures: tuple[Quantity, ...]
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Passages:
    """All passages of a story, with the weight of every term: the rarer, the more."""

    held: tuple[Passage, ...]
    weights: Mapping[str, float]

    def likeness(self, one: Passage, other: Passage, *, figures: bool = True) -> float:
        """Return how much two passages say the same, from 0 to 1; on wish apart from figures."""
        left, right = one.terms, other.terms
        if not figures:
            left, right = _without_figures(left), _without_figures(right)
        return self.overlap(left, right)

    def overlap(self, left: frozenset[str], right: frozenset[str]) -> float:
        """Return how much two sets of terms have in common, from 0 to 1; rare ones count most."""
        shared = self.weight(left & right)
        return shared / sqrt(self.weight(left) * self.weight(right)) if shared else 0.0

    def weight(self, terms: Iterable[str]) -> float:
        """Return the weight of terms together."""
        return sum(self.weights.get(term, 0.0) for term in terms)


def read(lines: Sequence[Line], sources: Iterable[Source]) -> Passages:
    """Read the lines of the sources, of a very long one only the first.

    A line of an unknown source is left out.
    """
    known = {source.id: source for source in sources}
    by_source: dict[str, list[Line]] = {}
    for line in lines:
        by_source.setdefault(line.id.partition(".")[0], []).append(line)
    held = tuple(
        passage
        for id_, own in by_source.items()
        if id_ in known
        for passage in _of_source(known[id_], own[:MOST_LINES])
    )
    seen = Counter(term for passage in held for term in passage.terms)
    weights = {term: log(1 + len(held) / times) for term, times in seen.items()}
    return Passages(held, weights)


def content(text: str, language: str) -> frozenset[str]:
    """Return the stems of the words that carry matter, without figures."""
    return frozenset(
        stem(token.text.removesuffix("'s").removesuffix("’s"), language)
        for token in words(text)
        if not is_stopword(token.text, language) and not token.text[0].isdecimal()
    )


def _of_source(source: Source, lines: Sequence[Line]) -> Iterable[Passage]:
    """Yield a source's passages; names are sought in the whole text, where capitals tell more."""
    whole = "\n".join(line.text for line in lines)
    found = names(whole, lines[0].language)
    start = 0
    for position, line in enumerate(lines):
        end = start + len(line.text)
        figures = quantities(line.text, line.language)
        yield Passage(
            id=line.id,
            source=source.id,
            origin=source.origin,
            outlet=source.outlet_name,
            text=line.text,
            language=line.language,
            published=source.published,
            position=position,
            length=len(words(line.text)),
            terms=content(line.text, line.language) | _values(figures),
            figures=figures,
            names=tuple(
                replace(name, start=name.start - start, end=name.end - start)
                for name in found
                if start <= name.start and name.end <= end
            ),
        )
        start = end + 1


def _values(figures: Iterable[Quantity]) -> frozenset[str]:
    return frozenset(
        f"#{figure.value.normalize():f}"
        for figure in figures
        if figure.kind is not QuantityKind.ORDINAL
    )


def _without_figures(terms: frozenset[str]) -> frozenset[str]:
    return frozenset(term for term in terms if not term.startswith("#"))
