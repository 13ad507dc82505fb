"""The passages a sentence most probably comes from.

A figure or a name that stands somewhere in a long source proves nothing: it must stand where the
sentence comes from. Among the cited passages those are taken that share most of the sentence's
rare words, with their neighbours, and everything else is judged near them.
"""

from collections.abc import Sequence

from newsroom_agents.evidence.material import Material, Passage

_ENOUGH = 4
"""So few cited passages are all looked at."""
_BEST = 3


def aligned(
    stems: frozenset[str], passages: Sequence[Passage], material: Material
) -> tuple[Passage, ...]:
    """Return the passages that fit the stems best, with their neighbours, in text order."""
    if len(passages) <= _ENOUGH:
        return tuple(passages)
    scored = sorted(
        (
            (shared_weight(stems, passage.stems, material), -at)
            for at, passage in enumerate(passages)
        ),
        reverse=True,
    )
    top = scored[0][0]
    chosen: set[int] = set()
    for score, negative in scored[:_BEST]:
        if score > 0 and score >= top / 2:
            chosen.update((-negative - 1, -negative, -negative + 1))
    return tuple(passage for at, passage in enumerate(passages) if at in chosen)


def coverage(stems: frozenset[str], passages: Sequence[Passage], material: Material) -> float:
    """Return which part of the stems' weight the passages carry together, from 0 to 1."""
    total = sum(material.weight(term) for term in stems)
    if not total:
        return 1.0
    carried: set[str] = set()
    for passage in passages:
        carried |= stems & passage.stems
    return sum(material.weight(term) for term in carried) / total


def shared_weight(stems: frozenset[str], other: frozenset[str], material: Material) -> float:
    """Return the weight of the stems that both sides have."""
    return sum(material.weight(term) for term in stems & other)
