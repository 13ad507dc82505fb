"""Reads the tables of cases that a journalist can extend (`cases/*.jsonl`)."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Case:
    """A text in a language, and what the reader should find in it, in order."""

    language: str
    text: str
    expect: list[str]


def read_cases(name: str) -> tuple[Case, ...]:
    """Return the cases of one file."""
    path = Path(__file__).parent / "cases" / f"{name}.jsonl"
    return tuple(Case(**json.loads(line)) for line in path.read_text("utf-8").splitlines() if line)


def name_of(case: Case) -> str:
    """Return what a test report calls the case."""
    return f"{case.language}: {case.text[:30]}"
