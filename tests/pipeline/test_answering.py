"""What the next take did about a note is read off the two texts, and from nobody's word."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.clock import fixed_clock
from newsroom_agents.pipeline.answering import Fate, answered
from newsroom_agents.story.decision import Ruling, SentenceNote
from newsroom_agents.story.draft import Access, Paragraph, Section, Sentence, SentenceKind
from newsroom_agents.story.queue import QueuedDraft, QueueState
from tests.archive.builders import NOON, decision, draft, staffed, url_of


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    archive = Archive.open(url_of(tmp_path), tmp_path, fixed_clock(NOON))
    with archive.writing() as opened:
        staffed(opened)
        yield opened
    archive.close()


def take(number: int, **sentences: str) -> QueuedDraft:
    """Return a take with these sentences in this order."""
    told = tuple(
        Sentence(id=name, text=text, kind=SentenceKind.REPORTED) for name, text in sentences.items()
    )
    opening = Section(heading="", access=Access.PUBLIC, paragraphs=(Paragraph(sentences=told),))
    plain = draft(take=number)
    assert plain.package is not None
    package = plain.package.model_copy(update={"sections": (opening,)})
    return plain.model_copy(update={"package": package})


def test_each_note_is_answered_by_what_stands_there_now(room: Room) -> None:
    first = take(1, s1="One.", s2="Two.", s3="Three.", s4="Four.")
    room.queue.enter(first, QueueState.READY)
    places = ("s1", "s2", "s3", "s4", "headline")
    notes = tuple(SentenceNote(where=where, text=f"{where}?") for where in places)
    room.queue.apply(decision(first, Ruling.RETURN, notes=notes), NOON)
    assert answered(room, "bridge", 1) is None

    room.queue.enter(take(2, s1="One.", s5="Two, said better.", s4="Four, too."), QueueState.READY)
    found = answered(room, "bridge", 2)

    assert found is not None
    assert [(one.note.where, one.fate, one.where) for one in found.answers] == [
        ("s1", Fate.UNCHANGED, "s1"),
        ("s2", Fate.CHANGED, "s5"),
        ("s3", Fate.REMOVED, ""),
        ("s4", Fate.CHANGED, "s4"),
        ("headline", Fate.UNCHANGED, "headline"),
    ]
    assert (found.answers[1].before, found.answers[1].after) == ("Two.", "Two, said better.")


def test_a_take_that_no_return_came_before_answers_nothing(room: Room) -> None:
    room.queue.enter(take(1, s1="One."), QueueState.READY)
    room.queue.enter(take(2, s1="Other."), QueueState.READY)
    assert answered(room, "bridge", 2) is None
