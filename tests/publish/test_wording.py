"""Facts in words."""

from datetime import UTC, datetime

import pytest

from newsroom_agents.publish.wording import (
    counted,
    day,
    is_long,
    listed,
    moment,
    money,
    reading_time,
    shortened,
    standing,
)
from newsroom_agents.story.source import Ownership, Tier

AT = datetime(2024, 1, 2, 22, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("UTC", "2 January 2024, 22:05 UTC"),
        ("Europe/Berlin", "2 January 2024, 23:05 CET"),
        ("Asia/Kathmandu", "3 January 2024, 03:50 UTC+5:45"),
        ("America/Sao_Paulo", "2 January 2024, 19:05 UTC−3"),
        ("Nowhere/Else", "2 January 2024, 22:05 UTC"),
    ],
)
def test_a_time_is_told_with_its_zone(zone: str, words: str) -> None:
    assert moment(AT, zone) == words
    assert words.startswith(day(AT, zone))


def test_small_numbers_are_words_and_large_ones_figures() -> None:
    assert [counted(n, "outlet") for n in (0, 1, 3, 12, 13, 4000)] == [
        "no outlets", "one outlet", "three outlets", "twelve outlets", "13 outlets",
        "4,000 outlets",
    ]  # fmt: skip
    assert counted(2, "call to an engine", "calls to an engine") == "two calls to an engine"


def test_lists_are_read_aloud() -> None:
    assert [listed(w) for w in ((), ("A",), ("A", "B"), ("A", "B", "C"))] == [
        "", "A", "A and B", "A, B and C",
    ]  # fmt: skip
    assert shortened(("A", "B", "C", "D"), 3, "outlets") == "A, B, C and one other outlet"
    assert shortened(("A", "B", "C", "D", "E"), 3, "outlets") == "A, B, C and two other outlets"


@pytest.mark.parametrize(
    ("microusd", "words"),
    [
        (0, "nothing"),
        (900, "less than one US cent"),
        (10_000, "1 US cent"),
        (34_000, "3 US cents"),
        (1_250_000, "US$1.25"),
    ],
)
def test_money_is_told_so_that_a_reader_can_weigh_it(microusd: int, words: str) -> None:
    assert money(microusd) == words


def test_standing_says_owner_and_rating() -> None:
    assert standing(Tier.ONE, Ownership.AGENCY) == "news agency, high standing"
    assert standing(Tier.UNRATED, Ownership.STATE) == "state-controlled, not rated by us"
    assert standing(Tier.UNRATED, Ownership.UNRATED) == "not rated by us"


def test_reading_takes_at_least_a_minute() -> None:
    assert reading_time(3) == "one minute"
    assert reading_time(660) == "three minutes"


def test_one_very_long_word_makes_a_headline_long() -> None:
    assert is_long("Donaudampfschifffahrtsgesellschaft tagt")
    assert not is_long("Port Alba votes")
