"""An archive on each database, and a web to poll."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom_agents.archive.archive import Archive
from newsroom_agents.clock import fixed_clock

from .world import START, World, world


@pytest.fixture(params=["sqlite", "postgres"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    url = f"sqlite:///{tmp_path / 'house.sqlite'}"
    if request.param == "postgres":
        url = str(request.getfixturevalue("postgres").emptied())
    opened = Archive.open(url, tmp_path, fixed_clock(START))
    yield opened
    opened.close()


@pytest.fixture
def net() -> Iterator[World]:
    with world() as running:
        yield running


@pytest.fixture
def sqlite_archive(tmp_path: Path) -> Iterator[Archive]:
    """For what no database can change."""
    opened = Archive.open(f"sqlite:///{tmp_path / 'house.sqlite'}", tmp_path, fixed_clock(START))
    yield opened
    opened.close()
