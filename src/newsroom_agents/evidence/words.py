"""The word lists of the checks, read once from `data/evidence_words.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from newsroom_agents.evidence.speech import speech_words

_Tables = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True, slots=True)
class EvidenceWords:
    """What the checks look for, in the language of the house.

    `house` are the words in which we speak of sources, `headings` those in which a heading says
    what its section is; `instructions` and `markers` are patterns; everything else is words and
    phrases.
    """

    hedges: tuple[str, ...]
    offices: frozenset[str]
    places: frozenset[str]
    regions: frozenset[str]
    things: frozenset[str]
    people: frozenset[str]
    person_verbs: frozenset[str]
    possibly: frozenset[str]
    certainly: frozenset[str]
    supposedly: frozenset[str]
    reporting: frozenset[str]
    placeholders: frozenset[str]
    house: frozenset[str]
    headings: frozenset[str]
    instructions: tuple[str, ...]
    markers: tuple[str, ...]


@cache
def evidence_words() -> EvidenceWords:
    """Return the lists."""
    path = files("newsroom_agents.evidence") / "data" / "evidence_words.toml"
    data: _Tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return EvidenceWords(
        hedges=tuple(data["attribution"]["hedges"]),
        offices=frozenset(data["offices"]["words"]),
        places=frozenset(data["places"]["words"]),
        regions=frozenset(data["places"]["regions"]),
        things=frozenset(data["persons"]["things"]),
        people=frozenset(data["persons"]["people"]),
        person_verbs=frozenset(data["persons"]["verbs"]) | speech_words("en").attribution,
        possibly=frozenset(data["modality"]["possibly"]),
        certainly=frozenset(data["modality"]["certainly"]),
        supposedly=frozenset(data["modality"]["supposedly"]),
        reporting=frozenset(data["modality"]["reporting"]),
        placeholders=frozenset(data["placeholders"]["words"]),
        house=frozenset(data["house"]["words"]),
        headings=frozenset(data["house"]["headings"]),
        instructions=tuple(data["instructions"]["phrases"]),
        markers=tuple(data["instructions"]["markers"]),
    )
