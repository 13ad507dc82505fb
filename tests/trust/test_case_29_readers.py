"""Case 29 at the readers' door: many attempts to sign in, and the search for known addresses."""

import logging
from pathlib import Path

import pytest

from newsroom_agents.reader.sign_in import LINKS_PER_ADDRESS, LINKS_PER_CLIENT, WITHIN
from tests.archive.builders import NOON, open_archive
from tests.reader.builders import Pocket, Served, ask, serving, token_of, write_site

SUB = "sub@reader.example"
NOBODY = "nobody@reader.example"


def test_of_ten_thousand_attempts_no_more_than_the_limit_is_let_through(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    with archive.writing() as room:
        tried = [
            room.signing_in.attempt(f"address {SUB}", LINKS_PER_ADDRESS, WITHIN, NOON)
            for _ in range(10_000)
        ]
    archive.close()
    assert sum(tried) == LINKS_PER_ADDRESS


def test_trying_addresses_tells_nobody_which_are_known(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_site(tmp_path)
    with (
        caplog.at_level(logging.DEBUG),
        serving(tmp_path, f"sqlite:///{tmp_path}/newsroom.db", Pocket()) as house,
    ):
        seen = {who: _answers(house, who) for who in (SUB, NOBODY)}
        assert seen[SUB] == seen[NOBODY]
        codes = [code for code, _ in seen[SUB]]
        assert codes == [303] * LINKS_PER_ADDRESS + [429] * 2
        left = LINKS_PER_CLIENT - 2 * (LINKS_PER_ADDRESS + 2)
        more = [ask(house.browser(), f"n{n}@reader.example").status_code for n in range(left + 2)]
        assert more == [303] * left + [429] * 2
    assert SUB not in caplog.text


def _answers(house: Served, address: str) -> list[tuple[int, str]]:
    answers = []
    for _ in range(LINKS_PER_ADDRESS + 2):
        browser = house.browser()
        token = token_of(browser.get("/sign-in").text)
        answer = browser.post("/sign-in", data={"address": address, "token": token})
        answers.append((answer.status_code, answer.text))
    return answers
