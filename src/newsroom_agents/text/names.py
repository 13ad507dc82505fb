"""Names in a text, found without a model.

Where a script has capitals, a run of capitalised words is a name, less what only stands at the
start of a sentence or in a headline; elsewhere only what stands in name-like brackets and the
gazetteer of territories is found. Recall is modest outside cased scripts: whoever uses this must
not conclude from silence.

Names are compared across scripts by their consonants (`name_key`), because vowels are what
transliterations disagree about.
"""

import re
import tomllib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from text_unidecode import unidecode  # type: ignore[import-untyped]

from newsroom_agents.text.language import primary
from newsroom_agents.text.sentences import Span, paragraphs, split
from newsroom_agents.text.territories import mentions_in
from newsroom_agents.text.territories import territories as territories
from newsroom_agents.text.tokens import Token, fold, fold_word, is_stopword, words

_JOINED = re.compile(r"[\s\u00a0]|[-‐‑–]|\.\s?|['’]|, (?=Jr|Sr)")
_BRACKETED = re.compile(r"[『《「〈]([^『《「〈』》」〉\n]{2,20})[』》」〉]")
_LONGEST_RUN = 8
_TITLE_CASE_SHARE = 0.6
_LONGEST_HEADLINE = 20
_TITLE_CASE_WORDS = 4
_ALL_NOUNS_CAPITAL = frozenset({"de", "lb", "nds"})
_LONGEST_ACRONYM = 6
_PERSON_WORDS = (2, 3)

