"""A server that speaks, and a call log of one's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom_agents.archive.calls import CallLog
from newsroom_agents.archive.calls_database import CallsDatabase

from .speaker import Speaker, completion, speaking


@pytest.fixture
def server() -> Iterator[Speaker]:
    with speaking(completion()) as told:
        yield told


@pytest.fixture
def database(tmp_path: Path) -> Iterator[CallsDatabase]:
    opened = CallsDatabase(f"sqlite:///{tmp_path}/calls.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def log(database: CallsDatabase) -> CallLog:
    return CallLog(database)
