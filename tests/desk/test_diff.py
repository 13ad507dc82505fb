"""What changed between two texts, and between two takes of a story."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.desk.word_diff import Fate, Piece, word_diff
from newsroom_agents.text.visible import visible


def told(before: str, after: str) -> str:
    """Return the pieces with their fates as one line."""
    signs = {Fate.KEPT: "{}", Fate.REMOVED: "[-{}-]", Fate.ADDED: "[+{}+]"}
    return "".join(signs[one.fate].format(one.text) for one in word_diff(before, after))


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("The vote was close.", "The vote was close.", "The vote was close."),
        ("Some 40 people left.", "Some 60 people left.", "Some [-40-][+60+] people left."),
        ("It cost 1,200 euros.", "It cost 1,250 euros.", "It cost [-1,200-][+1,250+] euros."),
        ("The quay is shut", "The old quay is shut", "The[+ old+] quay is shut"),
        ("a mayor said so", "a port master said so", "a [-mayor-][+port master+] said so"),
        ("don't stop now", "don’t stop now", "[-don't-][+don’t+] stop now"),
        ("港口已经关闭", "港口已经重开", "港口已经[-关闭-][+重开+]"),
        ("", "New words.", "[+New words.+]"),
        ("Old words.", "", "[-Old words.-]"),
        ("", "", ""),
        ("Rain fell.", "Nobody voted today", "[-Rain fell.-][+Nobody voted today+]"),
    ],
)
def test_a_diff_keeps_words_whole(before: str, after: str, line: str) -> None:
    assert told(before, after) == line


def test_changes_with_only_a_space_between_them_are_one_change() -> None:
    assert told("the red old harbour wall", "the new stone harbour wall") == (
        "the [-red old-][+new stone+] harbour wall"
    )


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_texts_can_be_read_back_from_a_diff(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(p.text for p in pieces if p.fate is not Fate.ADDED) == visible(before)
    assert "".join(p.text for p in pieces if p.fate is not Fate.REMOVED) == visible(after)


def test_texts_too_long_to_compare_are_shown_whole() -> None:
    before, after = "one two " * 1500, "one three " * 1500
    assert word_diff(before, after) == (Piece(before, Fate.REMOVED), Piece(after, Fate.ADDED))


def test_a_character_that_turns_the_line_around_is_not_shown() -> None:
    assert told("paid \u202e05", "paid 50") == "paid [-05-][+50+]"
