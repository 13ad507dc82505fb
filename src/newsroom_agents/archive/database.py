"""How the archive's engine is made, and how its errors are told.

The durable engine works on the same database through the same engine object, so what is set here
holds for it too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    NoSuchModuleError,
    SQLAlchemyError,
)

from newsroom_agents.archive.dialects import dialect_of
from newsroom_agents.errors import ArchiveError, HouseError, StorageError

SYNCHRONOUS = ("FULL", "NORMAL", "EXTRA")
"""How hard a commit is pressed onto the disk; NORMAL may lose the last commits at a power cut."""

_POOL_SIZE, _POOL_OVERFLOW = 16, 48
"""The durable engine runs up to 32 threads beside ours."""

# What a database says, and what that means for the person who reads it.
_MEANINGS = (
    ("locked", "another process has held the database for too long; try again"),
    ("disk is full", "the disk is full; free some space, nothing stored before is lost"),
    ("readonly", "the database cannot be written (read-only file or folder)"),
    ("read-only", "the database cannot be written (read-only file or folder)"),
    ("unable to open", "the database file cannot be opened or made"),
    ("disk i/o", "the disk fails"),
    ("malformed", "the database file is damaged; restore a backup"),
    ("not a database", "the file is not a database"),
)


def make_engine(url: str, synchronous: str = "FULL") -> Engine:
    """Return the engine for `url` with everything the archive and the durable engine rely on.

    Opens no connection yet.

    Args:
        url: `sqlite:///…`, as SQLAlchemy writes it.
        synchronous: One of `SYNCHRONOUS`; SQLite only.

    Raises:
        HouseError: The address or the setting cannot be used.
    """
    if synchronous not in SYNCHRONOUS:
        msg = f"synchronous is {synchronous!r}, expected one of: {', '.join(SYNCHRONOUS)}"
        raise HouseError(msg)
    try:
        address = make_url(url)
        dialect = dialect_of(address.get_backend_name())
        engine = create_engine(
            address, pool_size=_POOL_SIZE, max_overflow=_POOL_OVERFLOW, pool_pre_ping=False
        )
    except (ArgumentError, NoSuchModuleError, ImportError, TypeError) as error:
        msg = f"the database address cannot be used (expected sqlite:///FILE): {error}"
        raise HouseError(msg) from error
    dialect.prepare(engine, synchronous)
    return engine


def file_of(engine: Engine) -> Path | None:
    """Return the file an SQLite engine works on; None for a server."""
    name = engine.url.database
    if engine.url.get_backend_name() != "sqlite" or not name:
        return None
    return Path(name.removeprefix("file:").partition("?")[0])


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Turn the database's errors into ours.

    Raises:
        StorageError: Locked, full, read-only, damaged or out of reach.
        ArchiveError: Anything else the database refused.
    """
    try:
        yield
    except DatabaseError as error:
        said = str(error.orig)
        place = engine.url.render_as_string(hide_password=True)
        for sign, meaning in _MEANINGS:
            if sign in said.lower():
                msg = f"{place}: {meaning} ({said})"
                raise StorageError(msg) from error
        msg = f"{place}: {said}"
        raise ArchiveError(msg) from error
    except SQLAlchemyError as error:
        msg = f"{engine.url.render_as_string(hide_password=True)}: {error}"
        raise ArchiveError(msg) from error
