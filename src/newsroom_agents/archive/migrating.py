"""Bringing the database to the version this code needs.

It happens when the archive opens, under a lock, so that two processes that start at once are fine.
A database of a newer version is refused before anything is read or written.
"""

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, inspect, select

from newsroom_agents.archive.database import translated
from newsroom_agents.archive.dialects import dialect_of
from newsroom_agents.errors import HouseError

VERSION = "0011"
"""The version of the tables this code works with."""

_VERSIONS = Table("alembic_version", MetaData(), Column("version_num", String))


def migrate(engine: Engine) -> None:
    """Bring the database to `VERSION`, in one transaction.

    Raises:
        HouseError: The database has a version this code does not know.
        StorageError: It cannot be opened or written.
    """
    with translated(engine):
        with engine.connect() as connection:
            if _version_of(connection) == VERSION:
                return
        with engine.begin() as connection:
            dialect_of(engine.dialect.name).lock_migrations(connection)
            _bring(connection)


def _bring(connection: Connection) -> None:
    """Bring the tables to `VERSION`, unless another process has done so meanwhile."""
    from newsroom_agents.archive.upgrading import (  # noqa: PLC0415 - a quarter of a second of imports
        known_versions,
        upgrade,
    )

    found = _version_of(connection)
    if found == VERSION:
        return
    if found is not None and found not in known_versions(connection):
        place = connection.engine.url.render_as_string(hide_password=True)
        msg = (
            f"{place}: the archive has version {found!r}, this newsroom knows up to {VERSION!r};"
            " use the newsroom that wrote it, or a newer one"
        )
        raise HouseError(msg)
    upgrade(connection, VERSION)


def _version_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSIONS.name):
        return None
    return connection.execute(select(_VERSIONS.c.version_num)).scalar()
