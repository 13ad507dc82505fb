"""The words that dates are made of: CLDR's month and weekday names, and our own relative days.

CLDR (through babel) knows the names in every language the house meets, in both their forms
("март", "марта"); what it lacks ("yesterday", "three days ago") stands in `data/dates_words.toml`.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Flag
from functools import cache
from importlib.resources import files
from typing import cast

from babel import Locale, UnknownLocaleError

from newsroom_agents.text.number_words import number_lexicon


class DateKind(Flag):
    """What the name in a date is."""

    NONE = 0
    MONTH = 1
    WEEKDAY = 2
    RELATIVE = 4
    AGO = 8


@dataclass(frozen=True, slots=True)
class DateLexicon:
    """What dates look like in one language.

    `shifts` say of a relative expression what it covers and how far off that is. The patterns have
    groups named day, month, year, weekday, n and u.
    """

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    shifts: Mapping[str, tuple[str, int]]
    units: Mapping[str, str]
    day_month: re.Pattern[str]
    month_day: re.Pattern[str]
    month_year: re.Pattern[str]
    month_alone: re.Pattern[str]
    weekday: re.Pattern[str]
    relative: re.Pattern[str]
    ago: re.Pattern[str]
    kinds: Mapping[str, DateKind]
    """What names a word stands for, or is the longest word of."""
    has_borders: bool
    """Whether a text can be cut into words to look them up."""

    def kinds_in(self, text: str) -> DateKind:
        """Return which sorts of dates `text` may hold, by its words: one quick look."""
        if not self.has_borders:
            return ~DateKind.NONE
        found = DateKind.NONE
        for word in self.kinds.keys() & _words_of(text):
            found |= self.kinds[word]
        return found


_WORD = re.compile(r"\w+")
_NEVER = re.compile(r"(?!)")
_YEAR = r"(?P<year>(?:1[1-9]|20|21)\d{2})(?!\d)"
_DAY = r"(?<![\d.,])(?P<day>[0-3]?\d)"
_DAY_ENDING = r"(?:st|nd|rd|th|er|º|ª|\.|-го|-е)?"
_BEFORE_A_MONTH = (
    "in",
    "by",
    "of",
    "last",
    "next",
    "this",
    "late",
    "from",
    "since",
    "early",
    "mid",
)
_PREFIXED = {"he": "[ובלמהכש]?", "ar": "[وبلف]?"}
"""Letters that Hebrew and Arabic write onto the next word ("in", "and")."""
_NO_BORDERS = frozenset(("zh", "ja", "ko", "th"))


@cache
def date_lexicon(language: str) -> DateLexicon:
    """Return the lexicon of a language; an unknown one knows no names."""
    own = cast("Mapping[str, object]", _data().get(language, {}))
    wide, short = _names(language, "months")
    days, short_days = _names(language, "days")
    months = {**short, **wide}
    weekdays = {**(short_days if language == "en" else {}), **days, **_ints(own, "weekdays")}
    shifts = _shifts(own)
    link = "".join(f"{re.escape(word)}|" for word in _strings(own, "between"))
    gap = rf"(?:\s+(?:{link}de|of)\s+|\s*,?\s+)" if link else r"\s*,?\s+"
    month = rf"{_PREFIXED.get(language, '')}(?P<month>{_either(months)})\.?(?!\w)"
    full = rf"(?P<month>{_either(wide)})(?!\w)"
    units = cast("Mapping[str, str]", own.get("units", {}))
    return DateLexicon(
        months=months,
        weekdays=weekdays,
        shifts=shifts,
        units=units,
        day_month=_pattern(months, rf"{_DAY}{_DAY_ENDING}{gap}{month}(?:{gap}{_YEAR})?"),
        month_day=_pattern(
            months,
            rf"(?<!\w){month}\s+(?P<day>[0-3]?\d)"
            rf"(?:st|nd|rd|th)?(?![\d:%]|[.,]\d)(?:,?\s+{_YEAR})?",
        ),
        month_year=_pattern(months, rf"(?<!\w){month}{gap}{_YEAR}"),
        month_alone=_alone(language, wide, full),
        weekday=_weekday(language, weekdays, own),
        relative=_words(language, shifts),
        ago=_ago(language, own, units),
        kinds=_kinds(
            (DateKind.MONTH, months),
            (DateKind.WEEKDAY, weekdays),
            (DateKind.RELATIVE, shifts),
            (DateKind.AGO, units),
        ),
        has_borders=language not in _NO_BORDERS and language not in _PREFIXED,
    )


@cache
def _data() -> Mapping[str, object]:
    path = files("newsroom_agents.text") / "data" / "dates_words.toml"
    return cast("Mapping[str, object]", tomllib.loads(path.read_text(encoding="utf-8")))


def _names(language: str, kind: str) -> tuple[dict[str, int], dict[str, int]]:
    """Return CLDR's names of months or weekdays: the wide ones and the abbreviations."""
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError, TypeError):
        return {}, {}
    table = locale.months if kind == "months" else locale.days
    wide: dict[str, int] = {}
    short: dict[str, int] = {}
    for form in ("format", "stand-alone"):
        for width, names in (("wide", wide), ("abbreviated", short)):
            for number, name in table.get(form, {}).get(width, {}).items():
                plain = str(name).casefold().rstrip(".")
                if len(plain) > 2 and not any(sign.isdecimal() for sign in plain):
                    names.setdefault(plain, int(number))
    return wide, short


