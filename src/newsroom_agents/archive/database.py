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
    DBAPIError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)

from newsroom_agents.archive.dialects import dialect_of
from newsroom_agents.errors import ArchiveError, HouseError, StorageError

SYNCHRONOUS = ("FULL", "NORMAL", "EXTRA")
"""How hard a commit is pressed onto the disk; NORMAL may lose the last commits at a power cut."""

_POSTGRES_DRIVER = "psycopg"
_NOT_POSTGRES = ""

_HELD = "another process has held the database for too long; try again"
_READ_ONLY = "the database cannot be written (read-only)"
_FULL = "the disk is full; free some space, nothing stored before is lost"
_LOST = "the database cannot be reached; what was not committed is undone, try again"
_DAMAGED = "the database is damaged; restore a backup"
_REFUSED = "the database refuses this name or password, or has no database of this name"

# What SQLite says, and what that means for the person who reads it.
_MEANINGS = (
    ("locked", _HELD),
    ("disk is full", _FULL),
    ("readonly", _READ_ONLY),
    ("read-only", _READ_ONLY),
    ("unable to open", "the database file cannot be opened or made"),
    ("disk i/o", "the disk fails"),
    ("malformed", _DAMAGED),
    ("not a database", "the file is not a database"),
)

# The beginnings of Postgres's codes, and what they mean.
_STATES = (
    ("55P03", _HELD),
    ("40", "another process changed the same rows at the same time; try again"),
    ("53100", _FULL),
    ("53300", "the database has no connection left for us; try again, or raise max_connections"),
    ("25006", _READ_ONLY),
    ("28", _REFUSED),
    ("3D000", _REFUSED),
    ("42501", "the database does not let this name do that"),
    ("57P", _LOST),
    ("25P03", _LOST),
    ("08", _LOST),
    ("XX001", _DAMAGED),
    ("XX002", _DAMAGED),
    ("58", "the database's disk fails"),
)


def make_engine(url: str, synchronous: str = "FULL") -> Engine:
    """Return the engine for `url` with everything the archive and the durable engine rely on.

    Opens no connection yet.

    Args:
        url: `sqlite:///…` or `postgresql://…`, as SQLAlchemy writes it.
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
        engine = create_engine(address, **dialect.engine_options)
    except ModuleNotFoundError as error:
        msg = f"the database needs a package that is not installed ({error}); the extra 'postgres'"
        raise HouseError(f"{msg} brings it for Postgres") from error
    except (ArgumentError, NoSuchModuleError, ImportError, TypeError) as error:
        expected = "expected sqlite:///FILE or postgresql://NAME:PASSWORD@HOST/DATABASE"
        msg = f"the database address cannot be used ({expected}): {error}"
        raise HouseError(msg) from error
    if engine.name == "postgresql" and engine.driver != _POSTGRES_DRIVER:
        msg = f"the database address names the driver {engine.driver!r}; leave it out"
        raise HouseError(msg)
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
    except DBAPIError as error:
        place = engine.url.render_as_string(hide_password=True)
        said = " ".join(str(error.orig).split())
        meaning = _meaning_of(error, said)
        if meaning:
            msg = f"{place}: {meaning} ({said})"
            raise StorageError(msg) from error
        msg = f"{place}: {said}"
        raise ArchiveError(msg) from error
    except SQLAlchemyError as error:
        msg = f"{engine.url.render_as_string(hide_password=True)}: {error}"
        raise ArchiveError(msg) from error


def _meaning_of(error: DBAPIError, said: str) -> str:
    """Return what a trouble of the whole database means; empty when it refused one statement."""
    state = getattr(error.orig, "sqlstate", _NOT_POSTGRES)
    if state is _NOT_POSTGRES:
        return next((meaning for sign, meaning in _MEANINGS if sign in said.lower()), "")
    if state is None:
        refused = "password" in said or "does not exist" in said
        is_lost = isinstance(error, OperationalError | InterfaceError)
        return _REFUSED if refused else _LOST if is_lost else ""
    return next((meaning for begins, meaning in _STATES if state.startswith(begins)), "")
