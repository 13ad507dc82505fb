"""Where a sentence follows a passage word by word, and where it leaves it.

Most errors that slip into a report are one word long: another number, another name, "will" for
"may", a lost "not". The words around stay as they are in the source, and they are the frame in
which the sentence's word and the passage's word can be compared, even where both stand there.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from newsroom_agents.evidence.align import nearest
from newsroom_agents.evidence.material import Material, Passage, is_same_language

_WIDEST = 6
_LONGEST = 120
"""Longer sentences are lists or tables, and comparing them word by word takes too long."""


@dataclass(frozen=True, slots=True)
class Change:
    """A place where sentence and passage differ between words that are the same in both.

    `ours` and `theirs` are ranges of words by number, one of them may be empty. `left` and `right`
    count the equal words on either side, up to six; `matter` those of them that carry matter.
    """

    passage: Passage
    ours: tuple[int, int]
    theirs: tuple[int, int]
    left: int
    right: int
    matter: int

    @property
    def width(self) -> int:
        """How many words of the sentence and of the passage differ, the longer side."""
        return max(self.ours[1] - self.ours[0], self.theirs[1] - self.theirs[0])


@dataclass(frozen=True, slots=True)
class Comparison:
    """A sentence beside a passage: their changes, and how much of the sentence is the same.

    `equal` are the stretches of the sentence, in words, that the passage has too.
    """

    passage: Passage
    changes: tuple[Change, ...]
    equal: tuple[tuple[int, int], ...]
    share: float

    @property
    def longest(self) -> int:
        """The longest equal stretch, in words."""
        return max((end - start for start, end in self.equal), default=0)


def compared_with(
    mine: Passage, passages: Iterable[Passage], material: Material
) -> tuple[Comparison, ...]:
    """Compare a sentence with the nearest of the passages in its language, best first."""
    near = [one for one in passages if is_same_language(one.language, mine.language)]
    return tuple(compared(mine, passage) for passage in nearest(mine.stems, near, material))


def compared(mine: Passage, passage: Passage) -> Comparison:
    """Compare a sentence with a passage word by word; inflected forms count as equal."""
    if len(mine.words) > _LONGEST or len(passage.words) > _LONGEST:
        return Comparison(passage, (), (), 0.0)
    ours, theirs = _keys(mine), _keys(passage)
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    equal = [(block.a, block.b, block.size) for block in blocks if block.size]
    same = sum(size for _, _, size in equal)
    return Comparison(
        passage=passage,
        changes=tuple(_changes(mine, passage, equal)),
        equal=tuple((start, start + size) for start, _, size in equal),
        share=same / max(1, len(ours)),
    )


def _keys(passage: Passage) -> list[str]:
    return [root or word for root, word in zip(passage.roots, passage.words, strict=True)]


def _changes(
    mine: Passage, passage: Passage, equal: Sequence[tuple[int, int, int]]
) -> Iterator[Change]:
    ends = [(0, 0, 0), *equal, (len(mine.words), len(passage.words), 0)]
    for before, after in pairwise(ends):
        ours = (before[0] + before[2], after[0])
        theirs = (before[1] + before[2], after[1])
        if ours[0] == ours[1] and theirs[0] == theirs[1]:
            continue
        left, right = min(before[2], _WIDEST), min(after[2], _WIDEST)
        around = (*range(ours[0] - left, ours[0]), *range(ours[1], ours[1] + right))
        matter = sum(bool(mine.roots[at]) for at in around)
        yield Change(passage, ours, theirs, left, right, matter)
