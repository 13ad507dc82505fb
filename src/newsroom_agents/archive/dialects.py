"""Where SQLite and Postgres differ; everything else in the archive is the same for both.

SQLite begins a transaction late and lets one process write at a time, so writing begins with the
write lock; on Postgres (`postgres.py`) advisory locks stand in. The DDL is used by migrations: once
released it never changes, a later form gets another name.
"""

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from sqlalchemy import Connection, Engine, Float, Integer, Subquery, Table, bindparam, event, text
from sqlalchemy.dialects import sqlite
from sqlmodel import Session, SQLModel, column

from newsroom_agents.archive.postgres import PostgresDialect
from newsroom_agents.archive.tables import table_of
from newsroom_agents.errors import HouseError

_SWITCH_ATTEMPTS, _SWITCH_PAUSE = 300, 0.1


class Dialect(Protocol):
    """What the archive asks of a database beyond plain SQL."""

    @property
    def journal_guards(self) -> Sequence[str]:
        """DDL that refuses to change or delete journal rows."""

    @property
    def search_tables(self) -> Sequence[str]:
        """DDL of the full-text index."""

    @property
    def engine_options(self) -> Mapping[str, object]:
        """What SQLAlchemy is told when it makes the engine."""

    @property
    def schemas(self) -> Sequence[str | None]:
        """Where our tables and the durable engine's are; None is the schema without a name."""

    def prepare(self, engine: Engine, synchronous: str) -> None:
        """Make every connection of this engine durable and patient."""

    def begin(self, connection: Connection, *, writing: bool) -> None:
        """Begin the transaction: one picture for reading, one writer at a time for writing.

        A transaction that has begun goes on.
        """

    def lock_migrations(self, connection: Connection) -> None:
        """Wait until nobody else migrates, until the end of the transaction."""

    def lock_journal(self, session: Session) -> None:
        """Wait until nobody else appends, until the end of the transaction."""

    def insert_new(
        self, session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, object]]
    ) -> int:
        """Insert the rows that are not in the table yet; return how many were new."""

    def index(self, session: Session, number: int, terms: Sequence[str]) -> None:
        """Put a document's terms into the full-text index, in place of earlier ones."""

    def forget(self, session: Session, number: int) -> None:
        """Take a document out of the full-text index."""

    def matches(self, terms: Sequence[str]) -> Subquery:
        """Return a query for documents with any of the terms: columns `number` and `score`."""

    def indexed(self, connection: Connection) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield every document of the full-text index with its terms in order, by number."""

    def index_first(
        self, connection: Connection, documents: Sequence[tuple[int, Sequence[str]]]
    ) -> None:
        """Put many documents into the index that are not in it yet."""

    def count_on(self, connection: Connection, table: Table) -> None:
        """Let the numbers that the database gives to new rows go on after the loaded ones."""


class SqliteDialect:
    """SQLite, with WAL and FTS5."""

    journal_guards: Sequence[str] = (
        "CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal"
        " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
        "CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal"
        " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    )
    # Vowel signs of Indic scripts are marks: as separators they would cut words apart.
    search_tables: Sequence[str] = (
        "CREATE VIRTUAL TABLE search_terms USING fts5(terms,"
        " tokenize = \"unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'\")",
    )

    # The durable engine runs up to 32 threads beside ours.
    engine_options: Mapping[str, object] = {
        "pool_size": 16,
        "max_overflow": 48,
        "pool_pre_ping": False,
    }
    schemas: Sequence[str | None] = (None,)

    def prepare(self, engine: Engine, synchronous: str) -> None:
        """Set the pragmas of every new connection; the wait for locks comes first."""

        @event.listens_for(engine, "connect")
        def _set(connection: sqlite3.Connection, _: object) -> None:
            connection.isolation_level = "IMMEDIATE"
            connection.execute("PRAGMA busy_timeout=30000").close()
            connection.execute("PRAGMA foreign_keys=ON").close()
            connection.execute(f"PRAGMA synchronous={synchronous}").close()
            _switch_to_wal(connection)

    def begin(self, connection: Connection, *, writing: bool) -> None:
        """Begin now: the driver alone would begin at the first write, and read without one."""
        driver = connection.connection.driver_connection
        if driver is None or not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    def lock_migrations(self, connection: Connection) -> None:
        """Take the write lock."""
        self.begin(connection, writing=True)

    def lock_journal(self, session: Session) -> None:
        """Do nothing: whoever writes is alone."""

    def insert_new(
        self, session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, object]]
    ) -> int:
        """Insert with `ON CONFLICT DO NOTHING`."""
        statement = sqlite.insert(table_of(table)).on_conflict_do_nothing()
        return session.connection().execute(statement, rows).rowcount

    def index(self, session: Session, number: int, terms: Sequence[str]) -> None:
        """Replace the row of the FTS5 table."""
        self.forget(session, number)
        session.connection().execute(
            text("INSERT INTO search_terms (rowid, terms) VALUES (:number, :terms)"),
            {"number": number, "terms": " ".join(terms)},
        )

    def forget(self, session: Session, number: int) -> None:
        """Delete the row of the FTS5 table."""
        session.connection().execute(
            text("DELETE FROM search_terms WHERE rowid = :number"), {"number": number}
        )

    def matches(self, terms: Sequence[str]) -> Subquery:
        """Match any term, each as a phrase, so that no sign in it is taken for syntax."""
        plain = (term.replace("\x00", " ").replace('"', '""') for term in terms)
        query = " OR ".join(f'"{term}"' for term in plain)
        found = text(
            "SELECT rowid AS number, -bm25(search_terms) AS score"
            " FROM search_terms WHERE search_terms MATCH :query"
        ).bindparams(bindparam("query", query))
        return found.columns(column("number", Integer), column("score", Float)).subquery("found")

    def indexed(self, connection: Connection) -> Iterator[tuple[int, Sequence[str]]]:
        """Read the FTS5 table, which keeps the terms as they were given."""
        query = text("SELECT rowid, terms FROM search_terms ORDER BY rowid")
        rows = connection.execute(query.execution_options(yield_per=500))
        return ((number, terms.split(" ")) for number, terms in rows)

    def index_first(
        self, connection: Connection, documents: Sequence[tuple[int, Sequence[str]]]
    ) -> None:
        """Insert into the FTS5 table."""
        connection.execute(
            text("INSERT INTO search_terms (rowid, terms) VALUES (:number, :terms)"),
            [{"number": number, "terms": " ".join(terms)} for number, terms in documents],
        )

    def count_on(self, connection: Connection, table: Table) -> None:
        """Do nothing: SQLite takes the number after the highest one."""


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL, with a patience of its own.

    SQLite does not wait for others in this one statement, whatever `busy_timeout` says: of a
    hundred processes that opened a new file at once, one was refused.
    """
    for attempt in range(_SWITCH_ATTEMPTS):
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or attempt == _SWITCH_ATTEMPTS - 1:
                raise
            time.sleep(_SWITCH_PAUSE)
        else:
            return


_DIALECTS: Mapping[str, Dialect] = {"sqlite": SqliteDialect(), "postgresql": PostgresDialect()}


def dialect_of(name: str) -> Dialect:
    """Return the dialect of a database by SQLAlchemy's name for it.

    Raises:
        HouseError: The archive cannot be kept in such a database.
    """
    try:
        return _DIALECTS[name]
    except KeyError as error:
        known = ", ".join(sorted(_DIALECTS))
        msg = f"the archive cannot be kept in {name!r}; expected one of: {known}"
        raise HouseError(msg) from error
