"""A house with a long past: the stories that bench/desk.py lets its editors work on.

The demo's stories, reported once, are the patterns. What waits is entered through the queue's own
door, with lead, dossier and analysis, each with a digest of its own. What is done (most of it
published, the rest expired or spiked) is written in bulk, because a hundred thousand stories are to
be there in a minute: the pattern's queued paper as it is, two rulings, an opening, and three rows
of the journal, whose chain goes on.
"""

import hashlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.leads import LeadState
from newsroom_agents.archive.reading_tables import OpeningRow
from newsroom_agents.archive.tables import JournalRow, PaperRow, QueuedRow, RulingRow, table_of
from newsroom_agents.story.analysis import Analysis
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.lead import Lead
from newsroom_agents.story.package import package_digest
from newsroom_agents.story.paper import Filed, Stage, canonical_json, paper_id
from newsroom_agents.story.queue import QueuedDraft, QueueState

if TYPE_CHECKING:
    from sqlmodel import SQLModel

_PORTION = 2_000
_DONE = (QueueState.PUBLISHED,) * 9 + (QueueState.EXPIRED, QueueState.SPIKED)

Row: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A reported story, of which copies are made; `row` and `paper` are its rows in the tables."""

    draft: QueuedDraft
    lead: Filed[Lead]
    dossier: Filed[Dossier]
    analysis: Filed[Analysis]
    row: Mapping[str, object]
    paper: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Past:
    """How many stories there are in all, how many of them wait, who ruled, and what time it is."""

    stories: int
    waiting: int
    editors: tuple[str, ...]
    now: datetime


def fill(archive: Archive, past: Past) -> None:
    """Fill the archive of a house that has reported the demo."""
    with archive.reading() as room:
        patterns = tuple(_patterns(room))
    if not patterns:
        sys.exit("nothing of the demo stands in the queue to make copies of")
    done = past.stories - past.waiting
    for start in range(0, done, _PORTION):
        with archive.writing() as room:
            _write(room, patterns, past, range(start, min(start + _PORTION, done)))
    for start in range(0, past.waiting, _PORTION // 20):
        with archive.writing() as room:
            for number in range(start, min(start + _PORTION // 20, past.waiting)):
                _enter(room, patterns[number % len(patterns)], number, past.now)


def _patterns(room: Room) -> Iterator[Pattern]:
    connection, papers = room.session.connection(), table_of(PaperRow)
    for row in connection.execute(table_of(QueuedRow).select()).mappings().all():
        draft = room.queue.draft(row["slug"])
        query = papers.select().where(papers.c.id == paper_id(draft.slug, Stage.QUEUE, draft.take))
        paper = connection.execute(query).mappings().one()
        lead = room.leads.get(draft.slug).filed
        dossier = room.papers.latest(draft.slug, Stage.RESEARCH, Dossier)
        analysis = room.papers.latest(draft.slug, Stage.ANALYSIS, Analysis)
        if draft.package is not None and dossier is not None and analysis is not None:
            yield Pattern(draft, lead, dossier, analysis, dict(row), dict(paper))


def _enter(room: Room, pattern: Pattern, number: int, now: datetime) -> None:
    """Put a copy of a story into the queue, as the last stage would have."""
    old = pattern.draft
    assert old.package is not None  # noqa: S101 - such patterns are left out
    slug = f"{old.slug}-{number}"
    package = old.package.model_copy(update={"slug": slug})
    queued = now - timedelta(minutes=number % 480)
    draft = old.model_copy(
        update={
            "slug": slug,
            "package": package,
            "digest": package_digest(package, old.salts),
            "queued_at": queued,
            "expires": queued + timedelta(hours=12, minutes=number % 977),
        }
    )
    lead = pattern.lead.paper.model_copy(update={"slug": slug, "event": f"{slug}-event"})
    room.leads.claim(pattern.lead.model_copy(update={"slug": slug, "paper": lead}))
    room.leads.settle(slug, LeadState.QUEUED)
    room.papers.file(pattern.dossier.model_copy(update={"slug": slug}))
    room.papers.file(pattern.analysis.model_copy(update={"slug": slug}))
    room.queue.enter(draft, QueueState.READY, priority=number % 3)


def _write(room: Room, patterns: tuple[Pattern, ...], past: Past, numbers: range) -> None:
    """Write stories that are done, all that belongs to a portion of them in one go."""
    tables: dict[type[SQLModel], list[Row]] = {
        table: [] for table in (PaperRow, QueuedRow, RulingRow, OpeningRow, JournalRow)
    }
    head = room.journal.head()
    last, previous = head.number, head.hash
    for number in numbers:
        story = _Done(patterns[number % len(patterns)], number, past)
        tables[PaperRow] += story.papers()
        tables[QueuedRow].append(story.queued())
        tables[RulingRow] += story.rulings()
        tables[OpeningRow].append(story.opening())
        for event in story.events():
            last += 1
            row: Row = {**event, "number": last, "previous": previous}
            previous = hashlib.sha256(canonical_json(row)).hexdigest()
            tables[JournalRow].append({**row, "hash": previous})
    for table, rows in tables.items():
        room.session.connection().execute(table_of(table).insert(), rows)


class _Done:
    """A story that is done, as rows of the tables."""

    def __init__(self, pattern: Pattern, number: int, past: Past) -> None:
        self._pattern, self._slug = pattern, f"{pattern.draft.slug}-done-{number}"
        self._at = past.now - timedelta(days=1, minutes=5 * (past.stories - number))
        self._state = _DONE[number % len(_DONE)]
        self._digest = hashlib.sha256(self._slug.encode()).hexdigest()
        self._editors = [past.editors[(number + n) % len(past.editors)] for n in range(2)]

    def papers(self) -> Iterator[Row]:
        """Yield the queued draft and the papers of two rulings."""
        queued = {"id": paper_id(self._slug, Stage.QUEUE, 1), "slug": self._slug, "take": 1}
        yield {**self._pattern.paper, **queued, "filed_at": self._at}
        for take in range(1, len(self._editors) + 1):
            yield {
                "id": paper_id(self._slug, Stage.RULING, take),
                "slug": self._slug,
                "stage": Stage.RULING.value,
                "take": take,
                "filed_at": self._at,
                "kind": "Decision",
                "sha256": self._digest,
                "packed": self._digest.encode(),
            }

    def queued(self) -> Row:
        """Return the row of the queue."""
        return {
            **self._pattern.row,
            "slug": self._slug,
            "state": self._state.value,
            "digest": self._digest,
            "queued_at": self._at,
            "expires": self._at + timedelta(days=1),
        }

    def rulings(self) -> Iterator[Row]:
        """Yield two rulings; what was published keeps its approvals."""
        for number, editor in enumerate(self._editors, start=1):
            yield {
                "slug": self._slug,
                "number": number,
                "take": 1,
                "ruling": "approve",
                "editor": editor,
                "covers": self._digest,
                "at": None,
                "stands": self._state is QueueState.PUBLISHED,
                "paper": paper_id(self._slug, Stage.RULING, number),
            }

    def opening(self) -> Row:
        """Return who opened it."""
        return {
            "slug": self._slug,
            "editor": self._editors[0],
            "digest": self._digest,
            "take": 1,
            "at": self._at,
        }

    def events(self) -> Iterator[Row]:
        """Yield what the journal says of it, but for the chain."""
        told = (("queued", Stage.QUEUE), ("ruling", Stage.RULING), (self._state.value, Stage.QUEUE))
        for event, stage in told:
            yield {
                "at": self._at.astimezone(UTC).isoformat(timespec="microseconds"),
                "slug": self._slug,
                "stage": stage.value,
                "take": 1,
                "event": event,
                "detail": canonical_json({"digest": self._digest}).decode("utf-8"),
            }
