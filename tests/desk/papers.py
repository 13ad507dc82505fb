"""A story with sources in three languages, filed in every stage; everything in it is invented."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.papers import filed_as
from newsroom_agents.story.analysis import Analysis, Claim, TimelineEntry
from newsroom_agents.story.check import (
    FactCheckReport,
    Finding,
    Rung,
    SentenceVerdict,
    Verdict,
)
from newsroom_agents.story.dossier import (
    Disagreement,
    DisagreementKind,
    Dossier,
    Excerpt,
    Side,
    Source,
)
from newsroom_agents.story.draft import Access, Paragraph, RestsOn, Section, Sentence, SentenceKind
from newsroom_agents.story.package import Byline, Package, Tags, package_digest, parts_of
from newsroom_agents.story.paper import HOUSE_CREDIT, PaperT, Stage
from newsroom_agents.story.queue import QueuedDraft, QueueState, Risk, RiskReason
from newsroom_agents.story.source import Outlet, Ownership, SourceItem, Tier
from newsroom_agents.story.translation import AlignedSentence, Translation, TranslationStatus

SLUG = "harbour-fire"
NEWS = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)

ENGLISH = (
    "The harbour of Port Alba closed on Monday.",
    "The fire service counted 14 people hurt.",
    "Ferries go from Serenal instead.",
)
ARABIC = ("أغلق المرفأ يوم الاثنين.", "قال المستشفى إن 18 شخصا أصيبوا.", "السبب مجهول حتى الآن.")
TRANSLATED = (
    "The harbour was closed on Monday.",
    "The hospital said that 18 people were hurt.",
    "The cause is still unknown.",
)
GERMAN = (
    "Der Hafen von Port Alba ist seit Montag geschlossen.",
    "Die Hafenbehörde bestreitet, dass Menschen verletzt wurden.",
)


@dataclass(frozen=True)
class Wording:
    """The texts of a story that outsiders or personas could have put there."""

    headline: str = "Harbour of Port Alba closed after a fire"
    dek: str = "How many were hurt is disputed."
    opening: str = "The harbour of Port Alba closed on Monday."
    quote: str = "The hospital said that “18 people were hurt”."
    inside: str = "The figures may meet when the wards are counted."
    heading: str = "What the figures mean"
    blurb: str = "Port Alba's harbour is closed."
    reason: str = "the figure is disputed"
    outlet: str = "Kestrel Wire"
    title: str = "Port Alba closes its harbour"
    url: str = "https://kestrel.example/port-alba"
    tail: str = ""
    """Stands behind the English report."""
    about: str = "how many people were hurt"
    why: str = "three outlets within an hour"


@dataclass(frozen=True)
class Story:
    """A story to enter; `findings` replace the one soft finding."""

    slug: str = SLUG
    take: int = 1
    wording: Wording = field(default_factory=Wording)
    findings: tuple[Finding, ...] | None = None
    queued_at: datetime | None = None


def soft(where: str = "s2", start: int = 24, end: int = 26) -> Finding:
    return Finding(
        where=where,
        check="numbers",
        verdict=Verdict.SUPPORTED,
        is_hard=False,
        reason="the figure is disputed",
        start=start,
        end=end,
    )


def hard(where: str = "s1") -> Finding:
    return Finding(
        where=where,
        check="dates",
        verdict=Verdict.UNSUPPORTED,
        is_hard=True,
        reason="no source gives this day",
        start=36,
        end=42,
    )


def enter(archive: Archive, at: datetime, story: Story | None = None) -> QueuedDraft:
    """File the story in every stage and put its take into the queue."""
    told = story or Story()
    with archive.writing() as room:
        draft = _Filed(room, told, at).draft()
        state = QueueState.STOPPED if draft.hard else QueueState.READY
        room.queue.enter(draft, state)
    return draft


def retake(archive: Archive, at: datetime, **changes: str) -> QueuedDraft:
    """Enter a second take with other words."""
    return enter(archive, at, Story(take=2, wording=replace(Wording(), **changes)))


def change_source(archive: Archive, at: datetime) -> str:
    """Let the English report read differently, and return its new snapshot."""
    changed = _item("en", Wording(), ("The harbour stays open.",))
    with archive.writing() as room:
        return room.snapshots.put(changed, "en", at).snapshot.id


def _item(language: str, wording: Wording, sentences: tuple[str, ...]) -> SourceItem:
    outlets = {
        "en": Outlet(id="kestrel", name=wording.outlet, tier=Tier.TWO, ownership=Ownership.PRIVATE),
        "ar": Outlet(id="marfa", name="صوت المرفأ", tier=Tier.THREE, ownership=Ownership.STATE),
        "de": Outlet(id="kuestenblatt", name="Küstenblatt"),
    }
    titles = {"en": wording.title, "ar": "حريق في المرفأ", "de": "Hafen geschlossen"}
    text = " ".join(sentences)
    return SourceItem(
        uri=f"urn:invented:{language}",
        outlet=outlets[language],
        title=titles[language],
        text=text,
        declared_language=language,
        published=NEWS,
        url=wording.url if language == "en" else "",
        raw=text.encode(),
    )


class _Filed:
    """A story on its way through the stages of one open room."""

    def __init__(self, room: Room, story: Story, at: datetime) -> None:
        self.room, self.story, self.at = room, story, at
        english = (*ENGLISH, *([story.wording.tail] if story.wording.tail else []))
        self.texts = {"en": english, "ar": ARABIC, "de": GERMAN}
        self.snapshots = {
            language: room.snapshots.put(_item(language, story.wording, lines), language, at)
            for language, lines in self.texts.items()
        }

    def draft(self) -> QueuedDraft:
        story, wording = self.story, self.story.wording
        dossier = self._dossier()
        self._file(Stage.RESEARCH, dossier)
        self._file(Stage.ANALYSIS, self._analysis())
        arabic = self.snapshots["ar"].snapshot.id
        self._file(Stage.TRANSLATION, self._translation(), arabic, 1)
        package = self._package(dossier)
        salts = {part.name: f"salt-{part.name}" for part in parts_of(package)}
        findings = (soft(),) if story.findings is None else story.findings
        verdicts = tuple(
            SentenceVerdict(
                sentence=one.id,
                verdict=Verdict.SUPPORTED,
                cites=one.cites,
                rung=one.rung,
                reason="every part stands in the cited passages",
            )
            for one in package.sentences()
        )
        report = FactCheckReport(take=story.take, verdicts=verdicts, findings=findings)
        return QueuedDraft(
            slug=story.slug,
            take=story.take,
            events=("event-1",),
            headline=package.headline,
            beat=package.beat,
            package=package,
            digest=package_digest(package, salts),
            salts=salts,
            report=report,
            findings=findings,
            changes=(),
            risk=Risk.ELEVATED,
            risk_reasons=(RiskReason(risk="figures", reason=wording.reason, where=("s2",)),),
            reasons=tuple(f"{one.where}: {one.reason}" for one in findings if one.blocks),
            origins=3,
            outlets=3,
            languages=("ar", "de", "en"),
            credits=(HOUSE_CREDIT.model_copy(update={"cost_microusd": 40_000}),),
            queued_at=story.queued_at or self.at,
            expires=(story.queued_at or self.at) + timedelta(hours=24),
        )

    def _file(self, stage: Stage, paper: PaperT, slug: str = "", take: int = 0) -> None:
        filed = filed_as(type(paper))(
            slug=slug or self.story.slug,
            stage=stage,
            take=take or self.story.take,
            filed_at=self.at,
            credit=HOUSE_CREDIT,
            paper=paper,
        )
        self.room.papers.file(filed)

    def _source(self, number: int, language: str) -> Source:
        found = self.snapshots[language].snapshot
        return Source(
            id=f"S{number}",
            uri=found.uri,
            outlet=found.outlet.id,
            outlet_name=found.outlet.name,
            tier=found.outlet.tier,
            ownership=found.outlet.ownership,
            title=found.title,
            url=found.url,
            language=language,
            published=found.published,
            retrieved=found.retrieved,
            snapshot=found.id,
            sha256=found.sha256,
            text_sha256=found.text_sha256,
            origin=f"origin-{language}",
        )

    def _excerpts(self) -> tuple[Excerpt, ...]:
        found = []
        for number, language in enumerate(("en", "ar", "de"), start=1):
            snapshot, start = self.snapshots[language].snapshot, 0
            for place, text in enumerate(self.texts[language], start=1):
                start = snapshot.text.index(text, start)
                found.append(
                    Excerpt(
                        id=f"S{number}.{place}",
                        snapshot=snapshot.id,
                        start=start,
                        end=start + len(text),
                        text=text,
                        language=language,
                        translation=TRANSLATED[place - 1] if language == "ar" else None,
                    )
                )
        return tuple(found)

    def _dossier(self) -> Dossier:
        about = self.story.wording.about
        return Dossier(
            slug=self.story.slug,
            event="event-1",
            beat="coasts",
            news_time=NEWS,
            sources=tuple(self._source(n, code) for n, code in ((1, "en"), (2, "ar"), (3, "de"))),
            excerpts=self._excerpts(),
            disagreements=(
                Disagreement(
                    id="D1",
                    kind=DisagreementKind.FIGURE,
                    about=about,
                    sides=(
                        Side(says="14 hurt", cites=("S1.2",), origins=("origin-en",)),
                        Side(says="18 hurt", cites=("S2.2",), origins=("origin-ar",)),
                    ),
                ),
                Disagreement(
                    id="D2",
                    kind=DisagreementKind.DENIAL,
                    about="that anybody was hurt",
                    sides=(
                        Side(says="18 were hurt", cites=("S2.2",), origins=("origin-ar",)),
                        Side(says="nobody was hurt", cites=("S3.2",), origins=("origin-de",)),
                    ),
                ),
            ),
            background=(),
            questions=("Who counted the wounded?",),
            origin_count=3,
            places=("PT",),
        )

    def _analysis(self) -> Analysis:
        claim = Claim(
            text="The harbour is closed",
            cites=("S1.1", "S2.1", "S3.1"),
            rung=Rung.CONFIRMED,
            origins=("origin-en", "origin-ar", "origin-de"),
        )
        entry = TimelineEntry(day="2031-05-04", text="The harbour closed", cites=("S1.1",))
        return Analysis(
            angle="a closed harbour",
            claims=(claim,),
            timeline=(entry,),
            actors=(),
            scenarios=(),
            unknown=("the cause",),
            lenses=(),
        )

    def _translation(self) -> Translation:
        snapshot, start, lines = self.snapshots["ar"].snapshot, 0, []
        for original, text in zip(ARABIC, TRANSLATED, strict=True):
            start = snapshot.text.index(original, start)
            lines.append(AlignedSentence(start=start, end=start + len(original), text=text))
        return Translation(
            snapshot=snapshot.id,
            source_language="ar",
            target_language="en",
            status=TranslationStatus.TRANSLATED,
            sentences=tuple(lines),
        )

    def _package(self, dossier: Dossier) -> Package:
        wording = self.story.wording
        reported, said = SentenceKind.REPORTED, SentenceKind.QUOTE
        opening = (
            _sentence("s1", wording.opening, reported, ("S1.1", "S2.1")),
            _sentence("s2", wording.quote, said, ("S2.2",)),
            _sentence("s3", "Nobody knows more yet.", SentenceKind.TRANSITION, ()),
        )
        inside = (_sentence("s4", wording.inside, SentenceKind.ANALYSIS, ("S1.2", "S2.2")),)
        return Package(
            slug=self.story.slug,
            take=self.story.take,
            language="en",
            beat="coasts",
            headline=wording.headline,
            dek=wording.dek,
            url_path=f"2031/05/{self.story.slug}",
            byline=Byline(persona="vela", name="Vela", title="Correspondent", bio="An AI."),
            located=("Port Alba",),
            sections=(
                Section(heading="", access=Access.PUBLIC, paragraphs=(_paragraph(opening),)),
                Section(
                    heading=wording.heading,
                    access=Access.MEMBER,
                    paragraphs=(_paragraph(inside),),
                ),
            ),
            teaser="",
            blurb=wording.blurb,
            rests_on=RestsOn(headline=("s1",), dek=("s2",)),
            art=None,
            tags=Tags(places=("PT",), topics=()),
            sources=dossier.sources,
            excerpts=tuple(
                one for one in dossier.excerpts if one.id in {"S1.1", "S1.2", "S2.1", "S2.2"}
            ),
            destinations=("site",),
            disclosure="Made by machines, approved by people.",
            label="",
            news_time=NEWS,
        )


def _sentence(id_: str, text: str, kind: SentenceKind, cites: tuple[str, ...]) -> Sentence:
    rung = Rung.REPORTED if cites else None
    return Sentence(id=id_, text=text, kind=kind, cites=cites, rung=rung)


def _paragraph(sentences: tuple[Sentence, ...]) -> Paragraph:
    return Paragraph(sentences=sentences)
