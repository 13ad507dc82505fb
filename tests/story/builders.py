"""A small package, its salts and its decisions; everything in it is invented."""

from datetime import UTC, datetime

from newsroom_agents.story.decision import Decision, EditorRole, Ruling, Via
from newsroom_agents.story.dossier import Excerpt, Source
from newsroom_agents.story.draft import Access, Paragraph, RestsOn, Section, Sentence, SentenceKind
from newsroom_agents.story.package import (
    ArtReference,
    Byline,
    Package,
    SourceType,
    Tags,
    Topic,
    package_digest,
    parts_of,
)
from newsroom_agents.story.source import Ownership, Tier

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
SLUG = "ferry-stopped"


def source(number: int) -> Source:
    return Source(
        id=f"S{number}",
        uri=f"urn:exercise:ferry-{number}",
        outlet=f"kestrel-{number}",
        outlet_name=f"Kestrel Wire {number}",
        tier=Tier.TWO,
        ownership=Ownership.PRIVATE,
        title="Ferry stopped",
        url=f"https://kestrel.example/{number}",
        language="en",
        published=NOON,
        retrieved=NOON,
        snapshot=f"{number:020x}",
        sha256="a" * 64,
        text_sha256="b" * 64,
        origin=f"o{number}",
    )


def excerpt(name: str, text: str) -> Excerpt:
    number = int(name[1 : name.index(".")])
    return Excerpt(
        id=name, snapshot=f"{number:020x}", start=0, end=len(text), text=text, language="en"
    )


def section(heading: str, access: Access, *sentences: tuple[str, str, tuple[str, ...]]) -> Section:
    made = tuple(
        Sentence(id=name, text=text, kind=SentenceKind.REPORTED, cites=cites)
        for name, text, cites in sentences
    )
    return Section(heading=heading, access=access, paragraphs=(Paragraph(sentences=made),))


def package(headline: str = "Ferry stopped at Port Alba") -> Package:
    """Return a package with a public opening, a member's analysis, two sources and a picture."""
    opening = section("", Access.PUBLIC, ("s1", "The ferry was stopped.", ("S1.1",)))
    analysis = section(
        "What it means",
        Access.MEMBER,
        ("s2", "Fares may rise.", ("S2.1",)),
        ("s3", "It was stopped before.", ("S1.1",)),
    )
    return Package(
        slug=SLUG,
        take=1,
        language="en",
        beat="coasts",
        headline=headline,
        dek="The harbour office gave no reason.",
        url_path="2031/05/ferry-stopped",
        byline=Byline(persona="nela", name="Nela", title="Coasts", bio="Nela is an AI."),
        located=("Port Alba",),
        sections=(opening, analysis),
        teaser="What the stop means for fares.",
        blurb="A ferry was stopped.",
        rests_on=RestsOn(headline=("s1",), dek=("s1",)),
        art=ArtReference(
            sha256="c" * 64,
            card_sha256="d" * 64,
            alt="Three lines over a flat sea.",
            caption="A drawing.",
            label="Drawn by code",
            source_type=SourceType.ALGORITHMIC,
        ),
        tags=Tags(places=("PT",), topics=(Topic(code="06000000", name="environment"),)),
        sources=(source(1), source(2)),
        excerpts=(excerpt("S1.1", "The ferry was stopped."), excerpt("S2.1", "Fares may rise.")),
        destinations=("site", "feeds"),
        disclosure="Written by machines, approved by people.",
        label="",
        news_time=NOON,
    )


def salts(of: Package) -> dict[str, str]:
    return {part.name: f"salt of {part.name}" for part in parts_of(of)}


def digest(of: Package) -> str:
    return package_digest(of, salts(of))


def decision(
    covers: str, *, editor: str = "Wanda", ruling: Ruling = Ruling.APPROVE, slug: str = SLUG
) -> Decision:
    return Decision(
        slug=slug,
        take=1,
        number=1,
        ruling=ruling,
        editor=editor,
        role=EditorRole.EDITOR,
        covers=covers,
        note="",
        via=Via.CLI,
        account="desk",
        decided=NOON,
    )
