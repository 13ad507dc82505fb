"""Slugs: the newsroom's short name of a story, made from the event alone.

A rerun must give the same name, so nothing enters but the event's own titles. Other scripts are
romanised; days and years are left out, since a slug outlives them.
"""

from collections.abc import Collection, Iterator

from slugify import slugify

from newsroom_agents.agents._monitor import Candidate
from newsroom_agents.text.dates import dates
from newsroom_agents.text.language import detect
from newsroom_agents.text.tokens import is_stopword, is_unspaced, words

_LONGEST = 40
_MOST_WORDS = 4
_FEWEST_WORDS = 2
_SHORTEST_WORD = 2

# What stands in the place of a headline when a page had none, or in front of it.
_NO_NEWS = frozenset(
    {"updated", "update", "published", "posted", "gmt", "est", "edt", "pst", "bst", "utc", "live"}
    | {"exclusive", "breaking", "video", "photo", "photos", "pictures", "watch", "read", "brief"}
    | {"news", "report", "reports", "exercise"}
)


def slug_for(candidate: Candidate, taken: Collection[str]) -> str:
    """Return a slug that is not taken: two to four words of the title, `-2`, `-3` when needed."""
    stem = _stem(candidate)
    slug, number = stem, 2
    while slug in taken:
        slug = f"{stem}-{number}"
        number += 1
    return slug


def _stem(candidate: Candidate) -> str:
    """Return the words of the first title that has enough of them, or the best there is."""
    found = [_of_title(title, language) for title, language in _titles(candidate)]
    for words_ in found:
        if len(words_) >= _FEWEST_WORDS:
            return _joined(words_)
    longest = max(found, key=len)
    return _joined(longest) or f"event-{slugify(candidate.event)[-12:] or 'unnamed'}"


def _titles(candidate: Candidate) -> Iterator[tuple[str, str]]:
    """Yield the event's titles with their languages: its own first, then those we can read."""
    known = {item.title: item.language for item in candidate.items}
    language = next((item.language for item in candidate.items), None)
    yield candidate.title, known.get(candidate.title) or detect(candidate.title, language)
    for item in candidate.items:
        if item.is_readable:
            yield item.title, item.language


def _of_title(title: str, language: str) -> tuple[str, ...]:
    """Return the title's first content words in plain letters, each at most once."""
    days = dates(title, language, None)
    found: dict[str, None] = {}
    for token in words(title):
        if any(day.start < token.end and token.start < day.end for day in days):
            continue
        if is_stopword(token.text, language) or any(sign.isdecimal() for sign in token.text):
            continue
        word = slugify(token.text, separator="")
        if word and word not in _NO_NEWS and _is_long(word, language):
            found.setdefault(word)
    return tuple(found)


def _is_long(word: str, language: str) -> bool:
    return is_unspaced(language) or len(word) >= _SHORTEST_WORD


def _joined(words_: tuple[str, ...]) -> str:
    """Return the words as a slug within its length; a word too long for it is cut."""
    slug = ""
    for word in words_[:_MOST_WORDS]:
        longer = f"{slug}-{word}" if slug else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        slug = longer
    return slug
