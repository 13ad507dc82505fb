"""Where the call log lies: a file of its own, or the house's database on Postgres.

Nothing is opened before the first call: a house without a model has no call log.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, select, text

from newsroom_agents.archive.calls_tables import GUARDS, METADATA, VERSION, VERSIONS
from newsroom_agents.archive.database import file_of, make_engine, translated
from newsroom_agents.archive.dialects import dialect_of
from newsroom_agents.errors import HouseError, StorageError


class CallsDatabase:
    """Short transactions over the call log's tables; opened at the first one.

    Args:
        url: The database, as SQLAlchemy writes it.
        synchronous: How hard SQLite presses a commit onto the disk.
    """

    def __init__(self, url: str, synchronous: str = "FULL") -> None:
        self._url, self._synchronous = url, synchronous
        self._engine: Engine | None = None
        self._opening = threading.Lock()
        # SQLite takes one writer at a time, and makes others sleep: in one process a queue is fair.
        self._writing = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that writes nothing.

        Raises:
            HouseError: The address cannot be used, or the log has a newer version.
            StorageError: The database cannot be opened or read.
        """
        engine = self._opened()
        with translated(engine), engine.connect() as connection:
            dialect_of(engine.dialect.name).begin(connection, writing=False)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction; leaving it commits, an error in it undoes everything.

        Raises:
            HouseError: The address cannot be used, or the log has a newer version.
            StorageError: The database cannot be opened or written.
        """
        engine = self._opened()
        if engine.dialect.name != "sqlite":
            with translated(engine), engine.begin() as connection:
                yield connection
            return
        with self._writing, translated(engine), engine.connect() as connection:
            dialect_of(engine.dialect.name).begin(connection, writing=True)
            yield connection
            connection.commit()

    def close(self) -> None:
        """Close all connections; the next transaction opens them again."""
        with self._opening:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def _opened(self) -> Engine:
        with self._opening:
            if self._engine is None:
                engine = make_engine(self._url, self._synchronous)
                file = file_of(engine)
                if file:
                    _make_folder(file.parent)
                try:
                    _make_tables(engine)
                except BaseException:
                    engine.dispose()
                    raise
                self._engine = engine
            return self._engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{folder}: the folder cannot be made: {error.strerror}"
        raise StorageError(msg) from error


def _make_tables(engine: Engine) -> None:
    """Make the tables when they are not there; two processes may do so at once.

    Raises:
        HouseError: They have a version that this code does not know.
    """
    with translated(engine), engine.begin() as connection:
        dialect_of(engine.dialect.name).lock_migrations(connection)
        is_new = not inspect(connection).has_table(VERSIONS.name)
        METADATA.create_all(connection)
        if is_new:
            for statement in GUARDS[engine.dialect.name]:
                connection.execute(text(statement))
        found = connection.execute(select(VERSIONS.c.version)).scalar()
        if found is None:
            connection.execute(VERSIONS.insert().values(version=VERSION))
        elif found != VERSION:
            place = engine.url.render_as_string(hide_password=True)
            msg = f"{place}: the call log has version {found}, this newsroom knows {VERSION}"
            raise HouseError(msg)
