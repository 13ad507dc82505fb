"""The words that numbers are made of, read once from `data/numbers_words.toml`.

The words are data, so that a journalist who misses "lakh" or "douzaine" adds a line, not code. The
lexicon of a language holds its own words and everything that all languages share.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

Words = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class NumberLexicon:
    """What numbers look like in one language.

    `small` are words below a thousand, `scales` multiply, `joiners` may stand between the words of
    one number. The patterns match at a position and already hold every spelling.
    """

    small: Words
    scales: Words
    ordinals: Words
    joiners: frozenset[str]
    mark_before: re.Pattern[str]
    mark_after: re.Pattern[str]
    scale: re.Pattern[str]
    percent: re.Pattern[str]
    points: re.Pattern[str]
    currency: re.Pattern[str]
    unit: re.Pattern[str]
    about: re.Pattern[str]
    symbols: Mapping[str, str]
    dozens: frozenset[str]
    groups_by_space: bool
    has_comma_decimals: bool
    has_either_decimals: bool
    currencies: tuple[tuple[re.Pattern[str], str], ...]
    units: tuple[tuple[re.Pattern[str], str], ...]
    openers: frozenset[str]
    """Without one of these words nothing is written out."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number that is written out in words; `is_rounded` for a dozen."""

    value: int
    start: int
    end: int
    is_ordinal: bool = False
    is_rounded: bool = False


_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_ONES = frozenset(("un", "une", "uno", "una", "um", "uma"))
_AFTER_ARTICLE = frozenset(("hundred", "thousand", "million", "billion", "trillion"))
_OPEN = frozenset((*range(20, 100, 10), *range(100, 1000, 100)))
_BORDERLESS = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af%٪％]$")


@cache
def number_lexicon(language: str) -> NumberLexicon:
    """Return the lexicon of a language; an unknown one has the shared words only."""
    data = _data()
    own = _table(data, language)
    small = _ints(own, "small")
    if compound := str(own.get("compound", "")):
        small = {**small, **_compounds(small, compound)}
    own_scales = _ints(_table(data, language), "scales")
    scales = {**_ints(data, "scales"), **own_scales}
    currencies = _strings(data, "currencies")
    units = _strings(data, "units")
    percent = _table(data, "percent")
    marks = _table(data, "marks")
    symbols = _strings(data, "symbols")
    codes = "|".join(sorted(code for code in symbols.values() if len(code) == 3))
    return NumberLexicon(
        small=small,
        scales=scales,
        ordinals=_ints(own, "ordinals"),
        joiners=frozenset(_list(own, "joiners")),
        mark_before=re.compile(rf"(?:(?<![^\W\d_])(?:{_either(symbols)})|[$£€¥₹])\s?$"),
        mark_after=re.compile(rf"\s?((?:{_after(symbols)})(?!\w)|(?:{codes})(?![A-Za-z]))"),
        scale=_phrase(tuple(scales)),
        percent=re.compile(rf"\s?(?:%|٪|％)|{_phrase(_list(percent, 'words')).pattern}", re.I),
        points=_phrase(_list(percent, "points")),
        currency=_phrase(tuple(currencies)),
        unit=_phrase(tuple(units)),
        about=_approximation(_list(own, "about")),
        symbols=symbols,
        dozens=frozenset(_list(marks, "dozens")),
        groups_by_space=language in _list(marks, "groups_by_space"),
        has_comma_decimals=language in _list(marks, "comma_decimals"),
        has_either_decimals=language in _list(marks, "either_decimals"),
        currencies=tuple((re.compile(_word(word)), code) for word, code in currencies.items()),
        units=tuple((re.compile(_word(word)), unit) for word, unit in units.items()),
        openers=frozenset((*small, *_ints(own, "ordinals"), *_AFTER_ARTICLE)),
    )


@cache
def currency_family(code: str) -> frozenset[str]:
    """Return the currencies that a mark or word may stand for; a code stands for itself."""
    families = _table(_data(), "families")
    return frozenset((code, *_list(families, code)))


def spelled_numbers(text: str, lexicon: NumberLexicon) -> Iterator[Spelled]:
    """Yield numbers that are written out, and ordinal words."""
    if lexicon.openers.isdisjoint(_TOKEN.findall(text.lower())):
        return
    run: list[re.Match[str]] = []
    for match in (*_TOKEN.finditer(text), None):
        if match and run and _continues(text, run[-1], match, lexicon):
            run.append(match)
            continue
        yield from _spelled(text, run, lexicon)
        run = [match] if match and _opens(text, match, lexicon) else []
        if match and match.group().lower() in lexicon.ordinals:
            value = lexicon.ordinals[match.group().lower()]
            yield Spelled(value, match.start(), match.end(), is_ordinal=True)


