"""The steps from one version of the tables to the next: what is only needed when one is old."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def known_versions(connection: Connection) -> frozenset[str]:
    """Return the versions that this code can come from or go to."""
    scripts = ScriptDirectory.from_config(_settings(connection))
    return frozenset(script.revision for script in scripts.walk_revisions())


def upgrade(connection: Connection, version: str) -> None:
    """Bring the tables to a version, in the caller's transaction."""
    command.upgrade(_settings(connection), version)


def _settings(connection: Connection) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings
