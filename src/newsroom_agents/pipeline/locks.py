"""One holder at a time, until the block or the process ends.

A lock is a file in var/, or a name in the database where several machines share one.
"""

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from newsroom_agents.archive.archive import Archive
from newsroom_agents.errors import HouseError, LockedError, StorageError

MONITOR_LOCK = "monitor.lock"
WORKER_LOCK = "worker.lock"
HOUSE_WORKER = "house"
"""The worker id of every command that works itself, and of the only worker on SQLite."""

_WORKER_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")


@contextmanager
def holding(var: Path, name: str) -> Iterator[None]:
    """Hold the lock for the time of the block.

    Raises:
        LockedError: Another process holds it; says which.
        StorageError: The lock file cannot be made.
    """
    path = var / name
    try:
        var.mkdir(parents=True, exist_ok=True)
        handle = path.open("a+", encoding="ascii")
    except OSError as error:
        msg = f"{path}: the lock file cannot be made: {error.strerror}"
        raise StorageError(msg) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            raise LockedError(lock=str(path.name), holder=handle.read().strip() or "?") from error
        handle.seek(0)
        handle.truncate()
        handle.write(f"process {os.getpid()}\n")
        handle.flush()
        yield


@contextmanager
def working_as(archive: Archive, var: Path, worker_id: str) -> Iterator[Callable[[], bool]]:
    """Be the worker with this id for the time of the block; yields what tells whether it still is.

    On Postgres any number of workers may be at work, each under an id of its own. On SQLite it is
    one, under the id `house`.

    Raises:
        LockedError: A worker with this id is at work; says which process.
        HouseError: Not an id, or SQLite was asked for a second worker.
    """
    if not _WORKER_ID.fullmatch(worker_id):
        msg = f"{worker_id!r} is no worker id: letters, digits, dots, dashes; 63 at most"
        raise HouseError(msg)
    if archive.is_shared:
        with archive.claimed(f"worker {worker_id}") as claim:
            yield claim.stands
    elif worker_id == HOUSE_WORKER:
        with holding(var, WORKER_LOCK):
            yield lambda: True
    else:
        msg = f"on SQLite one worker is at work, under the id {HOUSE_WORKER!r}; use Postgres for"
        raise HouseError(f"{msg} more (a setting: database.url)")
