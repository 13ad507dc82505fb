"""Numbers of a text with what they count: money, percent, years, times, things.

A bare value is not enough to compare: "£40m" is no support for "£40bn", nor "5%" for "5 percentage
points". So every quantity has a kind and a unit, and `equal` compares all three. Values are exact
decimals; they are rounded only where the text itself says that it rounds.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from newsroom_agents.text.language import primary
from newsroom_agents.text.number_words import (
    NumberLexicon,
    currency_family,
    number_lexicon,
    spelled_numbers,
)


class QuantityKind(StrEnum):
    """What sort of number it is."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    POINTS = "points"
    ORDINAL = "ordinal"
    YEAR = "year"
    TIME = "time"
    DECADE = "decade"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text.

    `unit` is a currency or a measure in its plainest form, empty when the text names neither;
    `alternative` is a second reading where the spelling has two ("100m", "1,500" in Spanish).
    A time's value is in minutes after midnight.
    """

    value: Decimal
    kind: QuantityKind
    unit: str
    start: int
    end: int
    text: str
    approximate: bool = False
    alternative: Decimal | None = None


_ROUNDING = Decimal("0.10")
"""How far "about 20" may be from the source's figure: a tenth, as the prototype measured."""

_GROUPED = (
    r"\d{1,3}(?:[.,'’\u00a0\u202f\u2009]\d{3})+(?!\d)(?:[.,]\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"
)
_SPACED = r"\d{1,3}(?: \d{3})+(?!\d)(?:[.,]\d+)?"
_PLAIN = r"\d+(?:[.,]\d+)?"
_FIGURE = re.compile(rf"(?<![\d.,])(?:{_GROUPED}|{_PLAIN})")
_SPACED_FIGURE = re.compile(rf"(?<![\d.,])(?:{_GROUPED}|{_SPACED}|{_PLAIN})")
_CLOCK = re.compile(
    r"(?<![\d:.,])(\d{1,2})(?:[:.h](\d{2}))?(?![\d:])(?::\d{2})?\s?([ap])\.?m\b\.?"
    r"|(?<![\d:.,])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])"
    r"|(?<![\d:.,])([01]?\d|2[0-3])[.:h]([0-5]\d)(?=\s?(?:Uhr|uur|h\b|GMT|BST|UTC))"
    r"|(?<!\w)([01]?\d|2[0-3])h([0-5]\d)?(?!\w)",
    re.I,
)
_DECADE = re.compile(
    r"(?<!\d)(\d{3}0)(?:s\b|'s\b|er\b|-х\b|'lar|年代)|['’](\d0)s\b|(?<!\w)([2-9]0)s\b"
)
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|ère|re|e|ème|º|ª|°(?!\s?[CF])|-й|-я|-го|-м)(?!\w)")
_NAMELIKE = re.compile(r"(?:[^\W\d_\u0e00-\u0eff\u2e80-\ud7ff]-?)$")
_RANGE = re.compile(r"\s?[-–—]\s?|\s(?:to|or|bis|oder|à|ou|a|o|tot|до|или)\s")
_BETWEEN = re.compile(r"(?:between|zwischen|entre|tra|fra|tussen|между)\s$", re.I)
_BEFORE_CURRENCY = re.compile(
    r"\s(?:de|di|of|US|U\.S\.|British|Canadian|Australian|Hong Kong|New Zealand)(?=\s)|\s[dl]['’]"
)
_PERCENT_BEFORE = re.compile(r"(?:(?<!\d)[%٪]|(?<!\w)yüzde\s)$", re.I)
_DIGIT = re.compile(r"\d")
_NO_TAIL = ".,;:!?)"
"""After one of these, or at the end of the text, nothing belongs to the figure any more."""
_YEARS = range(1100, 2200)


def quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """Return the numbers of `text`, in order, none overlapping another.

    Args:
        text: Any text.
        language: Its language code; it decides decimal marks and number words.
    """
    lexicon = number_lexicon(primary(language))
    plain = _plain_digits(text)
    found: list[Quantity] = []
    taken = bytearray(len(plain))
    for quantity in _all(plain, lexicon):
        if not any(taken[quantity.start : quantity.end]):
            taken[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)
            found.append(_as_written(quantity, text))
    found.sort(key=lambda quantity: quantity.start)
    return tuple(_ranges(plain, found))


def _as_written(quantity: Quantity, text: str) -> Quantity:
    """Return the quantity with its words; `replace` would take three times as long."""
    return Quantity(
        quantity.value,
        quantity.kind,
        quantity.unit,
        quantity.start,
        quantity.end,
        text[quantity.start : quantity.end],
        quantity.approximate,
        quantity.alternative,
    )


def equal(claim: Quantity, source: Quantity) -> bool:
    """Whether the source's figure carries the claim's: same kind, unit and value.

    A claim may leave a unit out; it may not name another, and of all units only years (ages) may
    be missing from the source. A value is rounded only when one of the
    two says so ("about", "more than").
    """
    if not _same_kind(claim.kind, source.kind) or not _same_unit(claim, source):
        return False
    if _readings(claim) & _readings(source):
        return True
    if not (claim.approximate or source.approximate) or claim.kind is QuantityKind.YEAR:
        return False
    return abs(claim.value - source.value) <= abs(source.value) * _ROUNDING


def _all(text: str, lexicon: NumberLexicon) -> Iterator[Quantity]:
    """Yield candidates, the more specific forms first."""
    if _DIGIT.search(text):
        yield from _clocks(text)
        yield from _decades(text)
        figure = _SPACED_FIGURE if lexicon.groups_by_space else _FIGURE
        for match in figure.finditer(text):
            if (quantity := _figure(text, match, lexicon)) is not None:
                yield quantity
    yield from _in_words(text, lexicon)


def _plain_digits(text: str) -> str:
    """Return `text` with every script's digits and number marks as ASCII, same length."""
    if text.isascii():
        return text
    marks = {"٬": ",", "٫": ".", "．": ".", "＄": "$", "：": ":"}
    return "".join(
        marks.get(sign, sign) if not sign.isdecimal() else str(unicodedata.decimal(sign))
        for sign in text
    )


def _clocks(text: str) -> Iterator[Quantity]:
    for match in _CLOCK.finditer(text):
        groups = [group for group in match.groups() if group]
        half = groups.pop().lower() if groups[-1].lower() in {"a", "p"} else ""
        hour, minute = int(groups[0]), int(groups[1]) if len(groups) > 1 else 0
        if half and hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        value = Decimal(hour * 60 + minute)
        yield Quantity(value, QuantityKind.TIME, "", match.start(), match.end(), match.group())


def _decades(text: str) -> Iterator[Quantity]:
    for match in _DECADE.finditer(text):
        digits = match.group(1) or match.group(2) or match.group(3)
        value = Decimal(digits) if len(digits) == 4 else Decimal(1900 + int(digits))
        yield Quantity(value, QuantityKind.DECADE, "", match.start(), match.end(), match.group())


def _figure(text: str, match: re.Match[str], lexicon: NumberLexicon) -> Quantity | None:
    """Read one figure with its currency, scale and unit; None when it is part of a name."""
    start, end = match.span()
    before = text[max(0, start - 24) : start]
    symbol = _symbol_before(before, lexicon)
    if not symbol and _is_in_name(before):
        return None
    value, alternative = _value(match.group(), lexicon)
    ordinal = _ORDINAL.match(text, end)
    if ordinal and not symbol and value == value.to_integral_value():
        return Quantity(
            value, QuantityKind.ORDINAL, "", start, ordinal.end(), text[start : ordinal.end()]
        )
    if _PERCENT_BEFORE.search(before):
        return Quantity(value, QuantityKind.PERCENT, "", start - 1, end, "")
    bare = match.group().isdigit() and len(match.group()) == 4
    quantity = Quantity(
        value, QuantityKind.COUNT, "", start - len(symbol), end, "", alternative=alternative
    )
    quantity = _with_tail(text, quantity, lexicon, symbol)
    if bare and quantity.kind is QuantityKind.COUNT and not quantity.unit and quantity.end == end:
        kind = QuantityKind.YEAR if int(value) in _YEARS else QuantityKind.COUNT
        quantity = replace(quantity, kind=kind)
    if _is_rounded(text, quantity.start, lexicon):
        return replace(quantity, approximate=True)
    return quantity


