"""Shelves: the lists of published pieces that a site has, of a place, a topic, a month, a persona.

A piece keeps its place on a shelf for ever: one that is withdrawn, or no longer belongs there,
leaves a gap. So lists that are cut into pages by place never shift when a piece goes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from newsroom_agents.story.publication import CorrectionKind, ReleaseIndexEntry


class ShelfKind(StrEnum):
    """What the pieces on a shelf have in common."""

    ALL = "all"
    MONTH = "month"
    """Key: `2026-11`, the month of first publication in UTC."""
    PLACE = "place"
    """Key: CLDR territory code."""
    TOPIC = "topic"
    """Key: name of the media topic."""
    BEAT = "beat"
    PERSONA = "persona"
    CORRECTED = "corrected"
    """Pieces that carry a correction; key: the persona that signed them."""
    SEQUEL = "sequel"
    """Pieces that continue an earlier one; key: its slug."""


@dataclass(frozen=True, slots=True, order=True)
class Shelf:
    """One list of pieces."""

    kind: ShelfKind
    key: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place on a shelf; `entry` is None when its piece is gone from there."""

    slug: str
    entry: ReleaseIndexEntry | None


@dataclass(frozen=True, slots=True)
class ShelfCount:
    """How many pieces are live on a shelf, at least one, and when the newest came out."""

    key: str
    pieces: int
    newest: datetime


EVERYTHING = Shelf(ShelfKind.ALL)


def shelves_of(entry: ReleaseIndexEntry) -> frozenset[Shelf]:
    """Return the shelves on which a live piece stands."""
    month = entry.first_published.astimezone(UTC).strftime("%Y-%m")
    found = {
        EVERYTHING,
        Shelf(ShelfKind.MONTH, month),
        Shelf(ShelfKind.BEAT, entry.beat),
        Shelf(ShelfKind.PERSONA, entry.persona),
        *(Shelf(ShelfKind.PLACE, code) for code in entry.places),
        *(Shelf(ShelfKind.TOPIC, name) for name in entry.topics),
        *(Shelf(ShelfKind.SEQUEL, slug) for slug in entry.continues),
    }
    if any(note.kind is CorrectionKind.CORRECTION for note in entry.corrections):
        found.add(Shelf(ShelfKind.CORRECTED, entry.persona))
    return frozenset(found)
