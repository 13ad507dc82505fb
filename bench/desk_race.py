"""Editors who rule on the same stories at the same moment, and whether anything is lost.

    python bench/desk_race.py [--rulings 10000] [--threads 20] [--stories 500] [--url URL]

Threads approve, change, return, hold, spike and take back at random, each over the text it was last
shown, on SQLite or, with an address, on a server whose database is empty. Every ruling goes through
the queue's own door; a change is a new take over the text that was shown, refused when another lies
there. Afterwards the journal is verified, every approval is compared with what that editor was
shown, and no person may have two that count for one story. It leaves with 1 if anything is wrong.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.openings import Opening
from newsroom_agents.archive.queue_rows import QueueRow
from newsroom_agents.errors import (
    MoveError,
    NotApprovedError,
    StaleEditError,
    StandardsError,
    StorageError,
)
from newsroom_agents.story.approval import finding_key
from newsroom_agents.story.check import Finding, Verdict
from newsroom_agents.story.decision import Decision, EditorRole, Ruling, Via
from newsroom_agents.story.draft import Access, Paragraph, RestsOn, Section, Sentence, SentenceKind
from newsroom_agents.story.package import Byline, Package, Tags, package_digest, parts_of
from newsroom_agents.story.paper import HOUSE_CREDIT, Stage, paper_id
from newsroom_agents.story.queue import QueuedDraft, QueueState, Risk

START = datetime(2031, 5, 5, 12, tzinfo=UTC)
_EDITORS = tuple(f"Editor {number}" for number in range(1, 21))
_WISHES = (
    *("approve",) * 8,
    *("edit",) * 4,
    *("return",) * 2,
    *("hold", "unhold", "undo", "undo", "spike"),
)
_REFUSALS = (MoveError, NotApprovedError, StaleEditError, StandardsError)


@dataclass(frozen=True, slots=True)
class Race:
    """How many of what."""

    rulings: int
    threads: int
    stories: int
    seed: int = 7


@dataclass
class Tally:
    """What one thread did: how it ended by wish, how long each took, which approvals it saw."""

    ended: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    approved: set[tuple[str, int, str, str]] = field(default_factory=set)
    """Story, take, editor and the digest that was shown, of every approval that was taken."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a race came to."""

    database: str
    rulings: int
    threads: int
    stories: int
    seconds: float
    per_second: float
    p50_ms: float
    p95_ms: float
    ended: dict[str, int]
    journal_rows: int
    faults: tuple[str, ...]


def clock() -> datetime:
    """Return the one moment at which all of it happens."""
    return START


def draft_of(slug: str, take: int, salt: str) -> QueuedDraft:
    """Return an invented take of a story with one soft finding; `salt` makes its words its own."""
    sentence = Sentence(
        id="s1", text=f"EXERCISE {slug} {take} {salt}.", kind=SentenceKind.REPORTED, cites=("S1.1",)
    )
    opening = Section(
        heading="", access=Access.PUBLIC, paragraphs=(Paragraph(sentences=(sentence,)),)
    )
    package = Package(
        slug=slug,
        take=take,
        language="en",
        beat="coasts",
        headline=f"EXERCISE {slug} {take} {salt}",
        dek="Invented.",
        url_path=f"2031/05/{slug}",
        byline=Byline(persona="ida", name="Ida", title="Desk", bio="An AI."),
        located=(),
        sections=(opening,),
        teaser="",
        blurb="Invented.",
        rests_on=RestsOn(headline=("s1",)),
        art=None,
        tags=Tags(places=(), topics=()),
        sources=(),
        excerpts=(),
        destinations=("site",),
        disclosure="Invented.",
        label="",
        news_time=START,
    )
    salts = {part.name: f"salt-{part.name}" for part in parts_of(package)}
    soft = Finding(
        where="s1", check="memory", verdict=Verdict.SUPPORTED, is_hard=False, reason="look at it"
    )
    is_high = int(slug.rpartition("-")[2]) % 2 == 0
    return QueuedDraft(
        slug=slug,
        take=take,
        events=(slug,),
        headline=package.headline,
        beat="coasts",
        package=package,
        digest=package_digest(package, salts),
        salts=salts,
        report=None,
        findings=(soft,),
        changes=(),
        risk=Risk.HIGH if is_high else Risk.LOW,
        risk_reasons=(),
        reasons=(),
        origins=3,
        outlets=4,
        languages=("en",),
        credits=(HOUSE_CREDIT,),
        queued_at=START,
        expires=START + timedelta(days=1),
    )


