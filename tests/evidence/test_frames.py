"""What a sentence puts between its passage's words is compared with what the passage has there."""

import pytest

from newsroom_agents.evidence.any_text import Given, Mark, ground, read_given
from newsroom_agents.story.check import Verdict

SOURCE = (
    "The ferry Halda left Port Alba on Tuesday with 214 people and 38 cars on board. "
    "Harbour master Ines Caldo told reporters that the repairs may cost three million crowns. "
    "The captain, Oto Brenn, was allegedly asleep when the ferry ran aground on Friday. "
    "The company did not cancel its evening crossing to Velm."
)


def marks(text: str) -> list[Mark]:
    found = ground(text, read_given([Given("a", SOURCE, "en")], "en")).marks
    return [mark for mark in found if mark.finding.blocks]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The ferry Halda left Port Alba on Friday with 214 people and 38 cars.", "Friday"),
        ("The ferry Halda left Port Alba on Tuesday with 38 people and 214 cars.", "38"),
        (
            "Harbour master Oto Brenn told reporters that the repairs may cost millions.",
            "Oto Brenn",
        ),
        ("Ines Caldo told reporters that the repairs will cost three million crowns.", "will"),
        ("Oto Brenn was asleep when the ferry ran aground on Friday.", "was asleep"),
        ("The company did cancel its evening crossing to Velm.", "did cancel"),
        ("The captain, New Brenn, was allegedly asleep when the ferry ran aground.", "New"),
        ("Harbour master Rudi told reporters that the repairs may cost three million.", "Rudi"),
        ("Ines Velm told reporters the repairs may cost three million crowns.", "Velm"),
    ],
)
def test_a_word_of_the_source_in_the_wrong_place_is_marked(text: str, said: str) -> None:
    spans = [text[mark.start : mark.end] for mark in marks(text)]
    assert said in spans


@pytest.mark.parametrize(
    "text",
    [
        "The ferry Halda left Port Alba on Tuesday.",
        "Caldo said the repairs may cost three million crowns.",
        "The ferry carried 214 people and 38 cars when it left Port Alba.",
        "Its evening crossing to Velm was not cancelled by the company.",
        "Harbour master Mrs Caldo told reporters that the repairs may cost three million crowns.",
        "She told reporters that the repairs may cost three million crowns.",
        "Nobody was hurt, and the company did not cancel its evening crossing to Velm.",
    ],
)
def test_other_words_for_the_same_are_left_alone(text: str) -> None:
    assert marks(text) == []


def test_a_wrong_word_in_a_frame_contradicts_and_shows_the_passage() -> None:
    text = "The ferry Halda left Port Alba on Friday with 214 people and 38 cars."
    [frame] = [mark for mark in marks(text) if mark.finding.check == "frames"]
    assert frame.finding.verdict is Verdict.CONTRADICTED
    assert "“Tuesday”" in frame.finding.reason
    [spot] = frame.finding.evidence
    assert SOURCE[spot.start : spot.end].startswith("The ferry Halda")


def test_what_another_passage_carries_in_the_same_words_is_right() -> None:
    source = SOURCE + " The ferry Halda left Port Alba on Sunday with 90 people on board."
    text = "The ferry Halda left Port Alba on Sunday with 90 people on board."
    assert not ground(text, read_given([Given("a", source, "en")], "en")).blocks


def test_one_country_has_many_names_and_an_outlet_may_stand_where_its_source_stands() -> None:
    source = "The British minister for ports, Ada Lunt, said on Monday the quay is safe."
    material = read_given([Given("a", source, "en")], "en")
    for text in (
        "The U.K. minister for ports, Ada Lunt, said on Monday the quay is safe.",
        "The minister for ports, Ms Lunt, said on Monday the quay is safe.",
    ):
        assert not [one for one in ground(text, material).marks if one.finding.check == "frames"]
    wrong = "The Norwegian minister for ports, Ada Lunt, said on Monday the quay is safe."
    assert [one for one in ground(wrong, material).marks if one.finding.blocks]
