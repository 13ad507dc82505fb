"""Countries and territories named in a text, in any language that CLDR has names for.

The gazetteer is babel's; English has inhabitants, adjectives and short names besides. Languages
that inflect names are matched by the unchanging front of the word, since CLDR has the nominative
only. Cities and regions are not covered: recall is modest, and no check may rest on it alone.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError

from newsroom_agents.text.language import primary
from newsroom_agents.text.tokens import Token, fold_word, words

# CLDR's groupings and test regions are no places on a map.
_NO_PLACES = frozenset({"EU", "UN", "ZZ", "QO", "XA", "XB", "EZ"})
_LONGEST_NAME = 12
_LONGEST_SHORT = 3
_SHORTEST_FRONT = 4
_SHORTEST_HANGUL = 2
_LONGEST_ENDING = 5
_ENDING = re.compile("[aeiouyаеиіїоуыэюяєьёαεηιουωაეი]+$")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f]")
_GEORGIAN_ENDING = re.compile(
    "[აეი]?(?:მა?|ს|სა|ითა?|ად|თვის|სთვის|სგან|გან|დან|სკენ|კენ|ში|ზე|თან|მდე|ვით"
    "|(?:ელ|ურ|ულ)(?:ი|ის|მა|ს|ები|ების|ებმა|ებს)?)?"
)
"""What may follow a name's front. Georgian has no capitals, so anything else is another word."""
_PARENTHESIS = re.compile(r"\s*[(\[].*?[)\]]|\s+SAR\b.*")

# Languages that CLDR has no territory names for, and the ones whose names their texts come near to.
_LOCALES = {
    "zh": ("zh", "zh_Hant"), "sh": ("sr_Latn", "hr", "sr"), "sr": ("sr", "sr_Latn"), "min": ("id",),
    "bho": ("hi",), "pnb": ("ur",), "xmf": ("ka",), "av": ("ru",), "be": ("be", "be_TARASK"),
    "uz": ("uz", "uz_Cyrl"), "pcm": ("en",),
}  # fmt: skip

