"""The whole house on Postgres: through the front door, and by several workers."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from newsroom_agents.newsroom import Newsroom, open_newsroom
from newsroom_agents.pipeline.working import book_reports
from tests.stories.forking import Begun
from tests.stories.shop import ROOT, Said, Shop, wire

from .postgres import Postgres, end_connections

_PATIENCE = 90.0
_EVENTS = ("bridge", "archive", "flood", "ferry")


@dataclass(frozen=True, slots=True)
class House:
    """A house whose archive is on Postgres."""

    shop: Shop
    url: str

    @property
    def env(self) -> dict[str, str]:
        """What tells a command where the archive is."""
        return {"NEWSROOM_DATABASE__URL": self.url}

    def do(self, *arguments: str) -> Said:
        """Run one command to its end."""
        return self.shop.do(*arguments, env=self.env)

    @contextmanager
    def worker(self, worker_id: str) -> Iterator[Begun]:
        """Have a worker at work for the time of the block, from the moment it says so."""
        with self.shop.begin("worker", "--id", worker_id, env=self.env) as worker:
            takes = f"worker {worker_id}: takes reporting, translation, art, release\n"
            assert worker.out.readline().decode() == takes
            yield worker

    @contextmanager
    def opened(self) -> Iterator[Newsroom]:
        """Open the house in this process, without doing any work."""
        with open_newsroom(ROOT, self.shop.var, self.env) as newsroom:
            yield newsroom


@pytest.fixture
def house(postgres: Postgres, tmp_path: Path) -> House:
    """A new house over a database without any table."""
    return House(Shop(tmp_path / "var"), postgres.new("template0"))


def test_one_event_goes_from_the_wire_to_the_reader(house: House, tmp_path: Path) -> None:
    said = house.do("run", "--wire", wire(tmp_path / "wire", "bridge"))
    assert said.code == 0, said.err
    [row] = house.do("queue", "list", "--json").lines()
    assert (row["state"], row["hard"]) == ("ready", 0)
    slug = row["slug"]
    for name in ("Ada", "Bo"):
        house.do("editors", "add", name)
    covers = ("queue", "approve", slug, "--covers", row["digest"], "--editor")
    assert house.do(*covers, "Ada").code == 0
    assert row["approvals_missing"] == 1
    said = house.do("release")
    assert (said.code, said.out.splitlines()[0].split()[0]) == (0, "published"), said.err
    said = house.do("verify", slug)
    assert (said.code, said.out.splitlines()[-1]) == (0, "verified"), said.out
    assert house.do("journal", "verify").code == 0
    again = house.do("run", "--wire", str(tmp_path / "wire"))
    assert (again.code, "no open leads" in again.out) == (0, True)
    assert not list(house.shop.var.glob("*.sqlite*"))


def test_two_workers_share_the_stories_and_what_a_dead_one_left_is_adopted(
    house: House, tmp_path: Path
) -> None:
    said = house.do("monitor", "--wire", wire(tmp_path / "wire", *_EVENTS))
    assert said.code == 0, said.err
    with house.opened() as newsroom:
        bookings = newsroom.books.bookings
        keys = book_reports(newsroom.working_desk, (), None)
        assert len(keys) >= 3
        with house.worker("w2") as second:
            with house.worker("w1") as first:
                wait_until(lambda: bool(bookings.left_by("w1")))
                first.send(signal.SIGKILL)
                first.wait(30)
            left = bookings.left_by("w1")
            assert left
            assert house.do("worker", "adopt", "w2").code == 4
            assert house.do("worker", "--id", "w2").code == 4
            assert bookings.left_by("w1") == left
            adopted = house.do("worker", "adopt", "w1")
            assert (adopted.code, [line.split(": ")[0] for line in adopted.out.splitlines()]) == (
                0,
                list(left),
            )
            assert bookings.wait(keys, _PATIENCE, lambda _: None) == ()
            second.send(signal.SIGTERM)
            assert second.wait(30) == 0
        assert all(one.is_ok for one in bookings.ended(keys).values())
        with newsroom.desk.archive.reading() as room:
            assert len(room.queue.rows()) == len(keys)
            assert all(row.take == 1 or row.state.value == "stopped" for row in room.queue.rows())
            assert room.journal.verify().is_sound
    alone = Shop(tmp_path / "alone")
    assert alone.do("run", "--wire", str(tmp_path / "wire")).code == 0
    assert lasting(house.do("queue", "list", "--json")) == lasting(
        alone.do("queue", "list", "--json")
    )


def lasting(said: Said) -> dict[str, dict[str, object]]:
    """Return the queue's rows without what depends on the time and the house's key."""
    fleeting = {"age_s", "expires", "digest"}
    return {
        row["slug"]: {name: value for name, value in row.items() if name not in fleeting}
        for row in said.lines()
    }


def test_a_worker_leaves_with_what_a_worker_with_its_id_takes_up_again(house: House) -> None:
    with house.worker("w1") as first:
        with house.opened() as newsroom:
            assert newsroom.books.bookings.left_by("w1") == ()
        first.send(signal.SIGINT)
        assert first.wait(30) == 130
    with house.worker("w1") as again:
        again.send(signal.SIGTERM)
        assert again.wait(30) == 0
    assert house.do("worker", "adopt", "w1").out == "worker w1 left nothing behind\n"


def wait_until(happened: Callable[[], bool]) -> None:
    """Wait for something another process does."""
    until = time.monotonic() + _PATIENCE
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_server_that_drops_every_connection_costs_no_story(
    house: House, postgres: Postgres, tmp_path: Path
) -> None:
    said = house.do("monitor", "--wire", wire(tmp_path / "wire", *_EVENTS))
    assert said.code == 0, said.err
    with house.opened() as newsroom:
        bookings = newsroom.books.bookings
        keys = book_reports(newsroom.working_desk, (), None)
        with house.worker("w1") as first:
            wait_until(lambda: bool(bookings.left_by("w1")))
            end_connections(postgres, house.url)
            assert first.wait(30) == 4
        with house.worker("w1"):
            assert bookings.wait(keys, _PATIENCE, lambda _: None) == ()
        assert [one.text for one in bookings.ended(keys).values() if not one.is_ok] == []
        with newsroom.desk.archive.reading() as room:
            assert len(room.queue.rows()) == len(keys)
            assert room.journal.verify().is_sound


def test_connections_lost_in_mid_transaction_lose_no_story_and_double_none(
    house: House, postgres: Postgres, tmp_path: Path
) -> None:
    said = house.do("monitor", "--wire", wire(tmp_path / "wire", *_EVENTS))
    assert said.code == 0, said.err
    with house.opened() as newsroom:
        keys = book_reports(newsroom.working_desk, (), None)
        with house.shop.begin("report", env=house.env) as begun:
            wait_until(lambda: bool(newsroom.books.bookings.left_by("house")))
            end_connections(postgres, house.url)
            assert begun.wait(_PATIENCE) in {0, 3, 4}
        again = house.do("report")
        assert again.code == 0, again.err
        assert newsroom.books.bookings.wait(keys, _PATIENCE, lambda _: None) == ()
        with newsroom.desk.archive.reading() as room:
            assert len(room.queue.rows()) == len(keys)
            assert room.journal.verify().is_sound
            filed = [
                (row.slug, row.stage, row.take)
                for one in room.queue.rows()
                for row in room.journal.rows(one.slug)
                if row.event == "filed"
            ]
        assert len(filed) == len(set(filed))
