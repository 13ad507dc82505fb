"""Which language a text is in, and what the world calls it.

Scripts decide first, because they do not err: Georgian letters are never English. Where several
languages share a script, the source's own word counts (a wire's language field is right far more
often than a guess about nine words is) and the statistical model only overrules it on strong
evidence. Codes are primary BCP 47 subtags; dialects and written standards are folded into the
language that our tools know (`be-tarask` is `be`, `nb` is `no`).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache
from threading import Lock, Thread
from typing import Literal, Protocol, cast

from babel import Locale
from babel.core import get_global

UNDETERMINED = "und"

_TAG = re.compile(
    r"(?P<primary>[a-z]{2,3})(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?"
)

# Retired codes and members of a macrolanguage, under the code our models and locales use.
_FOLDED = {
    "nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "mo": "ro", "tl": "fil",
    "cmn": "zh", "yue": "zh", "wuu": "zh", "arb": "ar", "arz": "ar", "ary": "ar", "prs": "fa",
}  # fmt: skip

# Codes in use on the web that CLDR does not list.
_UNLISTED = frozenset({"pnb", "als", "bh", "tw", "sh"})

# Labels of the model that attract short titles of larger languages (Wu Chinese for Japanese, Naija
# for English, Ligurian for Italian names). A source that declares one of them is still believed.
_LEFT_OUT = frozenset(
    {
        "wuu", "yue", "ace", "bcl", "ext", "gcf", "gom", "grc", "gug", "hbo", "ltg", "lij", "vec",
        "vo", "zxx", "sa", "la", "sdh", "uzs", "crh", "fuv", "gcr", "guw", "kab", "kik", "nso",
        "ary", "arz", "nn", "nb", "pcm", "jv",
    }
)  # fmt: skip

_MIN_LETTERS = 3
_STRONG_LETTERS = 20
_STRONG_BEST = 0.95
_STRONG_DECLARED = 0.01

# Languages that the model confuses; inside a group the declared language stands.
_CONFUSED = (
    frozenset({"cs", "sk"}), frozenset({"da", "no", "sv"}), frozenset({"id", "ms", "jv", "min"}),
    frozenset({"hr", "sr", "bs", "sh", "sl"}), frozenset({"ru", "be", "uk", "rue"}),
    frozenset({"bg", "mk"}), frozenset({"gl", "pt", "es"}), frozenset({"hi", "ne", "mr", "bho"}),
    frozenset({"ur", "pnb", "fa", "ps"}), frozenset({"ar", "ckb", "ug"}), frozenset({"nl", "af"}),
    frozenset({"kk", "ky", "tt", "av", "ru"}), frozenset({"en", "pcm"}), frozenset({"rw", "rn"}),
    frozenset({"zu", "xh", "st", "tn"}), frozenset({"az", "tr", "uz", "tk"}),
)  # fmt: skip

# First word of the Unicode name of a letter, and the ISO 15924 script it stands for.
_SCRIPT_OF_NAME = {
    "LATIN": "Latn", "CYRILLIC": "Cyrl", "GREEK": "Grek", "GEORGIAN": "Geor", "ARMENIAN": "Armn",
    "HEBREW": "Hebr", "ARABIC": "Arab", "ETHIOPIC": "Ethi", "THAI": "Thai", "LAO": "Laoo",
    "KHMER": "Khmr", "MYANMAR": "Mymr", "TIBETAN": "Tibt", "SINHALA": "Sinh", "TAMIL": "Taml",
    "TELUGU": "Telu", "KANNADA": "Knda", "MALAYALAM": "Mlym", "GUJARATI": "Gujr",
    "GURMUKHI": "Guru", "ORIYA": "Orya", "BENGALI": "Beng", "DEVANAGARI": "Deva",
    "THAANA": "Thaa", "HANGUL": "Hang", "HIRAGANA": "Kana", "KATAKANA": "Kana", "CJK": "Hani",
    "FULLWIDTH": "Latn", "HALFWIDTH": "Kana", "TIFINAGH": "Tfng", "NKO": "Nkoo",
}  # fmt: skip

# Scripts in which one language writes nearly all news.
_ALONE = {
    "Grek": "el", "Geor": "ka", "Armn": "hy", "Hebr": "he", "Ethi": "am", "Thai": "th",
    "Laoo": "lo", "Khmr": "km", "Mymr": "my", "Tibt": "bo", "Sinh": "si", "Taml": "ta",
    "Telu": "te", "Knda": "kn", "Mlym": "ml", "Gujr": "gu", "Guru": "pa", "Orya": "or",
    "Beng": "bn", "Thaa": "dv", "Hang": "ko", "Kana": "ja", "Hani": "zh",
}  # fmt: skip

# Second scripts, beside the likely one that CLDR gives.
_ALSO_WRITTEN = {
    "sr": {"Latn", "Cyrl"}, "sh": {"Latn", "Cyrl"}, "bs": {"Latn", "Cyrl"}, "az": {"Arab", "Cyrl"},
    "uz": {"Cyrl"}, "kk": {"Latn", "Arab"}, "ku": {"Arab"}, "pa": {"Arab"}, "pnb": {"Arab"},
    "ms": {"Arab"}, "ha": {"Arab"}, "mn": {"Mong"}, "ug": {"Cyrl", "Latn"}, "tg": {"Arab"},
    "ja": {"Hani", "Kana"}, "ko": {"Hang", "Hani"}, "zh": {"Hani"}, "zgh": {"Latn"},
    "yi": {"Hebr"}, "sd": {"Deva"}, "ks": {"Deva"}, "bh": {"Deva"}, "als": {"Latn"},
    "tw": {"Latn"}, "be": {"Latn"}, "tt": {"Latn"}, "ro": {"Cyrl"},
}  # fmt: skip

_RIGHT_TO_LEFT = frozenset({"Arab", "Hebr", "Thaa", "Nkoo", "Syrc"})

_MAX_LETTERS = 4000


class _Identifier(Protocol):
    """What we use of the statistical model."""

    def rank(self, text: str) -> list[tuple[str, float]]:
        """All languages with their probability, best first."""


def detect(text: str, declared: str | None = None) -> str:
    """Return the primary code of the language of `text`, or "und".

    Args:
        text: Title and lead together are better than either alone.
        declared: What the source says; kept when plausible, ignored when it is no valid tag.
    """
    claim = primary(declared) if declared and is_valid_tag(declared) else UNDETERMINED
    scripts = _scripts(text)
    if sum(scripts.values()) < _MIN_LETTERS:
        return claim
    script = _dominant(scripts)
    if script in _ALONE:
        return claim if script in _written_in(claim) else _ALONE[script]
    return _by_model(text, script, claim, scripts[script])


def primary(tag: str) -> str:
    """Return the code under which the house files the language of `tag`.

    `zh-yue` gives `zh`, `be-tarask` gives `be`, `nb-NO` gives `no`.
    """
    code = tag.strip().lower().replace("_", "-").split("-", maxsplit=1)[0]
    return _FOLDED.get(code, code) or UNDETERMINED


def is_valid_tag(tag: str) -> bool:
    """Tell whether `tag` is well-formed BCP 47 and its language is one that exists."""
    match = _TAG.fullmatch(tag.strip().lower().replace("_", "-"))
    return match is not None and match["primary"] in _known_codes()


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Return how `language` runs on the page."""
    return "rtl" if _likely_script(primary(language)) in _RIGHT_TO_LEFT else "ltr"


