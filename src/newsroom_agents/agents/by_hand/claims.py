"""What several origins say in much the same words.

A claim is one report's own sentence with the sentences of other origins that carry it. To carry it
they must have most of its words and every one of its figures: rungs of certainty are counted from
these citations, so a loose likeness would call confirmed what only one origin says.
"""

from collections.abc import Iterator, Sequence

from newsroom_agents.agents._analyst import FoundClaim
from newsroom_agents.agents.by_hand.passages import Passage, Passages, content
from newsroom_agents.agents.by_hand.telling import stands_alone, tells_of_the_past

MOST_CLAIMS = 12

_CARRIES = 0.6
"""Share of a claim's weight that another sentence must have to carry it; measured by eye."""
_ALIKE = 0.4
"""Likeness the two must have besides: a long sentence holds many words by chance."""
_SHARED_TERMS = 4
_MOST_ALONE = 5


def claims(ranked: Sequence[Passage], material: Passages) -> tuple[FoundClaim, ...]:
    """Return the claims that more than one origin carries, then the most telling of one origin."""
    shared: list[FoundClaim] = []
    alone: list[FoundClaim] = []
    used: set[str] = set()
    for passage in ranked:
        if passage.id in used or not stands_alone(passage.text):
            continue
        carrying = tuple(_carrying(passage, ranked, material))
        used.update(one.id for one in (passage, *carrying))
        cites = (passage.id, *(one.id for one in carrying))
        (shared if carrying else alone).append(FoundClaim(text=passage.text, cites=cites))
    if not (shared or alone):  # nobody is named: then what there is, in the order of the ranking
        alone = [FoundClaim(text=one.text, cites=(one.id,)) for one in ranked]
    shared = shared[: MOST_CLAIMS - min(len(alone), _MOST_ALONE)]
    return (*shared, *alone[: MOST_CLAIMS - len(shared)])


def carries(other: Passage, claim: Passage, material: Passages) -> bool:
    """Tell whether another passage says the same: most of the words, all the figures, one time."""
    figures = {term for term in claim.terms if term.startswith("#")}
    if tells_of_the_past(other.text, other.published) != tells_of_the_past(
        claim.text, claim.published
    ):
        return False
    common = claim.terms & other.terms
    if not figures <= other.terms or len(common) < _SHARED_TERMS:
        return False
    if material.likeness(claim, other) < _ALIKE:
        return False
    # That both speak of the same person is not enough: they must say the same of them.
    named = content(" ".join(name.text for name in claim.names), claim.language)
    return all(
        material.weight(terms & other.terms) >= _CARRIES * material.weight(terms)
        for terms in (claim.terms, claim.terms - named)
    )


def _carrying(claim: Passage, ranked: Sequence[Passage], material: Passages) -> Iterator[Passage]:
    """Yield the best passage of each other origin that carries the claim."""
    origins = {claim.origin}
    for other in sorted(ranked, key=lambda one: -material.likeness(claim, one)):
        if other.origin not in origins and carries(other, claim, material):
            origins.add(other.origin)
            yield other
