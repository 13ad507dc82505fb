"""Who said it: one quotation that origins put into different mouths."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from newsroom_agents.agents._researcher import FoundDisagreement, FoundSide
from newsroom_agents.agents.by_hand.passages import Passage
from newsroom_agents.evidence.material import plain_words
from newsroom_agents.evidence.speakers import speaking
from newsroom_agents.story.dossier import DisagreementKind
from newsroom_agents.text.quotes import find_quote, quotations

_FEWEST_WORDS = 4
"""A shorter quotation may be said by two people."""
_MOST_ROWS = 3
_SHOWN_WORDS = 8


@dataclass(frozen=True, slots=True)
class _Said:
    """A quotation, whom its sentence makes say it, and the sentence."""

    quoted: str
    speaker: str
    passage: Passage


def attributions(ranked: Sequence[Passage]) -> Iterator[FoundDisagreement]:
    """Yield a row for each quotation to which two origins give different speakers."""
    said = [one for passage in ranked for one in _said(passage)]
    rows: list[str] = []
    for one, other in combinations(said, 2):
        is_told = any(_is_same(one.quoted, quoted) for quoted in rows)
        if len(rows) < _MOST_ROWS and not is_told and _differ(one, other):
            rows.append(one.quoted)
            words = " ".join(one.quoted.split()[:_SHOWN_WORDS]).rstrip(",.;:!?")
            yield FoundDisagreement(
                kind=DisagreementKind.ATTRIBUTION,
                about=f"who said “{words}”",
                sides=tuple(
                    FoundSide(says=side.speaker, cites=(side.passage.id,)) for side in (one, other)
                ),
            )


def _said(passage: Passage) -> Iterator[_Said]:
    """Yield the quotations of a sentence that names one speaker."""
    quoted = quotations(passage.text)
    if not quoted:
        return
    named = list(speaking(passage.text, passage.names, quoted, passage.language))
    if len({name.text for name in named}) == 1:
        for quotation in quoted:
            if len(quotation.text.split()) >= _FEWEST_WORDS:
                yield _Said(quotation.text, named[0].text, passage)


def _differ(one: _Said, other: _Said) -> bool:
    """Whether two origins give the same words to two speakers, neither named by the other."""
    if one.passage.origin == other.passage.origin or not _is_same(one.quoted, other.quoted):
        return False
    first, second = set(plain_words(one.speaker)), set(plain_words(other.speaker))
    return first.isdisjoint(plain_words(other.passage.text)) and second.isdisjoint(
        plain_words(one.passage.text)
    )


def _is_same(one: str, other: str) -> bool:
    return bool(find_quote(one, other) or find_quote(other, one))