def display_name(language: str) -> str:
    """Return the English name of `language`, or the tag itself when it has none."""
    names = _english_names()
    tag = language.strip().replace("-", "_")
    return names.get(tag) or names.get(primary(language)) or language


def script_of(text: str) -> str:
    """Return the ISO 15924 code of the script most letters of `text` are in, "Zyyy" for none."""
    scripts = _scripts(text)
    return _dominant(scripts) if scripts else "Zyyy"


def _by_model(text: str, script: str, claim: str, letters: int) -> str:
    """Weigh the claim of the source against the model, among languages of one script."""
    ranked = [
        (primary(code), chance)
        for code, chance in _model().rank(text[:_MAX_LETTERS])
        if script in _written_in(primary(code))
    ]
    if not ranked:
        return claim
    best, chance = ranked[0]
    if claim == UNDETERMINED or script not in _written_in(claim):
        return best
    return claim if _stands(claim, best, chance, dict(ranked), letters) else best


def _stands(
    claim: str, best: str, chance: float, ranked: Mapping[str, float], letters: int
) -> bool:
    """Tell whether the declared language survives what the model says."""
    if claim == best or any({claim, best} <= group for group in _CONFUSED):
        return True
    if claim not in ranked:  # the model has never seen it and cannot speak against it
        return True
    strong = chance >= _STRONG_BEST and ranked[claim] <= _STRONG_DECLARED
    return not (strong and letters >= _STRONG_LETTERS)