def fill(archive: Archive, race: Race) -> None:
    """Register the editors and put the stories into the queue."""
    with archive.writing() as room:
        for name in _EDITORS[: race.threads]:
            room.editors.add(name, EditorRole.EDITOR, START)
        for number in range(race.stories):
            room.queue.enter(draft_of(f"story-{number}", 1, "house"), QueueState.READY)


def run(archive: Archive, race: Race) -> tuple[Tally, ...]:
    """Let every thread rule as one editor until its share is done."""
    share = race.rulings // race.threads

    def work(number: int) -> Tally:
        tally, dice = Tally(), random.Random(race.seed * 1_000 + number)
        shown: dict[str, QueueRow] = {}
        for _ in range(share):
            _one(archive, _EDITORS[number], dice, shown, tally, race.stories)
        return tally

    with ThreadPoolExecutor(race.threads) as threads:
        return tuple(threads.map(work, range(race.threads)))


def _one(
    archive: Archive,
    editor: str,
    dice: random.Random,
    shown: dict[str, QueueRow],
    tally: Tally,
    stories: int,
) -> None:
    """Look at a story, most times anew, and rule on what was seen."""
    slug, wish = f"story-{dice.randrange(stories)}", dice.choice(_WISHES)
    if slug not in shown or dice.random() < 0.7:
        shown[slug] = _opened(archive, slug, editor)
    row, begun = shown[slug], time.perf_counter()
    try:
        with archive.writing() as room:
            if wish == "edit":
                _edit(room, row, editor)
            else:
                room.queue.apply(_decision(room, row, Ruling(wish), editor), START)
    except _REFUSALS as error:
        tally.ended[f"{wish} refused: {type(error).__name__}"] += 1
    except StorageError as error:
        tally.ended[f"LOST {wish}: {error}"] += 1
    else:
        tally.ended[wish] += 1
        if wish == "approve":
            tally.approved.add((slug, row.take, editor, row.digest))
    tally.seconds.append(time.perf_counter() - begun)


def _opened(archive: Archive, slug: str, editor: str) -> QueueRow:
    """Open the story's page, as the desk records it; a returned story gets its next take."""
    with archive.writing() as room:
        row = room.queue.row(slug)
        if row.state is QueueState.RETURNED:
            room.queue.enter(draft_of(slug, row.take + 1, "again"), QueueState.READY)
            row = room.queue.row(slug)
        room.openings.note(Opening(slug, editor, row.digest, row.take, START))
        return row


def _edit(room: Room, seen: QueueRow, editor: str) -> None:
    """Save a take by hand over the text that was seen, as the editing does."""
    row = room.queue.row(seen.slug)
    if row.state not in {QueueState.READY, QueueState.APPROVED}:
        raise MoveError(slug=row.slug, state=row.state.value, move="edit it", allowed="ready")
    if row.digest != seen.digest:
        raise StaleEditError(slug=row.slug, edited=seen.digest, current=row.digest)
    made_by = tuple(dict.fromkeys((*row.made_by, editor)))
    fresh = draft_of(row.slug, row.take + 1, editor).model_copy(update={"made_by": made_by})
    room.queue.enter(fresh, QueueState.READY)


def _decision(room: Room, seen: QueueRow, ruling: Ruling, editor: str) -> Decision:
    queued = room.papers.get(paper_id(seen.slug, Stage.QUEUE, seen.take), QueuedDraft).paper
    is_approval = ruling is Ruling.APPROVE
    return Decision(
        slug=seen.slug,
        take=room.queue.row(seen.slug).take,
        number=0,
        ruling=ruling,
        editor=editor,
        role=EditorRole.EDITOR,
        covers=seen.digest if is_approval else "",
        note="EXERCISE",
        via=Via.DESK,
        account="",
        decided=START,
        stage=Stage.WRITING if ruling is Ruling.RETURN else None,
        ticked=tuple(finding_key(one) for one in queued.findings) if is_approval else (),
    )


