"""After publication: corrections, updates, kills. Nothing is ever changed in silence.

A correction says in public what was wrong; an update brings new facts and is approved anew; a kill
leaves a notice. Each is filed and its release booked in one transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.papers import filed_as
from newsroom_agents.clock import Clock
from newsroom_agents.errors import MoveError, NotFoundError, StandardsError
from newsroom_agents.pipeline.booking import Books
from newsroom_agents.story.lead import Lead
from newsroom_agents.story.paper import HOUSE_CREDIT, Paper, Stage, paper_id
from newsroom_agents.story.publication import (
    AftercareNote,
    Correction,
    CorrectionKind,
    Kill,
    Publication,
)
from newsroom_agents.story.source import PubStatus, Snapshot

MAIN_TARGET = "site"
"""The target whose record says what is public; lists of live pieces are read from it."""
MAX_NOTE_CHARS = 1000


@dataclass(frozen=True, slots=True)
class Aftercare:
    """What an editor can do with a published story."""

    archive: Archive
    books: Books
    clock: Clock

    def correct(self, slug: str, text: str, editor: str, account: str) -> str:
        """Append a dated correction and book its release; return the run's key.

        `editor` may be empty: then the system account stands in the record.

        Raises:
            NotFoundError: The story was never published, or nobody knows the editor.
            MoveError: It was killed.
            StandardsError: The note is empty or too long to be read.
        """
        note = " ".join(text.split())
        if not 0 < len(note) <= MAX_NOTE_CHARS:
            msg = f"a correction has 1 to {MAX_NOTE_CHARS} characters, this one {len(note)}"
            raise StandardsError(msg)
        with self.archive.writing() as room:
            published = published_of(room, slug)
            _check_editor(room, editor)
            by = editor or account
            add_correction(room, slug, CorrectionKind.CORRECTION, note, self.clock(), by)
            return self.books.release(room, slug, published.take)

    def kill(self, slug: str, why: str, editor: str, account: str) -> str:
        """Withdraw a published story with a notice; return the run's key.

        Asked again while the notice is not out yet, its release is booked once more.

        Raises:
            NotFoundError: The story was never published, or nobody knows the editor.
            MoveError: Its notice is out already.
            StandardsError: No reason is given.
        """
        if not why.strip():
            msg = f"{slug!r}: a kill needs its reason"
            raise StandardsError(msg)
        with self.archive.writing() as room:
            published = published_of(room, slug, allow_asked_kill=True)
            if kill_of(room, slug) is not None:
                return self.books.release(room, slug, published.take)
            _check_editor(room, editor)
            now = self.clock()
            kill = Kill(at=now, why=" ".join(why.split()))
            _file_note(
                room, slug, AftercareNote(correction=None, kill=kill, by=editor or account), now
            )
            return self.books.release(room, slug, published.take)

    def update(self, slug: str, editor: str = "", account: str = "") -> str:
        """Report the story anew with what has come in since; return the run's key.

        The new take goes to the queue and is approved like any other; the published one stands
        until then.

        Raises:
            NotFoundError: The story was never published, or nobody knows the editor.
            MoveError: It was killed.
            StandardsError: Nothing new has come in.
        """
        with self.archive.writing() as room:
            published_of(room, slug)
            _check_editor(room, editor)
            filed = room.papers.latest(slug, Stage.LEAD, Lead)
            if filed is None:
                raise NotFoundError(kind="lead", name=slug)
            lead = filed.paper
            usable = reports_of(room, lead.event)
            names = tuple(one.id for one in usable if one.status is PubStatus.USABLE)
            if set(names) <= set(lead.snapshots):
                msg = f"{slug!r}: nothing new has come in since the last take"
                raise StandardsError(msg)
            moment = max(one.published for one in usable)
            renewed = lead.model_copy(
                update={"snapshots": names, "news_time": max(moment, lead.news_time)}
            )
            now, take = self.clock(), filed.take + 1
            _file(room, slug, Stage.LEAD, take, renewed, now)
            by = {"by": editor or account or "house"}
            room.journal.append(slug, "update asked", by, now, stage=Stage.AFTERCARE, take=take)
            return self.books.report(room, slug, Stage.RESEARCH)


def reports_of(room: Room, event: str) -> tuple[Snapshot, ...]:
    """Return the reports of an event as they read now: none that a newer version replaced."""
    current = room.snapshots.of_event(event)
    newer = room.snapshots.superseded([one.id for one in current])
    return tuple(one for one in current if one.id not in newer)


def _check_editor(room: Room, editor: str) -> None:
    """Refuse somebody who is named and may not rule."""
    if editor:
        room.editors.ruling(editor)


def published_of(room: Room, slug: str, *, allow_asked_kill: bool = False) -> Publication:
    """Return what is public of this story.

    Raises:
        NotFoundError: It was never published.
        MoveError: It was killed.
    """
    published = room.publications.current(slug, MAIN_TARGET)
    if published is None:
        raise NotFoundError(kind="published story", name=slug)
    if published.kill or (kill_of(room, slug) and not allow_asked_kill):
        raise MoveError(slug=slug, state="killed", move="change it", allowed="published")
    return published


def unpublished_notes(room: Room) -> dict[str, int]:
    """Return the stories with a correction or kill that readers have not seen, and their takes.

    A release that failed leaves such a note behind; it is booked again until it is out.
    """
    pending: dict[str, int] = {}
    for slug in room.papers.slugs(Stage.AFTERCARE):
        published = room.publications.current(slug, MAIN_TARGET)
        if published is None or published.kill is not None:
            continue
        seen = len(published.corrections)
        if kill_of(room, slug) is not None or len(corrections_of(room, slug)) > seen:
            pending[slug] = published.take
    return pending


def corrections_of(room: Room, slug: str) -> tuple[Correction, ...]:
    """Return the notes readers see on this story, in order."""
    return tuple(note.correction for note in _notes(room, slug) if note.correction is not None)


def kill_of(room: Room, slug: str) -> Kill | None:
    """Return the story's kill, if it was withdrawn."""
    return next((note.kill for note in _notes(room, slug) if note.kill is not None), None)


def add_correction(
    room: Room, slug: str, kind: CorrectionKind, text: str, at: datetime, by: str
) -> None:
    """File one more note for readers."""
    number = 1 + len(corrections_of(room, slug))
    correction = Correction(number=number, kind=kind, at=at, text=text)
    _file_note(room, slug, AftercareNote(correction=correction, kill=None, by=by), at)


def _notes(room: Room, slug: str) -> tuple[AftercareNote, ...]:
    return tuple(
        room.papers.get(paper_id(slug, Stage.AFTERCARE, take), AftercareNote).paper
        for take in room.papers.takes(slug, Stage.AFTERCARE)
    )


def _file_note(room: Room, slug: str, note: AftercareNote, at: datetime) -> None:
    take = 1 + len(room.papers.takes(slug, Stage.AFTERCARE))
    _file(room, slug, Stage.AFTERCARE, take, note, at)
    event = "kill asked" if note.kill else f"{note.correction and note.correction.kind.value} asked"
    room.journal.append(slug, event, {"by": note.by}, at, stage=Stage.AFTERCARE, take=take)


def _file(room: Room, slug: str, stage: Stage, take: int, paper: Paper, at: datetime) -> None:
    room.papers.file(
        filed_as(type(paper))(
            slug=slug, stage=stage, take=take, filed_at=at, credit=HOUSE_CREDIT, paper=paper
        )
    )
