"""Analysis by rules: what most origins carry, what is dated, who is named, what is announced.

Every text is a source's own sentence; only the angle is worded by code, from counts. Nothing is
inferred: a scenario is what somebody has announced or expects, filed under the lens whose questions
come nearest.
"""

from collections.abc import Iterator, Sequence

from newsroom_agents.agents._analyst import (
    AnalystBrief,
    AnalystReply,
    FoundClaim,
    FoundScenario,
    LensNote,
)
from newsroom_agents.agents.by_hand.actors import actors
from newsroom_agents.agents.by_hand.claims import claims
from newsroom_agents.agents.by_hand.passages import Passage, Passages, content, read
from newsroom_agents.agents.by_hand.telling import announces, is_telling, stands_alone
from newsroom_agents.agents.by_hand.timeline import timeline
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.text.language import primary

_MOST_SCENARIOS = 4
_LEADING = 3
"""The angle is one of so many first claims."""
_LISTED_IN = "en"


def by_hand(brief: AnalystBrief) -> AnalystReply:
    """Cluster, date, name and sort what the dossier holds."""
    material = read(brief.lines, brief.dossier.sources)
    order = {excerpt.id: place for place, excerpt in enumerate(brief.dossier.excerpts)}
    held = (passage for passage in material.held if passage.id in order)
    ranked = sorted(held, key=lambda passage: order[passage.id])
    telling = [one for one in ranked if is_telling(one.text, one.language)]
    found = claims(telling, material)
    return AnalystReply(
        angle=_angle(found, brief.dossier),
        claims=found,
        timeline=timeline(telling, material, brief.dossier.news_time),
        actors=actors(telling),
        scenarios=tuple(_scenarios(telling, material, brief.lenses)),
        unknown=brief.dossier.questions,
    )


def _angle(found: Sequence[FoundClaim], dossier: Dossier) -> str:
    """Say what most origins carry, and how many do."""
    if not found:
        return "No sentence of the dossier stands for the whole."
    origins = {source.id: source.origin for source in dossier.sources}
    carried = [
        {origins[cite.partition(".")[0]] for cite in claim.cites} for claim in found[:_LEADING]
    ]
    most = max(range(len(carried)), key=lambda at: len(carried[at]))
    count = len(carried[most])
    if count == 1:
        return f"No two origins say the same; the most telling says: {found[most].text}"
    said = f"{count} of {dossier.origin_count} origins say in much the same words"
    return f"{said}: {found[most].text}"


def _scenarios(
    ranked: Sequence[Passage], material: Passages, lenses: Sequence[LensNote]
) -> Iterator[FoundScenario]:
    """Yield what is announced or expected, in the sources' words, each under one lens."""
    yielded: list[Passage] = []
    for passage in ranked if lenses else ():
        if len(yielded) == _MOST_SCENARIOS:
            return
        repeats = any(material.likeness(passage, one) >= 1 / 2 for one in yielded)
        if _announces(passage) and not repeats:
            yielded.append(passage)
            lens = _fitting(passage, lenses)
            yield FoundScenario(text=passage.text, lens=lens.name, cites=(passage.id,))


def _announces(passage: Passage) -> bool:
    """Tell whether a passage can stand alone and speaks of what is to come."""
    if primary(passage.language) != _LISTED_IN:
        return False
    return stands_alone(passage.text) and announces(passage.text)


def _fitting(passage: Passage, lenses: Sequence[LensNote]) -> LensNote:
    """Return the lens whose questions share most words with the passage; the first, if none do."""
    return max(
        lenses,
        key=lambda lens: len(
            passage.terms & content(" ".join((lens.name, *lens.questions)), passage.language)
        ),
    )
