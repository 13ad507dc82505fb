"""Controlled errors: any text in, labelled mutants out.

A check is worth what it finds. So every sentence of a text can be turned wrong in more than twenty
ways, each marked with its place and kind, and the checks are asked about all of them. The same
text, source and seed give the same mutants; what a language has no words for, it has no mutants of.
"""

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from newsroom_agents.text.dates import DateMention, dates
from newsroom_agents.text.language import primary
from newsroom_agents.text.names import Name, names
from newsroom_agents.text.numbers import Quantity, QuantityKind, quantities
from newsroom_agents.text.quotes import Quotation, quotations
from newsroom_agents.text.tokens import fold, is_stopword, words

LANGUAGES = ("ar", "de", "en", "es", "fr", "pt", "ru")
"""Languages with words of their own in `data/mutations.toml`; any other has the kinds that need
none."""

_FEWEST_QUOTED = 4


@dataclass(frozen=True, slots=True)
class Mutant:
    """A text with one error: `text[start:end]` is what is wrong in it."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The words of a language that errors are made of."""

    outside: tuple[str, ...]
    first: tuple[str, ...]
    pairs: Mapping[str, tuple[tuple[str, str], ...]]
    percent: tuple[str, ...]
    points: str
    negate: tuple[tuple[str, str], ...]
    generic: tuple[str, ...]
    foreign: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence with what is found in it, and the source it may borrow from."""

    text: str
    language: str
    source: str
    lexicon: _Lexicon
    quantities: tuple[Quantity, ...]
    dates: tuple[DateMention, ...]
    names: tuple[Name, ...]
    quotations: tuple[Quotation, ...]


Change = tuple[int, int, str]
"""Start and end of what is replaced, and what stands there instead."""
Kind = Callable[[_Read, random.Random], Change | None]


def mutants(text: str, source: str, language: str, seed: int = 0) -> Iterator[Mutant]:
    """Yield the text with one error of every kind that it has room for.

    Args:
        text: A sentence or two that the source carries.
        source: The source; swapped numbers, dates and names are taken from it.
        language: The language of both.
        seed: Another seed takes other words.
    """
    read = _read(text, source, primary(language))
    for kind, change in KINDS.items():
        made = change(read, random.Random(f"{seed} {kind} {text}"))  # noqa: S311 - a choice of words
        if made is None:
            continue
        start, end, put = made
        changed = text[:start] + put + text[end:]
        if fold(changed) != fold(text):
            yield Mutant(kind, changed, start, start + max(1, len(put)))


def _read(text: str, source: str, language: str) -> _Read:
    return _Read(
        text=text,
        language=language,
        source=source,
        lexicon=_lexicon(language),
        quantities=quantities(text, language),
        dates=dates(text, language, None),
        names=names(text, language),
        quotations=tuple(quote for quote in quotations(text) if quote.depth == 0),
    )


def _quote_altered(read: _Read, rng: random.Random) -> Change | None:
    return _in_quote(read, rng, drop=False)


def _quote_word_dropped(read: _Read, rng: random.Random) -> Change | None:
    return _in_quote(read, rng, drop=True)


def _in_quote(read: _Read, rng: random.Random, *, drop: bool) -> Change | None:
    """Change or drop a word inside a quotation that is long enough to miss none."""
    for quote in read.quotations:
        held = words(quote.text)[1:-1]
        if len(held) >= _FEWEST_QUOTED:
            matter = [one for one in held if not is_stopword(one.text, read.language)] or held
            token = rng.choice(matter)
            start, end = quote.start + token.start, quote.start + token.end
            return (start, end + 1, "") if drop else (start, end, token.text[::-1].lower())
    return None


def _number_changed(read: _Read, rng: random.Random) -> Change | None:
    return _digits(read, rng, lambda value: value + rng.choice((3, 7, 11, 26)))


def _digits(read: _Read, rng: random.Random, put: Callable[[int], int]) -> Change | None:
    """Change a whole number that is no part of a date."""
    free = [
        match
        for match in re.finditer(r"(?<![\d.,:\w-])[0-9]{1,6}(?![\d.,:]\d|[\w-])", read.text)
        if not _is_dated(read, match.start(), match.end())
    ]
    if not free:
        return None
    match = rng.choice(free)
    return match.start(), match.end(), str(put(int(match.group())))


def _is_dated(read: _Read, start: int, end: int) -> bool:
    if any(one.start < end and start < one.end for one in read.dates):
        return True
    return any(
        one.start <= start < one.end and one.kind in {QuantityKind.YEAR, QuantityKind.TIME}
        for one in read.quantities
    )


def _number_swapped(read: _Read, rng: random.Random) -> Change | None:
    """Put another number of the source in the place of one."""
    others = re.findall(r"(?<![\d.,:\w-])[0-9]{1,6}(?![\d.,:]\d|[\w-])", read.source)
    held = [one for one in others if one not in read.text]
    return _digits(read, rng, lambda _: int(rng.choice(held))) if held else None


def _paired(name: str) -> Kind:
    """Return the kind that exchanges one word of a pair for the other."""

    def change(read: _Read, rng: random.Random) -> Change | None:
        found = [
            (match.start(), match.end(), put.replace("_", " "))
            for word, put in read.lexicon.pairs[name]
            for match in re.finditer(_word(word), read.text)
            if name != "units" or re.search(r"\d[\s\u00a0-]?$", read.text[: match.start()])
        ]
        return rng.choice(found) if found else None

    return change


def _word(word: str) -> str:
    return rf"(?<!\w){re.escape(word)}(?!\w)" if word[0].isalnum() else re.escape(word)


def _percent_to_points(read: _Read, rng: random.Random) -> Change | None:
    found = [
        match
        for word in read.lexicon.percent
        for match in re.finditer(rf"(?<=\d)[\s\u00a0]?{re.escape(word)}", read.text)
    ]
    if not found:
        return None
    match = rng.choice(found)
    return match.start(), match.end(), read.lexicon.points


def _date_shifted(read: _Read, rng: random.Random) -> Change | None:
    """Move a year or a day of the month."""
    years = [
        (one.start, one.end, str(int(one.value) + rng.choice((-3, -2, 2, 3))))
        for one in read.quantities
        if one.kind is QuantityKind.YEAR
    ]
    days = [
        (one.start + match.start(), one.start + match.end(), _other_day(match.group(), rng))
        for one in read.dates
        if one.parts[2] and (match := re.search(r"(?<!\d)[0-9]{1,2}(?!\d)", one.text))
    ]
    return rng.choice(years + days) if years or days else None


def _other_day(day: str, rng: random.Random) -> str:
    return str((int(day) + rng.choice((2, 5, 9)) - 1) % 28 + 1)


def _date_swapped(read: _Read, rng: random.Random) -> Change | None:
    """Put another date of the source in the place of one."""
    others = [
        one.text
        for one in dates(read.source, read.language, None)
        if (any(one.parts) or one.weekday is not None) and one.text not in read.text
    ]
    mine = [one for one in read.dates if any(one.parts) or one.weekday is not None]
    alike = [
        (one, other)
        for one in mine
        for other in others
        if len(one.text.split()) == len(other.split())
    ]
    if not alike:
        return None
    one, other = rng.choice(alike)
    return one.start, one.end, other


def _name_from_outside(read: _Read, rng: random.Random) -> Change | None:
    if not read.names or not read.lexicon.outside:
        return None
    name = rng.choice(read.names)
    return name.start, name.end, rng.choice(read.lexicon.outside)


def _first_name_changed(read: _Read, rng: random.Random) -> Change | None:
    full = [name for name in read.names if re.fullmatch(r"[^\W\d_]+ [^\W\d_]+", name.text)]
    if not full or not read.lexicon.first:
        return None
    name = rng.choice(full)
    return name.start, name.start + name.text.index(" "), rng.choice(read.lexicon.first)


def _name_swapped(read: _Read, rng: random.Random) -> Change | None:
    """Put another name of the source in the place of one."""
    others = _others(read)
    if not read.names or not others:
        return None
    name = rng.choice(read.names)
    return name.start, name.end, rng.choice(others)


def _others(read: _Read) -> list[str]:
    found = dict.fromkeys(name.text for name in names(read.source, read.language))
    return [name for name in found if fold(name) not in fold(read.text)]


def _role_swap(read: _Read, rng: random.Random) -> Change | None:
    """Exchange two names of the sentence."""
    pairs = [
        (one, other)
        for at, one in enumerate(read.names)
        for other in read.names[at + 1 :]
        if not set(fold(one.text).split()) & set(fold(other.text).split())
    ]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    between = read.text[one.end : other.start]
    return one.start, other.end, f"{other.text}{between}{one.text}"


def _attribution_swapped(read: _Read, rng: random.Random) -> Change | None:
    """Let somebody else of the source say what is quoted."""
    others = _others(read)
    outside = [
        name
        for name in read.names
        if not any(quote.start <= name.start < quote.end for quote in read.quotations)
    ]
    if not read.quotations or not others or not outside:
        return None
    return outside[-1].start, outside[-1].end, rng.choice(others)


def _negation_added(read: _Read, rng: random.Random) -> Change | None:
    return _negated(read, rng, read.lexicon.negate)


def _negation_removed(read: _Read, rng: random.Random) -> Change | None:
    return _negated(read, rng, tuple((put, word) for word, put in read.lexicon.negate))


def _negated(read: _Read, rng: random.Random, pairs: Sequence[tuple[str, str]]) -> Change | None:
    found = [
        (match.start(), match.end(), put)
        for word, put in pairs
        for match in re.finditer(_word(word), read.text)
        if not any(quote.start <= match.start() < quote.end for quote in read.quotations)
    ]
    return rng.choice(found) if found else None


def _fabricated_generic(read: _Read, rng: random.Random) -> Change | None:
    if not read.names or not read.lexicon.generic:
        return None
    name = rng.choice(read.names).text
    return 0, len(read.text), rng.choice(read.lexicon.generic).replace("{name}", name)


def _fabricated_foreign(read: _Read, rng: random.Random) -> Change | None:
    if not read.lexicon.foreign:
        return None
    return 0, len(read.text), rng.choice(read.lexicon.foreign)


def _fabricated_local_names(read: _Read, rng: random.Random) -> Change | None:
    """Tell the foreign story with names of this one."""
    if len(read.names) < 1 or not read.lexicon.foreign:
        return None
    told = rng.choice(read.lexicon.foreign)
    ours = [name.text for name in read.names]
    for name in reversed(names(told, read.language)):
        told = told[: name.start] + rng.choice(ours) + told[name.end :]
    return 0, len(read.text), told


KINDS: Mapping[str, Kind] = {
    "quote_altered": _quote_altered,
    "quote_word_dropped": _quote_word_dropped,
    "number_changed": _number_changed,
    "number_word_changed": _paired("number_words"),
    "number_swapped_in_source": _number_swapped,
    "scale_changed": _paired("scales"),
    "currency_changed": _paired("currencies"),
    "unit_changed": _paired("units"),
    "percent_to_points": _percent_to_points,
    "date_shifted": _date_shifted,
    "date_swapped_in_source": _date_swapped,
    "name_from_outside": _name_from_outside,
    "first_name_changed": _first_name_changed,
    "name_swapped_in_source": _name_swapped,
    "role_swap": _role_swap,
    "attribution_swapped": _attribution_swapped,
    "negation_added": _negation_added,
    "negation_removed": _negation_removed,
    "modality_strengthened": _paired("modal"),
    "opposite_word": _paired("opposites"),
    "fabricated_generic": _fabricated_generic,
    "fabricated_foreign": _fabricated_foreign,
    "fabricated_local_names": _fabricated_local_names,
}
"""Every kind of error by its name."""


@cache
def _lexicon(language: str) -> _Lexicon:
    path = files("newsroom_agents.evidence") / "data" / "mutations.toml"
    data: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(path.read_text(encoding="utf-8"))
    own = data.get(language, {})
    pairs = {
        name: tuple(_pair(line, " ") for line in own.get(name, ()))
        for name in ("units", "scales", "currencies", "number_words", "modal", "opposites")
    }
    return _Lexicon(
        outside=tuple(own.get("outside", ())),
        first=tuple(own.get("first", ())),
        pairs=pairs,
        percent=tuple(own.get("percent", ())),
        points=str(own.get("points", "")),
        negate=tuple(_pair(line, "|") for line in own.get("negate", ())),
        generic=tuple(own.get("generic", ())),
        foreign=tuple(own.get("foreign", ())),
    )


def _pair(line: str, mark: str) -> tuple[str, str]:
    word, _, put = line.partition(mark)
    return word, put
