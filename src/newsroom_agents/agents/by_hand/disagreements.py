"""Where origins differ, found by code: figures, dates, denials, and who said it.

Only sentences that speak of the same thing are held against each other, and an origin that gives
several figures itself proves nothing, unless it quotes both sides. What a later report corrects
upwards, or accounts for, is the news going on, not a contradiction; and an outlet's later figure
takes the place of its earlier one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

from newsroom_agents.agents._researcher import FoundDisagreement, FoundSide
from newsroom_agents.agents.by_hand.attributions import attributions
from newsroom_agents.agents.by_hand.counts import FATES, Count, counts
from newsroom_agents.agents.by_hand.denials import denials
from newsroom_agents.agents.by_hand.passages import Passage, Passages
from newsroom_agents.story.dossier import DisagreementKind
from newsroom_agents.text.dates import DateMention, Precision, dates
from newsroom_agents.text.numbers import equal
from newsroom_agents.text.tokens import fold

_MOST_FIGURES = 6
_MOST_DATES = 3
_MOST_CITES = 12

# Likeness, figures left aside, from which two sentences speak of the same thing.
_ALIKE_FATE = 0.15
_ALIKE_THING = 0.35
_ALIKE_DATE = 0.5

_SHARED_BY_FATE, _SHARED_BY_THING = 2, 3
"""Words, besides the fate itself, that both sentences must have."""
_DEVELOPS = timedelta(hours=12)
_ACCOUNTS = timedelta(hours=2)
"""From so much later on, a report that tells of a change is a development."""
_SMALL = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+)"
_CHANGE = re.compile(
    r"\b(?:found|rescued|recovered|now|leaving|revised|corrected|no longer|since then|later died"
    r"|(?:rose|risen|rises|rising|climbed|grew|grown|increased|fell|fallen|dropped) (?:to|from|by)"
    rf"|(?:up|down) from|{_SMALL} of (?:the )?(?:{_SMALL}|missing|injured|wounded))\b",
    re.I,
)
"""Words by which a sentence says that the count changed (English)."""
_FAR_APART = 20
_FALLS = "missing"
_PEOPLE = frozenset(FATES)
"""What is counted of people in general: nobody quotes both sides on the number of houses."""
_REWORDED = 0.6
"""Two sentences of one origin that are more alike than this are one text corrected."""
_BY_WORD = re.compile(
    r"\b(?:said|says|told|according to|count(?:s|ed)|puts?|figures? of|reported|estimates?)\b", re.I
)


@dataclass(frozen=True, slots=True)
class _Camp:
    """The counts that give one figure; `sure` are the origins that give no other."""

    counts: tuple[Count, ...]
    sure: frozenset[str]


def disagreements(ranked: Sequence[Passage], material: Passages) -> tuple[FoundDisagreement, ...]:
    """Return where the ranked passages differ: figures, dates, denials, speakers."""
    figures = list(_figures(ranked, material))[:_MOST_FIGURES]
    days = list(_dates(ranked, material))[:_MOST_DATES]
    return (*figures, *days, *denials(ranked, material), *attributions(ranked))


def _figures(ranked: Sequence[Passage], material: Passages) -> Iterator[FoundDisagreement]:
    """Yield a row for everything that is counted differently."""
    by_what: dict[str, list[Count]] = {}
    for passage in ranked:
        for count in counts(passage):
            by_what.setdefault(count.what, []).append(count)
    for what, found in by_what.items():
        camps = _camps(found, material)
        limit = _ALIKE_THING if what.startswith(("number", "money", "percent")) else _ALIKE_FATE
        rivals = _rivals(camps, material, limit)
        if rivals:
            yield FoundDisagreement(
                kind=DisagreementKind.FIGURE,
                about=rivals[0].counts[0].about,
                sides=tuple(
                    _side(camp.counts[0].says, (count.passage for count in camp.counts))
                    for camp in rivals
                ),
            )


def _camps(found: Sequence[Count], material: Passages) -> list[_Camp]:
    """Sort counts by their figure.

    An origin that gives several figures is left out, unless it reports both sides itself.
    """
    found = _latest(found)
    by_origin: dict[str, list[Count]] = {}
    for count in found:
        by_origin.setdefault(count.passage.origin, []).append(count)
    sure = {origin for origin, own in by_origin.items() if all(_same(own[0], one) for one in own)}
    torn = {origin for origin, own in by_origin.items() if _reports_both(own, material)}
    opened: list[list[Count]] = []
    for count in found:
        if count.passage.origin in sure | torn:
            camp = next((camp for camp in opened if _same(camp[0], count)), None)
            if camp is None:
                opened.append([count])
            else:
                camp.append(count)
    return [
        _Camp(tuple(camp), frozenset(one.passage.origin for one in camp) & sure) for camp in opened
    ]


def _latest(found: Sequence[Count]) -> list[Count]:
    """Leave out what the same outlet or origin counted anew in a later report."""
    return [
        count
        for count in found
        if not any(
            _is_same_voice(count.passage, later.passage)
            and later.passage.published > count.passage.published
            for later in found
        )
    ]


def _is_same_voice(one: Passage, other: Passage) -> bool:
    return one.origin == other.origin or fold(one.outlet) == fold(other.outlet)


def _reports_both(own: Sequence[Count], material: Passages) -> bool:
    """Tell whether an origin sets two figures against each other, each by somebody's word."""
    others = [count for count in own if not _same(own[0], count)]
    if not others or not all(_same(others[0], count) for count in others):
        return False
    if own[0].what not in _PEOPLE:
        return False
    one, other = own[0].passage, others[0].passage
    attributed = all(_BY_WORD.search(passage.text) for passage in (one, other))
    return attributed and material.likeness(one, other, figures=False) < _REWORDED


