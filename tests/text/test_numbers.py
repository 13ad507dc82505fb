"""Numbers are read with kind and unit, in the languages of `cases/numbers.jsonl`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.text.numbers import Quantity, equal, quantities

from .case_files import Case, name_of, read_cases

CASES = read_cases("numbers")


def _shown(quantity: Quantity) -> str:
    value = quantity.value.normalize()
    rounded = "~" if quantity.approximate else ""
    parts = (f"{value:f}", quantity.kind.value, quantity.unit, rounded)
    return f"{quantity.text} | {' '.join(part for part in parts if part)}"


def _one(text: str, language: str = "en") -> Quantity:
    [quantity] = quantities(text, language)
    return quantity


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_number_is_read_as_a_journalist_reads_it(case: Case) -> None:
    found = quantities(case.text, case.language)
    assert [_shown(quantity) for quantity in found] == case.expect
    assert all(case.text[one.start : one.end] == one.text for one in found)


def test_the_cases_cover_fourteen_languages() -> None:
    assert len({case.language for case in CASES}) >= 14


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("21 people", "twenty-one people"),
        ("$3m", "3 million US dollars"),
        ("12 per cent", "12%"),
        ("a dozen", "12"),
        ("about 20", "19.4"),
        ("20", "more than 19"),
        ("a 44-year-old", "Ada, 44,"),
        ("2019", "2,019"),
        ("£5.7m", "£5,700,000"),
        ("5 km", "5 kilometres"),
    ],
)
def test_the_same_fact_in_other_words_is_equal(claim: str, source: str) -> None:
    assert equal(_one(claim), _one(source))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("21 people", "22 people"),
        ("£40m", "£40bn"),
        ("£40m", "$40m"),
        ("40 million", "£40m"),
        ("5%", "5 percentage points"),
        ("5", "5%"),
        ("six days", "six hours"),
        ("six weeks", "six"),
        ("the fifth", "five"),
        ("20", "19.4"),
        ("about 20", "15"),
        ("A$5", "US$5"),
    ],
)
def test_another_value_unit_or_kind_is_not_equal(claim: str, source: str) -> None:
    assert not equal(_one(claim), _one(source))


def test_figures_of_two_conventions_match_in_either_reading() -> None:
    assert equal(_one("1,500"), _one("1,500", "es"))
    assert equal(_one("1,500"), _one("1.500", "es"))


@given(st.text(), st.sampled_from(["en", "de", "fr", "zh", "ar", "und", "", "x-y"]))
def test_no_text_crashes_the_reader_and_spans_hold(text: str, language: str) -> None:
    end = 0
    for quantity in quantities(text, language):
        assert quantity.text == text[quantity.start : quantity.end]
        assert quantity.start >= end
        end = quantity.end


@pytest.mark.parametrize("text", ["1" * 50_000, "1,000" * 10_000, "one " * 20_000, "$ " * 20_000])
def test_long_runs_are_read_in_time(text: str) -> None:
    quantities(text, "en")
