"""Persons to whom no text gives a public office.

A run of capitals is not yet a person: companies, ships and cables have names of two words as well.
So a private person is a name of two words, neither of them a thing's, of which at least one text
speaks as one speaks of people: with an age, a title, a relative, a pronoun, a verb of persons, or
by the last word alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from newsroom_agents.evidence.words import evidence_words
from newsroom_agents.text.names import Name, NameKind, names, territories
from newsroom_agents.text.tokens import fold, words

_OFFICE_REACH = 5
"""An office this many words before or after a name belongs to it."""
_PLACED = re.compile(
    r"\b(?:in|at|near|off|outside|inside|across|around|through|into|towards?|along)\s(?:the\s)?$",
    re.I,
)
_OF_A_THING = re.compile(
    r"\b(?:the|shares? (?:of|in)|stocks? (?:of|in)|ship|ferry|vessel|boat|tanker|trawler|freighter"
    r"|yacht|company|firm|operator|airline|carrier|cable|brand|maker|startup)\s$",
    re.I,
)
_AGE = r",?\s(?:aged\s)?(?:[1-9]|[1-9]\d|10\d)\b(?!\s?(?:%|[a-z]))"
_REACH = r"(?:,?\s[\w’'-]+){0,2},?\s"


def private_persons(
    texts: Mapping[str, str], excerpts: Iterable[str], outlets: Iterable[str], language: str
) -> Mapping[str, tuple[str, ...]]:
    """Return the private persons that the texts name, each with the places where it stands.

    Args:
        texts: What will be published, by place.
        excerpts: What the sources say; they too may give an office, or tell a person from a thing.
        outlets: Names of outlets, which are no persons.
        language: Language of the texts.
    """
    everything = (*texts.values(), *excerpts)
    outlet_names = " / ".join(fold(outlet) for outlet in outlets)
    officials = {name for text in everything for name in _officials(text, language)}
    where: dict[str, list[str]] = {}
    longest: dict[str, str] = {}
    for place, text in texts.items():
        for name in names(text, language):
            last = _last_word(name)
            if last in officials or fold(name.text) in outlet_names:
                continue
            if _is_person(name, everything) or (last in longest and name.kind is NameKind.PERSON):
                where.setdefault(last, []).append(place)
                longest[last] = max(longest.get(last, ""), _bare(name.text), key=len)
    return {longest[last]: tuple(places) for last, places in where.items()}


def _is_person(name: Name, texts: Sequence[str]) -> bool:
    genitive = name.kind is NameKind.UNKNOWN and _bare(name.text) != name.text and " " in name.text
    if not (genitive or name.kind is NameKind.PERSON):
        return False
    if _is_place(name, texts) or _is_thing(name, texts):
        return False
    return _is_spoken_of_as_a_person(name, texts)


def _is_place(name: Name, texts: Iterable[str]) -> bool:
    """Whether the name is called a place, or some text speaks of it so ("in Port Alba")."""
    parts = [fold(token.text) for token in words(name.text)]
    if evidence_words().places.intersection(parts[-1:]) or evidence_words().regions & set(parts):
        return True
    if territories(name.text, "en"):
        return True
    return any(_PLACED.search(text[:start]) for text, start, _ in _met(name.text, texts))


def _is_thing(name: Name, texts: Iterable[str]) -> bool:
    """Whether the name is called a thing, or some text speaks of it so ("shares of Tidearc")."""
    parts = [fold(token.text).removesuffix("'s") for token in words(name.text)]
    if evidence_words().things.intersection((*parts[:1], *parts[-1:])):
        return True
    return any(_OF_A_THING.search(text[:start]) for text, start, _ in _met(name.text, texts))


def _is_spoken_of_as_a_person(name: Name, texts: Iterable[str]) -> bool:
    parts = words(_bare(name.text))
    if len(parts) == 1:
        return True
    before, after = _cues()
    first = name.text[: parts[-1].start]
    return any(
        _stands_alone(text[:start])
        or before.search(text[:start].removesuffix(first))
        or after.match(text[end:])
        for text, start, end in _met(parts[-1].text, texts)
    )


def _stands_alone(before: str) -> bool:
    """Whether no other word of a name stands directly before: "Sandvik" after "Mila Sandvik"."""
    words_before = before.split()
    if not words_before or not before[-1:].isspace():
        return not words_before
    last = words_before[-1]
    return last[-1] in ".!?:;," or not last[:1].isupper()


def _met(name: str, texts: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    """Yield each text that holds a name, with the places where it stands."""
    for text in texts:
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            yield text, match.start(), match.end()


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what stands before, and after, the name of a person."""
    verbs = "|".join(map(re.escape, sorted(evidence_words().person_verbs)))
    people = "|".join(map(re.escape, sorted(evidence_words().people)))
    before = (
        rf"\b(?:(?:{verbs})(?:\s(?:by|to|with|of|that))?|(?:murder|death|killing|shooting|arrest"
        rf"|trial|funeral|body|family|case|testimony|rescue|disappearance)\sof|(?:{people})),?\s$"
    )
    after = (
        rf"(?:['’]s)?(?:{_AGE}|,?\s(?:[-–—]\s)?(?:who|whose|whom)\b"
        rf"|,\s[^.!?\n]{{1,60}},\s(?:{verbs})\b"
        rf"|{_REACH}(?:{verbs})\b"
        rf"|,\s(?:an?|the|his|her|their)\s(?:[\w-]+\s){{0,3}}(?:{people})\b"
        rf"|['’]s\s(?:[\w-]+\s)?(?:{people})\b|[^.!?]{{0,80}}\s(?:he|she|his|her|him|himself"
        r"|herself)\b)"
    )
    return re.compile(before, re.I), re.compile(after, re.I)


def _officials(text: str, language: str) -> Iterator[str]:
    """Yield the last words of names that stand by an office."""
    tokens = words(text)
    offices = [
        at for at, token in enumerate(tokens) if fold(token.text) in evidence_words().offices
    ]
    if not offices:
        return
    for name in names(text, language):
        at = next(place for place, token in enumerate(tokens) if token.end > name.start)
        if any(abs(at - office) <= _OFFICE_REACH for office in offices):
            yield _last_word(name)


def _last_word(name: Name) -> str:
    parts = words(_bare(name.text))
    return fold(parts[-1].text if parts else name.text)


def _bare(name: str) -> str:
    """Return a name without the genitive."""
    return name.removesuffix("'s").removesuffix("’s")
