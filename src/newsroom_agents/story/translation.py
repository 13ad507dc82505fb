"""A translation, aligned sentence by sentence with its snapshot."""

from enum import StrEnum

from newsroom_agents.story.paper import Paper


class TranslationStatus(StrEnum):
    """What a translation may be used for."""

    TRANSLATED = "translated"
    """Good enough to word a sentence with; the original stays the evidence."""
    GIST = "gist"
    """A machine gist: for people and keys, never evidence."""
    UNTRANSLATED = "untranslated"
    """Nobody here can translate it: it corroborates by names, numbers and dates only."""


class AlignedSentence(Paper):
    """A sentence of the original, by its offsets, and its translation (empty if none).

    Quotations inside `text` keep their original in `quotes`, in order.
    """

    start: int
    end: int
    text: str
    quotes: tuple[str, ...] = ()


class Translation(Paper):
    """One snapshot in the house's language, as far as the house can."""

    snapshot: str
    source_language: str
    target_language: str
    status: TranslationStatus
    sentences: tuple[AlignedSentence, ...]
    note: str = ""
    """Said openly where the text is used, for instance why it stayed untranslated."""
