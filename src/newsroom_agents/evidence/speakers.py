"""Who a sentence says is speaking.

A name beside a verb of speech, outside the quotation marks, is whom the sentence makes say it. The
outlet that a sentence cites may always speak: the words are its own.
"""

import re
from collections.abc import Iterator
from functools import cache

from newsroom_agents.evidence.check import Statement
from newsroom_agents.evidence.material import Material
from newsroom_agents.evidence.words import evidence_words
from newsroom_agents.text.names import Name
from newsroom_agents.text.tokens import fold


def speakers(statement: Statement) -> Iterator[Name]:
    """Yield the names that the sentence makes speak, in order."""
    for name in statement.names:
        if not statement.is_quoted(name.start, name.end) and _speaks(name, statement.text):
            yield name


def is_outlet(speaker: str, statement: Statement, material: Material) -> bool:
    """Whether a speaker is an outlet that the sentence cites."""
    said = fold(speaker)
    return any(
        said and (said in fold(source.outlet_name) or fold(source.outlet_name) in said)
        for source in material.sources_of(statement.cites)
    )


def _speaks(name: Name, text: str) -> bool:
    """Whether a verb of speech stands right beside a name."""
    before = fold(text[max(0, name.start - 16) : name.start])
    after = fold(text[name.end : name.end + 16])
    verb_before, verb_after = _patterns()
    return bool(verb_before.search(before) or verb_after.match(after))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    verbs = "|".join(map(re.escape, evidence_words().speech))
    return (
        re.compile(rf"\b(?:{verbs})\s(?:the\s|mr\.?\s|ms\.?\s|mrs\.?\s)?$"),
        re.compile(rf"(?:'s)?\s(?:has\s|have\s|also\s)?(?:{verbs})\b"),
    )
