"""The word lists of the checks, read once from `data/evidence_words.toml`."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_Tables = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True, slots=True)
class EvidenceWords:
    """What the checks look for, in the language of the house.

    `house` are the words in which we speak of sources; `instructions` and `markers` are patterns;
    everything else is words and phrases.
    """

    attribution: frozenset[str]
    hedges: tuple[str, ...]
    speech: tuple[str, ...]
    speech_words: frozenset[str]
    offices: frozenset[str]
    places: frozenset[str]
    regions: frozenset[str]
    things: frozenset[str]
    people: frozenset[str]
    person_verbs: frozenset[str]
    negations: frozenset[str]
    possibly: frozenset[str]
    certainly: frozenset[str]
    supposedly: frozenset[str]
    reporting: frozenset[str]
    placeholders: frozenset[str]
    house: frozenset[str]
    instructions: tuple[str, ...]
    markers: tuple[str, ...]


@cache
def evidence_words() -> EvidenceWords:
    """Return the lists."""
    path = files("newsroom_agents.evidence") / "data" / "evidence_words.toml"
    data: _Tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return EvidenceWords(
        attribution=frozenset(data["attribution"]["verbs"]),
        hedges=tuple(data["attribution"]["hedges"]),
        speech=tuple(data["attribution"]["speech"]),
        speech_words=frozenset(data["attribution"]["speech"]),
        offices=frozenset(data["offices"]["words"]),
        places=frozenset(data["places"]["words"]),
        regions=frozenset(data["places"]["regions"]),
        things=frozenset(data["persons"]["things"]),
        people=frozenset(data["persons"]["people"]),
        person_verbs=frozenset(data["persons"]["verbs"]) | frozenset(data["attribution"]["verbs"]),
        negations=frozenset(data["negation"]["words"]),
        possibly=frozenset(data["modality"]["possibly"]),
        certainly=frozenset(data["modality"]["certainly"]),
        supposedly=frozenset(data["modality"]["supposedly"]),
        reporting=frozenset(data["modality"]["reporting"]),
        placeholders=frozenset(data["placeholders"]["words"]),
        house=frozenset(data["house"]["words"]),
        instructions=tuple(data["instructions"]["phrases"]),
        markers=tuple(data["instructions"]["markers"]),
    )


def deny(words: Collection[str]) -> bool:
    """Whether any of the folded words denies; quicker than asking each."""
    return not evidence_words().negations.isdisjoint(words) or "n't " in " ".join((*words, ""))


def denies(word: str) -> bool:
    """Whether a folded word turns what it stands with into its opposite."""
    return word in evidence_words().negations or word.endswith("n't")
