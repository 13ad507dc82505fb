"""What happened to a story: the journal's rows, the rulings with their notes, who opened what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from newsroom_agents.archive.journal import JournalEntry
from newsroom_agents.archive.openings import Opening
from newsroom_agents.desk.front import drawn, front_of
from newsroom_agents.desk.queue import wordbook
from newsroom_agents.desk.story import find_story
from newsroom_agents.desk.visits import Signed
from newsroom_agents.desk.wording import STAGE_WORDS, Clockface, Moment
from newsroom_agents.text.visible import visible

_RULING = "ruling"
_SHORT, _DIGITS = 12, 64
_HEX = frozenset("0123456789abcdef")

router = APIRouter()


@dataclass(frozen=True, slots=True)
class EventLine:
    """Something that happened, in words."""

    number: int
    at: Moment
    words: str
    stage: str
    take: int | None
    detail: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """An editor's first look at a take."""

    editor: str
    take: int
    digest: str
    at: Moment


@router.api_route("/story/{slug}/history", methods=["GET", "HEAD"])
def history(request: Request, signed: Signed, slug: str) -> Response:
    """Show what the journal says of a story, the newest first, and who opened which text."""
    front = front_of(request)
    book = wordbook(front)
    with front.archive.reading() as room:
        lying = find_story(room, slug)
        entries = room.journal.rows(slug)
        openings = room.openings.of(slug)
    return drawn(
        request,
        "history.html",
        row=lying.row,
        line=book.line(lying.row, signed.editor.name, ()),
        events=[event_line(entry, book.face) for entry in reversed(entries)],
        openings=tuple(_openings(openings, book.face)),
        tab="history",
    )


def event_line(entry: JournalEntry, face: Clockface) -> EventLine:
    """Return a row of the journal in words."""
    facts = {name: visible(fact) for name, fact in entry.detail.items()}
    note = facts.pop("note", "")
    return EventLine(
        number=entry.number,
        at=face.ago(entry.at),
        words=_words(entry.event, facts),
        stage=STAGE_WORDS[entry.stage] if entry.stage else "",
        take=entry.take,
        detail=tuple((name, _shortened(fact)) for name, fact in facts.items()),
        note=note,
    )


def _words(event: str, facts: Mapping[str, str]) -> str:
    """Return what happened: a ruling names who ruled and how."""
    if event == _RULING and {"editor", "ruling"} <= set(facts):
        return f"{facts['editor']} ruled: {facts['ruling']}"
    return visible(event).capitalize()


def _shortened(fact: str) -> str:
    is_digest = len(fact) == _DIGITS and set(fact) <= _HEX
    return fact[:_SHORT] if is_digest else fact


def _openings(openings: tuple[Opening, ...], face: Clockface) -> Iterator[OpeningLine]:
    for one in reversed(openings):
        yield OpeningLine(one.editor, one.take, one.digest[:_SHORT], face.ago(one.at))
