"""What happened when, as far as the sources date it; the words are theirs."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from newsroom_agents.agents._analyst import FoundMoment
from newsroom_agents.agents.by_hand.claims import carries
from newsroom_agents.agents.by_hand.passages import Passage, Passages
from newsroom_agents.agents.by_hand.telling import announces, stands_alone
from newsroom_agents.text.dates import DateMention, Precision, dates

_MOST_MOMENTS = 10
_MOST_A_DAY = 2
_MONTH_DIGITS = 7
_LONG_AGO = timedelta(days=4)
_IN = re.compile(r"\b(?:in|last|since|early|late|mid)[\s-]$", re.I)

# With these a weekday is rather the next one than the last (English).
_TO_COME = re.compile(
    r"\b(?:would|until|expect\w*|forecast\w*|predict\w*|due|scheduled|invited|target|plans?|planned"
    r"|next|deadline|calls? for|(?:from|for) \w+day)\b",
    re.I,
)


def timeline(
    ranked: Sequence[Passage], material: Passages, news_time: datetime
) -> tuple[FoundMoment, ...]:
    """Return the dated happenings in order of time, the most telling of each day."""
    by_day: dict[str, list[Passage]] = {}
    for passage, day in _dated(ranked, news_time):
        told = by_day.setdefault(day, [])
        repeats = any(carries(one, passage, material) for one in told)
        if len(told) < _MOST_A_DAY and not repeats:
            told.append(passage)
    moments = [(day, passage) for day, told in by_day.items() for passage in told]
    kept = sorted(moments[:_MOST_MOMENTS], key=lambda moment: moment[0])
    return tuple(
        FoundMoment(day=day, text=passage.text, cites=(passage.id,)) for day, passage in kept
    )


def _dated(ranked: Sequence[Passage], news_time: datetime) -> Iterator[tuple[Passage, str]]:
    """Yield the passages that name exactly one day or month, not one to come."""
    for passage in ranked:
        found = {day for mention in _mentions(passage) if (day := _day(passage, mention))}
        if len(found) == 1 and _is_done(passage.text):
            day = found.pop()
            if day <= news_time.date().isoformat():
                yield passage, day


def _is_done(text: str) -> bool:
    """Tell whether it speaks of what has happened, and of whom."""
    return stands_alone(text) and not (announces(text) or _TO_COME.search(text))


def _mentions(passage: Passage) -> Sequence[DateMention]:
    return dates(passage.text, passage.language, passage.published)


def _day(passage: Passage, mention: DateMention) -> str:
    """Return the day or month as an ISO date, an empty string for anything vaguer."""
    if mention.first is None or _is_rather_to_come(mention, passage.published):
        return ""
    if mention.precision is Precision.DAY:
        return mention.first.isoformat()
    # "The May average" dates nothing; "in May" does.
    is_dated = bool(mention.parts[0]) or _IN.search(passage.text[: mention.start])
    if mention.precision is Precision.MONTH and is_dated:
        return mention.first.isoformat()[:_MONTH_DIGITS]
    return ""


def _is_rather_to_come(mention: DateMention, published: datetime) -> bool:
    """Tell whether a bare weekday is nearer ahead than behind, or today in another time zone."""
    if mention.weekday is None or mention.first is None or mention.parts[2]:
        return False
    return published.date() - mention.first >= _LONG_AGO