def _with_tail(text: str, quantity: Quantity, lexicon: NumberLexicon, symbol: str) -> Quantity:
    """Add what follows the figure: scale, then percent, currency or measure."""
    if text[quantity.end : quantity.end + 1] in _NO_TAIL:
        return _in_money(quantity, lexicon, symbol) if symbol else quantity
    if scale := lexicon.scale.match(text, quantity.end):
        glued = scale.group() == scale.group(1)
        factor = lexicon.scales[re.sub(r"[\s-]", " ", scale.group(1).lower())]
        if symbol or not _is_measure_sign(scale.group(1), glued=glued):
            alternative = quantity.value if scale.group(1) == "m" and not symbol else None
            value = quantity.value * factor
            quantity = replace(quantity, value=value, end=scale.end(), alternative=alternative)
            if more := lexicon.scale.match(text, quantity.end):
                factor = lexicon.scales[re.sub(r"[\s-]", " ", more.group(1).lower())]
                quantity = replace(quantity, value=value * factor, end=more.end())
    if symbol:
        return _in_money(quantity, lexicon, symbol)
    if points := lexicon.points.match(text, quantity.end):
        return replace(quantity, kind=QuantityKind.POINTS, end=points.end())
    if percent := lexicon.percent.match(text, quantity.end):
        return replace(quantity, kind=QuantityKind.PERCENT, end=percent.end())
    return _with_unit(text, quantity, lexicon)


def _in_money(quantity: Quantity, lexicon: NumberLexicon, symbol: str) -> Quantity:
    unit = lexicon.symbols[symbol.strip()]
    return replace(quantity, kind=QuantityKind.MONEY, unit=unit)


def _with_unit(text: str, quantity: Quantity, lexicon: NumberLexicon) -> Quantity:
    if sign := lexicon.mark_after.match(text, quantity.end):
        unit = lexicon.symbols.get(sign.group(1), sign.group(1))
        return replace(quantity, kind=QuantityKind.MONEY, unit=unit, end=sign.end())
    gap = _BEFORE_CURRENCY.match(text, quantity.end)
    position = gap.end() if gap else quantity.end
    if money := lexicon.currency.match(text, position):
        unit = _first(lexicon.currencies, money.group(1))
        return replace(quantity, kind=QuantityKind.MONEY, unit=unit, end=money.end())
    if measure := lexicon.unit.match(text, quantity.end):
        unit = _first(lexicon.units, measure.group(1))
        return replace(quantity, unit=unit, end=measure.end())
    return quantity


def _in_words(text: str, lexicon: NumberLexicon) -> Iterator[Quantity]:
    """Yield numbers that are written out, and ordinal words."""
    for spelled in spelled_numbers(text, lexicon):
        span = (spelled.start, spelled.end, "")
        if spelled.is_ordinal:
            yield Quantity(Decimal(spelled.value), QuantityKind.ORDINAL, "", *span)
            continue
        quantity = Quantity(Decimal(spelled.value), QuantityKind.COUNT, "", *span)
        quantity = _with_tail(text, quantity, lexicon, "")
        rounded = spelled.is_rounded or _is_rounded(text, spelled.start, lexicon)
        yield replace(quantity, approximate=rounded)


def _symbol_before(before: str, lexicon: NumberLexicon) -> str:
    """Return the currency mark that stands right before a figure, with its space."""
    match = lexicon.mark_before.search(before)
    return match.group() if match else ""


