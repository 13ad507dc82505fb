"""The invented story of the tests: every text of it is an EXERCISE.

People, outlets and places are made up. `package()` gives the rich story; the awkward ones are made
from it by changing fields.
"""

import hashlib
import io
from datetime import UTC, datetime, timedelta

from PIL import Image, ImageDraw

from newsroom_agents.story.check import Rung
from newsroom_agents.story.dossier import Excerpt, Source
from newsroom_agents.story.draft import Access, Paragraph, RestsOn, Section, Sentence, SentenceKind
from newsroom_agents.story.package import (
    ArtReference,
    Byline,
    Package,
    SourceType,
    Tags,
    Topic,
)
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


def _opening() -> Section:
    return Section(
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


def _dispute() -> Section:
    return Section(
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


def _meaning() -> Section:
    return Section(
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


def _scenarios() -> Section:
    return Section(
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


def _timeline() -> Section:
    return Section(
        heading="The votes so far",
        access=Access.SUBSCRIBER,
        paragraphs=(
            _paragraph(_said(12, "The budget lacks 38 million euros.", Rung.REPORTED, "S7.8")),
        ),
    )


def sections() -> tuple[Section, ...]:
    """Three public sections and two gated ones."""
    return _opening(), _dispute(), _meaning(), _scenarios(), _timeline()


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
