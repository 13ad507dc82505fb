"""An archive of its own on each database, and a room in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.clock import fixed_clock

from .builders import NOON, copied, staffed, url_of


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any row."""
    if request.param == "sqlite":
        return copied(request.getfixturevalue("empty_archive"), tmp_path)
    return str(request.getfixturevalue("postgres").emptied())


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any table."""
    if request.param == "sqlite":
        return url_of(tmp_path)
    return str(request.getfixturevalue("postgres").new("template0"))


@pytest.fixture
def archive(url: str, tmp_path: Path) -> Iterator[Archive]:
    opened = Archive.open(url, tmp_path, fixed_clock(NOON))
    yield opened
    opened.close()


@pytest.fixture
def sqlite_archive(empty_archive: Path, tmp_path: Path) -> Iterator[Archive]:
    """For what is true of SQLite only."""
    opened = Archive.open(copied(empty_archive, tmp_path), tmp_path, fixed_clock(NOON))
    yield opened
    opened.close()


@pytest.fixture
def room(archive: Archive) -> Iterator[Room]:
    """A room for writing, with the editors of the builders registered."""
    with archive.writing() as opened:
        staffed(opened)
        yield opened
