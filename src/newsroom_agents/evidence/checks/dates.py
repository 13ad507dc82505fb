"""Every date of a sentence stands in what the sentence cites, resolved to days.

The day on which a cited outlet published counts as said: "X reported on 14 March" needs no passage.
"""

from collections.abc import Iterable, Iterator

from newsroom_agents.evidence.check import Check, Statement, hard, soft, with_evidence
from newsroom_agents.evidence.material import Material, Passage
from newsroom_agents.story.check import Finding
from newsroom_agents.text.dates import DateMention, Precision, agree

_NAME = "dates"


def _each(statement: Statement, material: Material) -> Iterator[Finding]:
    for mention in statement.passage.dates:
        if not _is_publication(mention, statement, material):
            yield from _judged(mention, statement, material)
        if _floats(mention) and not statement.is_quoted(mention.start, mention.end):
            reason = f"“{mention.text}” will be wrong tomorrow: write the date"
            yield soft(statement, _NAME, reason, (mention.start, mention.end))


def _judged(mention: DateMention, statement: Statement, material: Material) -> Iterator[Finding]:
    if _stands_in(mention, statement.near):
        return
    span = (mention.start, mention.end)
    if _stands_in(mention, statement.far):
        reason = f"“{mention.text}” stands in the cited source, but not in the cited passage"
        yield with_evidence(soft(statement, _NAME, reason, span), statement.near)
        return
    if statement.is_short_text:
        place = "stands in no sentence this text rests on"
    elif any(_stands_in(mention, text.passages) for text in material.texts.values()):
        place = "stands in no cited source"
    else:
        place = "is from no source"
    others = _others(statement.near) or _others(statement.far)
    said = f"; the sources say {', '.join(others)}" if others else ""
    finding = hard(statement, _NAME, f"“{mention.text}” {place}{said}", span)
    yield with_evidence(finding, statement.near)


def _is_publication(mention: DateMention, statement: Statement, material: Material) -> bool:
    """Whether the date is the day on which a cited source appeared."""
    days = {source.published.date() for source in material.sources_of(statement.cites)}
    return mention.precision is Precision.DAY and mention.first in days


def _floats(mention: DateMention) -> bool:
    """Whether the words name a day only to who knows when they were written."""
    return mention.relative and mention.weekday is None and not any(mention.parts)


def _stands_in(mention: DateMention, passages: Iterable[Passage]) -> bool:
    if not any(mention.parts[1:]) and mention.parts[0]:
        year = str(mention.parts[0])
        return any(year in passage.words for passage in passages)
    return any(agree(mention, other) for passage in passages for other in passage.dates)


def _others(passages: Iterable[Passage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(other.text for passage in passages for other in passage.dates))[:3]


PLUGIN = Check(
    name=_NAME, asks="Does every date stand in a cited passage, resolved to days?", each=_each
)
