"""How certain a sentence is: computed from who says it, never claimed.

Independence is counted in origins: a wire text and its reprints are one. A second outlet that only
copies makes nothing more certain, and an outlet nobody has rated cannot confirm anything alone.
"""

from collections import defaultdict
from collections.abc import Iterable

from newsroom_agents.story.check import Rung
from newsroom_agents.story.dossier import Disagreement, DisagreementKind, Dossier, Side, Source
from newsroom_agents.story.source import Ownership, Tier
from newsroom_agents.text.dates import agree, dates
from newsroom_agents.text.numbers import equal, quantities

_LANGUAGE = "en"
_INDEPENDENT = 2


def rung_of(cites: Iterable[str], dossier: Dossier, text: str = "") -> Rung | None:
    """Return the rung of a claim that rests on `cites`; None when it rests on no source.

    Args:
        cites: Excerpt ids.
        dossier: The sources, their origins, and where they disagree.
        text: The claim. With it, a disagreement about a figure or a date touches the claim only
            when the claim gives one of the figures or dates; without it, whenever it cites a side.
    """
    cited = tuple(cites)
    sources = [source for source in dossier.sources if source.id in _source_ids(cited)]
    if not sources:
        return None
    if any(is_touched(row, cited, text) for row in dossier.disagreements):
        return Rung.DISPUTED
    return _by_origins(sources)


def is_touched(row: Disagreement, cites: Iterable[str], text: str = "") -> bool:
    """Whether a claim states a side of this disagreement."""
    cited = set(cites)
    sides = [side for side in row.sides if cited & set(side.cites)]
    if not sides or len({origin for side in row.sides for origin in side.origins}) < _INDEPENDENT:
        return False
    if not text or row.kind is DisagreementKind.DENIAL:
        return True
    return any(_says(text, side) for side in row.sides)


def _source_ids(cites: Iterable[str]) -> frozenset[str]:
    return frozenset(cite.partition(".")[0] for cite in cites)


def _by_origins(sources: Iterable[Source]) -> Rung:
    origins: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        origins[source.origin or source.snapshot].append(source)
    if all(_is_partial(source) for source in sources):
        return Rung.CLAIMED
    sound = [held for held in origins.values() if any(_is_sound(source) for source in held)]
    if len(origins) >= _INDEPENDENT and sound:
        return Rung.CONFIRMED
    return Rung.REPORTED


def _is_partial(source: Source) -> bool:
    """Whether the outlet speaks for a state."""
    return source.ownership is Ownership.STATE


def _is_sound(source: Source) -> bool:
    return source.tier is not Tier.UNRATED and not _is_partial(source)


def is_unrated_only(cites: Iterable[str], dossier: Dossier) -> bool:
    """Whether only outlets that nobody has rated carry the claim."""
    ids = _source_ids(cites)
    tiers = [source.tier for source in dossier.sources if source.id in ids]
    return bool(tiers) and all(tier is Tier.UNRATED for tier in tiers)


def _says(text: str, side: Side) -> bool:
    """Whether a claim gives the figure or the date of a side."""
    figures = quantities(side.says, _LANGUAGE)
    days = dates(side.says, _LANGUAGE, None)
    if not figures and not days:
        return True
    ours = quantities(text, _LANGUAGE)
    our_days = dates(text, _LANGUAGE, None)
    return any(equal(mine, theirs) for mine in ours for theirs in figures) or any(
        agree(mine, theirs) for mine in our_days for theirs in days
    )