def load_ahead() -> None:
    """Begin to load the statistical model beside whatever comes first; unpacking it takes time."""
    Thread(target=_model, name="language model", daemon=True).start()


_LOADING = Lock()


def _model() -> _Identifier:
    """Return the statistical model; who comes while it is being loaded waits for it."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> _Identifier:
    """Load the statistical model; some 75 MB, once, when first asked."""
    from py3langid.langid import (  # type: ignore[import-untyped]  # noqa: PLC0415 - numpy's import
        LanguageIdentifier,
    )

    model = LanguageIdentifier.from_model_file("data/model.npz.xz", norm_probs=True)
    model.set_languages([code for code in model.labels if code not in _LEFT_OUT])
    return cast("_Identifier", model)


def _scripts(text: str) -> Counter[str]:
    """Count the letters of each script in the first few thousand characters."""
    found: Counter[str] = Counter()
    for character, times in Counter(text[:_MAX_LETTERS]).items():
        if character.isalpha():
            found[_script_of_letter(character)] += times
    return found


def _dominant(scripts: Counter[str]) -> str:
    """Return the leading script; any fair share of kana makes Han Japanese."""
    script, _ = max(scripts.items(), key=lambda entry: (entry[1], entry[0]))
    if script == "Hani" and scripts["Kana"] * 10 >= scripts["Hani"]:
        return "Kana"
    if script == "Hani" and scripts["Hang"] * 3 >= scripts["Hani"]:
        return "Hang"
    return script


@cache
def _script_of_letter(character: str) -> str:
    name = unicodedata.name(character, "").split(" ", maxsplit=1)[0].split("-", maxsplit=1)[0]
    return _SCRIPT_OF_NAME.get(name, "Zyyy")


def _written_in(code: str) -> frozenset[str]:
    """Return the scripts `code` is written in."""
    if code == UNDETERMINED:
        return frozenset()
    return frozenset({_likely_script(code)} | _ALSO_WRITTEN.get(code, set()))


@cache
def _likely_script(code: str) -> str:
    subtags = str(get_global("likely_subtags").get(code, "")).split("_")
    script = subtags[1] if len(subtags) > 1 else "Latn"
    return {"Hans": "Hani", "Hant": "Hani", "Jpan": "Kana", "Kore": "Hang"}.get(script, script)


@cache
def _known_codes() -> frozenset[str]:
    listed = {code for code in get_global("likely_subtags") if "_" not in code}
    listed |= {code for code in get_global("language_aliases") if "_" not in code}
    return frozenset(listed | set(_english_names()) | set(_FOLDED) | _UNLISTED)


@cache
def _english_names() -> Mapping[str, str]:
    return {str(code): str(name) for code, name in Locale("en").languages.items()}