def _ints(own: Mapping[str, object], name: str) -> dict[str, int]:
    return dict(cast("Mapping[str, int]", own.get(name, {})))


def _strings(own: Mapping[str, object], name: str) -> tuple[str, ...]:
    return tuple(cast("list[str]", own.get(name, [])))


def _shifts(own: Mapping[str, object]) -> dict[str, tuple[str, int]]:
    tables = (("day", "days"), ("week", "weeks"), ("month", "months"), ("year", "years"))
    return {
        word: (precision, shift)
        for precision, table in tables
        for word, shift in _ints(own, table).items()
    }


def _either(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)


def _pattern(words: Mapping[str, int], pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I) if words else _NEVER


def _alone(language: str, wide: Mapping[str, int], full: str) -> re.Pattern[str]:
    """Return the pattern of a month without day and year; English needs a preposition."""
    if not wide:
        return _NEVER
    if language in _NO_BORDERS:
        return _NEVER
    if language != "en":
        return re.compile(rf"(?<!\w){full}", re.I)
    prefix = "|".join(rf"(?<=\b{word}\s)" for word in _BEFORE_A_MONTH)
    return re.compile(rf"(?:{prefix}){full}(?!\s+\d)", re.I)


def _weekday(
    language: str, weekdays: Mapping[str, int], own: Mapping[str, object]
) -> re.Pattern[str]:
    if not weekdays:
        return _NEVER
    name = rf"(?P<weekday>{_either(weekdays)})"
    if language in _NO_BORDERS:
        return re.compile(name)
    last, following = _either(_strings(own, "last")), _either(_strings(own, "next"))
    before = f"(?:(?:(?P<last>{last})|(?P<next>{following}))\\s+)?" if last and following else ""
    return re.compile(rf"(?<!\w){before}{name}(?!\w)", re.I)


def _kinds(*tables: tuple[DateKind, Iterable[str]]) -> Mapping[str, DateKind]:
    """Return for the longest word of every name, which no text has without it, what it is."""
    kinds: dict[str, DateKind] = {}
    for kind, names in tables:
        for name in names:
            word = max(_words_of(name), key=len, default="")
            kinds[word] = kinds.get(word, DateKind.NONE) | kind
    return kinds


def _words_of(text: str) -> list[str]:
    """Return the words, folded as far as patterns that ignore case fold letters."""
    return _WORD.findall(text.casefold().replace("i\u0307", "i").replace("ı", "i"))


def _words(language: str, shifts: Mapping[str, tuple[str, int]]) -> re.Pattern[str]:
    if not shifts:
        return _NEVER
    if language in _NO_BORDERS:
        return re.compile(_either(shifts))
    return re.compile(rf"(?<!\w)(?:{_either(shifts)})(?!\w)", re.I)


def _ago(language: str, own: Mapping[str, object], units: Mapping[str, str]) -> re.Pattern[str]:
    templates = _strings(own, "ago")
    if not templates:
        return _NEVER
    numbers = _either((*number_lexicon(language).small, "a", "an", "einem", "einer", "un", "une"))
    slots = {"n": rf"(?P<n>\d{{1,4}}|{numbers})", "u": f"(?P<u>{_either(units)})"}
    first = templates[0].format(**slots).replace(" ", r"\s+")
    rest = templates[1:]
    endings = [template.rpartition("}")[2].strip() for template in (templates[0], *rest)]
    if rest:
        first = slots["n"] + r"\s+" + slots["u"] + r"\s+(?:" + "|".join(endings) + ")"
    return re.compile(rf"(?<!\w){first}(?!\w)", re.I)
