"""Postgres: how the archive is kept on a server that many processes write to.

Many may read at once, and one writes at a time, as on SQLite: what a room for writing has read
must still hold when it writes (the queue's moves, the journal's chain). Rooms are short, so a lock
for all is cheap, and nothing above this floor has to know which database it works on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import (
    Connection,
    Engine,
    Float,
    Integer,
    Subquery,
    Table,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlmodel import Session, SQLModel, column

from newsroom_agents.archive.tables import table_of

LOCK_CLASS = 1_852_143_475
"""The first of the two numbers of our advisory locks ("news"); the engine's locks have others."""

_WRITING, _MIGRATING = 1, 2
_PATIENCE = "30s"
# A process that froze with a room open loses its room, and the lock with it.
_FROZEN = "600s"
# What the server's type for terms can hold.
_LONGEST_TERM, _LAST_POSITION, _MOST_POSITIONS = 500, 16_383, 255


class PostgresDialect:
    """Postgres 14 or newer, over psycopg 3."""

    journal_guards: Sequence[str] = (
        "CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$",
        "CREATE TRIGGER journal_is_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON journal"
        " FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()",
    )
    search_tables: Sequence[str] = (
        "CREATE TABLE search_terms (number INTEGER PRIMARY KEY, terms tsvector NOT NULL)",
        "CREATE INDEX search_terms_words ON search_terms USING gin (terms)",
    )

    # A server has room for some hundred connections of all processes together: keep few of them.
    engine_options: Mapping[str, object] = {
        "pool_size": 5,
        "max_overflow": 27,
        "pool_pre_ping": True,
        "connect_args": {
            "application_name": "newsroom",
            "connect_timeout": 10,
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
        },
    }
    schemas: Sequence[str | None] = (None, "dbos")

    def prepare(self, engine: Engine, synchronous: str) -> None:
        """Do nothing: how hard a commit is pressed onto the disk is the server's setting."""

    def begin(self, connection: Connection, *, writing: bool) -> None:
        """Take the lock for writing, or one unchanging picture for reading.

        For writing each statement sees what was committed before it: after the lock, everything.
        """
        if writing:
            _lock(connection, _WRITING)
        elif _is_idle(connection):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")

    def lock_migrations(self, connection: Connection) -> None:
        """Take the lock for migrations."""
        _lock(connection, _MIGRATING)

    def lock_journal(self, session: Session) -> None:
        """Take the lock for writing, also in a transaction that began without it."""
        _lock(session.connection(), _WRITING)

    def insert_new(
        self, session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, object]]
    ) -> int:
        """Insert with `ON CONFLICT DO NOTHING`, and count what comes back.

        The driver does not count the rows that a statement for many rows inserts.
        """
        wanted = table_of(table)
        statement = postgresql.insert(wanted).on_conflict_do_nothing()
        inserted = statement.returning(*wanted.primary_key.columns)
        return len(session.connection().execute(inserted, rows).all())

    def index(self, session: Session, number: int, terms: Sequence[str]) -> None:
        """Replace the row of terms."""
        session.connection().execute(
            text(
                "INSERT INTO search_terms (number, terms)"
                " VALUES (:number, CAST(:terms AS tsvector))"
                " ON CONFLICT (number) DO UPDATE SET terms = excluded.terms"
            ),
            {"number": number, "terms": _vector_of(terms)},
        )

    def forget(self, session: Session, number: int) -> None:
        """Delete the row of terms."""
        session.connection().execute(
            text("DELETE FROM search_terms WHERE number = :number"), {"number": number}
        )

    def matches(self, terms: Sequence[str]) -> Subquery:
        """Match any term as it stands: the server's own parser would cut words anew."""
        query = " | ".join(_quoted(term) for term in _clean(terms))
        found = text(
            "SELECT number, ts_rank(terms, CAST(:query AS tsquery), 1) AS score"
            " FROM search_terms WHERE terms @@ CAST(:query AS tsquery)"
        ).bindparams(bindparam("query", query))
        return found.columns(column("number", Integer), column("score", Float)).subquery("found")

    def indexed(self, connection: Connection) -> Iterator[tuple[int, Sequence[str]]]:
        """Put the terms of each row back into the order of their places."""
        query = text(
            "SELECT number, ARRAY(SELECT word.lexeme FROM unnest(terms) AS word,"
            " unnest(word.positions) AS place ORDER BY place)"
            " FROM search_terms ORDER BY number"
        )
        rows = connection.execute(query.execution_options(yield_per=500))
        return ((number, terms) for number, terms in rows)

    def index_first(
        self, connection: Connection, documents: Sequence[tuple[int, Sequence[str]]]
    ) -> None:
        """Insert the rows of terms."""
        connection.execute(
            text(
                "INSERT INTO search_terms (number, terms)"
                " VALUES (:number, CAST(:terms AS tsvector))"
            ),
            [{"number": number, "terms": _vector_of(terms)} for number, terms in documents],
        )

    def count_on(self, connection: Connection, table: Table) -> None:
        """Set every sequence of the table behind the highest number."""
        for each in table.columns:
            name = {"table": table.fullname, "column": each.name}
            query = text("SELECT pg_get_serial_sequence(:table, :column)")
            sequence = connection.execute(query, name).scalar()
            if sequence:
                highest = connection.execute(select(func.max(each))).scalar()
                connection.execute(
                    text("SELECT setval(CAST(:sequence AS regclass), :highest, :is_used)"),
                    {
                        "sequence": sequence,
                        "highest": highest or 1,
                        "is_used": highest is not None,
                    },
                )


def _lock(connection: Connection, number: int) -> None:
    """Wait for a lock until the end of the transaction; a second time it is there already."""
    connection.execute(
        text(
            "SELECT set_config('lock_timeout', :patience, true),"
            " set_config('idle_in_transaction_session_timeout', :frozen, true),"
            " pg_advisory_xact_lock(:space, :number)"
        ),
        {"patience": _PATIENCE, "frozen": _FROZEN, "space": LOCK_CLASS, "number": number},
    )


def _is_idle(connection: Connection) -> bool:
    """Whether the driver has not begun a transaction yet."""
    driver = connection.connection.driver_connection
    return driver is None or driver.info.transaction_status == 0


def _vector_of(terms: Sequence[str]) -> str:
    """Return the terms with their places, as the server's type for them is written."""
    places: dict[str, list[int]] = {}
    for place, term in enumerate(_clean(terms), start=1):
        found = places.setdefault(term, [])
        if len(found) < _MOST_POSITIONS:
            found.append(min(place, _LAST_POSITION))
    return " ".join(
        f"{_quoted(term)}:{','.join(map(str, dict.fromkeys(found)))}"
        for term, found in places.items()
    )


def _clean(terms: Iterable[str]) -> Iterable[str]:
    """Yield the terms without what the server cannot store, shortened to what it can."""
    plain = (term.replace("\x00", " ").strip()[:_LONGEST_TERM] for term in terms)
    return (term for term in plain if term)


def _quoted(term: str) -> str:
    doubled = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
