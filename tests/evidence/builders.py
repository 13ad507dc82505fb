"""Small real papers for the tests of the checks: invented outlets, invented events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from newsroom_agents.evidence.ground import Checked, check_package, judge_draft
from newsroom_agents.story.check import Finding, Rung
from newsroom_agents.story.dossier import Disagreement, Dossier, Excerpt, Source
from newsroom_agents.story.draft import (
    Access,
    Draft,
    Paragraph,
    RestsOn,
    Section,
    Sentence,
    SentenceKind,
)
from newsroom_agents.story.package import ArtReference, Byline, Package, SourceType, Tags
from newsroom_agents.story.source import Ownership, Tier
from newsroom_agents.text.sentences import split

PUBLISHED = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)

FERRY = (
    "A ferry ran aground off Port Alba on Tuesday with 214 people on board. "
    "Harbour master Ines Caldo said “the tide fell faster than we had expected” before dawn. "
    "Tugs pulled the ship free after six hours. "
    "Seven passengers were treated for bruises, the clinic in Port Alba said. "
    "The operator, Lumen Lines, did not cancel its evening crossing. "
    "Repairs will cost about 3.2 million crowns, the company said."
)
CANAL = (
    "Engineers reopened the Velm canal on 9 March 2026 after the repair of two locks. "
    "Twenty-one barges were waiting, according to the canal board. "
    "The board's chairman, Oto Brenn, told reporters the locks were safe."
)


@dataclass(frozen=True, slots=True)
class Told:
    """One source of a test: its text and who published it."""

    text: str
    outlet: str = "Alba Courier"
    language: str = "en"
    tier: Tier = Tier.ONE
    ownership: Ownership = Ownership.PRIVATE
    origin: str = ""
    translations: tuple[str, ...] = ()


def dossier(
    *told: Told | str, disagreements: Iterable[Disagreement] = ()
) -> tuple[Dossier, Mapping[str, str]]:
    """Return a dossier whose excerpts are all sentences (`S1.1`, …), and the stored texts."""
    given = [Told(one) if isinstance(one, str) else one for one in told]
    sources = tuple(_source(number, one) for number, one in enumerate(given, start=1))
    texts = {source.snapshot: one.text for source, one in zip(sources, given, strict=True)}
    excerpts = tuple(
        excerpt
        for source, one in zip(sources, given, strict=True)
        for excerpt in _excerpts(source, one)
    )
    paper = Dossier(
        slug="ferry",
        event="event-1",
        beat="transport",
        news_time=PUBLISHED,
        sources=sources,
        excerpts=excerpts,
        disagreements=tuple(disagreements),
        background=(),
        questions=(),
        origin_count=len({source.origin for source in sources}),
        places=(),
    )
    return paper, texts


def sentence(
    text: str,
    *cites: str,
    kind: SentenceKind = SentenceKind.REPORTED,
    rung: Rung | None = None,
    speaker: str = "",
) -> Sentence:
    """Return a sentence; `draft` gives it its id."""
    return Sentence(id="", text=text, kind=kind, cites=cites, rung=rung, speaker=speaker)


GROUND = (
    sentence("The ferry ran aground off Port Alba with 214 people on board.", "S1.1"),
    sentence("After six hours tugs pulled the ship free.", "S1.3"),
    sentence("The clinic said seven passengers were treated for bruises.", "S1.4"),
)
"""Three sentences that `FERRY` carries, so that a body is not too small."""


def draft(*sentences: Sentence, headline: str = "", dek: str = "", rests: str = "s1") -> Draft:
    """Return a draft of one section with the given sentences, numbered from `s1`."""
    numbered = tuple(
        one.model_copy(update={"id": f"s{at}"}) for at, one in enumerate(sentences, start=1)
    )
    section = Section(heading="", access=Access.PUBLIC, paragraphs=(Paragraph(sentences=numbered),))
    return Draft(
        slug="ferry",
        headline=headline,
        dek=dek,
        sections=(section,),
        rests_on=RestsOn(headline=(rests,), dek=(rests,)),
        correspondent="europe",
    )


def package(paper: Draft, sources: Dossier, **texts: str) -> Package:
    """Return a package of a draft; short texts by name, each resting on `s1`."""
    art = ArtReference(
        sha256="0" * 64,
        card_sha256="0" * 64,
        alt=texts.pop("alt", ""),
        caption=texts.pop("caption", ""),
        label="Illustration",
        source_type=SourceType.ALGORITHMIC,
    )
    given = {"headline": "Ferry aground off Port Alba", "dek": "", "teaser": "", "blurb": ""}
    first = ("s1",)
    return Package(
        slug=paper.slug,
        take=1,
        language="en",
        beat="transport",
        url_path="2026/03/ferry",
        byline=Byline(persona="europe", name="Ada", title="Europe", bio="An AI."),
        located=("Port Alba",),
        sections=paper.sections,
        rests_on=RestsOn(headline=first, dek=first, teaser=first, blurb=first),
        art=art,
        tags=Tags(places=(), topics=()),
        sources=sources.sources,
        excerpts=sources.excerpts,
        destinations=("site",),
        disclosure="",
        label="",
        news_time=PUBLISHED,
        **{**given, **texts},
    )


def found(
    paper: Draft, material: tuple[Dossier, Mapping[str, str]], check: str
) -> tuple[Finding, ...]:
    """Return what one check finds in a draft."""
    findings = judge_draft(paper, *material).findings
    return tuple(finding for finding in findings if finding.check == check)


def checked(paper: Package, material: tuple[Dossier, Mapping[str, str]]) -> Checked:
    """Return what the checks say of a package."""
    return check_package(paper, *material)


def _source(number: int, told: Told) -> Source:
    return Source(
        id=f"S{number}",
        uri=f"urn:test:{number}",
        outlet=told.outlet.lower().replace(" ", "-"),
        outlet_name=told.outlet,
        tier=told.tier,
        ownership=told.ownership,
        title="",
        url=f"https://courier.example/{number}",
        language=told.language,
        published=PUBLISHED,
        retrieved=PUBLISHED,
        snapshot=f"snap{number}",
        sha256="0" * 64,
        text_sha256="0" * 64,
        origin=told.origin or f"origin-{number}",
    )


def _excerpts(source: Source, told: Told) -> tuple[Excerpt, ...]:
    spans = split(told.text, told.language)
    translations = {at: text for at, text in enumerate(told.translations) if text}
    return tuple(
        Excerpt(
            id=f"{source.id}.{at + 1}",
            snapshot=source.snapshot,
            start=span.start,
            end=span.end,
            text=told.text[span.start : span.end],
            language=told.language,
            translation=translations.get(at),
        )
        for at, span in enumerate(spans)
    )
