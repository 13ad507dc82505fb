"""Small papers and archives for the tests of this folder; everything in them is invented."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.clock import fixed_clock
from newsroom_agents.story.check import Finding, Verdict
from newsroom_agents.story.decision import Decision, EditorRole, Ruling, Via
from newsroom_agents.story.draft import Access, Paragraph, RestsOn, Section, Sentence, SentenceKind
from newsroom_agents.story.lead import Lead, ScoreParts, Signals
from newsroom_agents.story.package import Byline, Package, Tags, package_digest, parts_of
from newsroom_agents.story.paper import HOUSE_CREDIT, Filed, Stage
from newsroom_agents.story.publication import Kill, Publication, ReleaseIndexEntry
from newsroom_agents.story.queue import QueuedDraft, QueueState, Risk, RiskReason
from newsroom_agents.story.source import Outlet, Ownership, SourceItem, Tier

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAPER = Outlet(id="Kestrel Wire", name="Kestrel Wire", tier=Tier.TWO, ownership=Ownership.PRIVATE)


def url_of(folder: Path) -> str:
    return f"sqlite:///{folder}/newsroom.db"


def copied(empty: Path, folder: Path) -> str:
    """Copy an archive's file into a folder, and return its address there."""
    folder.mkdir(exist_ok=True)
    shutil.copy(empty, folder)
    return url_of(folder)


def open_archive(folder: Path) -> Archive:
    return Archive.open(url_of(folder), folder, fixed_clock(NOON))


@contextmanager
def writing(folder: Path) -> Iterator[Room]:
    """Open the archive in this folder for one transaction, as a process of its own would."""
    archive = open_archive(folder)
    try:
        with archive.writing() as room:
            yield room
    finally:
        archive.close()


def item(uri: str = "urn:one", text: str = "The bridge at Port Alba closed.") -> SourceItem:
    return SourceItem(
        uri=uri,
        outlet=PAPER,
        title=f"Title of {uri}",
        text=text,
        declared_language="en",
        published=NOON - HOUR,
        raw=f"<p>{text}</p>".encode(),
    )


def signals(score: float = 0.5) -> Signals:
    parts = ScoreParts(
        origins=0.5, outlets=0.5, languages=0.5, freshness=1.0, beat_fit=1.0, novelty=1.0
    )
    return Signals(
        origins=3,
        outlets=4,
        languages=("en", "pt"),
        readable_origins=3,
        beat="coasts",
        newest=NOON,
        parts=parts,
        score=score,
    )


def lead(slug: str, event: str, score: float = 0.5) -> Filed[Lead]:
    paper = Lead(
        slug=slug,
        event=event,
        title=f"Título de {slug}",
        why_now="three outlets within an hour",
        beat="coasts",
        correspondent="ida",
        signals=signals(score),
        snapshots=("a1", "b2"),
        news_time=NOON,
    )
    return Filed[Lead](
        slug=slug, stage=Stage.LEAD, take=1, filed_at=NOON, credit=HOUSE_CREDIT, paper=paper
    )


def package(slug: str, take: int = 1, headline: str = "Bridge closed") -> Package:
    sentence = Sentence(
        id="s1", text="The bridge closed — 桥已关闭.", kind=SentenceKind.REPORTED, cites=("S1.1",)
    )
    opening = Section(
        heading="", access=Access.PUBLIC, paragraphs=(Paragraph(sentences=(sentence,)),)
    )
    return Package(
        slug=slug,
        take=take,
        language="en",
        beat="coasts",
        headline=headline,
        dek="Ferries run.",
        url_path=f"2031/05/{slug}",
        byline=Byline(persona="ida", name="Ida", title="Desk", bio="An AI."),
        located=("Port Alba",),
        sections=(opening,),
        teaser="",
        blurb="Bridge closed.",
        rests_on=RestsOn(headline=("s1",)),
        art=None,
        tags=Tags(places=("PT",), topics=()),
        sources=(),
        excerpts=(),
        destinations=("site",),
        disclosure="Made by machines, approved by people.",
        label="",
        news_time=NOON,
    )


