"""What changed between two takes, text by text, as pages show it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from newsroom_agents.archive.archive import Room
from newsroom_agents.desk.word_diff import Piece, word_diff
from newsroom_agents.desk.wording import SHORT_TEXT_WORDS
from newsroom_agents.story.paper import Stage, paper_id
from newsroom_agents.story.queue import QueuedDraft
from newsroom_agents.text.visible import visible

_KINDS = {"heading-": "Heading of section", "s": "Sentence", "S": "Source"}
_BODY = "body"


@dataclass(frozen=True, slots=True)
class TextChange:
    """One text that differs: where it stands, and the words that went and came."""

    where: str
    name: str
    pieces: tuple[Piece, ...]


def changes_between(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[TextChange, ...]:
    """Return the texts that differ, in reading order; what is in one only went or came whole."""
    return tuple(
        TextChange(where, text_name(where), word_diff(before.get(where, ""), after.get(where, "")))
        for where in dict.fromkeys((*before, *after))
        if before.get(where) != after.get(where)
    )


def text_name(where: str, order: Sequence[str] = ()) -> str:
    """Return what a text is called; a sentence by its number, where the order is known."""
    if where in SHORT_TEXT_WORDS:
        return SHORT_TEXT_WORDS[where]
    if where == _BODY:
        return "The body as a whole"
    if where in order:
        return f"Sentence {order.index(where) + 1}"
    kind = next((words for start, words in _KINDS.items() if where.startswith(start)), "")
    return f"{kind} {where.removeprefix('heading-')}".strip()


def told_reasons(reasons: Iterable[str], order: Sequence[str]) -> tuple[str, ...]:
    """Return why a story stopped, with the sentence ids in it told as `Sentence 4`."""
    parted = (visible(reason).partition(": ") for reason in reasons)
    return tuple(
        f"{text_name(where, order)}: {why}" if where in order else f"{where}{colon}{why}"
        for where, colon, why in parted
    )


def take_of_digest(room: Room, slug: str, digest: str) -> int | None:
    """Return the take of a story that has this digest; None when none ever had it."""
    for take in reversed(room.papers.takes(slug, Stage.QUEUE)):
        if room.papers.get(paper_id(slug, Stage.QUEUE, take), QueuedDraft).paper.digest == digest:
            return take
    return None