# What transliterations write differently, brought to one letter; vowels go last.
_SOUNDS = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        (r"shch|sch|tsch|tch|sh|ch|zh|cz|sz|dzh|dj|j|g(?=[eiy])", "s"), (r"kh|gh|h", ""),
        (r"ph|v|f", "f"), (r"th", "t"), (r"ts|tz|c(?=[eiy])|z|x|s", "s"), (r"ck|cq|c|q|g|k", "k"),
        (r"b", "p"), (r"d", "t"), (r"r", "l"), (r"[aeiouyw'`\".-]", ""),
        (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
# Letters that the transliteration table gives a sound they do not have in names.
_OWN_SOUNDS = str.maketrans(
    {
        "ו": "w",
        "フ": "fu",
        "ć": "ch",
        "č": "ch",
        "ç": "ch",
        "ћ": "ch",
        "ś": "sh",
        "š": "sh",
        "ş": "sh",
    }
)


class NameKind(StrEnum):
    """What a name seems to name."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Name:
    """A name as the text writes it, and where."""

    text: str
    start: int
    end: int
    kind: NameKind


@dataclass(frozen=True, slots=True)
class _Lists:
    """The words around names."""

    titles: frozenset[str]
    organisations: frozenset[str]
    particles: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The words of a sentence, and whether their capitals mean anything."""

    tokens: Sequence[Token]
    is_headline: bool


def names(text: str, language: str) -> tuple[Name, ...]:
    """Return the names of `text` in order, never overlapping; the same name may come twice."""
    tokens = words(text)
    mentioned = mentions_in(tokens, language)
    places = {place.start: Span(place.start, place.end) for place in mentioned}
    sentences = tuple(_sentences(text, tokens, language))
    found = [*_capital_runs(text, sentences, places, language), *_bracketed(text)]
    taken = _covered(found)
    found.extend(
        Name(span.of(text), span.start, span.end, NameKind.PLACE)
        for span in places.values()
        if not taken.intersection(range(span.start, span.end))
    )
    return tuple(sorted(found, key=lambda name: (name.start, name.end)))


def has_telling_capitals(language: str) -> bool:
    """Whether a capital inside a sentence says that a word is a name."""
    return primary(language) not in _ALL_NOUNS_CAPITAL


def is_title(word: str) -> bool:
    """Whether a folded word is one that stands before the name of a person."""
    return word in _lists().titles


def romanise(text: str) -> str:
    """Return `text` in plain Latin letters, roughly as it sounds."""
    return " ".join(str(unidecode(text.translate(_OWN_SOUNDS))).split())


@lru_cache(maxsize=100_000)
def name_key(text: str) -> str:
    """Return the consonants of a name, by which spellings in several scripts agree.

    Words keep their order. Different names may share a key ("Baker", "Becker"), short ones often
    do: use it to find candidates, and ask for a second sign before believing them.
    """
    keys = (_word_key(word) for word in fold(romanise(text)).split())
    return " ".join(key for key in keys if key)


def _word_key(word: str) -> str:
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return word


def _capital_runs(
    text: str, sentences: Sequence[_Sentence], places: Mapping[int, Span], language: str
) -> Iterator[Name]:
    """Yield runs of capitalised words, sentence by sentence."""
    inside = frozenset(
        token.text
        for sentence in sentences
        if not sentence.is_headline
        for token in sentence.tokens[1:]
        if _is_capital(token.text)
    )
    for sentence in sentences:
        for run in _runs(text, sentence.tokens):
            kept = _without_chance(run, sentence, inside, language)
            name = _named(text, kept, places, language)
            if name:
                yield name


def _sentences(text: str, tokens: Sequence[Token], language: str) -> Iterator[_Sentence]:
    """Yield the sentences with their words."""
    waiting = deque(tokens)
    cuts = deque(split(text, language))
    for paragraph in paragraphs(text):
        while cuts and cuts[0].end <= paragraph.end:
            cut = cuts.popleft()
            held = list(_taken(waiting, cut.end))
            whole = cut == paragraph and text[cut.end - 1] != "."
            if held:
                yield _Sentence(held, is_headline=whole and _is_title_case(held, language))


def _taken(waiting: deque[Token], end: int) -> Iterator[Token]:
    """Take and yield the words that begin before `end`."""
    while waiting and waiting[0].start < end:
        yield waiting.popleft()


def _is_title_case(tokens: Sequence[Token], language: str) -> bool:
    """Tell whether a line is set as a headline, most of its longer words with a capital."""
    if len(tokens) > _LONGEST_HEADLINE or not has_telling_capitals(language):
        return False
    longer = [token.text for token in tokens if len(token.text) >= _TITLE_CASE_WORDS]
    capitals = sum(_is_capital(word) for word in longer)
    return len(longer) >= _TITLE_CASE_WORDS and capitals >= _TITLE_CASE_SHARE * len(longer)


def _runs(text: str, tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield stretches of capitalised words, with the particles between them."""
    run: list[Token] = []
    pending: list[Token] = []
    for token in tokens:
        last = pending[-1] if pending else run[-1] if run else None
        joined = (
            last is not None
            and not last.text.endswith(("'s", "’s"))
            and _JOINED.fullmatch(text[last.end : token.start] or " ")
        )
        if run and not (joined and len(run) + len(pending) < _LONGEST_RUN):
            yield run
            run, pending = [], []
        if _is_capital(token.text):
            run, pending = [*run, *pending, token], []
        elif run and fold_word(token.text) in _lists().particles and len(pending) < 2:
            pending.append(token)
        elif run:
            yield run
            run, pending = [], []
    if run:
        yield run


def _without_chance(
    run: list[Token], sentence: _Sentence, inside: frozenset[str], language: str
) -> list[Token]:
    """Drop words that are capitalised by their place only."""
    code = primary(language)
    if run[0] is sentence.tokens[0] and not _stands_alone(run, inside, code):
        run = run[1:]
        while run and not _is_capital(run[0].text):
            run = run[1:]
    if sentence.is_headline and inside:
        run = [token for token in run if token.text in inside or _is_marked(token.text)]
    if code in _ALL_NOUNS_CAPITAL and len(run) == 1 and not _is_marked(run[0].text):
        return []
    while run and is_stopword(run[0].text, code) and not run[0].text.isupper():
        run = run[1:]
    return run


def _stands_alone(run: Sequence[Token], inside: frozenset[str], language: str) -> bool:
    """Tell whether the first word of a sentence is a name, by what is known of it."""
    first = run[0].text
    if is_stopword(first, language):
        return False
    return first in inside or _is_marked(first) or (len(run) > 1 and not inside.isdisjoint(
        token.text for token in run[1:]
    ))  # fmt: skip


def _named(
    text: str, run: Sequence[Token], places: Mapping[int, Span], language: str
) -> Name | None:
    """Make a name of a run, less the titles before it."""
    titled = False
    rest = list(run)
    while len(rest) > 1 and fold_word(rest[0].text) in _lists().titles:
        rest, titled = rest[1:], True
    if not rest or (len(rest) == 1 and len(rest[0].text) == 1):
        return None
    if len(rest) == 1 and fold_word(rest[0].text) in _lists().titles and primary(language) != "de":
        return None
    start, end = rest[0].start, rest[-1].end
    return Name(text[start:end], start, end, _kind(rest, places, titled=titled))


def _kind(run: Sequence[Token], places: Mapping[int, Span], *, titled: bool) -> NameKind:
    folded = {fold_word(token.text) for token in run}
    if titled:
        return NameKind.PERSON
    if folded & _lists().organisations:
        return NameKind.ORGANISATION
    if run[0].start in places and places[run[0].start].end >= run[-1].end:
        return NameKind.PLACE
    if len(run) == 1 and run[0].text.isupper() and 1 < len(run[0].text) <= _LONGEST_ACRONYM:
        return NameKind.ORGANISATION
    if len(run) in _PERSON_WORDS and all(token.text.isalpha() for token in run):
        return (
            NameKind.PERSON if not any(token.text.isupper() for token in run) else NameKind.UNKNOWN
        )
    return NameKind.UNKNOWN


def _bracketed(text: str) -> Iterator[Name]:
    """Yield what East Asian texts set in name brackets."""
    for match in _BRACKETED.finditer(text):
        if not re.search(r"[。、，！？]", match[1]):
            yield Name(match[1], match.start(1), match.end(1), NameKind.UNKNOWN)


def _covered(found: Sequence[Name]) -> set[int]:
    return {at for name in found for at in range(name.start, name.end)}


def _is_capital(word: str) -> bool:
    return word[0].isupper()


def _is_marked(word: str) -> bool:
    """Tell whether a word shows by its letters that it is a name: NATO, McKay, B737."""
    return len(word) > 1 and any(letter.isupper() for letter in word[1:])


@cache
def _lists() -> _Lists:
    listed = tomllib.loads(
        files("newsroom_agents.text.data").joinpath("names.toml").read_text("utf-8")
    )
    folded = {key: frozenset(fold(str(entries)).split()) for key, entries in listed.items()}
    return _Lists(folded["titles"], folded["organisations"], folded["particles"])
