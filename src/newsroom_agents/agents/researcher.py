"""The researcher: every passage the story may rest on, ranked, and where the sources differ."""

from collections.abc import Iterable, Iterator, Sequence

from newsroom_agents.agents._brief import must_cite, must_know
from newsroom_agents.agents._researcher import (
    FoundDisagreement,
    FoundSide,
    ResearcherBrief,
    ResearcherReply,
)
from newsroom_agents.agents._role import Composed, Role
from newsroom_agents.agents.by_hand.disagreements import disagreements
from newsroom_agents.agents.by_hand.passages import read
from newsroom_agents.agents.by_hand.researcher import by_hand, ranking
from newsroom_agents.errors import ReplyRejectedError, StandardsError
from newsroom_agents.evidence.certainty import voices
from newsroom_agents.story.dossier import Disagreement, Dossier, Excerpt, Side
from newsroom_agents.story.paper import Role as RoleName

__all__ = [
    "ROLE",
    "FoundDisagreement",
    "FoundSide",
    "ResearcherBrief",
    "ResearcherReply",
    "compose",
    "independent_origins",
]

_ROLE = RoleName.RESEARCHER.value
_LEAST_SIDES = 2


def compose(brief: ResearcherBrief, reply: ResearcherReply) -> Composed[Dossier]:
    """Return the dossier, its excerpts as they stand in the snapshots.

    Excerpts that only a disagreement cites come after those the reply ranked.

    Raises:
        StandardsError: Fewer independent origins can be read than the beat demands.
        ReplyRejectedError: The reply cites what is not on the table, names nothing at all, or a
            disagreement has only one side.
    """
    origins = independent_origins(brief)
    if len(origins) < brief.min_origins:
        msg = (
            f"{brief.lead.slug!r}: the house can read {_counted(len(origins))} of this event, and "
            f"the beat {brief.lead.beat!r} demands {brief.min_origins}"
        )
        raise StandardsError(msg)
    readable = {line.id for line in brief.lines}
    must_cite(_ROLE, reply.excerpts, readable, "the ranking")
    rows = tuple(_rows(brief, _with_found(brief, reply.disagreements), readable))
    cited = (cite for row in rows for side in row.sides for cite in side.cites)
    return Composed(
        Dossier(
            slug=brief.lead.slug,
            event=brief.lead.event,
            beat=brief.lead.beat,
            news_time=brief.news_time,
            sources=brief.sources,
            excerpts=_excerpts(brief, (*reply.excerpts, *cited)),
            disagreements=rows,
            background=brief.background,
            questions=tuple(_worded(reply.questions)),
            origin_count=len(origins),
            places=brief.places,
        )
    )


def independent_origins(brief: ResearcherBrief) -> frozenset[str]:
    """Return the origins of which the house can read at least one sentence, one for each voice.

    Two texts of one outlet do not confirm each other: they speak with one voice.
    """
    read = {line.id.partition(".")[0] for line in brief.lines}
    heard = [one for one in brief.sources if one.is_readable and one.id in read]
    return frozenset(min(source.origin for source in voice) for voice in voices(heard))


def _counted(origins: int) -> str:
    """Say in words how many origins there are."""
    if origins == 0:
        return "no origin"
    return "only one independent origin" if origins == 1 else f"{origins} independent origins"


def _with_found(
    brief: ResearcherBrief, told: Sequence[FoundDisagreement]
) -> tuple[FoundDisagreement, ...]:
    """Return the reply's disagreements, and those that code finds besides.

    Where sources contradict each other, no sentence may take one side: that must not hang on
    whether a model saw it.
    """
    material = read(brief.lines, (source for source in brief.sources if source.is_readable))
    found = disagreements(ranking(material, brief.sources), material)
    known = [_cited_in(row) for row in told]
    return (*told, *(row for row in found if not any(_cited_in(row) & one for one in known)))


def _cited_in(row: FoundDisagreement) -> frozenset[str]:
    return frozenset(cite for side in row.sides for cite in side.cites)


def _rows(
    brief: ResearcherBrief, found: Iterable[FoundDisagreement], readable: set[str]
) -> Iterator[Disagreement]:
    origins = {source.id: source.origin for source in brief.sources}
    for number, row in enumerate(found, start=1):
        where = f"disagreement {number} ({row.about})"
        if len(row.sides) < _LEAST_SIDES:
            msg = f"{_ROLE}: {where} has fewer than two sides"
            raise ReplyRejectedError(msg)
        for side in row.sides:
            must_cite(_ROLE, side.cites, readable, where)
        yield Disagreement(
            id=f"D{number}",
            kind=row.kind,
            about=" ".join(row.about.split()),
            sides=tuple(
                Side(
                    says=" ".join(side.says.split()),
                    cites=tuple(dict.fromkeys(side.cites)),
                    origins=tuple(
                        dict.fromkeys(origins[cite.partition(".")[0]] for cite in side.cites)
                    ),
                )
                for side in row.sides
            ),
        )


def _excerpts(brief: ResearcherBrief, cites: Iterable[str]) -> tuple[Excerpt, ...]:
    """Return the cited excerpts as the brief holds them, each once, in this order."""
    held = {excerpt.id: excerpt for excerpt in brief.excerpts}
    wanted = tuple(dict.fromkeys(cites))
    must_know(_ROLE, wanted, held, "the dossier")
    return tuple(held[cite] for cite in wanted)


def _worded(questions: Iterable[str]) -> Iterator[str]:
    """Yield the questions that say something, each once."""
    yield from dict.fromkeys(
        " ".join(question.split()) for question in questions if question.strip()
    )


ROLE = Role(
    name=RoleName.RESEARCHER,
    takes=ResearcherBrief,
    asks=ResearcherReply,
    gives=Dossier,
    compose=compose,
    by_hand=by_hand,
)