def draft(slug: str = "bridge", take: int = 1, risk: Risk = Risk.LOW) -> QueuedDraft:
    """Return a draft that may be approved."""
    offered = package(slug, take)
    salts = {part.name: f"salt-{part.name}" for part in parts_of(offered)}
    return QueuedDraft(
        slug=slug,
        take=take,
        events=("e1",),
        headline=offered.headline,
        beat="coasts",
        package=offered,
        digest=package_digest(offered, salts),
        salts=salts,
        report=None,
        findings=(soft_finding(),),
        changes=(),
        risk=risk,
        risk_reasons=(RiskReason(risk="names", reason="a person is named"),),
        reasons=("the copy desk undid one change",),
        origins=3,
        outlets=4,
        languages=("en", "zh"),
        credits=(HOUSE_CREDIT.model_copy(update={"cost_microusd": 1_250_000}),),
        queued_at=NOON,
        expires=NOON + 24 * HOUR,
    )


def soft_finding() -> Finding:
    return Finding(
        where="s1", check="memory", verdict=Verdict.SUPPORTED, is_hard=False, reason="likely fine"
    )


def stopped(slug: str = "bridge", take: int = 1) -> QueuedDraft:
    """Return a draft that stopped before packaging."""
    return draft(slug, take).model_copy(
        update={"package": None, "digest": "", "salts": {}, "reasons": ("two origins of three",)}
    )


def decision(of: QueuedDraft, ruling: Ruling, editor: str = "Ana", **facts: object) -> Decision:
    """Return a decision with everything its ruling needs."""
    plain = Decision(
        slug=of.slug,
        take=of.take,
        number=0,
        ruling=ruling,
        editor=editor,
        role=EditorRole.EDITOR,
        covers=of.digest if ruling is Ruling.APPROVE else "",
        note="seen",
        via=Via.CLI,
        account="desk1",
        decided=NOON,
        stage=Stage.WRITING if ruling is Ruling.RETURN else None,
        at=NOON + 2 * HOUR if ruling is Ruling.EMBARGO else None,
    )
    return plain.model_copy(update=facts)


def staffed(room: Room) -> None:
    """Register two editors, a chief and a reader."""
    for name in ("Ana", "Bo"):
        room.editors.add(name, EditorRole.EDITOR, NOON)
    room.editors.add("Cy", EditorRole.CHIEF, NOON)
    room.editors.add("Rui", EditorRole.READER, NOON)


def bring_to(room: Room, state: QueueState, slug: str = "bridge") -> QueuedDraft:
    """Bring a new story of low risk to a state by the doors that lead there."""
    paper = stopped(slug) if state is QueueState.STOPPED else draft(slug)
    room.queue.enter(paper, QueueState.STOPPED if paper.package is None else QueueState.READY)
    later = NOON + 2 * HOUR
    rulings: dict[QueueState, tuple[Ruling, dict[str, object]]] = {
        QueueState.HELD: (Ruling.HOLD, {}),
        QueueState.APPROVED: (Ruling.APPROVE, {}),
        QueueState.SCHEDULED: (Ruling.APPROVE, {"at": later}),
        QueueState.PUBLISHED: (Ruling.APPROVE, {}),
        QueueState.KILLED: (Ruling.APPROVE, {}),
        QueueState.SPIKED: (Ruling.SPIKE, {}),
        QueueState.RETURNED: (Ruling.RETURN, {}),
    }
    if state in rulings:
        ruling, facts = rulings[state]
        room.queue.apply(decision(paper, ruling, "Ana", **facts), NOON)
    if state in {QueueState.PUBLISHED, QueueState.KILLED}:
        room.queue.mark_published(slug)
    if state is QueueState.KILLED:
        room.queue.mark_killed(slug)
    if state is QueueState.EXPIRED:
        room.queue.expire(paper.expires)
    return paper


def publication(slug: str, revision: int = 1, kill: Kill | None = None) -> Publication:
    return Publication(
        slug=slug,
        take=1,
        target="site",
        revision=revision,
        url_path=f"2031/05/{slug}",
        digest="d" * 64,
        headline=f"Über {slug}",
        first_published=NOON,
        updated=NOON + revision * HOUR,
        kill=kill,
    )


def entry(slug: str, revision: int = 1, published: datetime = NOON) -> ReleaseIndexEntry:
    return ReleaseIndexEntry(
        slug=slug,
        url_path=f"2031/05/{slug}",
        headline=f"Über {slug}",
        dek="",
        blurb="",
        beat="coasts",
        byline="Ida",
        persona="ida",
        places=("PT",),
        topics=(),
        language="en",
        art="",
        art_alt="",
        first_published=published,
        updated=published + revision * HOUR,
        revision=revision,
        is_gated=False,
    )
