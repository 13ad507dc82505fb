"""What is live, read from the archive when it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from newsroom_agents.archive.archive import Archive
from newsroom_agents.pipeline.aftercare import MAIN_TARGET
from newsroom_agents.story.publication import ReleaseIndexEntry
from newsroom_agents.story.shelf import Shelf, ShelfCount, ShelfKind, Slot


@dataclass(frozen=True, slots=True)
class LivePieces:
    """What the archive says is live; fits `ports.Published`, each question in a room of its own."""

    archive: Archive

    def entry(self, slug: str) -> ReleaseIndexEntry | None:
        """Return how lists show a live story; None when it is not live."""
        with self.archive.reading() as room:
            return room.publications.live_on(MAIN_TARGET).entry(slug)

    def size(self, shelf: Shelf) -> int:
        """Return how many places a shelf has, gaps counted."""
        with self.archive.reading() as room:
            return room.publications.live_on(MAIN_TARGET).size(shelf)

    def rank(self, shelf: Shelf, at: datetime, slug: str) -> int:
        """Return how many places of a shelf lie before a piece first published then."""
        with self.archive.reading() as room:
            return room.publications.live_on(MAIN_TARGET).rank(shelf, at, slug)

    def slots(self, shelf: Shelf, start: int, stop: int) -> Sequence[Slot]:
        """Return the places of a shelf from `start` up to but without `stop`."""
        with self.archive.reading() as room:
            return room.publications.live_on(MAIN_TARGET).slots(shelf, start, stop)

    def counts(self, kind: ShelfKind) -> Sequence[ShelfCount]:
        """Return the shelves of a kind that have live pieces, ordered by key."""
        with self.archive.reading() as room:
            return room.publications.live_on(MAIN_TARGET).counts(kind)
