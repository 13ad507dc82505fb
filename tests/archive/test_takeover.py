"""A worker that dies in the middle of a release does not hold the others back."""

import shutil
import signal
from contextlib import ExitStack
from pathlib import Path

import pytest

from newsroom_agents.newsroom import Newsroom
from newsroom_agents.pipeline.takeover import take_over_releases
from tests.stories.shop import Shop, wire

from .postgres import Postgres, name_of
from .test_house_on_postgres import House, wait_until

_PATIENCE = 90.0


@pytest.fixture(scope="module")
def approved(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house with one approved story, whose release is booked and not begun; look at it only."""
    folder = tmp_path_factory.mktemp("approved")
    house = House(Shop(folder / "var"), postgres.new("template0"))
    assert house.do("run", "--wire", wire(folder / "wire", "bridge")).code == 0
    [row] = house.do("queue", "list", "--json").lines()
    for name in ("Ada", "Bo"):
        house.do("editors", "add", name)
    covers = ("queue", "approve", row["slug"], "--covers", row["digest"], "--editor")
    assert house.do(*covers, "Ada").code == 0
    return house


@pytest.fixture
def house(approved: House, postgres: Postgres, tmp_path: Path) -> House:
    """A copy of that house."""
    shutil.copytree(approved.shop.var, tmp_path / "var")
    return House(Shop(tmp_path / "var"), postgres.new(name_of(approved.url)))


def died_releasing(house: House, newsroom: Newsroom) -> str:
    """Kill a worker in the middle of a release; return the release's key."""
    bookings = newsroom.books.bookings
    with ExitStack() as stack:
        # Nobody can write now: the worker takes the release and gets no further.
        stack.enter_context(newsroom.desk.archive.writing())
        process = stack.enter_context(house.worker("w1"))
        wait_until(lambda: bool(bookings.left_by("w1")))
        process.send(signal.SIGKILL)
        process.wait(30)
    [key] = bookings.left_by("w1")
    return key


def booked(newsroom: Newsroom) -> tuple[str, str]:
    """Return the only story and the key of its release, which its approval booked."""
    with newsroom.desk.archive.reading() as room:
        [row] = room.queue.rows()
    key = newsroom.books.unreleased(row.slug)
    assert key is not None
    return row.slug, key


def public_rows(newsroom: Newsroom, slug: str) -> int:
    """Count how often the journal says that the story went out."""
    with newsroom.desk.archive.reading() as room:
        return sum(row.event == "public" for row in room.journal.rows(slug))


def test_the_next_worker_takes_over_and_publishes_once(house: House) -> None:
    with house.opened() as newsroom:
        bookings = newsroom.books.bookings
        slug, key = booked(newsroom)
        assert died_releasing(house, newsroom) == key
        with house.worker("w2"):
            assert bookings.wait((key,), _PATIENCE, lambda _: None) == ()
        assert bookings.ended((key,))[key].text.startswith("published ")
        assert public_rows(newsroom, slug) == 1
        assert bookings.left_by("w1") == ()


def test_the_release_command_takes_over_too(house: House) -> None:
    with house.opened() as newsroom:
        slug, _ = booked(newsroom)
        died_releasing(house, newsroom)
        said = house.do("release")
        assert (said.code, said.out.splitlines()[0].split()[0]) == (0, "published"), said.err
        assert public_rows(newsroom, slug) == 1


def test_nothing_is_taken_from_a_worker_that_lives(house: House) -> None:
    with house.opened() as newsroom:
        bookings = newsroom.books.bookings
        slug, key = booked(newsroom)
        with house.worker("w1"):
            with newsroom.desk.archive.writing():
                wait_until(lambda: bool(bookings.left_by("w1")))
                archive, var = newsroom.desk.archive, house.shop.var
                assert take_over_releases(archive, var, bookings, "w2") == ()
            assert bookings.wait((key,), _PATIENCE, lambda _: None) == ()
        assert public_rows(newsroom, slug) == 1