def _opens(text: str, match: re.Match[str], lexicon: NumberLexicon) -> bool:
    word = match.group().lower()
    if word in lexicon.small:
        return True
    article = text[max(0, match.start() - 3) : match.start()].lower()
    return word in _AFTER_ARTICLE and bool(re.search(r"\ban? $", article.rjust(4)))


def _continues(
    text: str, last: re.Match[str], match: re.Match[str], lexicon: NumberLexicon
) -> bool:
    gap, word = text[last.end() : match.start()], match.group().lower()
    if gap not in {" ", "-", "\u00a0"}:
        return False
    before = last.group().lower()
    if word in lexicon.joiners:
        return _joins(text, before, match, lexicon)
    if word in lexicon.scales:
        return len(word) > 1
    if before in lexicon.joiners:
        return word in lexicon.small or word in _ONES
    if word not in lexicon.small:
        return False
    if before == "quatre":
        return word.startswith("vingt")
    if before == "dix":
        return lexicon.small[word] in {7, 8, 9}
    is_open = lexicon.small.get(before, 0) in _OPEN and lexicon.small[word] < lexicon.small[before]
    return before in lexicon.scales or is_open


def _joins(text: str, before: str, match: re.Match[str], lexicon: NumberLexicon) -> bool:
    """Whether "and" stands inside one number ("hundred and two") and not between two."""
    following = _TOKEN.match(text, match.end() + 1)
    word = following.group().lower() if following else ""
    if word not in lexicon.small and word not in _ONES:
        return False
    if lexicon.small.get(before, 0) in _OPEN:
        return "and" not in lexicon.joiners and lexicon.small.get(word, 1) < 20
    return before in lexicon.scales and word in lexicon.small


def _spelled(text: str, run: list[re.Match[str]], lexicon: NumberLexicon) -> Iterator[Spelled]:
    """Turn a run of number words into a number."""
    if not run:
        return
    total, current = 0, 0
    for match in run:
        word = match.group().lower()
        if word in lexicon.small or word in _ONES:
            small = lexicon.small.get(word, 1)
            is_score = current % 100 == 4 and small == 20 and word.startswith("vingt")
            current = current + 76 if is_score else current + small
        elif word in lexicon.scales:
            factor = lexicon.scales[word]
            if factor == 100:
                current = max(current, 1) * factor
            else:
                total, current = total + max(current, 1) * factor, 0
    is_dozen = run[-1].group().lower() in lexicon.dozens
    yield Spelled(total + current, run[0].start(), run[-1].end(), is_rounded=is_dozen)


@cache
def _data() -> Mapping[str, object]:
    path = files("newsroom_agents.text") / "data" / "numbers_words.toml"
    return cast("Mapping[str, object]", tomllib.loads(path.read_text(encoding="utf-8")))


def _table(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    return cast("Mapping[str, object]", data.get(name, {}))


def _ints(data: Mapping[str, object], name: str) -> dict[str, int]:
    return dict(cast("Mapping[str, int]", data.get(name, {})))


def _strings(data: Mapping[str, object], name: str) -> dict[str, str]:
    return dict(cast("Mapping[str, str]", data.get(name, {})))


def _list(data: Mapping[str, object], name: str) -> tuple[str, ...]:
    return tuple(cast("list[str]", data.get(name, [])))


def _compounds(small: Words, joiner: str) -> dict[str, int]:
    """Return the compounds of German and Dutch: einundzwanzig, tweeëntwintig."""
    tens = {word: value for word, value in small.items() if value in range(20, 100, 10)}
    ones = {word: value for word, value in small.items() if 1 < value < 10}
    ones["ein" if joiner == "und" else "een"] = 1
    made = {}
    for one, low in ones.items():
        link = "ën" if joiner == "en" and one.endswith("e") else joiner
        for ten, high in tens.items():
            made[f"{one}{link}{ten}"] = high + low
    return made


def _word(word: str) -> str:
    """Return a pattern for a data word: a star stands for any ending."""
    pattern = re.escape(word).replace(r"\ ", r"[\s-]").replace(r"\*", r"\w*")
    return pattern if word.endswith("*") or _BORDERLESS.search(word) else pattern + r"(?!\w)"


def _phrase(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for one of the words after a figure, with a space or hyphen before it."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"[\s\u00a0-]?({'|'.join(map(_word, longest_first))})", re.I)


def _either(words: Mapping[str, str]) -> str:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, longest_first))


def _after(symbols: Mapping[str, str]) -> str:
    """Return a pattern for the marks that may follow a figure ("5 €", "20 zł")."""
    return "|".join(re.escape(sign) for sign in sorted(symbols) if not sign.startswith("Rs"))


def _approximation(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds a rounding word at the end of what precedes a number."""
    if not words:
        return re.compile(r"[~≈]\s?$")
    either = "|".join(re.escape(word) for word in sorted(words, key=lambda word: -len(word)))
    return re.compile(rf"(?:[~≈]|(?<!\w)(?:{either}))(?:\s(?:a|an|the|un|une|los|las))?\s?$", re.I)
