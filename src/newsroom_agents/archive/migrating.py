"""Bringing the database to the version this code needs.

It happens when the archive opens, under a lock, so that two processes that start at once are fine.
A database of a newer version is refused before anything is read or written.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from newsroom_agents.archive.database import translated
from newsroom_agents.archive.dialects import dialect_of
from newsroom_agents.errors import HouseError

VERSION = "0004"
"""The version of the tables this code works with."""


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
            found = _version_of(connection)
            if found == VERSION:
                return
            settings = _settings(connection)
            _refuse_unknown(engine, found, ScriptDirectory.from_config(settings))
            command.upgrade(settings, VERSION)


def _version_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _settings(connection: Connection) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def _refuse_unknown(engine: Engine, found: str | None, scripts: ScriptDirectory) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    if found is not None and found not in known:
        place = engine.url.render_as_string(hide_password=True)
        msg = (
            f"{place}: the archive has version {found!r}, this newsroom knows up to {VERSION!r};"
            " use the newsroom that wrote it, or a newer one"
        )
        raise HouseError(msg)
