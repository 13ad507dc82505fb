"""Papers for the tests of publishing: an invented story, every text of it an EXERCISE.

People, outlets and places are made up. `package()` gives the rich story; the awkward ones are made
from it by changing fields.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw

from newsroom_agents.errors import NotFoundError
from newsroom_agents.ports import Beat, Lens, Masthead, StaffCard
from newsroom_agents.publish.files import Writer
from newsroom_agents.publish.listing import index_entry
from newsroom_agents.publish.target import Pressroom, open_targets
from newsroom_agents.story.check import FactCheckReport, Rung, SentenceVerdict, Verdict
from newsroom_agents.story.decision import Approved, Decision, EditorRole, Ruling, Via
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
from newsroom_agents.story.paper import Credit, Role
from newsroom_agents.story.publication import (
    Correction,
    CorrectionKind,
    Kill,
    Publication,
    Release,
    ReleaseIndexEntry,
)
from newsroom_agents.story.queue import Risk
from newsroom_agents.story.source import Ownership, Tier, text_sha256

NOON = datetime(2024, 6, 14, 12, 0, tzinfo=UTC)
PATH = "2024/06/14/port-alba-barrier"

_OUTLETS = {
    "S1": ("harbour-post", "Harbour Post", Tier.ONE, Ownership.PRIVATE, "en", "o1"),
    "S2": ("delta-radio", "Rádio Delta", Tier.TWO, Ownership.PUBLIC, "pt", "o2"),
    "S3": ("lusitana-wire", "Lusitana Wire", Tier.TWO, Ownership.AGENCY, "pt", "o3"),
    "S4": ("costa-diario", "Costa Diário", Tier.UNRATED, Ownership.UNRATED, "pt", "o3"),
    "S5": ("norte-hoje", "Norte Hoje", Tier.THREE, Ownership.PRIVATE, "pt", "o3"),
    "S6": ("sahil-news", "صحيفة الساحل", Tier.UNRATED, Ownership.STATE, "ar", "o4"),
    "S7": ("hafenblatt", "Hafenblatt", Tier.TWO, Ownership.PRIVATE, "de", "o5"),
}
_TITLES = {
    "S1": "EXERCISE: Port Alba votes for the tide barrier",
    "S2": "EXERCÍCIO: Porto Alba aprova a barreira contra as marés",
    "S3": "EXERCÍCIO: Câmara aprova barreira, oposição fala em contas erradas",
    "S4": "EXERCÍCIO: Câmara aprova barreira, oposição fala em contas erradas",
    "S5": "EXERCÍCIO: Barreira de Porto Alba segue para obra",
    "S6": "تمرين: مجلس بورتو ألبا يوافق على حاجز المد",
    "S7": "ÜBUNG: Hafenstadt stimmt für das Sperrwerk, Fischer kündigen Klage an",
}
_PASSAGES = {
    "S1.2": ("The council voted 9 to 4 for the tide barrier on Friday.", None),
    "S1.5": ("“We will not wait for another winter,” said the mayor, Ines Calado.", None),
    "S1.9": ("Fishing crews say the gates would close the inner harbour for 40 days a year.", None),
    "S2.3": (
        "A obra deve começar em setembro e custar 212 milhões de euros.",
        "Work is to begin in September and to cost 212 million euros.",
    ),
    "S3.4": (
        "A oposição sustenta que o custo real é de 260 milhões de euros.",
        "The opposition maintains that the real cost is 260 million euros.",
    ),
    "S6.1": (
        "وافق المجلس على بناء حاجز المد بأغلبية تسعة أصوات مقابل أربعة.",
        "The council approved building the tide barrier by nine votes to four.",
    ),
    "S7.6": (
        "Die Fischergenossenschaft kündigte an, gegen den Beschluss zu klagen.",
        "The fishing cooperative announced that it would sue over the decision.",
    ),
    "S7.8": (
        "Im Haushalt der Stadt fehlen dafür bisher 38 Millionen Euro.",
        "The city's budget so far lacks 38 million euros for it.",
    ),
}
GATED_WORDS = ("heronlike", "reserve fund bleeds quietly", "thistledown", "Haushalt der Stadt")
"""Words that stand behind the gate and nowhere else."""


def _said(number: int, text: str, rung: Rung | None, *cites: str) -> Sentence:
    kind = SentenceKind.QUOTE if text.startswith("“") else SentenceKind.REPORTED
    speaker = "Ines Calado" if kind is SentenceKind.QUOTE else ""
    return Sentence(id=f"s{number}", text=text, kind=kind, cites=cites, rung=rung, speaker=speaker)


def _thought(number: int, text: str, *cites: str) -> Sentence:
    return Sentence(id=f"s{number}", text=text, kind=SentenceKind.ANALYSIS, cites=cites)


def _paragraph(*sentences: Sentence) -> Paragraph:
    return Paragraph(sentences=sentences)


def sections() -> tuple[Section, ...]:
    """Three public sections and two gated ones."""
    opening = Section(
        heading="",
        access=Access.PUBLIC,
        paragraphs=(
            _paragraph(
                _said(
                    1,
                    "The council of Port Alba voted nine to four on 14 June for a tide barrier"
                    " across the mouth of its harbour, two outlets reported independently.",
                    Rung.CONFIRMED,
                    "S1.2",
                    "S6.1",
                ),
                _said(
                    2,
                    "Work is to begin in September and to cost 212 million euros, Rádio Delta"
                    " said.",
                    Rung.REPORTED,
                    "S2.3",
                ),
            ),
            _paragraph(
                _said(
                    3,
                    "“We will not wait for another winter,” said the mayor, Ines Calado, after"
                    " the vote.",
                    Rung.REPORTED,
                    "S1.5",
                ),
                Sentence(
                    id="s4",
                    text="What is agreed ends there.",
                    kind=SentenceKind.TRANSITION,
                ),
            ),
        ),
    )
    dispute = Section(
        heading="What is disputed: the price",
        access=Access.PUBLIC,
        paragraphs=(
            _paragraph(
                _said(
                    5,
                    "The city speaks of 212 million euros; the opposition maintains that the real"
                    " cost is 260 million, according to Lusitana Wire.",
                    Rung.DISPUTED,
                    "S2.3",
                    "S3.4",
                ),
                _thought(
                    6,
                    "The two figures may count different things: one names the gates alone, the"
                    " other does not say what it includes.",
                    "S2.3",
                    "S3.4",
                ),
            ),
            _paragraph(
                _said(
                    7,
                    "Fishing crews say the gates would close the inner harbour for 40 days a year.",
                    Rung.CLAIMED,
                    "S1.9",
                ),
                _said(
                    8,
                    "Their cooperative announced that it would sue, Hafenblatt reported.",
                    Rung.REPORTED,
                    "S7.6",
                ),
            ),
        ),
    )
    meaning = Section(
        heading="What it means for the harbour",
        access=Access.PUBLIC,
        paragraphs=(
            _paragraph(
                _thought(
                    9,
                    "A suit would not stop the tender by itself, but it could move the start of"
                    " the work past the autumn storms.",
                    "S7.6",
                    "S2.3",
                ),
            ),
        ),
    )
    scenarios = Section(
        heading="Three ways this could go",
        access=Access.MEMBER,
        paragraphs=(
            _paragraph(
                _thought(
                    10,
                    "If the gap stays open, the reserve fund bleeds quietly and heronlike"
                    " patience ends.",
                    "S7.8",
                ),
            ),
            _paragraph(_thought(11, "A thistledown majority can turn by one vote.", "S1.2")),
        ),
    )
    timeline = Section(
        heading="The votes so far",
        access=Access.SUBSCRIBER,
        paragraphs=(
            _paragraph(_said(12, "The budget lacks 38 million euros.", Rung.REPORTED, "S7.8")),
        ),
    )
    return opening, dispute, meaning, scenarios, timeline


def source(id_: str) -> Source:
    """One of the seven sources."""
    outlet, name, tier, ownership, language, origin = _OUTLETS[id_]
    number = int(id_[1:])
    return Source(
        id=id_,
        uri=f"urn:exercise:{outlet}:{number}",
        outlet=outlet,
        outlet_name=name,
        tier=tier,
        ownership=ownership,
        title=_TITLES[id_],
        url=f"https://{outlet}.example/gated-address-{number}",
        language=language,
        published=NOON - timedelta(minutes=20 * number),
        retrieved=NOON - timedelta(minutes=5),
        snapshot=f"{number:020x}",
        sha256=hashlib.sha256(outlet.encode()).hexdigest(),
        text_sha256=text_sha256(stored_texts()[f"{number:020x}"]),
        origin=origin,
    )


def stored_texts() -> dict[str, str]:
    """The stored text of every snapshot: its passages between filling."""
    texts: dict[str, str] = {}
    for id_ in _OUTLETS:
        passages = [text for cite, (text, _) in _PASSAGES.items() if cite.startswith(f"{id_}.")]
        texts[f"{int(id_[1:]):020x}"] = "\n".join(("EXERCISE.", *passages, "End."))
    return texts


def excerpts() -> tuple[Excerpt, ...]:
    """All passages, at their true offsets."""
    found = []
    for id_, (text, translation) in _PASSAGES.items():
        of = id_.partition(".")[0]
        snapshot = f"{int(of[1:]):020x}"
        start = stored_texts()[snapshot].index(text)
        found.append(
            Excerpt(
                id=id_,
                snapshot=snapshot,
                start=start,
                end=start + len(text),
                text=text,
                language=_OUTLETS[of][4],
                translation=translation,
            )
        )
    return tuple(found)


def picture(width: int = 1600, height: int = 900) -> bytes:
    """A designed cover: bands of colour like tides behind a gate."""
    image = Image.new("RGB", (width, height), "#e9e2d3")
    draw = ImageDraw.Draw(image)
    bands = ("#c9d6d3", "#9fbcc0", "#6f9aa6", "#41748a", "#1f4f6b")
    for number, colour in enumerate(bands):
        top = height * (40 + 12 * number) // 100
        draw.rectangle((0, top, width, height), fill=colour)
    for number in range(7):
        left = width * (8 + 13 * number) // 100
        draw.rectangle(
            (left, height * 22 // 100, left + width // 40, height * 82 // 100), fill="#22303a"
        )
    out = io.BytesIO()
    image.save(out, "WEBP", quality=80)
    return out.getvalue()


ART = picture()
CARD = picture(1200, 630)


def art() -> ArtReference:
    """The illustration of the story."""
    return ArtReference(
        sha256=hashlib.sha256(ART).hexdigest(),
        card_sha256=hashlib.sha256(CARD).hexdigest(),
        alt="Seven dark gate posts stand in bands of rising blue water",
        caption="A tide barrier as a rhythm of posts; drawn by code for this exercise.",
        label="AI-generated illustration",
        source_type=SourceType.ALGORITHMIC,
    )


def package(**changes: object) -> Package:
    """The rich story, or one that differs in the fields given."""
    story = Package(
        slug="port-alba-barrier",
        take=1,
        language="en",
        beat="environment",
        headline="Port Alba votes for a tide barrier, and argues about its price",
        dek="EXERCISE. The council wants work to begin in September. The opposition says the bill"
        " is 48 million euros higher, and fishing crews announce a suit.",
        url_path=PATH,
        byline=Byline(
            persona="mara-venn",
            name="Mara Venn",
            title="AI correspondent, Europe",
            bio="An AI persona that reads European councils, courts and budgets in nine languages.",
        ),
        located=("Port Alba, Portugal",),
        sections=sections(),
        teaser="Members read three ways this could go, and what each would show first.",
        blurb="A harbour town votes for a barrier; who pays is open.",
        rests_on=RestsOn(headline=("s1", "s5"), dek=("s2", "s5", "s8"), teaser=("s10",)),
        art=art(),
        tags=Tags(places=("PT",), topics=(Topic(code="06000000", name="environment"),)),
        sources=tuple(source(id_) for id_ in _OUTLETS),
        excerpts=excerpts(),
        destinations=("site", "feeds"),
        disclosure="Written by an AI persona from seven reports, checked sentence by sentence and"
        " approved by a human editor.",
        label="EXERCISE",
        news_time=NOON,
    )
    return story.model_copy(update=changes)


def approve(
    story: Package, risk: Risk = Risk.ELEVATED, people: Sequence[str] = ("Ada",)
) -> Approved:
    """An approval of exactly this package."""
    salts = {part.name: f"salt of {part.name}" for part in parts_of(story)}
    digest = package_digest(story, salts)
    decisions = tuple(
        Decision(
            slug=story.slug,
            take=story.take,
            number=number,
            ruling=Ruling.APPROVE,
            editor=name,
            role=EditorRole.EDITOR,
            covers=digest,
            note="internal remark of the editor",
            via=Via.CLI,
            account="desk-account",
            decided=NOON + timedelta(minutes=4 + number),
        )
        for number, name in enumerate(people, start=1)
    )
    return Approved(package=story, salts=salts, digest=digest, risk=risk, decisions=decisions)


def report(story: Package) -> FactCheckReport:
    """A report that supports every sentence; gated reasons hold gated words."""
    verdicts = []
    for section in story.sections:
        for sentence in section.sentences():
            is_open = section.access is Access.PUBLIC
            verdicts.append(
                SentenceVerdict(
                    sentence=sentence.id,
                    verdict=Verdict.SUPPORTED,
                    cites=sentence.cites,
                    rung=sentence.rung,
                    reason="the passages carry it" if is_open else "heronlike, as S7.8 says",
                )
            )
    return FactCheckReport(take=story.take, verdicts=tuple(verdicts), findings=())


CREDITS = tuple(
    Credit(
        role=role,
        persona=persona,
        prompt=hashlib.sha256(persona.encode()).hexdigest(),
        engine="extractive",
        engine_model="",
        calls=(f"call-{persona}",),
    )
    for role, persona in (
        (Role.MONITOR, "wren"),
        (Role.RESEARCHER, "tove"),
        (Role.ANALYST, "orla"),
        (Role.WRITER, "mara-venn"),
        (Role.FACT_CHECKER, "sable"),
        (Role.COPY_EDITOR, "quill"),
        (Role.ILLUSTRATOR, "iris"),
        (Role.PACKAGER, "pim"),
    )
)


RELEASED = NOON + timedelta(minutes=10)
CORRECTION = Correction(
    number=1,
    kind=CorrectionKind.CORRECTION,
    at=RELEASED + timedelta(hours=5),
    text="EXERCISE. An earlier version said that the vote was eight to five. It was nine to four.",
)


def release(
    story: Package | None = None,
    revision: int = 1,
    corrections: tuple[Correction, ...] = (),
    *,
    after: timedelta = timedelta(),
    at: datetime = RELEASED,
) -> Release:
    """A release of `story`; `after` is how long after the first one this revision goes out."""
    told = story or package()
    approved = approve(told)
    return Release(
        approved=approved,
        publication=Publication(
            slug=told.slug,
            take=told.take,
            target="site",
            revision=revision,
            url_path=told.url_path,
            digest=approved.digest,
            headline=told.headline,
            first_published=at,
            updated=at + after,
            corrections=corrections,
        ),
        report=report(told),
        credits=CREDITS,
    )


def killed(sent: Release) -> Publication:
    """The publication of `sent`, withdrawn a day later."""
    return sent.publication.model_copy(
        update={
            "revision": sent.publication.revision + 1,
            "kill": Kill(
                at=RELEASED + timedelta(days=1),
                why="Its main source withdrew the report it rested on.",
            ),
        }
    )


@dataclass
class Live:
    """What is live, in memory."""

    entries: list[ReleaseIndexEntry] = field(default_factory=list)

    def live(self) -> Sequence[ReleaseIndexEntry]:
        return tuple(sorted(self.entries, key=lambda e: e.first_published, reverse=True))

    def record(self, sent: Release) -> None:
        entry = index_entry(sent)
        self.entries = [e for e in self.entries if e.slug != entry.slug] + [entry]

    def drop(self, slug: str) -> None:
        self.entries = [entry for entry in self.entries if entry.slug != slug]


@dataclass
class Shelf:
    """Pictures by hash, in memory."""

    held: dict[str, bytes] = field(default_factory=dict)

    def put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        self.held[sha256] = content
        return sha256

    def get(self, sha256: str) -> bytes:
        if sha256 not in self.held:
            raise NotFoundError(kind="blob", name=sha256)
        return self.held[sha256]


MASTHEAD = Masthead(
    title="The Exercise Courier",
    tagline="News with its evidence, from AI personas and human editors",
    base_url="https://courier.example",
    language="en",
    time_zone="Europe/Lisbon",
    join_url="https://courier.example/join",
    support_url="https://courier.example/support",
    support_line="This work is paid for by its readers. Support the Courier.",
    contact="desk@courier.example",
)

MARA = StaffCard(
    id="mara-venn",
    name="Mara Venn",
    role="writer",
    title="AI correspondent, Europe",
    bio="An AI persona that reads European councils, courts and budgets in nine languages.",
    is_correspondent=True,
    beats=("environment",),
    languages=("pt", "de", "ar", "en"),
    voice="plain and dry",
    method="Starts from the document that binds somebody, then asks who disputes it.",
    refuses=("Predictions without a stated base", "Motives that nobody stated"),
    lenses=(
        Lens(
            name="Veto players",
            source="An invented handbook of exercises, chapter 3",
            questions=("Who can still say no?", "What would change their mind?"),
        ),
        Lens(
            name="Follow the budget line",
            source="An invented handbook of exercises, chapter 7",
            questions=("Which line pays?", "Who signed for it?"),
        ),
    ),
)


def publish(sent: Release, room: Pressroom, live: Live | None = None) -> None:
    """Publish on every target, and record it as live."""
    for target in open_targets().values():
        target.publish(sent, room)
    if live is not None:
        live.record(sent)


def kill(publication: Publication, room: Pressroom, live: Live | None = None) -> None:
    """Kill on every target, and take it off the live list first."""
    if live is not None:
        live.drop(publication.slug)
    for target in open_targets().values():
        target.kill(publication, room)


def files_under(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its relative path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def pressroom(
    folder: Path, live: Live | None = None, writer: Writer | None = None, **changes: object
) -> Pressroom:
    """A pressroom over a temporary folder, with one beat and one correspondent."""
    shelf = Shelf()
    shelf.put(ART)
    shelf.put(CARD)
    beats = {
        name: Beat(name, name.capitalize(), "06000000", name, accent, 2, 1, {})
        for name, accent in (("environment", "teal"), ("politics", "indigo"), ("economy", "rust"))
    }
    room = {
        "site": folder / "site",
        "bundles": folder / "bundles",
        "masthead": MASTHEAD,
        "staff": {MARA.id: MARA},
        "beats": beats,
        "blobs": shelf,
        "published": live or Live(),
        "writer": writer or Writer(),
    }
    return Pressroom(**{**room, **changes})  # type: ignore[arg-type]
