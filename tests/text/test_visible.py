"""What hides from a reader, or turns a line around, is not drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.text.visible import hidden_characters, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ferry \u202edlrow\u202c sails", "Ferry dlrow sails"),
        ("Fer\u200bry \u2066sails\u2069\ufeff", "Ferry sails"),
        ("Ferry\U000e0041\x1b[2J", "Ferry[2J"),
        ("می\u200cرود", "می\u200cرود"),
        ("L’été\n日本語", "L’été\n日本語"),
    ],
)
def test_hidden_characters_go_and_spelling_stays(text: str, expected: str) -> None:
    assert visible(text) == expected


@given(st.text())
def test_a_visible_text_hides_nothing(text: str) -> None:
    made = visible(text)
    assert hidden_characters(made) == 0
    assert len(text) - len(made) >= hidden_characters(text)
