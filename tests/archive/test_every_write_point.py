"""An approval that fails, or is killed, at every one of its statements leaves the old state."""

import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from newsroom_agents.archive.archive import Archive
from newsroom_agents.errors import StorageError
from newsroom_agents.story.decision import Ruling
from newsroom_agents.story.paper import Stage
from newsroom_agents.story.queue import QueueState

from .builders import NOON, bring_to, decision, draft, open_archive, staffed, writing

MANY = 200


def fail(number: int) -> None:
    raise OperationalError("", {}, sqlite3.OperationalError(f"disk I/O error {number}"))


def die(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def at_statement(engine: Engine, number: int, act: Callable[[int], None]) -> None:
    """Do `act` before the statement with this number, the commit counted as the last one."""
    count = 0

    def step(*_: object) -> None:
        nonlocal count
        count += 1
        if count == number:
            act(number)

    event.listen(engine, "before_cursor_execute", step)
    event.listen(engine, "commit", step)


def approve(archive: Archive) -> None:
    with archive.writing() as room:
        room.queue.apply(decision(draft(), Ruling.APPROVE), NOON)


def approve_in_child(folder: Path, number: int) -> None:
    """Approve in a forked process that kills itself at a statement; never returns."""
    code = 1
    try:
        archive = open_archive(folder)
        at_statement(archive.engine, number, die)
        approve(archive)
        code = 0
    finally:
        os._exit(code)


def is_old_state(folder: Path) -> bool:
    """Whether nothing of the approval is there, and all that was before it is."""
    archive = open_archive(folder)
    try:
        with archive.reading() as room:
            row, report = room.queue.row("bridge"), room.journal.verify()
            traces = (room.queue.decisions("bridge"), room.papers.takes("bridge", Stage.RULING))
            return (row.state, report.is_sound, report.rows, traces) == (
                QueueState.READY,
                True,
                1,
                ((), ()),
            )
    finally:
        archive.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with writing(tmp_path) as room:
        staffed(room)
        bring_to(room, QueueState.READY)
    return tmp_path


def test_a_disk_that_fails_at_any_statement_leaves_the_old_state(folder: Path) -> None:
    for number in range(1, MANY):
        archive = open_archive(folder)
        at_statement(archive.engine, number, fail)
        try:
            approve(archive)
            break
        except StorageError as error:
            assert "the disk fails" in str(error)  # noqa: PT017 - the last round raises nothing
        finally:
            archive.close()
        assert is_old_state(folder), number
    assert 10 < number < MANY - 1
    assert not is_old_state(folder)


def test_a_kill_at_any_statement_leaves_the_old_state(folder: Path) -> None:
    for number in range(1, MANY):
        child = os.fork()
        if child == 0:
            approve_in_child(folder, number)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0
            break
        assert is_old_state(folder), number
    assert 10 < number < MANY - 1
    with writing(folder) as room:
        assert room.queue.row("bridge").state is QueueState.APPROVED
        assert room.journal.verify().is_sound
