"""Sentences and paragraphs as spans of the text they stand in.

sentencex cuts quickly and in every script, but once too often: after initials, ordinals and
abbreviations, and before the tail of a closing quotation. A repair pass joins what it should not
have cut. When in doubt the two halves stay together, because a citation that is a little too long
still proves its sentence, and half a sentence may prove the opposite.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import sentencex  # type: ignore[import-untyped]

from newsroom_agents.text.language import primary
from newsroom_agents.text.tokens import is_stopword

_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c\x85]+")
_SURROGATE = re.compile("[\ud800-\udfff]")

# Longer lines are cut at a space before sentencex sees them: with many quotation marks its time
# grows faster than the text.
_LONGEST_LINE = 10_000

_CLOSERS = "”’»›」』】）〉》)]"
_CLOSING = re.compile(rf"[{re.escape(_CLOSERS)}]+|[\"'](?=\s|$)|[。！？]+")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_LAST_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[«“\"„'’/-])((?:[^\W\d_]{1,6}\.){0,3}[^\W\d_]{1,6}°?)\.$"
)
_INITIALS = re.compile(r"(?:^|[\s(\[«“\"„'’.-])([^\W\d_a-z])\.$")
_ORDINAL = re.compile(r"(?:^|[\s(\[«“\"„–-])\d{1,4}\.$")
_NUMBERING = re.compile(r"\W*(?:\d{1,3}|[^\W\d_])[.)]$")
_QUOTE_TAIL = re.compile(r"(?:と|って|など|という|との|を|の|は|が)|라고|이라고|라며|고 ")
_TAIL = 40

_ORDINAL_LANGUAGES = frozenset(
    {"bs", "cs", "da", "de", "et", "eu", "fi", "fo", "hr", "hu", "is", "lt", "lv", "no", "pl"}
    | {"sh", "sk", "sl", "sr", "tr"}
)

# Abbreviations that are also words, or units: only a figure behind them proves them.
_BEFORE_FIGURES = frozenset(
    {"no", "nos", "art", "p", "pp", "s", "sec", "vol", "fig", "n", "str", "v", "al", "est", "t"}
    | {"jan", "feb", "mar", "apr", "aug", "sept", "sep", "oct", "okt", "nov", "dec", "dez", "déc"}
)

# Languages without a mark between sentences; a space divides clauses, and we go by length.
_UNMARKED = frozenset({"th", "lo", "km"})
_UNMARKED_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, from `start` up to but not including `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words that stand there."""
        return text[self.start : self.end]


def split(text: str, language: str) -> tuple[Span, ...]:
    """Return the sentences of `text`, in order, without the white space around them.

    No sentence crosses the end of a line. Whatever the text, every letter of it is in exactly one
    sentence.
    """
    code = primary(language)
    clean = _SURROGATE.sub("\ufffd", text)
    return tuple(
        span
        for line in _lines(clean)
        for span in (
            _by_length(clean, line) if code in _UNMARKED else _sentences(clean, line, code)
        )
    )


def paragraphs(text: str) -> tuple[Span, ...]:
    """Return the lines of `text` that hold anything, without the white space around them."""
    found = (_trimmed(text, match.start(), match.end()) for match in _LINE.finditer(text))
    return tuple(span for span in found if span)


def _lines(text: str) -> Iterator[Span]:
    """Yield the paragraphs, in pieces where one is very long."""
    for paragraph in paragraphs(text):
        start = paragraph.start
        while paragraph.end - start > _LONGEST_LINE:
            cut = text.rfind(" ", start + _LONGEST_LINE // 2, start + _LONGEST_LINE)
            cut = cut if cut > 0 else start + _LONGEST_LINE
            span = _trimmed(text, start, cut)
            if span:
                yield span
            start = cut
        span = _trimmed(text, start, paragraph.end)
        if span:
            yield span


def _sentences(text: str, line: Span, language: str) -> Iterator[Span]:
    """Yield the sentences of one line: sentencex's cuts, less those the repair pass takes back."""
    start = line.start
    for cut in _cuts(text, line, language):
        if cut <= start or _goes_on(text, Span(start, cut), line.end, language):
            continue
        span = _trimmed(text, start, cut)
        if span:
            yield span
        start = cut
    span = _trimmed(text, start, line.end)
    if span:
        yield span


def _cuts(text: str, line: Span, language: str) -> Iterator[int]:
    """Yield the places where sentencex cuts, moved behind closing quotation marks."""
    piece = line.of(text)
    for boundary in sentencex.get_sentence_boundaries(language, piece):
        cut = line.start + int(boundary["end_index"])
        closing = _CLOSING.match(text, cut, line.end)
        yield closing.end() if closing else cut


def _goes_on(text: str, left: Span, end: int, language: str) -> bool:
    """Tell whether the sentence goes on behind `left`."""
    before = text[max(left.start, left.end - _TAIL) : left.end].rstrip()
    after = text[left.end : min(end, left.end + _TAIL)].lstrip()
    if not after:
        return False
    if text[left.end - 1] == "." and text[left.end].isalnum():  # inside a run of dotted letters
        return True
    if _starts_low(after) or (before[-1:] in _CLOSERS and _QUOTE_TAIL.match(after)):
        return True
    if left.end - left.start < _TAIL and _NUMBERING.fullmatch(before):
        return True
    return _cut_in_abbreviation(before, after, language)


def _cut_in_abbreviation(before: str, after: str, language: str) -> bool:
    abbreviation = _LAST_ABBREVIATION.search(before)
    if abbreviation and abbreviation[1].lower() in _abbreviations(language):
        return abbreviation[1].lower() not in _BEFORE_FIGURES or after[0].isdecimal()
    word = _FIRST_WORD.match(after)
    if word is None or is_stopword(word.group(), language):
        return False
    if language in _ORDINAL_LANGUAGES and _ORDINAL.search(before):
        return True
    initial = _INITIALS.search(before)
    return initial is not None and initial[1].isupper()


def _starts_low(text: str) -> bool:
    """Tell whether `text` starts with a small letter of a script that has capitals in use."""
    first = text[0]
    return first.islower() and not "\u10d0" <= first <= "\u10ff"


def _by_length(text: str, line: Span) -> Iterator[Span]:
    """Yield clauses of a line, put together until they are about a sentence long."""
    start = line.start
    while line.end - start > _UNMARKED_LENGTH:
        cut = text.find(" ", start + _UNMARKED_LENGTH // 2, line.end)
        if cut < 0:
            break
        span = _trimmed(text, start, cut)
        if span:
            yield span
        start = cut
    span = _trimmed(text, start, line.end)
    if span:
        yield span


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


@cache
def _abbreviations(language: str) -> frozenset[str]:
    return frozenset(_abbreviation_lists().get(language, "").split())


@cache
def _abbreviation_lists() -> Mapping[str, str]:
    listed = files("newsroom_agents.text.data").joinpath("abbreviations.toml").read_text("utf-8")
    return {language: str(entries) for language, entries in tomllib.loads(listed).items()}
