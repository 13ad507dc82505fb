"""Whom "she" and "the company" mean: whoever was named last before.

A report names somebody once and goes on with a pronoun. A quotation four sentences later is still
hers, as long as nobody else was named in between.
"""

import re
from collections.abc import Collection
from functools import cache

from newsroom_agents.evidence.material import Passage, SourceText, plain_words
from newsroom_agents.evidence.speech import speech_words
from newsroom_agents.text.language import primary
from newsroom_agents.text.names import NameKind, names
from newsroom_agents.text.sentences import Span
from newsroom_agents.text.tokens import fold

_FARTHEST = 15
"""So many sentences after a name nobody remembers whom a pronoun means."""
_NOBODY = frozenset((NameKind.PLACE,))


def is_meant(who: Collection[str], place: Span, source: SourceText) -> bool:
    """Whether a stretch of a source is said by a stand-in, and the name stands last before it.

    Args:
        who: The folded words of a name.
        place: Where the words stand.
        source: The source they stand in.
    """
    at = _passage_at(place.start, source)
    if at is None or not _has_stand_in(source.passages[at], place):
        return False
    for passage in reversed(source.passages[max(0, at - _FARTHEST) : at]):
        if not set(passage.words).isdisjoint(who):
            return True
        if _names_somebody(passage, source):
            return False
    return False


def _passage_at(start: int, source: SourceText) -> int | None:
    for at, passage in enumerate(source.passages):
        if passage.start <= start < passage.end:
            return at
    return None


def _has_stand_in(passage: Passage, place: Span) -> bool:
    """Whether a pronoun or "the company" speaks beside the words, outside of them."""
    pattern = _pattern(primary(passage.language))
    before = passage.text[: max(0, place.start - passage.start)]
    after = passage.text[max(0, place.end - passage.start) :]
    return any(pattern.search(fold(side)) for side in (before, after))


def _names_somebody(passage: Passage, source: SourceText) -> bool:
    """Whether a passage names somebody or something that could speak."""
    known = any(
        name.kind not in _NOBODY and not source.proper.isdisjoint(plain_words(name.text))
        for name in names(passage.text, source.language)
    )
    return known or bool(passage.words and passage.words[0] in source.proper)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Return a pattern for a stand-in beside a verb of speech, in either order."""
    told = speech_words(language)
    if not told.stand_ins or not told.phrases:
        return re.compile(r"(?!)")
    verbs, auxiliaries, stand_ins = (
        "|".join(map(re.escape, words)) or "(?!)"
        for words in (told.phrases, told.auxiliaries, told.stand_ins)
    )
    return re.compile(
        rf"(?<!\w)(?:(?:{stand_ins})\s(?:(?:{auxiliaries})\s)?(?:{verbs})"
        rf"|(?:{verbs})\s(?:{stand_ins}))(?!\w)"
    )