# Written without endings that change the word, or (English) listed in full.
_NO_FRONTS = frozenset({"en", "pcm", "zh", "ja", "th", "lo", "km", "my", "vi", "id", "ms"})
_PREFIXED = {
    "ar": ("وال", "بال", "لل", "ال", "و", "ب", "ل", "ف"),
    "he": ("וה", "ב", "ל", "מ", "ו", "ה"),
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A territory's CLDR code and where the text names it."""

    code: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    """Names of one language: whole ones by their first word, and the fronts of inflected ones."""

    whole: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    fronts: Mapping[str, tuple[tuple[str, str], ...]]


def territories(text: str, language: str) -> tuple[str, ...]:
    """Return the CLDR codes of the territories that `text` names, in order of first mention."""
    return tuple(dict.fromkeys(mention.code for mention in mentions(text, language)))


def mentions(text: str, language: str) -> tuple[Mention, ...]:
    """Return every place where `text` names a territory, in order, never overlapping."""
    return mentions_in(words(text), language)


def mentions_in(tokens: Sequence[Token], language: str) -> tuple[Mention, ...]:
    """Return the mentions among words that were found already."""
    return tuple(_found(tokens, primary(language)))


def _found(tokens: Sequence[Token], language: str) -> Iterator[Mention]:
    gazetteer = _gazetteer(language)
    folded = [fold_word(token.text).removesuffix("'s") for token in tokens]
    at = 0
    while at < len(tokens):
        if not _may_be_name(tokens[at].text):
            at += 1
            continue
        code, length = _whole(gazetteer, folded, at, tokens)
        if not code:
            code, length = _by_front(gazetteer, folded[at], language), 1
        if code:
            yield Mention(code, tokens[at].start, tokens[at + length - 1].end)
        at += length


def _whole(
    gazetteer: _Gazetteer, folded: Sequence[str], at: int, tokens: Sequence[Token]
) -> tuple[str, int]:
    """Return the longest whole name that begins at a word, with its length in words."""
    for name, code in gazetteer.whole.get(folded[at], ()):
        end = at + len(name)
        is_meant = tuple(folded[at:end]) == name and _as_a_name(name, tokens[at])
        if is_meant and not _is_cut_out(tokens, at, end):
            return code, len(name)
    return "", 1


def _is_cut_out(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Tell whether a name in katakana is only a piece of a longer run: タイ in タイドアーク."""
    return _runs_on(tokens, start - 1) or _runs_on(tokens, end - 1)


def _runs_on(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether the next word goes on with the katakana of this one."""
    if not 0 <= at < len(tokens) - 1:
        return False
    one, other = tokens[at], tokens[at + 1]
    is_katakana = _KATAKANA.match(one.text) and _KATAKANA.match(other.text)
    return bool(is_katakana) and one.end == other.start


def _as_a_name(name: Sequence[str], token: Token) -> bool:
    """Tell whether a match can be meant as a name.

    Short Latin names ("US") must stand in capitals, or every "Us" would be a country.
    """
    if len(name) == 1 and len(name[0]) <= _LONGEST_SHORT and token.text.isascii():
        return token.text.isupper()
    return True


def _may_be_name(word: str) -> bool:
    """Tell whether `word` has a capital, or is in a script that has none in use."""
    first = word[0]
    return first.isupper() or first.lower() == first.upper() or "\u10d0" <= first <= "\u10ff"


def _by_front(gazetteer: _Gazetteer, word: str, language: str) -> str:
    """Return the territory whose inflected name `word` may be."""
    for form in _without_prefix(word, language):
        if form in gazetteer.whole and form != word:
            [(name, code), *_] = gazetteer.whole[form]
            if len(name) == 1:
                return code
        best = ""
        best_front = ""
        for front, code in gazetteer.fronts.get(form[:_SHORTEST_HANGUL], ()):
            fits = form.startswith(front) and _is_ending(form[len(front) :])
            if fits and len(front) > len(best_front):
                best, best_front = code, front
        if best:
            return best
    return ""


def _is_ending(rest: str) -> bool:
    """Tell whether what follows a name's front can be its ending."""
    if "\u10d0" <= rest[:1] <= "\u10ff":
        return bool(_GEORGIAN_ENDING.fullmatch(rest))
    return len(rest) <= _LONGEST_ENDING


def _without_prefix(word: str, language: str) -> Iterator[str]:
    """Yield the word, then the word without an article or preposition written onto it."""
    yield word
    for prefix in _PREFIXED.get(language, ()):
        if word.startswith(prefix) and len(word) - len(prefix) > 2:
            yield word.removeprefix(prefix)


@cache
def _gazetteer(language: str) -> _Gazetteer:
    names = {
        name: code
        for locale in _LOCALES.get(language, (language,))
        for name, code in _names_of(locale)
    }
    if not names:
        return _gazetteer("en")
    names.update(_added_words(language))
    whole: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, code in names.items():
        whole.setdefault(name[0], []).append((name, code))
    return _Gazetteer(
        whole={
            first: tuple(sorted(entries, key=lambda entry: (-len(entry[0]), entry)))
            for first, entries in whole.items()
        },
        fronts={} if language in _NO_FRONTS else _fronts(names),
    )


def _fronts(names: Mapping[tuple[str, ...], str]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return the fronts of one-word names, by their first letters."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, code in sorted(names.items()):
        front = _front(name[0]) if len(name) == 1 else ""
        hangul = "\uac00" <= front[:1] <= "\ud7a3"
        if len(front) >= (_SHORTEST_HANGUL if hangul else _SHORTEST_FRONT):
            found.setdefault(front[:_SHORTEST_HANGUL], []).append((front, code))
    return {first: tuple(entries) for first, entries in found.items()}


def _front(name: str) -> str:
    """Return the part of a name that its endings leave alone; Georgian keeps a last ო or უ."""
    if name[-1] in "ოუ":
        return name
    return _ENDING.sub("", name)


def _names_of(language: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the folded words of each territory's name in a language that CLDR knows."""
    try:
        listed = Locale(language).territories
    except (UnknownLocaleError, ValueError):
        return
    for code, name in listed.items():
        if len(code) == 2 and code.isalpha() and code not in _NO_PLACES:
            for form in {str(name), _PARENTHESIS.sub("", str(name))}:
                folded = tuple(fold_word(token.text) for token in words(form))
                if folded and len(folded) <= _LONGEST_NAME:
                    yield folded, str(code)


def _added_words(language: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the names that CLDR lacks; a hyphen in the list stands for a space."""
    listed = files("newsroom_agents.text.data").joinpath("territories.toml").read_text("utf-8")
    for code, entries in tomllib.loads(listed).get(language, {}).items():
        for entry in str(entries).split():
            yield tuple(fold_word(token.text) for token in words(entry)), code
