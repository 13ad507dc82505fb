"""What a later content of an item says otherwise than an earlier one, sentence by sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from newsroom_agents.story.source import PubStatus, Snapshot
from newsroom_agents.text.sentences import split
from newsroom_agents.text.visible import visible

_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Difference:
    """The title and sentences that a content lost and gained, each in its order."""

    lost: tuple[str, ...]
    gained: tuple[str, ...]

    def __str__(self) -> str:
        lines = (*(f"- {one}" for one in self.lost), *(f"+ {one}" for one in self.gained))
        text = "\n".join(lines) or "(only what is around the text changed)"
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def difference(before: Snapshot, after: Snapshot) -> Difference:
    """Return how two contents of one item differ."""
    if after.status is not PubStatus.USABLE and before.status is PubStatus.USABLE:
        return Difference((), (f"({after.status.value})",))
    old, new = tuple(_said(before)), tuple(_said(after))
    lost: list[str] = []
    gained: list[str] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            lost += old[start:end]
            gained += new[new_start:new_end]
    return Difference(tuple(lost), tuple(gained))


def _said(snapshot: Snapshot) -> Iterator[str]:
    yield visible(snapshot.title)
    for span in split(snapshot.text, snapshot.language):
        yield visible(span.of(snapshot.text))
