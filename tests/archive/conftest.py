"""An archive in a folder of its own, and a room in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom_agents.archive.archive import Archive, Room

from .builders import open_archive, staffed


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = open_archive(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def room(archive: Archive) -> Iterator[Room]:
    """A room for writing, with the editors of the builders registered."""
    with archive.writing() as opened:
        staffed(opened)
        yield opened
