"""Who may be at work beside whom, on each database."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from newsroom_agents.archive.archive import Archive
from newsroom_agents.errors import HouseError, LockedError
from newsroom_agents.pipeline.locks import HOUSE_WORKER, working_as


def test_two_workers_with_one_id_are_refused(archive: Archive, tmp_path: Path) -> None:
    with working_as(archive, tmp_path, HOUSE_WORKER) as stands:
        assert stands()
        with pytest.raises(LockedError, match="is held by process"):
            enter(archive, tmp_path, HOUSE_WORKER)
    enter(archive, tmp_path, HOUSE_WORKER)


def test_one_works_on_sqlite_and_any_number_on_postgres(archive: Archive, tmp_path: Path) -> None:
    if not archive.is_shared:
        with pytest.raises(HouseError, match="on SQLite one worker is at work"):
            enter(archive, tmp_path, "w1")
        return
    with ExitStack() as stack:
        for number in range(5):
            stack.enter_context(working_as(archive, tmp_path, f"w{number}"))
        with pytest.raises(LockedError, match="worker w3 is held"):
            enter(archive, tmp_path, "w3")


@pytest.mark.parametrize("worker_id", ["", " ", "a b", "ä", "-x", "x" * 64, "a/b", "a\n"])
def test_what_is_no_id_is_refused(archive: Archive, tmp_path: Path, worker_id: str) -> None:
    with pytest.raises(HouseError, match="is no worker id"):
        enter(archive, tmp_path, worker_id)


def enter(archive: Archive, var: Path, worker_id: str) -> None:
    """Be a worker for a moment."""
    with working_as(archive, var, worker_id):
        pass
