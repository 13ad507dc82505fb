"""What a persona's pieces show of its work: languages really read, and corrections.

Taken from the pieces that are live, not from the persona's file: a page should not claim what the
pieces do not show.
"""

from collections import Counter
from dataclasses import dataclass

from newsroom_agents.ports import Published
from newsroom_agents.publish.listing import latest
from newsroom_agents.story.publication import Correction, CorrectionKind, ReleaseIndexEntry
from newsroom_agents.story.shelf import Shelf, ShelfKind

_LATEST = 30
_CORRECTED = 40


@dataclass(frozen=True, slots=True)
class CorrectedPiece:
    """A correction with the piece it belongs to."""

    entry: ReleaseIndexEntry
    correction: Correction


@dataclass(frozen=True, slots=True)
class PersonaRecord:
    """Languages with how many reports in them were read, the most first; corrections, newest first.

    `pieces` says from how many pieces the languages were counted.
    """

    languages: tuple[tuple[str, int], ...]
    corrections: tuple[CorrectedPiece, ...]
    pieces: int


def persona_record(live: Published, persona: str) -> PersonaRecord:
    """Return what the latest pieces of a persona show, and its corrected pieces."""
    pieces = latest(live, Shelf(ShelfKind.PERSONA, persona), _LATEST)
    languages = Counter(language for entry in pieces for language in entry.languages)
    corrected = [
        CorrectedPiece(entry, note)
        for entry in latest(live, Shelf(ShelfKind.CORRECTED, persona), _CORRECTED)
        for note in entry.corrections
        if note.kind is CorrectionKind.CORRECTION
    ]
    ranked = sorted(languages.items(), key=lambda row: (-row[1], row[0]))
    corrected.sort(key=lambda piece: (piece.correction.at, piece.entry.slug), reverse=True)
    return PersonaRecord(tuple(ranked), tuple(corrected), len(pieces))
