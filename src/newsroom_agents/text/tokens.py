"""Words, and the forms of words under which two texts are compared.

One tokeniser serves search, copies, grouping and the checks, so that a word found by one is the
same word for another. Scripts that do not put spaces between words (Chinese, Japanese, Thai, Lao,
Khmer, Burmese) give single characters; comparisons then use pairs of them.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from threading import get_ident
from typing import NamedTuple, Protocol, cast

import snowballstemmer  # type: ignore[import-untyped]

from newsroom_agents.text.language import primary

_UNSPACED = (
    "\u0e00-\u0e3a\u0e40-\u0e4e\u0e80-\u0edf\u1000-\u103f\u1050-\u109f\u1780-\u17d3"
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d"
    "\U00020000-\U0003ffff"
)

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "ms": "indonesian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sh": "serbian",
    "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

# Letters that Unicode does not take apart but readers and typists do.
_PLAIN = str.maketrans(
    {
        "ı": "i", "ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th",
        "ħ": "h", "ŋ": "n", "ə": "e", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "ـ": None,
        "’": "'", "ʼ": "'", "\u200c": None, "\u200d": None, "\u00ad": None,
    }
)  # fmt: skip
# Accents of Latin, Greek and Cyrillic, points of Hebrew, vowel signs of Arabic. Not the vowel
# signs of Indic and Thai, which are letters in all but name.
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
_FEW_LETTERS = 2
_SENTENCE_CHARS = 600


class _Stemmer(Protocol):
    """What we use of a snowball stemmer."""

    def stemWord(self, word: str) -> str:  # noqa: N802 - the library's name
        """Return the stem of a lower-case word."""


_PLAIN_WORD = re.compile(r"\d+(?:[.,]\d+)+(?![^\W\d_])|[^\W_]+(?:'[^\W_]+)*", re.ASCII)
"""A word of a text in plain ASCII: what `_word_pattern` finds there, in a third of the time."""


class Token(NamedTuple):
    """One word, as written, and where it stands."""

    text: str
    start: int
    end: int


def words(text: str) -> tuple[Token, ...]:
    """Return the words of `text` in order; a figure with its separators is one word."""
    return _words_of_sentence(text) if len(text) <= _SENTENCE_CHARS else tuple(_tokens(text))


@lru_cache(maxsize=10_000)
def _words_of_sentence(text: str) -> tuple[Token, ...]:
    """Remembers, because every check and every rule reads the same sentences."""
    return tuple(_tokens(text))


def fold(text: str) -> str:
    """Return `text` without differences of case, width and accent.

    The length may change: never use offsets of folded text in the original.
    """
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", apart).translate(_PLAIN))


@lru_cache(maxsize=100_000)
def fold_word(word: str) -> str:
    """Return the folded word; remembers, because a language uses few words again and again."""
    return fold(word)


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """Return the folded stem of `word`; the folded word where the language has no stemmer."""
    stemmer = _stemmer(primary(language), get_ident())
    return fold_word(stemmer.stemWord(word.lower()) if stemmer else word)


def search_terms(text: str, language: str) -> tuple[str, ...]:
    """Return the terms under which `text` is found: folded words, and pairs of CJK characters.

    A single character that stands alone between other scripts is its own term. `language` is
    there for callers that mix search and comparison; folding is the same for all.
    """
    del language
    return tuple(term for _, term in _terms(text))


def shingles(text: str, language: str, size: int) -> tuple[str, ...]:
    """Return the runs of `size` folded words, in order, for comparing texts closely.

    A text shorter than `size` is one shingle. Unspaced scripts count characters, and take twice
    as many, since two of them carry about as much as one word.
    """
    tokens = [fold_word(token.text) for token in _tokens(text)]
    if not tokens:
        return ()
    wide = size * 2 if is_unspaced(language) else size
    if len(tokens) <= wide:
        return (" ".join(tokens),)
    return tuple(" ".join(tokens[at : at + wide]) for at in range(len(tokens) - wide + 1))


def is_unspaced(language: str) -> bool:
    """Tell whether `language` is written without spaces between words."""
    return primary(language) in {"zh", "ja", "th", "lo", "km", "my"}


def is_stopword(word: str, language: str) -> bool:
    """Tell whether `word` carries grammar rather than matter.

    Where the house has no list for the language, only words of one or two letters count.
    """
    folded = fold_word(word)
    listed = _stopwords().get(primary(language))
    if listed is not None:
        return folded in listed or (len(folded) == 1 and folded.isalpha() and folded.isascii())
    return len(folded) <= _FEW_LETTERS and folded.isalpha() and not _one_unspaced(folded)


def _tokens(text: str) -> Iterator[Token]:
    pattern = _PLAIN_WORD if text.isascii() else _word_pattern()
    for match in pattern.finditer(text):
        yield Token(match[0], match.start(), match.end())


def _terms(text: str) -> Iterator[tuple[int, str]]:
    """Yield position and term; neighbours in an unspaced script are joined in pairs."""
    tokens = list(_tokens(text))
    for at, token in enumerate(tokens):
        if not _one_unspaced(token.text):
            for piece in fold_word(token.text).split("'"):
                if piece:
                    yield token.start, piece
            continue
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if following and following.start == token.end and _one_unspaced(following.text):
            yield token.start, fold(token.text + following.text)
        elif at == 0 or tokens[at - 1].end != token.start or not _one_unspaced(tokens[at - 1].text):
            yield token.start, fold_word(token.text)


def _one_unspaced(word: str) -> bool:
    return bool(_unspaced_pattern().match(word))


@cache
def _unspaced_pattern() -> re.Pattern[str]:
    return re.compile(f"[{_UNSPACED}]")


@cache
def _word_pattern() -> re.Pattern[str]:
    """Build the pattern of a word; marks are added by hand: the library's word class lacks them."""
    marks = _mark_ranges()
    letter = rf"(?:[^\W_{_UNSPACED}]|[{marks}\u200c\u200d])"
    return re.compile(
        rf"\d+(?:[.,]\d+)+(?![^\W\d_])|[{_UNSPACED}][{marks}]*"
        rf"|(?![{marks}\u200c\u200d]){letter}+(?:['’ʼ·]{letter}+)*"
    )


@cache
def _mark_ranges() -> str:
    """Return all combining marks as ranges of a character class."""
    ranges: list[list[int]] = []
    for code in range(0x300, 0x1F000):
        if unicodedata.category(chr(code)) in {"Mn", "Mc"}:
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


@cache
def _stemmer(language: str, thread: int) -> _Stemmer | None:
    """Return the thread's own stemmer: one keeps the word it works on in itself."""
    del thread
    name = _STEMMERS.get(language)
    return cast("_Stemmer", snowballstemmer.stemmer(name)) if name else None


@cache
def _stopwords() -> Mapping[str, frozenset[str]]:
    listed = files("newsroom_agents.text.data").joinpath("stopwords.toml").read_text("utf-8")
    return {
        language: frozenset(fold(word) for word in str(words_).split())
        for language, words_ in tomllib.loads(listed).items()
    }
