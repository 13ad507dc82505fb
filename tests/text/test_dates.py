"""Dates are read and resolved, in the languages of `cases/dates.jsonl`."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.text.dates import DateMention, agree, dates

from .case_files import Case, name_of, read_cases

FRIDAY = datetime(2024, 3, 15, 10, 0, tzinfo=UTC)
CASES = read_cases("dates")


def _shown(mention: DateMention) -> str:
    until = f"..{mention.last}" if mention.last != mention.first else ""
    relative = " relative" if mention.relative else ""
    return f"{mention.text} | {mention.first}{until} {mention.precision.value}{relative}"


def _one(text: str, published: datetime | None = FRIDAY) -> DateMention:
    [mention] = dates(text, "en", published)
    return mention


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_date_is_resolved_by_the_day_of_publication(case: Case) -> None:
    found = dates(case.text, case.language, FRIDAY)
    assert [_shown(mention) for mention in found] == case.expect
    assert all(case.text[one.start : one.end] == one.text for one in found)


def test_the_cases_cover_fourteen_languages() -> None:
    assert len({case.language for case in CASES}) >= 14


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("14 March 2024", "yesterday"),
        ("14 March 2024", "on Thursday"),
        ("March 2024", "14 March 2024"),
        ("14 March", "14 March 2024"),
        ("on Thursday", "14 March 2024"),
        ("on Monday", "Monday"),
        ("last week", "5 March 2024"),
    ],
)
def test_a_source_carries_the_same_day_or_a_less_exact_one(claim: str, source: str) -> None:
    assert agree(_one(claim), _one(source))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("14 March 2024", "15 March 2024"),
        ("14 March 2024", "March 2024"),
        ("14 March 2023", "14 March 2024"),
        ("on Monday", "on Tuesday"),
        ("14 March", "14 May"),
        ("yesterday", "on Monday"),
    ],
)
def test_a_source_does_not_carry_another_day_or_a_more_exact_one(claim: str, source: str) -> None:
    assert not agree(_one(claim), _one(source))


def test_without_a_day_of_publication_relative_days_stay_open() -> None:
    mention = _one("yesterday", None)
    assert (mention.first, mention.last, mention.relative) == (None, None, True)
    assert agree(mention, _one("yesterday", None))
    assert not agree(mention, _one("today", None))


def test_a_month_belongs_to_the_year_that_puts_it_nearest() -> None:
    mention = _one("on 30 December")
    assert mention.first is not None
    assert mention.first.isoformat() == "2023-12-30"


@given(
    st.text(),
    st.sampled_from(["en", "de", "zh", "he", "vi", "und", "", "no"]),
    st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
)
def test_no_text_and_no_day_crash_the_reader(
    text: str, language: str, published: datetime | None
) -> None:
    for mention in dates(f"{text} 31/12/9999 last year 3 weeks ago", language, published):
        assert mention.start < mention.end
