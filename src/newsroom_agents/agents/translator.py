"""The translator: a snapshot in the house's language, aligned sentence by sentence.

The original stays the evidence. A translation words a sentence; it never replaces what it rests on,
and every quotation keeps the words that were said.
"""

from newsroom_agents.agents._role import Composed, Role
from newsroom_agents.agents._translator import TranslatorBrief, TranslatorReply
from newsroom_agents.agents.by_hand.translator import by_hand
from newsroom_agents.errors import ReplyRejectedError
from newsroom_agents.story.paper import Role as RoleName
from newsroom_agents.story.translation import AlignedSentence, Translation, TranslationStatus
from newsroom_agents.text.quotes import quotations

__all__ = ["ROLE", "TranslatorBrief", "TranslatorReply", "compose"]


def compose(brief: TranslatorBrief, reply: TranslatorReply) -> Composed[Translation]:
    """Return the translation, each text beside the offsets of its original.

    Raises:
        ReplyRejectedError: There is not exactly one text for every line, or a text is empty.
    """
    texts = _texts(brief, reply)
    sentences = tuple(
        AlignedSentence(
            start=start,
            end=end,
            text=" ".join(text.split()),
            quotes=tuple(
                quotation.text for quotation in quotations(line.text) if not quotation.depth
            ),
        )
        for line, (start, end), text in zip(brief.lines, brief.spans, texts, strict=True)
    )
    return Composed(
        Translation(
            snapshot=brief.snapshot,
            source_language=brief.source_language,
            target_language=brief.target_language,
            status=reply.status,
            sentences=sentences,
            note=" ".join(reply.note.split()),
        )
    )


def _texts(brief: TranslatorBrief, reply: TranslatorReply) -> tuple[str, ...]:
    """Return one text for every line; empty ones when the reply leaves it untranslated."""
    if reply.status is TranslationStatus.UNTRANSLATED:
        if any(text.strip() for text in reply.texts):
            msg = "translator: untranslated, and yet there are texts"
            raise ReplyRejectedError(msg)
        return ("",) * len(brief.lines)
    if len(reply.texts) != len(brief.lines):
        msg = f"translator: {len(reply.texts)} texts for {len(brief.lines)} lines"
        raise ReplyRejectedError(msg)
    empty = [
        line.id for line, text in zip(brief.lines, reply.texts, strict=True) if not text.strip()
    ]
    if empty:
        msg = f"translator: no text for line {', '.join(empty)}"
        raise ReplyRejectedError(msg)
    return reply.texts


ROLE = Role(
    name=RoleName.TRANSLATOR,
    takes=TranslatorBrief,
    asks=TranslatorReply,
    gives=Translation,
    compose=compose,
    by_hand=by_hand,
)
