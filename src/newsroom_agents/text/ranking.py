"""Which passages answer a question best, and which of them say the same thing.

Words are weighed by how few passages use them, over an inverted index, so that a question is
compared with the passages that share a word and with no others. Nothing is learned and nothing is
random: equal input gives equal order.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from newsroom_agents.text.tokens import is_stopword, is_unspaced, search_terms, stem, words

# The usual constants of BM25; they hardly matter for passages of a sentence or two.
_SATURATION = 1.2
_LENGTH = 0.5


@dataclass(frozen=True, slots=True)
class Document:
    """A passage to be found, under an id of the caller's."""

    id: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage that shares words with the question, and how well it fits; more is better."""

    id: str
    score: float


class Corpus:
    """Passages with an index of their terms."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._terms: dict[str, Counter[str]] = {}
        self._postings: dict[str, list[str]] = defaultdict(list)
        for document in documents:
            if document.id in self._terms:
                msg = f"two documents have the id {document.id!r}"
                raise ValueError(msg)
            counted = Counter(terms(document.text, document.language))
            self._terms[document.id] = counted
            for term in counted:
                self._postings[term].append(document.id)
        lengths = [counted.total() for counted in self._terms.values()]
        self._usual_length = sum(lengths) / len(lengths) if lengths else 1.0

    def __len__(self) -> int:
        return len(self._terms)

    def weight(self, term: str) -> float:
        """Return how much a term says: the more, the fewer passages use it."""
        using = len(self._postings.get(term, ()))
        return math.log(1 + (len(self._terms) - using + 0.5) / (using + 0.5))

    def terms_of(self, document: str) -> Mapping[str, int]:
        """Return the terms of a passage with their counts.

        Raises:
            KeyError: There is no such passage.
        """
        return self._terms[document]

    def score(self, query: Iterable[str], document: str) -> float:
        """Return how well a passage fits the terms of a question; 0 when it shares none.

        Raises:
            KeyError: There is no such passage.
        """
        counted = self._terms[document]
        length = 1 - _LENGTH + _LENGTH * counted.total() / (self._usual_length or 1.0)
        return sum(
            self.weight(term)
            * counted[term]
            * (_SATURATION + 1)
            / (counted[term] + _SATURATION * length)
            for term in sorted(set(query))
            if term in counted
        )

    def best(self, query: Iterable[str], limit: int) -> tuple[Ranked, ...]:
        """Return the passages that fit best, the best first, equals in the order they came in."""
        wanted = sorted(set(query))
        candidates = dict.fromkeys(
            document for term in wanted for document in self._postings.get(term, ())
        )
        position = {document: at for at, document in enumerate(self._terms)}
        ranked = [Ranked(document, self.score(wanted, document)) for document in candidates]
        ranked.sort(key=lambda entry: (-entry.score, position[entry.id]))
        return tuple(ranked[:limit])


def terms(text: str, language: str) -> tuple[str, ...]:
    """Return the terms by which passages are compared: stems without grammar words, CJK pairs."""
    if is_unspaced(language):
        return search_terms(text, language)
    return tuple(
        stem(piece, language)
        for token in words(text)
        for piece in token.text.replace("’", "'").split("'")[:1]
        if piece and not is_stopword(piece, language)
    )


def overlap(some: Iterable[str], others: Iterable[str]) -> float:
    """Return the share of the shorter list's terms that the other has too, 0 to 1."""
    one, other = set(some), set(others)
    if not one or not other:
        return 0.0
    return len(one & other) / min(len(one), len(other))


def select_diverse(
    relevance: Mapping[str, float],
    vectors: Mapping[str, Mapping[str, float]],
    limit: int,
    *,
    worth: float = 0.6,
) -> tuple[str, ...]:
    """Choose passages that matter and do not repeat each other (maximal marginal relevance).

    Args:
        relevance: How much each passage matters; negative ones are never chosen.
        vectors: The weighted terms of each passage.
        limit: How many to choose at most.
        worth: What relevance weighs against novelty, 0 to 1.

    Returns:
        Ids in the order they were chosen; equals in the order of `relevance`.
    """
    highest = max(relevance.values(), default=0.0) or 1.0
    units = {name: _unit(vectors.get(name, {})) for name in relevance}
    waiting = [name for name, value in relevance.items() if value >= 0]
    repeats = dict.fromkeys(waiting, 0.0)
    chosen: list[str] = []
    while waiting and len(chosen) < limit:
        following = max(
            waiting,
            key=lambda name: worth * relevance[name] / highest - (1 - worth) * repeats[name],
        )
        chosen.append(following)
        waiting.remove(following)
        for name in waiting:
            repeats[name] = max(repeats[name], _dot(units[following], units[name]))
    return tuple(chosen)


def cosine(some: Mapping[str, float], others: Mapping[str, float]) -> float:
    """Return the cosine of two weighted lists of terms."""
    return _dot(_unit(some), _unit(others))


def weighted(counted: Mapping[str, int], corpus: Corpus) -> dict[str, float]:
    """Return counted terms weighed by a corpus, as `select_diverse` and `cosine` want them."""
    return {term: (1 + math.log(times)) * corpus.weight(term) for term, times in counted.items()}


def query(texts: Sequence[str], language: str) -> tuple[str, ...]:
    """Return the distinct terms of several texts, in order of first use."""
    return tuple(dict.fromkeys(term for text in texts for term in terms(text, language)))


def _unit(vector: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {term: value / length for term, value in vector.items()}


def _dot(some: Mapping[str, float], others: Mapping[str, float]) -> float:
    if len(some) > len(others):
        some, others = others, some
    return sum(value * others[term] for term, value in some.items() if term in others)
