"""The analyst: what the sources add up to, through the correspondent's lenses."""

import re
from collections.abc import Iterable, Iterator

from newsroom_agents.agents._analyst import (
    AnalystBrief,
    AnalystReply,
    FoundActor,
    FoundClaim,
    FoundMoment,
    FoundScenario,
    LensNote,
)
from newsroom_agents.agents._brief import must_cite
from newsroom_agents.agents._role import Composed, Role
from newsroom_agents.agents.by_hand.analyst import by_hand
from newsroom_agents.errors import ReplyRejectedError
from newsroom_agents.evidence.certainty import rung_of
from newsroom_agents.story.analysis import Actor, Analysis, Claim, Scenario, TimelineEntry
from newsroom_agents.story.check import Rung
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.paper import Role as RoleName

__all__ = [
    "ROLE",
    "AnalystBrief",
    "AnalystReply",
    "FoundActor",
    "FoundClaim",
    "FoundMoment",
    "FoundScenario",
    "LensNote",
    "compose",
]

_ROLE = RoleName.ANALYST.value
_DAY = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


def compose(brief: AnalystBrief, reply: AnalystReply) -> Composed[Analysis]:
    """Return the analysis with the rung and the origins of every claim.

    Raises:
        ReplyRejectedError: Something rests on nothing or on an unknown excerpt, a day is no ISO
            date, a lens is not one of the brief's, or there is no angle or no claim.
    """
    if not reply.angle.strip() or not reply.claims:
        msg = f"{_ROLE}: the reply has no {'claims' if reply.angle.strip() else 'angle'}"
        raise ReplyRejectedError(msg)
    dossier = brief.dossier
    _check_cites(reply, {excerpt.id for excerpt in dossier.excerpts})
    _check_days(reply.timeline)
    lenses = _lenses(brief, reply.scenarios)
    timeline = sorted(reply.timeline, key=lambda moment: moment.day)
    return Composed(
        Analysis(
            angle=_line(reply.angle),
            claims=tuple(_claim(claim, dossier) for claim in reply.claims),
            timeline=tuple(
                TimelineEntry(day=one.day, text=_line(one.text), cites=_once(one.cites))
                for one in timeline
            ),
            actors=tuple(
                Actor(name=_line(one.name), part=_line(one.part), cites=_once(one.cites))
                for one in reply.actors
            ),
            scenarios=tuple(
                Scenario(text=_line(one.text), lens=one.lens, cites=_once(one.cites))
                for one in reply.scenarios
            ),
            unknown=_once(_line(one) for one in reply.unknown if one.strip()),
            lenses=lenses,
        )
    )


def _check_cites(reply: AnalystReply, held: set[str]) -> None:
    """Check that all parts of the reply rest on excerpts of the dossier."""
    for where, cites in _parts(reply):
        must_cite(_ROLE, cites, held, where)


def _parts(reply: AnalystReply) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every part that must rest on something, by a name a reader can find it by."""
    for number, claim in enumerate(reply.claims, start=1):
        yield f"claim {number}", claim.cites
    for moment in reply.timeline:
        yield f"the timeline's {moment.day}", moment.cites
    for actor in reply.actors:
        yield f"actor {actor.name!r}", actor.cites
    for number, scenario in enumerate(reply.scenarios, start=1):
        yield f"scenario {number}", scenario.cites


def _check_days(moments: Iterable[FoundMoment]) -> None:
    wrong = [moment.day for moment in moments if not _DAY.fullmatch(moment.day)]
    if wrong:
        msg = f"{_ROLE}: not an ISO date, in full or in part: {', '.join(map(repr, wrong))}"
        raise ReplyRejectedError(msg)


def _lenses(brief: AnalystBrief, scenarios: Iterable[FoundScenario]) -> tuple[str, ...]:
    """Return the lenses that were used, in the order of the brief."""
    names = [lens.name for lens in brief.lenses]
    used = {scenario.lens for scenario in scenarios}
    strange = sorted(used - set(names))
    if strange:
        msg = f"{_ROLE}: the correspondent has no lens {', '.join(map(repr, strange))}"
        raise ReplyRejectedError(msg)
    return tuple(name for name in names if name in used)


def _claim(claim: FoundClaim, dossier: Dossier) -> Claim:
    origins = {source.id: source.origin for source in dossier.sources}
    cites = _once(claim.cites)
    text = _line(claim.text)
    return Claim(
        text=text,
        cites=cites,
        rung=rung_of(cites, dossier, text) or Rung.REPORTED,
        origins=_once(origins[cite.partition(".")[0]] for cite in cites),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


ROLE = Role(
    name=RoleName.ANALYST,
    takes=AnalystBrief,
    asks=AnalystReply,
    gives=Analysis,
    compose=compose,
    by_hand=by_hand,
)
