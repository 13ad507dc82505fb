"""Dates of a text, resolved to days where the text and its day of publication allow.

"Yesterday" in a report of 15 March and "14 March 2024" in our draft are the same fact. So every
mention keeps what the words themselves say (`parts`, `weekday`) and, when it can be resolved, the
first and last day it covers. What cannot be resolved is compared by what the words say.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from newsroom_agents.text.date_words import DateKind, DateLexicon, date_lexicon
from newsroom_agents.text.language import primary
from newsroom_agents.text.number_words import number_lexicon

Parts = tuple[int | None, int | None, int | None]
"""Year, month and day, as far as the words give them."""


class Precision(StrEnum):
    """How much time a mention covers."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text.

    `first` and `last` are None when nothing says which year or week is meant. `parts` are year,
    month and day as the words give them; `weekday` counts from Monday, 0.
    """

    first: date | None
    last: date | None
    precision: Precision
    relative: bool
    start: int
    end: int
    text: str
    parts: Parts = (None, None, None)
    weekday: int | None = None


_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-])")
_EAST_ASIAN = re.compile(
    r"(?:(\d{4})\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]"
    r"|(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]"
)
_VIETNAMESE = re.compile(r"(?:(\d{1,2}) )?tháng (\d{1,2})(?:,? (?:năm )?(\d{4}))?", re.I)
_DIGIT = re.compile(r"\d")
_AMBIGUOUS_ORDER = frozenset(("en", "und", ""))


def dates(text: str, language: str, published: datetime | None) -> tuple[DateMention, ...]:
    """Return the dates of `text`, in order, none overlapping another.

    Args:
        text: Any text.
        language: Its language code.
        published: When the text was published; relative days are counted from it. Without it they
            stay unresolved.
    """
    code = primary(language)
    lexicon = date_lexicon(code)
    today = published.date() if published else None
    taken = bytearray(len(text))
    found = []
    for mention in _all(_ascii_digits(text), code, lexicon, today):
        if not any(taken[mention.start : mention.end]):
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
            found.append(replace(mention, text=text[mention.start : mention.end]))
    return tuple(sorted(found, key=lambda mention: mention.start))


def agree(claim: DateMention, source: DateMention) -> bool:
    """Whether the source's date carries the claim's.

    A claim may be less exact than its source, never more; unresolved mentions are compared by the
    parts their words give.
    """
    if claim.first and claim.last and source.first and source.last:
        if claim.first <= source.first and source.last <= claim.last:
            return True
        if not (claim.relative or source.relative):
            return False
    if claim.weekday is not None:
        return _weekday_of(source) == claim.weekday
    if not any(claim.parts):
        return claim.text.casefold() == source.text.casefold()
    return _parts_agree(claim.parts, source.parts)


def _weekday_of(mention: DateMention) -> int | None:
    if mention.weekday is None and mention.precision is Precision.DAY and mention.first:
        return mention.first.weekday()
    return mention.weekday


def _parts_agree(claim: Parts, source: Parts) -> bool:
    """Whether the source names everything the claim names, except perhaps the year."""
    if claim[1:] == (None, None):
        return claim[0] == source[0]
    same_year = claim[0] is None or source[0] in {None, claim[0]}
    return same_year and source[1] == claim[1] and claim[2] in {None, source[2]}


def _all(
    text: str, language: str, lexicon: DateLexicon, today: date | None
) -> Iterator[DateMention]:
    """Yield candidates, the more specific forms first."""
    kinds = lexicon.kinds_in(text)
    if _DIGIT.search(text):
        yield from _in_figures(text, language, today)
        patterns = (lexicon.day_month, lexicon.month_day) if DateKind.MONTH in kinds else ()
        for pattern in patterns:
            for match in pattern.finditer(text):
                yield from _named(match, lexicon, today)
        for match in _NUMERIC.finditer(text):
            yield from _dated(match, _ordered(match, language), today)
        if DateKind.MONTH in kinds:
            for match in lexicon.month_year.finditer(text):
                yield from _named(match, lexicon, today)
    yield from _in_words(text, (language, lexicon, kinds), today)


def _in_figures(text: str, language: str, today: date | None) -> Iterator[DateMention]:
    """Yield the dates whose figures say what they are."""
    for match in _ISO.finditer(text):
        year, month, day = (int(group) for group in match.groups())
        yield from _dated(match, (year, month, day), today)
    for match in _EAST_ASIAN.finditer(text):
        groups = [int(group) if group else None for group in match.groups()]
        full = groups[1] is not None
        parts = (groups[0], groups[1], groups[2]) if full else (groups[3], groups[4], None)
        yield from _dated(match, parts, today)
    if language == "vi":
        for match in _VIETNAMESE.finditer(text):
            said = [int(group) if group else None for group in match.groups()]
            yield from _dated(match, (said[2], said[1], said[0]), today)


def _in_words(
    text: str, reading: tuple[str, DateLexicon, DateKind], today: date | None
) -> Iterator[DateMention]:
    """Yield the dates that need no figure; only sorts that the text may hold are looked for."""
    language, lexicon, kinds = reading
    if DateKind.AGO in kinds:
        for match in lexicon.ago.finditer(text):
            yield from _ago(match, lexicon, today, language)
    if DateKind.RELATIVE in kinds:
        yield from (_relative(match, lexicon, today) for match in lexicon.relative.finditer(text))
    if DateKind.WEEKDAY in kinds:
        yield from (_weekday(match, lexicon, today) for match in lexicon.weekday.finditer(text))
    if DateKind.MONTH in kinds:
        for match in lexicon.month_alone.finditer(text):
            yield from _named(match, lexicon, today)


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


def _dated(match: re.Match[str], parts: Parts, today: date | None) -> Iterator[DateMention]:
    """Yield a mention for the parts of a date; nothing when there is no such day."""
    year, month, day = parts
    if not 1 <= (month or 1) <= 12 or not 1 <= (day or 1) <= 31 or not 1 <= (year or 1) <= 9999:
        return
    is_open = year is None
    if year is None and today and month:
        year = _nearest_year(today, month, day)
    first = last = None
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    if year is not None:
        try:
            first = date(year, month or 1, day or 1)
        except ValueError:
            return
        last = _last_day(first, precision)
    yield DateMention(
        first, last, precision, is_open, match.start(), match.end(), match.group(), parts
    )


def _nearest_year(today: date, month: int, day: int | None) -> int:
    """Return the year that puts a month (and day) closest to the day of publication."""

    def distance(year: int) -> int:
        days = calendar.monthrange(year, month)[1]
        return abs((date(year, month, min(day or 15, days)) - today).days)

    years = [year for year in (today.year - 1, today.year, today.year + 1) if 1 <= year <= 9999]
    return min(years, key=distance)


def _last_day(first: date, precision: Precision) -> date:
    if precision is Precision.YEAR:
        return date(first.year, 12, 31)
    if precision is Precision.MONTH:
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first


def _ordered(match: re.Match[str], language: str) -> Parts:
    """Read a numeric date; where day and month could be either, only the year is certain."""
    one, other, year = int(match.group(1)), int(match.group(3)), int(match.group(4))
    year = year if year > 99 else 2000 + year
    if language not in _AMBIGUOUS_ORDER or match.group(2) == "." or one > 12 or one == other:
        return year, other, one
    if other > 12:
        return year, one, other
    return year, None, None


def _named(match: re.Match[str], lexicon: DateLexicon, today: date | None) -> Iterator[DateMention]:
    """Yield a date with the name of its month."""
    groups = match.groupdict()
    month = lexicon.months[groups["month"].casefold().rstrip(".")]
    day, year = groups.get("day"), groups.get("year")
    parts = (int(year) if year else None, month, int(day) if day else None)
    yield from _dated(match, parts, today)


def _ago(
    match: re.Match[str], lexicon: DateLexicon, today: date | None, language: str
) -> Iterator[DateMention]:
    """Yield "three days ago", counted from the day of publication."""
    word = match.group("n").lower()
    small = number_lexicon(language).small
    number = int(word) if word.isdigit() else small.get(word, 1)
    unit = lexicon.units[match.group("u").lower()]
    if number > 9000:
        return
    back = {"day": 1, "week": 7, "month": 30, "year": 365}[unit] * number
    precision = {"day": Precision.DAY, "week": Precision.WEEK, "month": Precision.MONTH}.get(
        unit, Precision.YEAR
    )
    first = last = None
    if today and back < today.toordinal() - 366:
        first = today - timedelta(days=back)
        first, last = _covering(first, precision)
    span = (match.start(), match.end(), match.group())
    yield DateMention(first, last, precision, True, *span)


def _covering(day: date, precision: Precision) -> tuple[date, date]:
    """Return first and last day of the week, month or year around a day."""
    if precision is Precision.WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    if precision is Precision.MONTH:
        first = day.replace(day=1)
    elif precision is Precision.YEAR:
        first = day.replace(month=1, day=1)
    else:
        first = day
    return first, _last_day(first, precision)


def _relative(match: re.Match[str], lexicon: DateLexicon, today: date | None) -> DateMention:
    """Return "yesterday" or "last week", counted from the day of publication."""
    name, shift = lexicon.shifts[" ".join(match.group().casefold().split())]
    precision = Precision(name)
    first = last = None
    if today and 2 <= today.year <= 9998:
        if precision is Precision.DAY:
            day = today + timedelta(days=shift)
        elif precision is Precision.WEEK:
            day = today + timedelta(weeks=shift)
        elif precision is Precision.MONTH:
            day = (today.replace(day=15) + timedelta(days=30 * shift)).replace(day=1)
        else:
            day = today.replace(year=today.year + shift, day=1)
        first, last = _covering(day, precision)
    return DateMention(first, last, precision, True, match.start(), match.end(), match.group())


def _weekday(match: re.Match[str], lexicon: DateLexicon, today: date | None) -> DateMention:
    """Return a weekday: the last one up to the day of publication, unless the text says next."""
    weekday = lexicon.weekdays[match.group("weekday").casefold().rstrip(".")]
    first = None
    if today and 2 <= today.year <= 9998:
        back = (today.weekday() - weekday) % 7
        if match.groupdict().get("last") and back == 0:
            back = 7
        if match.groupdict().get("next"):
            back -= 7
        first = today - timedelta(days=back)
    span = (match.start(), match.end(), match.group())
    return DateMention(first, first, Precision.DAY, True, *span, weekday=weekday)
