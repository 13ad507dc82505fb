"""Reports in other languages: side by side, once, and none lost with another."""

import json
import signal
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from newsroom_agents.archive.archive import Archive
from newsroom_agents.archive.leads import LeadState
from newsroom_agents.newsroom import open_newsroom
from newsroom_agents.pipeline.task import translation_prefix
from newsroom_agents.story.paper import Stage
from tests.bench.loading import load
from tests.stories.shop import ROOT, Shop
from tests.stories.test_with_a_model import counts, model, told

BENCH = load("translations")
CALL_SECONDS = 1.0


def opened(folder: Path) -> tuple[Shop, str]:
    """Return a house with one open lead, none of whose reports it can read."""
    BENCH.write_wire(folder / "wire")
    slug = BENCH.open_story(folder / "var", folder / "wire")
    return Shop(folder / "var"), slug


def translated(archive: Archive) -> set[str]:
    """Return the snapshots that have a translation."""
    with archive.reading() as room:
        return set(room.papers.slugs(Stage.TRANSLATION))


def asked(address: str, role: str) -> list[Any]:
    """Return the calls of one role so far."""
    with urlopen(address.replace("/v1", "/calls"), timeout=10) as page:  # noqa: S310
        return [call for call in json.load(page) if call["role"] == role]


def test_twenty_reports_in_twelve_languages_take_about_one_call(tmp_path: Path) -> None:
    found = BENCH.measure(tmp_path, CALL_SECONDS, 20)
    assert (found["translations"], found["requests"]) == (20, 20)
    assert found["most_at_once"] >= 10
    assert found["in_calls"] < 5


def test_a_report_that_cannot_be_translated_is_named_and_the_others_are_kept(
    tmp_path: Path,
) -> None:
    shop, slug = opened(tmp_path)
    with model("--translate", "--fault", "refuse", "--every", "4") as address:
        said = shop.do("report", env=told(address))
        refused = {call["sha256"] for call in asked(address, "translator") if call["fault"]}
    assert said.code == 0, said.err
    assert 0 < len(refused) < 20
    with open_newsroom(ROOT, shop.var, {}) as newsroom:
        kept = translated(newsroom.desk.archive)
        assert len(kept) == 20 - len(refused)
        with newsroom.desk.archive.reading() as room:
            unread = [row for row in room.journal.rows(slug) if row.event == "unread"]
    assert len(unread) == len(refused)
    named = {row.detail["why"].split(": ")[0].removeprefix("snapshot ") for row in unread}
    assert len(named) == len(refused)
    assert not named & kept


def test_an_outage_cuts_the_story_off_and_resuming_translates_only_what_is_missing(
    tmp_path: Path,
) -> None:
    shop, slug = opened(tmp_path)
    with model("--translate", "--fault", "500", "--every", "2") as address:
        env = told(address)
        shop.do("report", env=env)
        first = {call["sha256"] for call in asked(address, "translator") if not call["fault"]}
        with open_newsroom(ROOT, shop.var, {}) as newsroom:
            kept = translated(newsroom.desk.archive)
            with newsroom.desk.archive.reading() as room:
                state = room.leads.get(slug).state
        assert len(kept) == len(first)
        if state is not LeadState.REPORTING:
            pytest.skip("every translation came through at the fourth try")
        with urlopen(address.replace("/v1", "/fault/none"), data=b"", timeout=10):  # noqa: S310
            pass
        shop.do("report", "--resume", env=env)
        good = [call["sha256"] for call in asked(address, "translator") if not call["fault"]]
    assert len(good) == len(set(good)) == 20


def test_killed_among_its_translations_a_story_goes_on_with_those_it_lacks(tmp_path: Path) -> None:
    shop, _ = opened(tmp_path)
    with model("--translate") as address:
        env = {**told(address), "NEWSROOM_WORK__TRANSLATIONS": "2"}
        with shop.begin("report", env=env) as one:
            until = time.monotonic() + 60
            while counts(address)["calls"] < 5 and time.monotonic() < until:
                time.sleep(0.01)
            one.send(signal.SIGKILL)
        assert shop.do("report", env=env).code == 0
        calls = [call["sha256"] for call in asked(address, "translator")]
    assert len(set(calls)) == 20
    assert len(calls) <= 20 + 2
    with open_newsroom(ROOT, shop.var, {}) as newsroom:
        assert len(translated(newsroom.desk.archive)) == 20


def test_two_stories_with_the_same_report_wait_for_the_same_translation(tmp_path: Path) -> None:
    with open_newsroom(ROOT, tmp_path / "var", {}) as newsroom:
        bookings = newsroom.books.bookings
        prefix = translation_prefix("a1b2")
        key = bookings.open_key(prefix)
        with newsroom.desk.archive.writing() as room:
            bookings.book(room.session, "translation", key, "a1b2")
        assert bookings.open_key(prefix) == key == f"{prefix}1"
