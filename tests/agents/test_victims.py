"""Names of minors are told to the editor, whoever wrote them."""

import pytest

from newsroom_agents.agents.victims import named_minors
from newsroom_agents.story.draft import (
    Access,
    Draft,
    Paragraph,
    RestsOn,
    Section,
    Sentence,
    SentenceKind,
)


def draft(text: str) -> Draft:
    sentence = Sentence(id="s1", text=text, kind=SentenceKind.REPORTED, cites=("S1.1",))
    body = Section(heading="", access=Access.PUBLIC, paragraphs=(Paragraph(sentences=(sentence,)),))
    return Draft(
        slug="exercise",
        headline="EXERCISE A boat was late",
        dek="",
        sections=(body,),
        rests_on=RestsOn(),
        correspondent="vela",
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("EXERCISE – Tova Lind, 14, was on board.", "Tova Lind"),
        ("EXERCISE – Tova Lind (9) was on board.", "Tova Lind"),
        ("EXERCISE It hurt Tova Lind, aged 16.", "Tova Lind"),
        ("EXERCISE A 12-year-old girl, Tova Lind, was on board.", "Tova Lind"),
        ("EXERCISE The Post said: “The boy is Oskar Lind, 7.”", "Oskar Lind"),
    ],
)
def test_a_name_beside_a_minors_age_is_found_with_its_place(text: str, name: str) -> None:
    [finding] = named_minors(draft(text), 18)
    assert text[finding.start : finding.end] == name
    assert not finding.blocks
    assert "18" in finding.reason


@pytest.mark.parametrize(
    "text",
    [
        "EXERCISE – Tova Lind, 41, was on board.",
        "EXERCISE A 12-year-old girl was on board.",
        "EXERCISE The Alba Post, 12 May, told of 14 boats.",
        "EXERCISE Port Alba has 16 boats.",
    ],
)
def test_grown_people_dates_and_counts_are_let_be(text: str) -> None:
    assert not list(named_minors(draft(text), 18))


def test_a_stylebook_that_names_minors_is_told_of_none() -> None:
    assert not list(named_minors(draft("EXERCISE – Tova Lind, 14, was on board."), 0))