def _same(one: Count, other: Count) -> bool:
    return equal(one.figure, other.figure) or equal(other.figure, one.figure)


def _rivals(camps: Sequence[_Camp], material: Passages, limit: float) -> tuple[_Camp, ...]:
    """Return the camps that contradict another one, the best carried first."""
    rivals = {
        at
        for (left, one), (right, other) in combinations(enumerate(camps), 2)
        if _contradict(one, other, material, limit)
        for at in (left, right)
    }
    return tuple(sorted((camps[at] for at in sorted(rivals)), key=lambda camp: -len(camp.sure)))


def _contradict(one: _Camp, other: _Camp, material: Passages, limit: float) -> bool:
    if not (one.sure or other.sure) or _develops(one, other):
        return False
    sorts = one.counts[0].kind, other.counts[0].kind
    if all(sorts) and sorts[0] != sorts[1]:
        return False
    low, high = sorted((one.counts[0].figure.value, other.counts[0].figure.value))
    if low <= 0 or high > low * _FAR_APART:
        return False
    shared = _SHARED_BY_FATE if limit == _ALIKE_FATE else _SHARED_BY_THING
    return any(
        material.likeness(left.passage, right.passage, figures=False) >= limit
        and len(left.passage.terms & right.passage.terms) >= shared
        for left in one.counts
        for right in other.counts
    )


def _develops(one: _Camp, other: _Camp) -> bool:
    """Tell whether the higher figure simply came later: a toll that rises is not disputed.

    Of the missing the lower one may come later too: they are found. Where the later report says
    in words that something changed, a few hours are enough.
    """
    low, high = sorted((one, other), key=lambda camp: camp.counts[0].figure.value)
    if _is_later(high, low) or _accounts(one, other) or _accounts(other, one):
        return True
    return one.counts[0].what.startswith(_FALLS) and _is_later(low, high)


def _is_later(one: _Camp, other: _Camp) -> bool:
    first = min(count.passage.published for count in one.counts)
    return first - max(count.passage.published for count in other.counts) >= _DEVELOPS


def _accounts(new: _Camp, old: _Camp) -> bool:
    """Tell whether a report of the new figure tells of a change, and nobody says the old one since.

    Where the new figure stood first, it is no change.
    """
    began = min(count.passage.published for count in old.counts)
    if min(count.passage.published for count in new.counts) <= began:
        return False
    ended = max(count.passage.published for count in old.counts)
    return any(
        _CHANGE.search(count.passage.text)
        and count.passage.published - began >= _ACCOUNTS
        and ended - count.passage.published < _ACCOUNTS
        for count in new.counts
    )


def _dates(ranked: Sequence[Passage], material: Passages) -> Iterator[FoundDisagreement]:
    """Yield a row where two origins give one happening different days."""
    dated = [(passage, day) for passage in ranked if (day := _only_day(passage))]
    used: set[str] = set()
    for (one, left), (other, right) in combinations(dated, 2):
        if one.origin == other.origin or {one.id, other.id} & used or not _differ(left, right):
            continue
        if material.likeness(one, other, figures=False) >= _ALIKE_DATE:
            used |= {one.id, other.id}
            yield FoundDisagreement(
                kind=DisagreementKind.DATE,
                about=f"the day: {left.text} or {right.text}",
                sides=(_side(one.text, (one,)), _side(other.text, (other,))),
            )


def _only_day(passage: Passage) -> DateMention | None:
    """Return the one day a passage names with month and day; None with none or several."""
    found = dates(passage.text, passage.language, passage.published)
    if len(found) != 1 or found[0].precision is not Precision.DAY:
        return None
    _, month, day = found[0].parts
    return found[0] if month and day else None


def _differ(one: DateMention, other: DateMention) -> bool:
    return one.parts[1:] != other.parts[1:]


def _side(says: str, passages: Iterable[Passage]) -> FoundSide:
    cites = dict.fromkeys(passage.id for passage in passages)
    return FoundSide(says=says, cites=tuple(cites)[:_MOST_CITES])