def _is_in_name(before: str) -> bool:
    """Whether a figure hangs on a letter: G20, COVID-19, F-16 are names, not numbers."""
    if not _NAMELIKE.search(before):
        return False
    word = re.split(r"[\s(\"'“]", before)[-1]
    return not before.endswith("-") or word[:1].isupper()


def _value(figure: str, lexicon: NumberLexicon) -> tuple[Decimal, Decimal | None]:
    """Read a figure by the marks of its language; return a second reading where there is one."""
    if figure.isdigit():
        return Decimal(figure), None
    digits = re.sub(r"['’\s\u00a0\u202f\u2009]", "", figure)
    marks = [sign for sign in digits if sign in ".,"]
    if not marks:
        return Decimal(digits), None
    grouped = bool(re.fullmatch(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*", digits))
    last = marks[-1]
    if len(marks) > 1 and len(set(marks)) == 1:
        return Decimal(re.sub(r"[.,]", "", digits)), None
    if len(marks) > 1 or not grouped:
        whole, _, fraction = digits.rpartition(last)
        return Decimal(f"{re.sub('[.,]', '', whole)}.{fraction}"), None
    as_group = Decimal(digits.replace(last, ""))
    as_decimal = Decimal(digits.replace(last, "."))
    is_decimal = (last == ",") is lexicon.has_comma_decimals
    first, second = (as_decimal, as_group) if is_decimal else (as_group, as_decimal)
    return first, second if lexicon.has_either_decimals else None


def _is_measure_sign(scale: str, *, glued: bool) -> bool:
    """Whether a one-letter scale without currency is rather a sign of measure ("5 m", "3 b")."""
    return len(scale) == 1 and scale.isascii() and not (glued and scale in "mkKM")


def _is_rounded(text: str, start: int, lexicon: NumberLexicon) -> bool:
    return bool(lexicon.about.search(text[max(0, start - 24) : start]))


def _first(table: tuple[tuple[re.Pattern[str], str], ...], word: str) -> str:
    lowered = word.lower().replace("-", " ")
    return next((name for pattern, name in table if pattern.fullmatch(lowered)), lowered)


def _ranges(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """Let "3 to 4 million dollars" give the first number what the second says."""
    for number, quantity in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        if following and _is_range(text, quantity, following):
            if quantity.kind is QuantityKind.MONEY and following.kind is QuantityKind.COUNT:
                following = replace(following, kind=quantity.kind, unit=quantity.unit)
                found[number + 1] = following
            if quantity.kind in {QuantityKind.COUNT, following.kind} and not quantity.unit:
                yield _sharing(quantity, following)
                continue
        yield quantity


def _is_range(text: str, first: Quantity, second: Quantity) -> bool:
    gap = text[first.end : second.start]
    between = _BETWEEN.search(text[max(0, first.start - 12) : first.start])
    return len(gap) < 8 and bool(_RANGE.fullmatch(gap) or (between and gap.count(" ") == 2))


def _sharing(first: Quantity, second: Quantity) -> Quantity:
    if second.kind in {QuantityKind.ORDINAL, QuantityKind.YEAR, QuantityKind.TIME}:
        return first
    factor = Decimal(1)
    while first.value and first.value * factor * 100 < second.value:
        factor *= 1000
    scaled = first.value * factor if factor > 1 else first.alternative
    return replace(first, kind=second.kind, unit=second.unit, alternative=scaled)


def _same_kind(claim: QuantityKind, source: QuantityKind) -> bool:
    bare = {QuantityKind.COUNT, QuantityKind.YEAR}
    return claim is source or {claim, source} <= bare


def _same_unit(claim: Quantity, source: Quantity) -> bool:
    if claim.unit == source.unit or (claim.kind is not QuantityKind.MONEY and not claim.unit):
        return True
    if claim.kind is QuantityKind.MONEY:
        return bool(currency_family(claim.unit) & currency_family(source.unit))
    return not source.unit and claim.unit == "year"


def _readings(quantity: Quantity) -> frozenset[Decimal]:
    if quantity.alternative is None:
        return frozenset((quantity.value,))
    return frozenset((quantity.value, quantity.alternative))
