"""Quotations are found in every style, and in their source letter for letter or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.text.quotes import find_quote, normalise_marks, quotations

from .case_files import Case, name_of, read_cases

CASES = read_cases("quotes")
SOURCE = "The mayor said: “We don't ‘close’ the bridge — not now”, and left."


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_quotations_are_found_in_every_style(case: Case) -> None:
    found = quotations(case.text)
    assert [quotation.text for quotation in found] == case.expect
    assert all(case.text[one.start : one.end] == one.text for one in found)


def test_the_cases_cover_many_languages() -> None:
    assert len({case.language for case in CASES}) >= 20


def test_an_inner_quotation_lies_one_deeper() -> None:
    outer, inner = quotations("“heard ‘stop’ twice”")
    assert (outer.depth, inner.depth) == (0, 1)


def test_a_quotation_that_is_never_closed_has_no_closing_mark() -> None:
    [quotation] = quotations("He said “no end")
    assert (quotation.opened, quotation.closed) == ("“", "")


@pytest.mark.parametrize(
    "quote",
    [
        "We don't ‘close’ the bridge — not now",
        'We don’t "close" the  bridge - not\nnow',
        "close",
        "the bridge,",
    ],
)
def test_marks_dashes_and_spaces_may_differ(quote: str) -> None:
    place = find_quote(quote, SOURCE)
    assert place is not None
    assert SOURCE[place.start : place.end].startswith(("We", "close", "the bridge"))


@pytest.mark.parametrize(
    "quote",
    ["we don't", "We do not close", "the bridges", "he bridge", "the … now", "", " . ", "not not"],
)
def test_nothing_else_may_differ(quote: str) -> None:
    assert find_quote(quote, SOURCE) is None


def test_a_quotation_in_an_unspaced_script_may_start_inside_a_run() -> None:
    assert find_quote("桥安全", "市长说桥安全了") is not None


@given(st.text())
def test_normalised_marks_keep_the_length(text: str) -> None:
    assert len(normalise_marks(text)) == len(text)


@given(st.text(alphabet="ab “”\"'‘’«»„`、.\n", max_size=80))
def test_no_mixture_of_marks_crashes_the_reader(text: str) -> None:
    for quotation in quotations(text):
        assert text[quotation.start : quotation.end] == quotation.text


@given(st.text(max_size=60))
def test_a_text_is_found_in_itself(text: str) -> None:
    if any(sign.isalnum() for sign in text):
        assert find_quote(text, text) is not None


@pytest.mark.parametrize("text", ["'" * 20_000, "“" * 20_000, " 'a" * 10_000, "`a " * 10_000])
def test_many_marks_are_read_in_time(text: str) -> None:
    quotations(text)


@pytest.mark.parametrize(
    ("quote", "source"),
    [
        ("it 's late , they said", "She wrote: “it's late, they said” and left."),
        ("we do n't know", "“We agree; we don't know,” he said."),
        ("the ` old bridge '", "“the ‘old bridge’ stands”"),
    ],
)
def test_spaces_beside_marks_do_not_count(quote: str, source: str) -> None:
    assert find_quote(quote, source) is not None


def test_a_space_between_words_counts_always() -> None:
    assert find_quote("no where", "nowhere") is None
    assert find_quote("nowhere", "no where") is None


def test_capitals_count_unless_the_quoting_text_has_none() -> None:
    assert find_quote("port alba", "in Port Alba") is None
    assert find_quote("port alba", "in Port Alba", any_case=True) is not None
