"""The words by which a language makes somebody speak, or denies, read from `data/speech.toml`.

By language, because the same letters mean another thing next door: Portuguese "no" is "in the", and
English "sin" denies nothing. A language without a table has no such words, and whoever compares it
finds none.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from newsroom_agents.text.language import primary
from newsroom_agents.text.tokens import fold


@dataclass(frozen=True, slots=True)
class SpeechWords:
    """What one language has; folded.

    `phrases` are what stands right beside whom it makes speak, words and phrases; `speech` the same
    as a set. `attribution` are all words by which a sentence owns that somebody else says it;
    `stand_ins` stand for somebody who was named before.
    """

    phrases: tuple[str, ...]
    speech: frozenset[str]
    attribution: frozenset[str]
    auxiliaries: tuple[str, ...]
    stand_ins: tuple[str, ...]
    negation: frozenset[str]


@lru_cache(maxsize=1_000)
def speech_words(language: str) -> SpeechWords:
    """Return the words of a language; none for a language without a table."""
    return _of(primary(language))


def deny(words: Collection[str], language: str) -> bool:
    """Whether any of the folded words denies; quicker than asking each."""
    return not speech_words(language).negation.isdisjoint(words) or "n't " in " ".join((*words, ""))


def denies(word: str, language: str) -> bool:
    """Whether a folded word turns what it stands with into its opposite."""
    return word in speech_words(language).negation or word.endswith("n't")


@cache
def _of(language: str) -> SpeechWords:
    own = _tables().get(language, {})
    speech, more, auxiliaries, stand_ins, negation = (
        tuple(fold(word) for word in own.get(name, ()))
        for name in ("speech", "attribution", "auxiliaries", "stand_ins", "negation")
    )
    return SpeechWords(
        phrases=speech,
        speech=frozenset(speech),
        attribution=frozenset(word for word in (*speech, *more) if " " not in word),
        auxiliaries=auxiliaries,
        stand_ins=stand_ins,
        negation=frozenset(negation),
    )


@cache
def _tables() -> Mapping[str, Mapping[str, list[str]]]:
    path = files("newsroom_agents.evidence") / "data" / "speech.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
