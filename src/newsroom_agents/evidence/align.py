"""The passages a sentence most probably comes from.

A figure or a name that stands somewhere in a long source proves nothing: it must stand where the
sentence comes from. Among the cited passages those are taken that share most of the sentence's
rare words, with their neighbours, and everything else is judged near them. A sentence that cites
nothing is looked up in all passages, over an inverted index.
"""

from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest

from newsroom_agents.evidence.material import Material, Passage

_ENOUGH = 4
"""So few cited passages are all looked at."""
_BEST = 3
_ALIKE = 0.85
"""A passage of another source that fits nearly as well brings its source into the scope."""
_REST = 0.3
"""Part of the sentence's weight that another source must add to be taken in beside the best."""


def aligned(
    stems: frozenset[str], passages: Sequence[Passage], material: Material
) -> tuple[Passage, ...]:
    """Return the passages that fit the stems best, with their neighbours, in text order."""
    if len(passages) <= _ENOUGH:
        return tuple(passages)
    scores = {
        at: shared_weight(stems, passage.stems, material) for at, passage in enumerate(passages)
    }
    return _with_neighbours(_best(scores), passages)


def looked_up(stems: frozenset[str], material: Material) -> tuple[Passage, ...]:
    """Return the passages of all sources that fit the stems best, with their neighbours.

    Only sources that fit best, or nearly as well, or that carry what the best leave open, are
    looked at: with twenty sources on the table, one of them has any figure.
    """
    held = material.passages
    scores = _scores(stems, material)
    top = max(scores, default=0.0)
    if not top:
        return ()
    half, enough = top / 2, top * _ALIKE
    strong = [at for at, score in enumerate(scores) if score >= half]
    scope = {held[at].snapshot for at in strong if scores[at] >= enough}
    chosen = _best({at: scores[at] for at in strong if held[at].snapshot in scope})
    carried = {term for at in chosen for term in stems & held[at].stems}
    rest = _scores(stems - carried, material)
    added = max(rest)
    if added:
        second = rest.index(added)
        if held[second].snapshot in scope or added >= material.weight_of(stems) * _REST:
            chosen.append(second)
    return _with_neighbours(chosen, held)


def nearest(
    stems: frozenset[str], passages: Iterable[Passage], material: Material
) -> tuple[Passage, ...]:
    """Return the few passages that share most with the stems, best first."""
    held = tuple(passages)
    scores = {at: shared_weight(stems, passage.stems, material) for at, passage in enumerate(held)}
    return tuple(held[at] for at in sorted(scores, key=lambda at: (-scores[at], at))[:_BEST])


def coverage(stems: frozenset[str], passages: Iterable[Passage], material: Material) -> float:
    """Return which part of the stems' weight the passages carry together, from 0 to 1."""
    total = material.weight_of(stems)
    if not total:
        return 1.0
    carried: set[str] = set()
    for passage in passages:
        carried |= stems & passage.stems
    return material.weight_of(carried) / total


def shared_weight(stems: frozenset[str], other: frozenset[str], material: Material) -> float:
    """Return the weight of the stems that both sides have."""
    return material.weight_of(stems & other)


def _scores(stems: frozenset[str], material: Material) -> list[float]:
    """Return for every passage the weight that it shares with the stems."""
    scores = [0.0] * len(material.passages)
    for term in sorted(stems):
        weight = material.weight(term)
        for at in material.index.get(term, ()):
            scores[at] += weight
    return scores


def _best(scores: Mapping[int, float]) -> list[int]:
    """Return the best few places, best first."""
    ranked = nsmallest(_BEST, ((-score, at) for at, score in scores.items()))
    top = -ranked[0][0]
    return [at for negative, at in ranked if negative < 0 and -negative >= top / 2]


def _with_neighbours(chosen: Iterable[int], passages: Sequence[Passage]) -> tuple[Passage, ...]:
    near = {
        at + step
        for at in chosen
        for step in (-1, 0, 1)
        if 0 <= at + step < len(passages) and passages[at + step].snapshot == passages[at].snapshot
    }
    return tuple(passages[at] for at in sorted(near))
