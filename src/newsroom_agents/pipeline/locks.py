"""One holder at a time: a lock on a file in var/ that the system lets go when a process dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsroom_agents.errors import LockedError, StorageError

MONITOR_LOCK = "monitor.lock"
WORKER_LOCK = "worker.lock"


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
