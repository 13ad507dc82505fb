"""Releases, pressrooms and what is live, for the tests of publishing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from newsroom_agents.errors import NotFoundError
from newsroom_agents.ports import Beat, Lens, Masthead, StaffCard
from newsroom_agents.publish.files import Writer
from newsroom_agents.publish.listing import index_entry
from newsroom_agents.publish.target import Pressroom, open_targets
from newsroom_agents.story.check import FactCheckReport, SentenceVerdict, Verdict
from newsroom_agents.story.decision import Approved, Decision, EditorRole, Ruling, Via
from newsroom_agents.story.draft import Access
from newsroom_agents.story.package import (
    Package,
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
from newsroom_agents.story.shelf import Shelf, ShelfCount, ShelfKind, Slot, shelves_of

from .exercise import ART, CARD, NOON, package


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
        engine_model="by hand",
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
    """What is live, in memory: `ports.Published` over a list."""

    entries: dict[str, ReleaseIndexEntry] = field(default_factory=dict)
    places: dict[Shelf, dict[str, datetime]] = field(default_factory=dict)

    def entry(self, slug: str) -> ReleaseIndexEntry | None:
        return self.entries.get(slug)

    def size(self, shelf: Shelf) -> int:
        return len(self._order(shelf))

    def rank(self, shelf: Shelf, at: datetime, slug: str) -> int:
        return sum(1 for place in self._order(shelf) if place < (at, slug))

    def slots(self, shelf: Shelf, start: int, stop: int) -> Sequence[Slot]:
        assert start >= 0
        found = []
        for _, slug in self._order(shelf)[start:stop]:
            entry = self.entries.get(slug)
            stands = entry is not None and shelf in shelves_of(entry)
            found.append(Slot(slug, entry if stands else None))
        return tuple(found)

    def counts(self, kind: ShelfKind) -> Sequence[ShelfCount]:
        found = []
        for shelf in sorted(self.places):
            live = [s.entry for s in self.slots(shelf, 0, self.size(shelf)) if s.entry]
            if shelf.kind is kind and live:
                newest = max(entry.first_published for entry in live)
                found.append(ShelfCount(shelf.key, len(live), newest))
        return tuple(found)

    def record(self, sent: Release) -> None:
        entry = index_entry(sent)
        self.entries[entry.slug] = entry
        for shelf in shelves_of(entry):
            self.places.setdefault(shelf, {})[entry.slug] = entry.first_published

    def drop(self, slug: str) -> None:
        self.entries.pop(slug, None)

    def _order(self, shelf: Shelf) -> list[tuple[datetime, str]]:
        return sorted((at, slug) for slug, at in self.places.get(shelf, {}).items())


@dataclass
class Pictures:
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
    """Kill on every target, and then take it off the live list, as a release records it last."""
    for target in open_targets().values():
        target.kill(publication, room)
    if live is not None:
        live.drop(publication.slug)


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
    shelf = Pictures()
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
