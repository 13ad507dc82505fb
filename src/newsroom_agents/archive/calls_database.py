"""Where the call log lies: a file of its own, or the house's database on Postgres.

Nothing is opened before the first call: a house without a model has no call log. On SQLite what
many threads write at once is committed at once: each commit waits for the disk, and fifty calls
that end together would wait for it a hundred times.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from newsroom_agents.archive.calls_tables import GUARDS, METADATA, VERSION, VERSIONS
from newsroom_agents.archive.database import file_of, make_engine, translated
from newsroom_agents.archive.dialects import dialect_of
from newsroom_agents.errors import HouseError, NewsroomError, StorageError

ResultT = TypeVar("ResultT")
Work = Callable[[Connection], ResultT]
"""What is done in a transaction; all of it is undone when it raises."""


@dataclass(slots=True)
class _Job:
    """One thread's part of a commit."""

    work: Work[object]
    result: object = None
    error: BaseException | None = None
    is_done: bool = False


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
        self._writing = threading.Lock()
        self._jobs: list[_Job] = []
        self._jobs_lock = threading.Lock()

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
        """Open a transaction of its own; leaving it commits, an error in it undoes everything.

        Raises:
            HouseError: The address cannot be used, or the log has a newer version.
            StorageError: The database cannot be opened or written.
        """
        engine = self._opened()
        with self._writing, translated(engine), engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                dialect_of(engine.dialect.name).begin(connection, writing=True)
            yield connection
            connection.commit()

    def write(self, work: Work[ResultT]) -> ResultT:
        """Do the work in a transaction and return what it returned, once that is on the disk.

        When others' work in the same transaction fails, it is done a second time from the start.

        Raises:
            HouseError: The address cannot be used, or the log has a newer version.
            StorageError: The database cannot be opened or written.
            NewsroomError: What the work itself raised.
        """
        engine = self._opened()
        if engine.dialect.name != "sqlite":
            with translated(engine), engine.begin() as connection:
                return work(connection)
        job = _Job(work)
        with self._jobs_lock:
            self._jobs.append(job)
        with self._writing:
            if not job.is_done:
                with self._jobs_lock:
                    jobs, self._jobs = self._jobs, []
                with translated(engine):
                    _commit(engine, jobs)
        if job.error is not None:
            with translated(engine):
                raise job.error
        return cast("ResultT", job.result)

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


def _commit(engine: Engine, jobs: Sequence[_Job]) -> None:
    """Do the work of several threads in one transaction; what one raises undoes only its own."""
    try:
        with engine.connect() as connection:
            _do_together(connection, jobs)
            connection.commit()
    except BaseException as error:
        for job in jobs:
            job.error = error
        raise
    finally:
        for job in jobs:
            job.is_done = True


def _do_together(connection: Connection, jobs: Sequence[_Job]) -> None:
    """Do the work of all; if any of it raises, begin anew and do each so that it can be undone."""
    dialect_of(connection.dialect.name).begin(connection, writing=True)
    try:
        for job in jobs:
            job.result = job.work(connection)
    except (NewsroomError, SQLAlchemyError):
        if len(jobs) == 1:
            raise
        connection.rollback()
        _do_apart(connection, jobs)


def _do_apart(connection: Connection, jobs: Sequence[_Job]) -> None:
    """Do each thread's work so that an error undoes that alone."""
    dialect_of(connection.dialect.name).begin(connection, writing=True)
    for job in jobs:
        try:
            with connection.begin_nested():
                job.result = job.work(connection)
        except (NewsroomError, SQLAlchemyError) as error:
            job.error = error


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
