"""What a figure counts: the dead, the injured, houses, money.

Two figures may only be held against each other when they count the same thing. So each is read with
the words of its own clause, and whatever is doubtful (an age, a part of a whole, last year's flood)
is left out: a false contradiction costs an editor more than a missed one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from newsroom_agents.agents.by_hand.passages import Passage, content
from newsroom_agents.agents.by_hand.telling import OTHER_TIME
from newsroom_agents.text.dates import dates
from newsroom_agents.text.language import primary
from newsroom_agents.text.numbers import Quantity, QuantityKind
from newsroom_agents.text.tokens import stem

_LISTED_IN = "en"

FATES = {
    "killed": re.compile(
        r"\b(?:kill(?:ed|ing|s)?|dead|die[sd]?|dying|deaths?|death toll|toll|fatalit(?:y|ies)|slain"
        r"|lost their lives|perished|bodies)\b",
        re.I,
    ),
    "injured": re.compile(
        r"\b(?:injur(?:ed|ing|es|ies)|wound(?:ed|ing|s)|hurt|hospitali[sz]ed)\b", re.I
    ),
    "missing": re.compile(r"\b(?:missing|unaccounted)\b", re.I),
    "arrested": re.compile(r"\b(?:arrest(?:ed|s|ing)?|detain(?:ed|ing)|in custody)\b", re.I),
    "displaced": re.compile(r"\b(?:displaced|evacuat(?:ed|ing)|homeless|evacuees)\b", re.I),
    "damaged": re.compile(r"\b(?:destroy(?:ed|ing)|damag(?:ed|ing)|flattened|razed)\b", re.I),
}
"""What may happen to those counted, and the words that say so (English)."""

_PEOPLE = frozenset(
    {"people", "person", "persons", "others", "other", "victims", "lives", "deaths", "death"}
    | {"fatalities", "casualties", "bodies", "individuals", "injuries", "dead", "residents"}
)
_NEEDS_THING = frozenset({"damaged"})
_PLURALS = frozenset({"people", "men", "women", "children", "police", "troops", "personnel"})
_NO_PLURALS = frozenset(
    {"was", "has", "is", "its", "his", "this", "as", "us", "plus", "versus", "across"}
)

_BREAK = re.compile(
    r"[,;:()–—]|\s-\s|\b(?:and|but|while|when|after|before|including|among|of whom|of them|who"
    r"|which|where|as)\b",
    re.I,
)
_NOT_COUNTED = re.compile(
    r"^(?:[-\s](?:years?|months?|days?|hours?|weeks?|minutes?|seconds?|km|kilomet\w+|miles?"
    r"|met(?:er|re)s?|feet|foot|inch\w*|degrees?|magnitude|storey|story|star|point|percent)\b|-"
    r"|\s(?:of (?:the|them|those|its|his|her|their)|more)\b)",
    re.I,
)
_NOT_COUNTING = re.compile(
    r"(?:aged?|magnitude|number|no\.|room|flight|route|highway|article|section|page|another|other"
    r"|further|additional|first|last|next|some of|all|both|every|age of)\s$",
    re.I,
)
_VAGUE = re.compile(
    r"\b(?:dozens?|hundreds|thousands|millions|billions|scores|tens|both|half|a)\b", re.I
)
_HANGS = frozenset({"on", "in", "at", "since", "by", "of", "the", "early", "late", "from"})
_ONE_PERSON = re.compile(
    r"\s*$|\s+(?:persons?|others?|people|deaths?|fatality|dead|died|killed)\b", re.I
)
_NOUN = re.compile(r"^(?:\s|-)*((?:[A-Za-z][A-Za-z'’-]*\s*){1,4})")


@dataclass(frozen=True, slots=True)
class Count:
    """A figure with what it counts.

    `what` is the same for figures that may be compared; `about` names it for a reader; `says` are
    the source's own words around the figure.
    """

    passage: Passage
    figure: Quantity
    what: str
    about: str
    says: str
    kind: frozenset[str] = frozenset()
    """Words that say which sort of the thing is counted: fishing boats are no patrol boats."""


def counts(passage: Passage) -> Iterator[Count]:
    """Yield the figures of a passage that can be held against those of others (English only)."""
    if primary(passage.language) != _LISTED_IN or OTHER_TIME.search(passage.text):
        return
    years = [f for f in passage.figures if f.kind is QuantityKind.YEAR]
    if any(figure.value != Decimal(passage.published.year) for figure in years):
        return
    yield from _amounts(passage)
    before: list[Quantity] = []
    for start, end in _clauses(passage.text):
        own = [f for f in passage.figures if start <= f.start < end and _may_count(passage, f)]
        # "Two women and one man died": the fate of the second clause is the first one's too.
        is_sum = bool(before) and _goes_on(passage.text, start)
        if len(own) == 1 and not is_sum:
            yield from _counted(passage, own[0], (start, end))
        before = own if not _fates(passage.text[start:end]) else []


def _amounts(passage: Passage) -> Iterator[Count]:
    """Yield the one sum of money or share of a passage; with several none can be told apart."""
    for kind, about in (
        (QuantityKind.MONEY, "the sum of money"),
        (QuantityKind.PERCENT, "the share"),
    ):
        own = [figure for figure in passage.figures if figure.kind is kind]
        if len(own) == 1:
            figure = own[0]
            what = f"{kind.value} {figure.unit}".strip()
            yield Count(passage, figure, what, about, _around(passage, figure))


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for cut in _BREAK.finditer(text):
        yield start, cut.start()
        start = cut.end()
    yield start, len(text)


def _may_count(passage: Passage, figure: Quantity) -> bool:
    """Tell whether a figure is a plain, definite number of things."""
    if figure.kind is not QuantityKind.COUNT or figure.unit or _VAGUE.search(figure.text):
        return False
    after, before = passage.text[figure.end :], passage.text[: figure.start]
    return not (_NOT_COUNTED.match(after) or _NOT_COUNTING.search(before))


def _counted(passage: Passage, figure: Quantity, clause: tuple[int, int]) -> Iterator[Count]:
    """Yield what the figure counts by the words of its clause: those hit by a fate, or things."""
    start, end = clause
    words = passage.text[start:end]
    fates = _fates(words)
    after = passage.text[figure.end : end]
    if figure.value == 1 and not _ONE_PERSON.match(after):
        return
    thing = _thing(after)
    says = _said(passage, figure, clause)
    if len(fates) == 1 and (thing or fates[0] not in _NEEDS_THING):
        what = " ".join((fates[0], stem(thing, _LISTED_IN) if thing else "")).strip()
        about = f"how many {thing or 'people'} were {fates[0]}"
        yield Count(passage, figure, what, about, says)
    elif not fates and thing:
        what, about = f"number {stem(thing, _LISTED_IN)}", f"the number of {thing}"
        yield Count(passage, figure, what, about, says, _kind(after, thing))


def _fates(words: str) -> list[str]:
    return [fate for fate, pattern in FATES.items() if pattern.search(words)]


def _goes_on(text: str, start: int) -> bool:
    """Tell whether the clause that starts here is joined to the one before it with "and"."""
    return text[:start].lower().endswith("and")


def _thing(after: str) -> str:
    """Return the noun behind a figure, an empty string for people in general or for none."""
    match = _NOUN.match(after)
    for word in match.group(1).lower().split() if match else ():
        if word in _PEOPLE:
            return ""
        if any(pattern.search(word) for pattern in FATES.values()):
            return ""
        if word in _PLURALS or (word.endswith("s") and word not in _NO_PLURALS):
            return word.removesuffix("'").removesuffix("’")
    return ""


def _kind(after: str, thing: str) -> frozenset[str]:
    """Return the words between a figure and its noun."""
    return content(after[: after.lower().find(thing)], _LISTED_IN)


def _around(passage: Passage, figure: Quantity) -> str:
    """Return the words around a figure, as far as the commas."""
    part = next(
        (start, end) for start, end in _sentence_parts(passage.text) if start <= figure.start <= end
    )
    return _said(passage, figure, part)


def _said(passage: Passage, figure: Quantity, part: tuple[int, int]) -> str:
    """Return the words of a part that belong to the figure, without other figures and days.

    Whoever repeats the day of a disputed count has not yet repeated the count.
    """
    start, end = part
    others = [(other.start, other.end) for other in passage.figures if other != figure]
    days = dates(passage.text, passage.language, passage.published)
    for left, right in (*others, *((day.start, day.end) for day in days)):
        if right <= figure.start:
            start = max(start, right)
        elif left >= figure.end:
            end = min(end, left)
    words = passage.text[start:end].split()
    while words and words[-1].lower() in _HANGS:
        words.pop()
    return " ".join(words).strip(" ,;-–—.")


def _sentence_parts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for cut in re.finditer(r"[;:()–—]|,\s", text):
        yield start, cut.start()
        start = cut.end()
    yield start, len(text)