def faults(archive: Archive, tallies: tuple[Tally, ...]) -> Iterator[str]:
    """Yield everything that should not be."""
    approved = {each for tally in tallies for each in tally.approved}
    yield from sorted(one for tally in tallies for one in tally.ended if one.startswith("LOST"))
    with archive.reading() as room:
        report = room.journal.verify()
        if not report.is_sound:
            yield f"journal: row {report.bad_row}: {report.reason}"
        for row in room.queue.rows():
            yield from _faults_of(room, row, approved)


def _faults_of(
    room: Room, row: QueueRow, approved: set[tuple[str, int, str, str]]
) -> Iterator[str]:
    filed = [one for one in room.queue.decisions(row.slug) if one.ruling is Ruling.APPROVE]
    for one in filed:
        queued = room.papers.get(paper_id(row.slug, Stage.QUEUE, one.take), QueuedDraft).paper
        if one.covers != queued.digest:
            yield f"{row.slug}: approval {one.number} covers another text than take {one.take}"
        if (row.slug, one.take, one.editor, one.covers) not in approved:
            yield f"{row.slug}: {one.editor} was not shown what approval {one.number} covers"
        if not room.openings.has(one.editor, row.slug, one.covers):
            yield f"{row.slug}: {one.editor} never opened what approval {one.number} covers"
    standing = room.queue.approvals(row.slug)
    twice = [name for name, n in Counter(one.editor for one in standing).items() if n > 1]
    yield from (f"{row.slug}: {name} has two approvals that count" for name in twice)
    if any(one.covers != row.digest for one in standing):
        yield f"{row.slug}: an approval of an older text counts"
    is_cleared = row.state in {QueueState.APPROVED, QueueState.SCHEDULED}
    is_ready = row.state is QueueState.READY
    if (is_cleared and row.approvals_missing) or (is_ready and not row.approvals_missing):
        yield f"{row.slug}: {row.state.value} with {row.approvals_missing} approvals missing"


def measured(archive: Archive, race: Race, database: str) -> Figures:
    """Run a race on an empty archive and look at what it left."""
    fill(archive, race)
    begun = time.perf_counter()
    tallies = run(archive, race)
    seconds = time.perf_counter() - begun
    ended = sum((tally.ended for tally in tallies), Counter[str]())
    times = sorted(second for tally in tallies for second in tally.seconds)
    with archive.reading() as room:
        rows = room.journal.verify().rows
    return Figures(
        database=database,
        rulings=len(times),
        threads=race.threads,
        stories=race.stories,
        seconds=round(seconds, 2),
        per_second=round(len(times) / seconds, 1),
        p50_ms=round(times[len(times) // 2] * 1000, 1),
        p95_ms=round(times[int(len(times) * 0.95)] * 1000, 1),
        ended=dict(sorted(ended.items())),
        journal_rows=rows,
        faults=tuple(faults(archive, tallies)),
    )


def main() -> int:
    """Measure, print a table, and say by the exit code whether all of it held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rulings", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=20, choices=range(1, len(_EDITORS) + 1))
    parser.add_argument("--stories", type=int, default=500)
    parser.add_argument("--url", default="", help="an empty database; default: SQLite")
    parser.add_argument("--json", type=Path)
    told = parser.parse_args()
    race = Race(told.rulings, told.threads, told.stories)
    with tempfile.TemporaryDirectory() as name:
        url = told.url or f"sqlite:///{name}/race.sqlite"
        archive = Archive.open(url, Path(name), clock)
        try:
            figures = measured(archive, race, "server" if told.url else "SQLite")
        finally:
            archive.close()
    for label, value in asdict(figures).items():
        print(f"{label:14} {value}")
    if told.json:
        told.json.write_text(json.dumps(asdict(figures), indent=1) + "\n", encoding="utf-8")
    return 1 if figures.faults else 0


if __name__ == "__main__":
    sys.exit(main())
