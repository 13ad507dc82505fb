"""The stylebook: its tables stand, its rules can be applied, and none of them fights another."""

import re

from pydantic import BaseModel, ConfigDict

from .reading import DATA, toml


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid")
    avoid: str
    use: str
    why: str


class _Watch(BaseModel):
    model_config = ConfigDict(extra="forbid")
    avoid: str
    why: str


class _Attribution(BaseModel):
    model_config = ConfigDict(extra="forbid")
    allowed: tuple[str, ...]
    watch: tuple[str, ...]
    avoid: tuple[_Rule, ...]


class _RelativeDays(BaseModel):
    model_config = ConfigDict(extra="forbid")
    words: tuple[str, ...]
    weekdays: tuple[str, ...]


class _Stylebook(BaseModel):
    model_config = ConfigDict(extra="forbid")
    word: tuple[_Rule, ...]
    watch: tuple[_Watch, ...]
    attribution: _Attribution
    innocence: tuple[_Rule, ...]
    innocence_watch: tuple[_Watch, ...]
    victims: dict[str, bool | int | str]
    length: dict[str, int]
    relative_days: _RelativeDays


BOOK = _Stylebook.model_validate(toml(DATA / "stylebook.toml"))
RULES = (*BOOK.word, *BOOK.attribution.avoid, *BOOK.innocence)


def test_the_book_has_enough_rules_of_each_kind() -> None:
    assert len(BOOK.word) >= 40
    assert len(BOOK.attribution.avoid) >= 10
    assert len(BOOK.innocence) >= 10
    assert {"said", "reported", "told"} <= set(BOOK.attribution.allowed)


def test_no_phrase_is_ruled_on_twice() -> None:
    avoided = [rule.avoid for rule in RULES]
    watched = [watch.avoid for watch in (*BOOK.watch, *BOOK.innocence_watch)]
    everything = [*avoided, *watched, *BOOK.attribution.watch]
    assert len(set(everything)) == len(everything)
    assert all(phrase == phrase.lower() for phrase in everything)


def test_what_a_rule_puts_in_is_not_ruled_out_by_another() -> None:
    for rule in RULES:
        for other in RULES:
            assert not re.search(rf"\b{re.escape(other.avoid)}\b", rule.use), (rule, other)


def test_every_rule_offers_words_that_can_be_printed_and_a_reason() -> None:
    for rule in RULES:
        assert re.fullmatch(r"[a-z][a-z\- ]+", rule.use), rule
        assert rule.use != rule.avoid
        assert len(rule.why) > 5


def test_allowed_verbs_are_not_verbs_to_watch() -> None:
    assert not set(BOOK.attribution.allowed) & set(BOOK.attribution.watch)


def test_the_vulnerable_are_not_named() -> None:
    assert BOOK.victims["name_minors"] is False
    assert BOOK.victims["name_victims_of_sexual_offences"] is False
    assert BOOK.victims["describe_method_of_suicide"] is False


def test_the_limits_are_those_of_the_page() -> None:
    wanted = {"headline_chars": 90, "dek_chars": 180, "sentence_words": 40}
    assert wanted.items() <= BOOK.length.items()
    assert {"teaser_chars", "blurb_chars", "caption_chars", "alt_chars"} <= set(BOOK.length)


def test_relative_days_name_the_usual_words() -> None:
    assert {"today", "yesterday", "tomorrow", "last night"} <= set(BOOK.relative_days.words)
    assert len(BOOK.relative_days.weekdays) == 7
