"""Invented pieces for the benchmark of the site: any number, the same each time.

Words are made of syllables and as unequally frequent as those of a language; places and topics are
as unequal. Run alone it only says what it is.
"""

import hashlib
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from babel import Locale

from newsroom_agents.ports import Beat, Masthead, StaffCard
from newsroom_agents.story.check import FactCheckReport, Rung, SentenceVerdict, Verdict
from newsroom_agents.story.decision import Approved, Decision, EditorRole, Ruling, Via
from newsroom_agents.story.dossier import Excerpt, Source
from newsroom_agents.story.draft import Access, Paragraph, RestsOn, Section, Sentence, SentenceKind
from newsroom_agents.story.package import (
    Byline,
    Package,
    Tags,
    Topic,
    package_digest,
    parts_of,
)
from newsroom_agents.story.publication import Correction, CorrectionKind, Publication, Release
from newsroom_agents.story.queue import Risk
from newsroom_agents.story.source import Ownership, Tier, text_sha256

START = datetime(2030, 1, 1, 6, 0, tzinfo=UTC)
_EVERY = timedelta(minutes=53)
_TOPICS = (
    "politics", "economy", "environment", "conflict", "society", "health", "science", "labour",
    "disaster", "crime", "education", "culture", "sport", "religion", "weather", "lifestyle",
)  # fmt: skip
_ACCENTS = ("indigo", "rust", "teal", "brick", "plum", "green", "blue", "olive", "slate")
_SYLLABLES = tuple(a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er"))
_VOCABULARY = 9000
_PERSONAS = 9
_SOURCES = 8

MASTHEAD = Masthead(
    title="The Exercise Courier",
    tagline="EXERCISE: news of nowhere",
    base_url="https://courier.example",
    language="en",
    time_zone="UTC",
    join_url="",
    support_url="",
    support_line="",
    contact="",
)
BEATS = {
    name: Beat(name, name.capitalize(), "", name, _ACCENTS[number % 9], 2, 1.0, {})
    for number, name in enumerate(_TOPICS)
}
STAFF = {
    f"persona-{number}": StaffCard(
        id=f"persona-{number}",
        name=f"Exercise {number}",
        role="writer",
        title="AI correspondent",
        bio="An AI persona of an exercise.",
        is_correspondent=True,
        beats=_TOPICS[number : number + 2],
        languages=("en",),
        voice="plain",
        method="Counts what it reads.",
        refuses=("Guesses",),
        lenses=(),
    )
    for number in range(_PERSONAS)
}


def made(number: int, take: int = 1, corrections: tuple[Correction, ...] = ()) -> Release:
    """Return the release of the piece with this number, the oldest being 0."""
    chance = random.Random(number)
    package = _package(number, take, chance)
    at = START + number * _EVERY
    salts = {part.name: f"{number}:{part.name}" for part in parts_of(package)}
    digest = package_digest(package, salts)
    decision = Decision(
        slug=package.slug,
        take=take,
        number=1,
        ruling=Ruling.APPROVE,
        editor="Ada",
        role=EditorRole.EDITOR,
        covers=digest,
        note="",
        via=Via.CLI,
        account="bench",
        decided=at,
    )
    verdicts = tuple(
        SentenceVerdict(
            sentence=sentence.id,
            verdict=Verdict.SUPPORTED,
            cites=sentence.cites,
            rung=sentence.rung,
            reason="the passages carry it",
        )
        for sentence in package.sentences()
    )
    return Release(
        approved=Approved(
            package=package, salts=salts, digest=digest, risk=Risk.LOW, decisions=(decision,)
        ),
        publication=Publication(
            slug=package.slug,
            take=take,
            target="site",
            revision=1 + len(corrections),
            url_path=package.url_path,
            digest=digest,
            headline=package.headline,
            first_published=at,
            updated=at + timedelta(hours=len(corrections)),
            corrections=corrections,
        ),
        report=FactCheckReport(take=take, verdicts=verdicts, findings=()),
        credits=(),
        continues=(f"piece-{number - 40}",) if number >= 40 and number % 5 == 0 else (),
    )


def correction(number: int) -> Correction:
    """Return a correction of the piece with this number."""
    return Correction(
        number=1,
        kind=CorrectionKind.CORRECTION,
        at=START + number * _EVERY + timedelta(hours=1),
        text="EXERCISE. An earlier version gave a wrong figure.",
    )


def _package(number: int, take: int, chance: random.Random) -> Package:
    at = START + number * _EVERY
    slug = f"piece-{number}"
    places = tuple(dict.fromkeys(_unequal(chance, _territories()) for _ in range(2)))
    topic = _unequal(chance, _TOPICS)
    persona = STAFF[f"persona-{chance.randrange(_PERSONAS)}"]
    sources = tuple(_source(slug, n, at) for n in range(1, _SOURCES + 1))
    excerpts = tuple(_excerpt(source, chance) for source in sources)
    sections = tuple(_section(n, excerpts, chance) for n in range(3))
    return Package(
        slug=slug,
        take=take,
        language="en",
        beat=topic,
        headline=f"EXERCISE: {_words(chance, 9)}",
        dek=f"{_words(chance, 24)}.",
        url_path=f"{at:%Y/%m/%d}/{slug}",
        byline=Byline(persona=persona.id, name=persona.name, title=persona.title, bio=persona.bio),
        located=tuple(str(Locale("en").territories[code]) for code in places),
        sections=sections,
        teaser=f"{_words(chance, 18)}.",
        blurb=f"{_words(chance, 20)}.",
        rests_on=RestsOn(headline=("s1",), dek=("s1",), teaser=("s9",)),
        art=None,
        tags=Tags(places=places, topics=(Topic(code="", name=topic),)),
        sources=sources,
        excerpts=excerpts,
        destinations=("site", "feeds"),
        disclosure="Written by an AI persona for an exercise.",
        label="EXERCISE",
        news_time=at,
    )


def _section(number: int, excerpts: Sequence[Excerpt], chance: random.Random) -> Section:
    sentences = tuple(
        Sentence(
            id=f"s{number * 4 + n}",
            text=f"{_words(chance, 22)}.",
            kind=SentenceKind.REPORTED,
            cites=(excerpts[(number * 4 + n) % _SOURCES].id,),
            rung=Rung.REPORTED,
        )
        for n in range(1, 5)
    )
    access = Access.MEMBER if number == 2 else Access.PUBLIC
    heading = _words(chance, 4) if number else ""
    return Section(heading=heading, access=access, paragraphs=(Paragraph(sentences=sentences),))


def _source(slug: str, number: int, at: datetime) -> Source:
    name = f"{slug}-{number}"
    return Source(
        id=f"S{number}",
        uri=f"urn:exercise:{name}",
        outlet=f"outlet-{number}",
        outlet_name=f"Exercise Outlet {number}",
        tier=Tier.TWO,
        ownership=Ownership.PRIVATE,
        title=f"EXERCISE: {name}",
        url=f"https://outlet-{number}.example/{slug}",
        language="en" if number % 3 else "pt",
        published=at,
        retrieved=at,
        snapshot=hashlib.sha256(name.encode()).hexdigest()[:20],
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        text_sha256=text_sha256(name),
        origin=f"o{number}",
    )


def _excerpt(source: Source, chance: random.Random) -> Excerpt:
    text = f"{_words(chance, 25)}."
    return Excerpt(
        id=f"{source.id}.1",
        snapshot=source.snapshot,
        start=0,
        end=len(text),
        text=text,
        language=source.language,
    )


def _words(chance: random.Random, count: int) -> str:
    """Return words of which the first of the vocabulary are by far the most frequent."""
    ranks = (int(_VOCABULARY ** chance.random()) for _ in range(count))
    return " ".join(_word(rank) for rank in ranks)


@cache
def _word(rank: int) -> str:
    chance = random.Random(f"word {rank}")
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4)))


def _unequal(chance: random.Random, names: Sequence[str]) -> str:
    return names[int(len(names) ** chance.random()) - 1]


@cache
def _territories() -> tuple[str, ...]:
    return tuple(code for code in sorted(Locale("en").territories) if len(code) == 2)


if __name__ == "__main__":
    print(__doc__)
