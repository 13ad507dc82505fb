"""Small builders for the tests of the first four desks. EXERCISE: nothing here ever happened."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsroom_agents.agents._brief import Line
from newsroom_agents.agents.monitor import BeatNote, Candidate, CandidateItem, MonitorBrief
from newsroom_agents.agents.researcher import ResearcherBrief
from newsroom_agents.pipeline.showing import listed, to_research
from newsroom_agents.ports import Message
from newsroom_agents.staff.persona import Persona, PersonaHead
from newsroom_agents.staff.prompt import Shelf
from newsroom_agents.story.dossier import Excerpt, Source
from newsroom_agents.story.lead import Lead, ScoreParts, Signals
from newsroom_agents.story.paper import Paper, Role
from newsroom_agents.story.source import Ownership, Tier
from newsroom_agents.text.sentences import split

NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
PROMPTS = Path(__file__).parents[2] / "prompts"

FERRY_HERALD = (
    "The ferry Marisol ran aground off Port Alba on Monday and 14 passengers were injured, the "
    "Meridia coast guard said.\n"
    "The ferry carried 212 people from Port Alba to Isla Verna when it struck a reef.\n"
    "The coast guard said that the ferry will be towed to Port Alba on Thursday.\n"
    "Captain Dario Venn denied that the ferry was sailing too fast when it struck the reef."
)
FERRY_COURIER = (
    "The ferry Marisol ran aground off Port Alba on Monday, injuring 17 passengers, hospitals in "
    "Port Alba said.\n"
    "Captain Dario Venn told reporters that fog had hidden the reef.\n"
    "A passenger, Lena Quist, said the ferry was sailing too fast before it struck the reef.\n"
    "Follow us for more news from the islands.\n"
    "How could this happen?"
)
FERRY_RADIO = (
    "A ferry with 212 people on board ran aground off Port Alba on Monday, the coast guard of "
    "Meridia said.\n"
    "Divers found a hole of three metres in the hull of the ferry Marisol on 11 May 2026.\n"
    "We have never seen such a thing on our coast.\n"
    "Captain Dario Venn has sailed the route from Port Alba to Isla Verna since 2011."
)


def signals(origins: int = 3, *, score: float = 0.6, beat: str = "transport") -> Signals:
    """Signals of an event an hour old."""
    parts = ScoreParts(
        origins=0.5, outlets=0.5, languages=0.2, freshness=0.9, beat_fit=0.7, novelty=1.0
    )
    return Signals(
        origins=origins,
        outlets=origins,
        languages=("en",),
        readable_origins=origins,
        beat=beat,
        newest=NOON - timedelta(hours=1),
        parts=parts,
        score=score,
    )


def item(
    number: int, *, origin: str = "", language: str = "en", words: int = 120, title: str = ""
) -> CandidateItem:
    """One report: its own outlet, and its own origin unless told otherwise."""
    return CandidateItem(
        snapshot=f"snap{number}",
        origin=origin or f"origin{number}",
        outlet=f"outlet{number}",
        language=language,
        title=title or "Ferry runs aground off Port Alba",
        published=NOON - timedelta(hours=10 - number),
        words=words,
        is_readable=language == "en",
    )


def candidate(
    *items: CandidateItem, event: str = "ev1", title: str = "", **changes: object
) -> Candidate:
    """A candidate with three readable origins unless told otherwise."""
    reports = items or (item(1), item(2), item(3))
    made = Candidate(
        event=event,
        title=title or reports[0].title,
        signals=signals(len({one.origin for one in reports})),
        items=reports,
        ours="",
        earlier=(),
        is_canceled=False,
    )
    return made.model_copy(update=changes)


def monitor_brief(*candidates: Candidate, taken: tuple[str, ...] = ()) -> MonitorBrief:
    """A run at noon with one beat that asks for two origins."""
    beat = BeatNote(
        id="transport", title="Transport", weight=0.6, min_origins=2, correspondent="vela"
    )
    return MonitorBrief(
        news_time=NOON, beats=(beat,), candidates=candidates, taken=taken, threshold=0.3
    )


def source(
    number: int, *, origin: str = "", language: str = "en", hours: float = 2, title: str = ""
) -> Source:
    """A rated, private outlet's report, published some hours before noon."""
    return Source(
        id=f"S{number}",
        uri=f"urn:exercise:{number}",
        outlet=f"outlet{number}",
        outlet_name=f"Exercise Outlet {number}",
        tier=Tier.TWO,
        ownership=Ownership.PRIVATE,
        title=title or "Ferry Marisol runs aground off Port Alba",
        url="",
        language=language,
        published=NOON - timedelta(hours=hours),
        retrieved=NOON,
        snapshot=f"snap{number}",
        sha256="0" * 64,
        text_sha256="0" * 64,
        origin=origin or f"origin{number}",
        is_readable=language == "en",
    )


def researcher_brief(
    *texts: str, sources: tuple[Source, ...] = (), min_origins: int = 2
) -> ResearcherBrief:
    """A lead with these texts as its sources, cut into sentences."""
    given = sources or tuple(source(number) for number in range(1, len(texts) + 1))
    excerpts = tuple(
        Excerpt(
            id=f"{one.id}.{number}",
            snapshot=one.snapshot,
            start=span.start,
            end=span.end,
            text=text[span.start : span.end],
            language=one.language,
        )
        for one, text in zip(given, texts, strict=True)
        for number, span in enumerate(split(text, one.language), start=1)
    )
    held = {one.id: one for one in given}
    lines = tuple(
        Line(id=one.id, text=one.text, language=one.language, outlet=held[one.source].outlet_name)
        for one in excerpts
        if held[one.source].is_readable
    )
    shown, left_out = to_research(given, excerpts, lines)
    return ResearcherBrief(
        lead=Lead(
            slug="ferry-aground",
            event="ev1",
            title="Ferry runs aground",
            why_now="Three origins carry it.",
            beat="transport",
            correspondent="vela",
            signals=signals(),
            snapshots=tuple(one.snapshot for one in given),
            news_time=NOON,
        ),
        news_time=NOON,
        sources=given,
        excerpts=excerpts,
        lines=lines,
        background=(),
        places=("MX",),
        min_origins=min_origins,
        listed=listed(given, shown),
        shown=shown,
        left_out=left_out,
    )


def rendered(role: Role, brief: Paper) -> tuple[Message, ...]:
    """The messages of a role's real prompt for this brief."""
    persona = Persona(
        id="exercise",
        head=PersonaHead(
            name="Exercise", role=role, title="Trainee", bio="An AI.", method="Slowly."
        ),
        character="Exercise is an AI.",
    )
    shelf = Shelf(PROMPTS, b"exercise secret")
    shelf.check_fits(role, type(brief), persona)
    return shelf.render(role, persona, brief).messages
