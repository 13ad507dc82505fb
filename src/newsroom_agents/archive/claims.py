"""A name that one process of all that share a database may hold.

Postgres only: the lock is the session's, so it goes when the process dies, on whatever machine it
ran. SQLite has one process at work; a file is enough there.
"""

import hashlib
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from newsroom_agents.archive.database import translated
from newsroom_agents.archive.postgres import LOCK_CLASS
from newsroom_agents.errors import LockedError

_LOCK_CLASS = LOCK_CLASS + 1
_WHO = (
    "SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)"
    " WHERE locktype = 'advisory' AND classid = :space AND objid = :number AND granted"
)
# A machine that fell silent is given up after a minute, not after hours.
_SETTINGS = {
    "application_name": "",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}


class Claim:
    """A held name."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def stands(self) -> bool:
        """Whether it is still held; a server that restarts forgets it."""
        try:
            self._connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True


@contextmanager
def claimed(engine: Engine, name: str) -> Iterator[Claim]:
    """Hold a name for the time of the block.

    Raises:
        LockedError: Another process holds it; says which.
        StorageError: The database cannot be reached.
    """
    with translated(engine):
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        # Out of the pool: the lock must end with this connection, whatever happens to it.
        connection.detach()
    try:
        with translated(engine):
            _take(connection, name)
        yield Claim(connection)
    finally:
        _drop(connection)


def _take(connection: Connection, name: str) -> None:
    who = f"process {os.getpid()} on {platform.node()}"
    for setting, value in {**_SETTINGS, "application_name": who}.items():
        connection.execute(
            text("SELECT set_config(:name, :value, false)"), {"name": setting, "value": value}
        )
    lock = {"space": _LOCK_CLASS, "number": _number_of(name)}
    taken = text("SELECT pg_try_advisory_lock(:space, :number)")
    if not connection.execute(taken, lock).scalar():
        raise LockedError(lock=name, holder=connection.execute(text(_WHO), lock).scalar() or "?")


def _drop(connection: Connection) -> None:
    try:
        connection.close()
    except SQLAlchemyError:
        connection.invalidate()


def _number_of(name: str) -> int:
    """Return the number that stands for a name: 31 bits, as the server's second number is signed.

    Two of a hundred names share one once in 400,000 houses; then one of them waits.
    """
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") >> 1
