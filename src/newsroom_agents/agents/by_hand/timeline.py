"""What happened when, as far as the sources date it; the words are theirs."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from newsroom_agents.agents._analyst import FoundMoment
from newsroom_agents.agents.by_hand.claims import carries
from newsroom_agents.agents.by_hand.passages import Passage, Passages
from newsroom_agents.agents.by_hand.telling import announces
from newsroom_agents.text.dates import Precision, dates

_MOST_MOMENTS = 10
_MOST_A_DAY = 2
_MONTH_DIGITS = 7


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
        found = {
            day.first.isoformat()[: None if day.precision is Precision.DAY else _MONTH_DIGITS]
            for day in dates(passage.text, passage.language, passage.published)
            if day.first and day.precision in {Precision.DAY, Precision.MONTH}
        }
        if len(found) == 1 and not announces(passage.text):
            day = found.pop()
            if day <= news_time.date().isoformat():
                yield passage, day
