"""`lab ground`: what the evidence checks say of a text, sources beside it."""

from collections.abc import Iterator

from newsroom_agents.cli.lab_cases import Answer, Case, CaseError, text_of
from newsroom_agents.evidence.any_text import Given, Mark, ground, language_of, read_given


def grounded(case: Case) -> Answer:
    """Return verdict, score and findings for the text of a case."""
    sources = tuple(_sources(case))
    text = text_of(case, "text")
    found = ground(text, read_given(sources, language_of(text, sources)))
    return {
        "id": case["id"],
        "verdict": found.verdict.value,
        "blocks": found.blocks,
        "score": found.score,
        "threshold": found.threshold,
        "findings": [finding(mark) for mark in found.marks],
    }


def finding(mark: Mark) -> Answer:
    """Return one finding in the form of the contract."""
    said = mark.finding
    return {
        "start": mark.start,
        "end": mark.end,
        "sentence": mark.sentence,
        "check": said.check,
        "verdict": said.verdict.value,
        "hard": said.is_hard,
        "reason": said.reason,
        "evidence": [
            {"source": spot.snapshot, "start": spot.start, "end": spot.end}
            for spot in said.evidence
        ],
    }


def _sources(case: Case) -> Iterator[Given]:
    listed = case.get("sources")
    if not isinstance(listed, list):
        msg = "sources: expected a list of {id, text, lang?}"
        raise CaseError(msg)
    for number, entry in enumerate(listed, start=1):
        if not isinstance(entry, dict):
            msg = f"sources[{number}]: expected an object with id and text"
            raise CaseError(msg)
        id_ = entry.get("id", f"s{number}")
        yield Given(str(id_), text_of(entry, "text"), text_of(entry, "lang"))
