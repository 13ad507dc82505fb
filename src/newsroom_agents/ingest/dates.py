"""When something was published, from what feeds and pages write there.

The forms of the standards are read by patterns; what is broken in a common way is read too; other
wordings go to a parser of dates, in the feed's own language and only when they hold figures. A
time without a zone counts as UTC.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, lru_cache
from typing import cast

import dateparser  # type: ignore[import-untyped]
from babel import Locale, UnknownLocaleError

from newsroom_agents.text.tokens import fold

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-?(?P<month>\d{2})(?:-?(?P<day>\d{2})"
    r"(?:[T\s_]+(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<zone>.*))?)?)?",
    re.IGNORECASE,
)
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.\d+)?)?"
_RFC = re.compile(
    rf"(?:[^\d,]+,?\s*)?(?P<day>\d{{1,2}})[\s.-]+(?P<month>[^\W\d]+)\.?[\s,-]+(?P<year>\d{{2,4}})"
    rf"(?:,?\s+{_CLOCK}\s*(?P<zone>.*))?",
)
_ASCTIME = re.compile(
    rf"(?:[^\W\d]+,?\s+)??(?P<month>[^\W\d]+)\.?\s+(?P<day>\d{{1,2}}),?\s+"
    rf"(?:{_CLOCK}\s+(?P<zone>\D*?)\s*(?P<year>\d{{4}})|"
    rf"(?P<year2>\d{{4}})(?:,?\s+(?:{_CLOCK.replace('P<', 'P<late_')}))?(?P<rest>.*))",
)
_OFFSET = re.compile(r"(?:GMT|UTC|UT)?\s*([+-])\s*(\d{1,2}):?(\d{2})?(?:\s*\(.*\))?", re.IGNORECASE)
_HOURS = {
    "utc": 0, "ut": 0, "gmt": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2,
    "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "est": -5, "edt": -4, "cst": -6, "cdt": -5,
    "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "hst": -10, "jst": 9, "kst": 9,
    "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "sast": 2, "wat": 1, "eat": 3, "cat": 2,
    "ist": 5.5, "pkt": 5, "wib": 7, "brt": -3, "art": -3,
}  # fmt: skip
# Languages whose months are tried where the feed names none, in the order of what is found on the
# web; of two that mean different months by one word, the first one holds.
_SPOKEN = ("es", "pt", "fr", "de", "it", "ru", "nl", "tr", "pl", "id", "uk", "ro", "el", "cs", "hu",
           "sv", "da", "no", "fi", "bg", "sk", "hr", "sr", "sl", "ca", "lt", "lv", "et", "az",
           "sq", "mk", "sw", "vi", "ar", "fa", "he", "hi", "bn", "ka", "hy", "kk")  # fmt: skip
_LONGEST = 80
_SHORT_YEAR = 100
_PIVOT = 70
_WIDEST_OFFSET = 15


def moment(text: str, language: str = "") -> datetime | None:
    """Return the moment a text names, in UTC; None when it names none.

    Args:
        text: What the feed says.
        language: Primary code of the feed's language, for names of months.
    """
    found = stated(text, language)
    return found.astimezone(UTC) if found else None


@lru_cache(maxsize=4096)
def stated(text: str, language: str = "") -> datetime | None:
    """Return the moment a text names, in the zone it names; None when it names none."""
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST or not any(map(str.isdigit, text)):
        return None
    for pattern in (_ISO, _RFC, _ASCTIME):
        found = pattern.fullmatch(text)
        read = _read(found.groupdict(default=""), language) if found else None
        if read:
            return read
    return _worded(text, language)


def _read(parts: Mapping[str, str], language: str) -> datetime | None:
    month = _month(parts["month"] or "1", language)
    year = int(parts["year"] or parts.get("year2") or 0)
    if year < _SHORT_YEAR:
        year += 2000 if year < _PIVOT else 1900
    offset = _offset(parts.get("zone") or parts.get("rest") or "")
    if not month or offset is None:
        return None
    hour = int(parts["hour"] or parts.get("late_hour") or 0)
    try:
        start = datetime(year, month, int(parts["day"] or 1), tzinfo=timezone(offset))
        clock = timedelta(
            hours=hour,
            minutes=int(parts["minute"] or parts.get("late_minute") or 0),
            seconds=min(int(parts["second"] or parts.get("late_second") or 0), 59),
        )
        found = start + clock
        found.astimezone(UTC)  # refuses what lies beyond the years there are
        return found if clock <= timedelta(days=1) else None
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=1024)
def _month(name: str, language: str) -> int:
    """Return a month's number by its figure or name; 0 when nothing is so called."""
    if name.isdigit():
        return int(name)
    folded = fold(name)
    for known in ("en", language, *_SPOKEN):
        for start, number in _months(known) if known else ():
            if folded == start or (len(folded) > 2 and start.startswith(folded)):
                return number
    return 0


@cache
def _months(language: str) -> tuple[tuple[str, int], ...]:
    """Return the names of the months, folded, with their numbers."""
    try:
        locale = Locale(language)
    except (UnknownLocaleError, ValueError):
        return ()
    return tuple(_names(locale))


def _names(locale: Locale) -> Iterator[tuple[str, int]]:
    for usage in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[usage][width].items():
                yield fold(name).rstrip("."), number


@lru_cache(maxsize=1024)
def _offset(zone: str) -> timedelta | None:
    """Return how far a zone is from UTC; None when it is no zone that is known."""
    zone = zone.strip().strip("()")
    found = _OFFSET.fullmatch(zone)
    if found:
        hours = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return None if hours > timedelta(hours=_WIDEST_OFFSET) else hours * int(f"{found[1]}1")
    if not zone:
        return timedelta()
    known = _HOURS.get(zone.lower())
    return None if known is None else timedelta(hours=known)


def _worded(text: str, language: str) -> datetime | None:
    """Ask the parser of dates; only in a given language, because trying all takes seconds."""
    if not language:
        return None
    try:
        found = dateparser.parse(
            text,
            languages=[language],
            settings={
                "TIMEZONE": "UTC",
                "RETURN_AS_TIMEZONE_AWARE": True,
                "PARSERS": ["absolute-time"],
            },
        )
    except (ValueError, OverflowError, RecursionError):
        return None
    return cast("datetime | None", found)
