"""What the next take did about each note with which an editor returned a story.

Nobody is asked: the texts of the two takes are compared. A writer gives a changed sentence a new
id, so a sentence that is gone is looked for in its place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from newsroom_agents.archive.archive import Room
from newsroom_agents.story.decision import Decision, Ruling, SentenceNote
from newsroom_agents.story.draft import Draft
from newsroom_agents.story.package import Package
from newsroom_agents.story.paper import Stage, paper_id
from newsroom_agents.story.queue import QueuedDraft
from newsroom_agents.story.revision import SHORT_TEXTS


class Fate(StrEnum):
    """What became of a text that was noted."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Answer:
    """A note and what the next take made of its text; `where` is the text's id there, if any."""

    note: SentenceNote
    fate: Fate
    before: str
    after: str
    where: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A return, and what the take after it did about it."""

    returned: Decision
    take: int
    answers: tuple[Answer, ...]


def answered(room: Room, slug: str, take: int) -> Answered | None:
    """Return what a take did about the return before it; None when no return came before it."""
    takes = [each for each in room.papers.takes(slug, Stage.QUEUE) if each < take]
    returns = [
        one
        for one in room.queue.decisions(slug)
        if one.ruling is Ruling.RETURN and takes and one.take == takes[-1]
    ]
    if not returns:
        return None
    last = returns[-1]
    before, after = texts_of(room, slug, last.take), texts_of(room, slug, take)
    heirs = _heirs(before, after)
    answers = tuple(_answer(note, before, after, heirs) for note in last.notes)
    return Answered(last, take, answers)


def texts_of(room: Room, slug: str, take: int) -> Mapping[str, str]:
    """Return the texts of a queued take by place: sentences in order, then the short texts.

    A story that stopped before packaging has those of its draft, if it came so far.
    """
    queued = room.papers.get(paper_id(slug, Stage.QUEUE, take), QueuedDraft).paper
    if queued.package is not None:
        return texts_in(queued.package)
    if take not in room.papers.takes(slug, Stage.WRITING):
        return {}
    draft = room.papers.get(paper_id(slug, Stage.WRITING, take), Draft).paper
    sentences = {one.id: one.text for one in draft.sentences()}
    return {**sentences, "headline": draft.headline, "dek": draft.dek}


def texts_in(package: Package) -> Mapping[str, str]:
    """Return the texts of a package by place: sentences in order, then the short texts."""
    short = {name: getattr(package, name) for name in SHORT_TEXTS[:4]}
    art = {"caption": package.art.caption, "alt": package.art.alt} if package.art else {}
    return {**{one.id: one.text for one in package.sentences()}, **short, **art}


def _heirs(before: Mapping[str, str], after: Mapping[str, str]) -> Mapping[str, str]:
    """Return for places that are gone the new one that stands there now."""
    old = [name for name in before if name not in SHORT_TEXTS]
    new = [name for name in after if name not in SHORT_TEXTS]
    found: dict[str, str] = {}
    for tag, start, end, start_new, end_new in SequenceMatcher(None, old, new, False).get_opcodes():
        if tag == "replace":
            found.update(zip(old[start:end], new[start_new:end_new], strict=False))
    return {gone: heir for gone, heir in found.items() if gone not in after and heir not in before}


def _answer(
    note: SentenceNote,
    before: Mapping[str, str],
    after: Mapping[str, str],
    heirs: Mapping[str, str],
) -> Answer:
    where = note.where if note.where in after else heirs.get(note.where, "")
    was, now = before.get(note.where, ""), after.get(where, "")
    if not where:
        return Answer(note, Fate.REMOVED, was, "", "")
    return Answer(note, Fate.UNCHANGED if was == now else Fate.CHANGED, was, now, where)
