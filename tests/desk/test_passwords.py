"""What may be a password, and how one is hashed."""

import asyncio
import time

import pytest
from fastapi import HTTPException

from newsroom_agents.desk.passwords import Passwords, fault_of
from newsroom_agents.settings import DeskSettings

from .builders import CHEAP, PASSWORD, awaited


def passwords(**settings: int) -> Passwords:
    return Passwords(DeskSettings.model_validate({**CHEAP, **settings}))


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("too short", "12 to 200"),
        ("x" * 201, "12 to 200"),
        ("aaaaaaaaaaaa", "Many people"),
        ("abababababab", "Many people"),
        ("PassWord 1234", "Many people"),
        ("correct-horse battery staple", "Many people"),
        ("Ida Quintela", "your name"),
        ("idaquintela-IDAQUINTELA!", "your name"),
        ("a quiet harbour\x00", "cannot be typed"),
        ("a quiet harbour \udcff", "cannot be typed"),
    ],
)
def test_what_is_guessed_first_is_refused_with_the_reason(password: str, words: str) -> None:
    assert words in fault_of(password, "Ida Quintela")


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "éclair au café", "Ida Quintela rows at dawn", "港口城市 议会投票 通过 潮闸门"],
)
def test_length_is_all_that_a_password_needs(password: str) -> None:
    assert fault_of(password, "Ida Quintela") == ""


def test_a_password_is_the_same_from_every_keyboard() -> None:
    checks = passwords()
    known = checks.hashed_now("cafe\u0301 au lait noir")
    assert awaited(checks.check("caf\u00e9 au lait noir", known)).is_right


def test_the_hash_says_how_it_was_made_and_is_renewed_when_that_has_moved() -> None:
    known = passwords().hashed_now(PASSWORD)
    assert known.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    same = awaited(passwords().check(PASSWORD, known))
    assert (same.is_right, same.renewed) == (True, "")
    moved = awaited(passwords(hash_passes=3).check(PASSWORD, known))
    assert moved.is_right
    assert moved.renewed.startswith("$argon2id$v=19$m=19456,t=3,p=1$")
    assert awaited(passwords(hash_passes=3).check("wrong wrong wrong", known)).renewed == ""


@pytest.mark.parametrize("known", ["", "no hash at all", "$argon2id$v=19$m=1"])
def test_without_a_known_hash_nothing_is_right(known: str) -> None:
    assert not awaited(passwords().check(PASSWORD, known)).is_right


def test_an_unknown_account_takes_as_long_as_a_known_one() -> None:
    checks = passwords(hash_kib=65_536)
    known = checks.hashed_now(PASSWORD)

    def seconds(hash_: str) -> float:
        began = time.perf_counter()
        awaited(checks.check("wrong wrong wrong", hash_))
        return time.perf_counter() - began

    there = min(seconds(known) for _ in range(4))
    missing = min(seconds("") for _ in range(4))
    assert 0.4 < there / missing < 2.5


def test_a_flood_waits_in_a_short_line_and_the_rest_is_sent_away() -> None:
    checks = passwords()

    async def flood() -> list[object]:
        tries = (checks.check("wrong wrong wrong", "") for _ in range(60))
        return await asyncio.gather(*tries, return_exceptions=True)

    answers = awaited(flood())
    sent_away = [answer for answer in answers if isinstance(answer, HTTPException)]
    assert len(sent_away) == 60 - 34
    assert {answer.status_code for answer in sent_away} == {503}
    assert sent_away[0].headers == {"Retry-After": "10"}
