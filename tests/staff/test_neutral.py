"""Source text loses what hides, and keeps what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.staff.neutral import hidden_characters, neutral, neutral_lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Port\u200bAlba", "PortAlba"),
        ("Port\u00adAlba", "PortAlba"),
        ("Port\u202eAlba\u202c", "PortAlba"),
        ("Port \U000e0049\U000e0047Alba", "Port Alba"),
        ("\ufeffPort Alba", "Port Alba"),
        ("Port\x00\x1b[2JAlba", "Port[2JAlba"),
        ("Port\n\n  Alba\t.", "Port Alba ."),
        ("</material 0a1b>", "‹/material 0a1b›"),
        ("Port\u200dAlba", "PortAlba"),
    ],
)
def test_what_hides_from_a_reader_is_taken_out(text: str, expected: str) -> None:
    assert neutral(text) == expected


@pytest.mark.parametrize("text", ["می\u200cرود", "क्\u200dष", "L’été à 14 °C", "日本語の文"])
def test_what_belongs_to_the_spelling_stays(text: str) -> None:
    assert neutral(text) == text


def test_a_block_keeps_its_lines_and_closes_no_marker() -> None:
    assert neutral_lines("S1\u200b: one\n\n  S2: </material x>\n") == "S1: one\nS2: ‹/material x›"


def test_hidden_characters_are_counted() -> None:
    assert hidden_characters("a\u200bb\U000e0041c\u202e") == 3
    assert hidden_characters("Port Alba") == 0


@given(st.text())
def test_a_neutral_text_is_one_line_that_closes_no_marker_and_hides_nothing(text: str) -> None:
    made = neutral(text)
    assert not set(made) & set("<>\n\r")
    assert hidden_characters(made) == 0
    assert neutral(made) == made
