"""Research by rules: what several origins carry, early in the text, with names and figures.

The ranking asks what an editor asks of a wire: who else has it, does it lead, does it say who,
where and how many. Repeats are kept, but lower: the analyst needs them to see that two origins
agree.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from newsroom_agents.agents._researcher import ResearcherBrief, ResearcherReply
from newsroom_agents.agents.by_hand.disagreements import disagreements
from newsroom_agents.agents.by_hand.passages import Passage, Passages, content, read
from newsroom_agents.agents.by_hand.questions import questions
from newsroom_agents.agents.by_hand.telling import is_telling, standing
from newsroom_agents.errors import StandardsError
from newsroom_agents.story.dossier import Source
from newsroom_agents.text.dates import dates

_MOST_EXCERPTS = 120
_MOST_OF_ONE_SOURCE = 60

_CENTRAL, _DENSE, _EARLY, _TITLED = 0.40, 0.15, 0.20, 0.25
"""Weights of the four things asked of a sentence; chosen by eye on English wires."""

_REPEATS = 1.0
"""How much a sentence loses for repeating a higher one; half a repeat costs a quarter of it."""
_CROWDS = 0.03
"""How much it loses for each higher sentence of the same origin."""
_SAME = 0.75
"""From this likeness on, two sentences of one origin are one."""
_FADES = 0.2
_PER_DETAIL = 0.2


@dataclass(slots=True)
class _Standing:
    """A passage in the running: its worth, and the likeness to what is already placed."""

    passage: Passage
    worth: float
    repeats: float = 0.0


def by_hand(brief: ResearcherBrief) -> ResearcherReply:
    """Rank the readable excerpts, find by code where sources differ, ask what nobody says.

    Raises:
        StandardsError: No sentence of the readable reports can stand in a dossier.
    """
    material = read(brief.lines, (source for source in brief.sources if source.is_readable))
    ranked = ranking(material, brief.sources)
    if not ranked:
        msg = f"{brief.lead.slug!r}: no sentence of the readable reports says something by itself"
        raise StandardsError(msg)
    is_all_read = len(material.held) == len(brief.lines)
    return ResearcherReply(
        excerpts=tuple(passage.id for passage in ranked),
        disagreements=disagreements(ranked, material),
        questions=questions(material.held) if is_all_read else (),
    )


def ranking(material: Passages, sources: Iterable[Source]) -> tuple[Passage, ...]:
    """Return the telling passages, the most telling first, near-copies of one origin once."""
    telling = _telling(material.held)
    titles = _title_weights(sources)
    central = _centrality(telling, material)
    running = [
        _Standing(passage, _worth(passage, central[passage.id], titles)) for passage in telling
    ]
    placed: list[Passage] = []
    crowd: dict[str, int] = {}
    while running and len(placed) < _MOST_EXCERPTS:
        best = max(running, key=lambda one: _now(one, crowd))
        running.remove(best)
        placed.append(best.passage)
        crowd[best.passage.origin] = crowd.get(best.passage.origin, 0) + 1
        running = list(_still_running(running, best.passage, material))
    return tuple(placed)


def _telling(passages: Iterable[Passage]) -> list[Passage]:
    """Return the passages worth a look, not more than a reasonable number of each source."""
    count: dict[str, int] = {}
    found = []
    for passage in passages:
        if count.get(passage.source, 0) < _MOST_OF_ONE_SOURCE and is_telling(
            passage.text, passage.language
        ):
            count[passage.source] = count.get(passage.source, 0) + 1
            found.append(passage)
    return found


def _title_weights(sources: Iterable[Source]) -> Mapping[str, float]:
    """Return the terms of the readable titles, each with the share of origins that use it."""
    by_origin: dict[str, set[str]] = {}
    for source in sources:
        if source.is_readable:
            own = by_origin.setdefault(source.origin, set())
            own.update(content(source.title, source.language))
    shares: dict[str, float] = {}
    for own in by_origin.values():
        for term in own:
            shares[term] = shares.get(term, 0.0) + 1 / len(by_origin)
    return shares


def _centrality(passages: Sequence[Passage], material: Passages) -> Mapping[str, float]:
    """Return for each passage how well the other origins carry it, 1 for the best carried."""
    best: dict[str, dict[str, float]] = {passage.id: {} for passage in passages}
    for at, one in enumerate(passages):
        for other in passages[at + 1 :]:
            if one.origin != other.origin:
                likeness = material.likeness(one, other)
                for left, right in ((one, other), (other, one)):
                    own = best[left.id]
                    own[right.origin] = max(own.get(right.origin, 0.0), likeness)
    sums = {id_: sum(own.values()) for id_, own in best.items()}
    top = max(sums.values(), default=0.0)
    return {id_: total / top if top else 0.0 for id_, total in sums.items()}


def _worth(passage: Passage, central: float, titles: Mapping[str, float]) -> float:
    """Return what a passage is worth before anything is placed."""
    details = len({name.text for name in passage.names}) + len(passage.figures)
    details += len(dates(passage.text, passage.language, passage.published))
    dense = min(1.0, _PER_DETAIL * details)
    early = 1 / (1 + _FADES * passage.position)
    total = sum(titles.values())
    titled = sum(titles.get(term, 0.0) for term in passage.terms) / total if total else 0.0
    worth = _CENTRAL * central + _DENSE * dense + _EARLY * early + _TITLED * min(1.0, 2 * titled)
    return worth * standing(passage.text, passage.published)


def _now(one: _Standing, crowd: Mapping[str, int]) -> float:
    return one.worth - _REPEATS * one.repeats**2 - _CROWDS * crowd.get(one.passage.origin, 0)


def _still_running(
    running: Iterable[_Standing], placed: Passage, material: Passages
) -> Iterable[_Standing]:
    """Yield who is still in the running, without near-copies of the passage of the same origin."""
    for one in running:
        likeness = material.likeness(one.passage, placed)
        if likeness >= _SAME and one.passage.origin == placed.origin:
            continue
        one.repeats = max(one.repeats, likeness)
        yield one
