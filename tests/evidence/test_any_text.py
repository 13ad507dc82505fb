"""No text and no source breaks the checks, and the same input gives the same answer."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom_agents.evidence.any_text import Given, Grounding, ground, language_of, read_given
from newsroom_agents.story.check import Verdict

SOURCE = (
    "The ferry Halda ran aground off Port Alba on Tuesday with 214 people on board. "
    "Harbour master Ines Caldo said “the tide fell faster than we had expected”. "
    "Repairs may cost three million crowns."
)
OTHER = "Bakers in Lower Tarn sold 90 loaves on 9 March, a union of bakers said."
GERMAN = "Die Fähre Halda lief am Dienstag vor Port Alba mit 214 Menschen an Bord auf Grund."
MIXED = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("„“«»‘’\"'.,:;!?…—-()[]{}%$€£¥№٪‏‎​﻿0123456789٣५一二三"),
    ),
    max_size=200,
)


def checked(text: str, *sources: str) -> Grounding:
    held = [Given(f"s{at}", one, "en") for at, one in enumerate(sources)]
    return ground(text, read_given(held, "en"))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(MIXED, MIXED)
def test_no_text_breaks_the_checks(text: str, source: str) -> None:
    found = checked(text, source, SOURCE)
    assert 0 <= found.score <= 1
    for mark in found.marks:
        assert 0 <= mark.start <= mark.end <= len(text)
        assert "could not run" not in mark.finding.reason


@pytest.mark.parametrize("text", ["", " \n\t", "…", "“”«»", "\u200f\u200e", "...!!!???"])
def test_a_text_without_words_is_not_checked(text: str) -> None:
    assert checked(text, SOURCE).verdict is Verdict.NOT_CHECKED


def test_without_sources_nothing_is_supported() -> None:
    found = checked("The ferry Halda ran aground off Port Alba.")
    assert found.verdict is Verdict.UNSUPPORTED
    assert found.blocks


def test_the_same_input_gives_the_same_answer() -> None:
    text = "The ferry Halda ran aground on Friday with 241 people. Repairs will cost millions."
    assert checked(text, SOURCE, OTHER) == checked(text, SOURCE, OTHER)


def test_what_stands_in_an_unrelated_source_rescues_nothing() -> None:
    found = checked(
        "The ferry Halda ran aground off Port Alba with 90 people on board.", SOURCE, OTHER
    )
    assert any(mark.finding.check == "numbers" for mark in found.marks if mark.finding.blocks)


def test_a_sentence_may_rest_on_two_sources() -> None:
    text = "The ferry Halda ran aground off Port Alba, and bakers in Lower Tarn sold 90 loaves."
    assert not checked(text, SOURCE, OTHER).blocks


def test_a_foreign_source_is_compared_by_figures_and_the_rest_is_not_checked() -> None:
    held = [Given("a", GERMAN, "de")]
    material = read_given(held, "en")
    right = ground("The ferry Halda ran aground off Port Alba with 214 people.", material)
    wrong = ground("The ferry Halda ran aground off Port Alba with 241 people.", material)
    assert right.verdict is Verdict.NOT_CHECKED
    assert wrong.verdict is Verdict.UNSUPPORTED
    assert right.blocks
    assert any("241" in mark.finding.reason for mark in wrong.marks)


def test_the_language_of_a_text_is_its_sources_unless_its_letters_say_otherwise() -> None:
    assert language_of("Halda", [Given("a", GERMAN, "de")]) == "de"
    assert language_of("Паром сел на мель.", [Given("a", SOURCE, "en")]) != "en"
    assert language_of("", []) == "en"


@pytest.mark.parametrize(
    "piece",
    ["a", "1", "“", "'", ".", " .", "1,", "Aa ", "not ", "«“‘", "12 May ", "ا", "漢", "\n", "x-"],
)
def test_pathological_texts_take_time_in_proportion(piece: str) -> None:
    checked(piece * 50, SOURCE)
    started = time.process_time()
    checked(piece * 3_000, SOURCE)
    assert time.process_time() - started < 8
