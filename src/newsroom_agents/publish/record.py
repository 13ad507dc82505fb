"""What a persona's pieces show of its work: languages really read, and corrections.

Taken from the bundles of the pieces that are live, not from the persona's file: a page should not
claim what the pieces do not show.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from newsroom_agents.errors import VerificationError
from newsroom_agents.publish.listing import standing_bundle
from newsroom_agents.publish.public_text import read_text
from newsroom_agents.story.publication import Correction, CorrectionKind, ReleaseIndexEntry

_LATEST = 40


@dataclass(frozen=True, slots=True)
class CorrectedPiece:
    """A correction with the piece it belongs to."""

    entry: ReleaseIndexEntry
    correction: Correction


@dataclass(frozen=True, slots=True)
class PersonaRecord:
    """Languages by how many sources were in them, the most first, and corrections, newest first."""

    languages: tuple[str, ...]
    corrections: tuple[CorrectedPiece, ...]


def persona_record(site: Path, pieces: Sequence[ReleaseIndexEntry]) -> PersonaRecord:
    """Return what the latest of these pieces show; one that cannot be read is left out."""
    languages: Counter[str] = Counter()
    corrected: list[CorrectedPiece] = []
    for entry in pieces[:_LATEST]:
        bundle = standing_bundle(site, entry.url_path)
        if bundle is None:
            continue
        try:
            text = read_text(bundle)
        except VerificationError:
            continue
        languages.update(source.language for source in text.sources if source.is_readable)
        corrected += [
            CorrectedPiece(entry, note)
            for note in bundle.publication.corrections
            if note.kind is CorrectionKind.CORRECTION
        ]
    ranked = sorted(languages, key=lambda code: (-languages[code], code))
    corrected.sort(key=lambda piece: (piece.correction.at, piece.entry.slug), reverse=True)
    return PersonaRecord(tuple(ranked), tuple(corrected))
