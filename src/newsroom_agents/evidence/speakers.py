"""Who a sentence says is speaking.

A name beside a verb of speech, outside the quotation marks, is whom the sentence makes say it. The
outlet that a sentence cites may always speak: the words are its own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from newsroom_agents.evidence.check import Statement
from newsroom_agents.evidence.material import Material
from newsroom_agents.evidence.speech import speech_words
from newsroom_agents.text.language import primary
from newsroom_agents.text.names import Name, NameKind
from newsroom_agents.text.quotes import Quotation
from newsroom_agents.text.tokens import fold

_BESIDE = 24
"""So many characters beside a name hold a verb with its auxiliary."""
_NEVER = r"(?!)"


def speakers(statement: Statement) -> Iterator[Name]:
    """Yield the names that the sentence makes speak, in order."""
    return speaking(
        statement.text, statement.names, statement.quotations, statement.passage.language
    )


def speaking(
    text: str, names: Iterable[Name], quoted: Sequence[Quotation], language: str
) -> Iterator[Name]:
    """Yield the names beside a verb of speech, outside the quotation marks."""
    for name in names:
        is_quoted = any(one.start <= name.start and name.end <= one.end for one in quoted)
        if not is_quoted and _speaks(name, text, language):
            yield name


def all_speakers(statement: Statement, material: Material) -> Iterator[Name]:
    """Yield the names that the sentence makes speak, and a first word that the sources know."""
    yield from speakers(statement)
    yield from _first_word(statement, material)


def is_outlet(speaker: str, statement: Statement, material: Material) -> bool:
    """Whether a speaker is an outlet that the sentence cites."""
    said = fold(speaker)
    return any(
        said and (said in fold(source.outlet_name) or fold(source.outlet_name) in said)
        for source in material.sources_of(statement.cites)
    )


def _first_word(statement: Statement, material: Material) -> Iterator[Name]:
    """Yield the first word of a text without citations, when the sources know it as a name.

    Its capital says nothing, so that no reader of names takes it for one.
    """
    mine = statement.passage
    if (
        statement.cites
        or len(mine.words) <= 1
        or mine.words[1] not in speech_words(mine.language).speech
    ):
        return
    if any(mine.words[0] in material.texts[id_].proper for id_ in statement.snapshots):
        token = mine.tokens[0]
        if not any(name.start == token.start for name in statement.names):
            yield Name(token.text, token.start, token.end, NameKind.UNKNOWN)


def _speaks(name: Name, text: str, language: str) -> bool:
    """Whether a verb of speech stands right beside a name."""
    before = fold(text[max(0, name.start - _BESIDE) : name.start])
    after = fold(text[name.end : name.end + _BESIDE])
    verb_before, verb_after = _patterns(primary(language))
    return bool(verb_before.search(before) or verb_after.match(after))


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    told = speech_words(language)
    verbs = "|".join(map(re.escape, told.phrases)) or _NEVER
    auxiliaries = "|".join(map(re.escape, told.auxiliaries)) or _NEVER
    return (
        re.compile(rf"(?<!\w)(?:{verbs})\s(?:the\s|mr\.?\s|ms\.?\s|mrs\.?\s)?$"),
        re.compile(rf"(?:'s)?\s(?:(?:{auxiliaries})\s)?(?:{verbs})(?!\w)"),
    )
