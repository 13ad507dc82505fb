"""The tables of the call log, and what keeps its rows as they were written.

They lie apart from the archive's: a house may throw its archive away and keep what it paid for. So
they have a version of their own, in a table, and are made when the log is first used.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)
from sqlmodel.sql.sqltypes import UTCDateTime

VERSION = 1
"""The version of the tables this code works with."""

METADATA = MetaData()

VERSIONS = Table("calls_version", METADATA, Column("version", Integer, primary_key=True))

TEXTS = Table(
    "calls_text",
    METADATA,
    Column("sha256", String, primary_key=True),
    Column("packed", LargeBinary, nullable=False),
    Column("last_used", UTCDateTime(), nullable=False, index=True),
)
"""Long texts of requests, each once however many requests carry it."""

CALLS = Table(
    "calls_call",
    METADATA,
    Column(
        "number",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    Column("key", String, nullable=False),
    Column("endpoint", String, nullable=False),
    Column("path", String, nullable=False),
    Column("engine_model", String, nullable=False),
    Column("prompt", String, nullable=False),
    Column("repeat", Integer, nullable=False),
    Column("role", String, nullable=False),
    Column("persona", String, nullable=False),
    Column("subject", String, nullable=False, index=True),
    Column("request_sha256", String, nullable=False),
    Column("request", LargeBinary),
    Column("at", UTCDateTime(), nullable=False, index=True),
    Column("day", String, nullable=False, index=True),
    Column("milliseconds", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", String, nullable=False),
    Column("reply_sha256", String, nullable=False),
    Column("reply", LargeBinary),
    Column("outcome", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("answered_by", String, nullable=False),
    Column("provider_call", String, nullable=False),
    Column("tokens_in", BigInteger, nullable=False),
    Column("tokens_out", BigInteger, nullable=False),
    Column("tokens_cached", BigInteger, nullable=False),
    Column("cost_microusd", BigInteger, nullable=False),
    Column("is_estimated", Boolean, nullable=False),
    Column("original", String, nullable=False),
    Index("calls_call_key", "key", "number"),
    sqlite_autoincrement=True,
)
"""One row for every time a request was sent, or answered from here."""

SCOPES = Table(
    "calls_scope",
    METADATA,
    Column("scope", String, primary_key=True),
    Column("reserved", BigInteger, nullable=False),
    Column("spent", BigInteger, nullable=False),
)
"""What is spoken for and what is spent, by scope, in millionths of a US dollar."""

RESERVATIONS = Table(
    "calls_reservation",
    METADATA,
    Column("name", String, primary_key=True),
    Column("scopes", String, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("at", UTCDateTime(), nullable=False),
    Column("until", UTCDateTime(), nullable=False),
    Column("settled", BigInteger),
    Index("calls_reservation_open", "settled", "until"),
)
"""Every reservation; `settled` is what was spent of it, and NULL while it is open."""

PROBES = Table(
    "calls_probe",
    METADATA,
    Column(
        "number",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    Column("endpoint", String, nullable=False),
    Column("engine_model", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("mode", String, nullable=False),
    Column("findings", String, nullable=False),
    Column("at", UTCDateTime(), nullable=False),
    Index("calls_probe_model", "endpoint", "engine_model", "number"),
)
"""What servers were found to be able to do."""

_KEPT = ", ".join(
    column.name for column in CALLS.columns if column.name not in {"request", "reply"}
)

GUARDS: Mapping[str, Sequence[str]] = {
    "sqlite": (
        "CREATE TRIGGER calls_call_is_not_deleted BEFORE DELETE ON calls_call"
        " BEGIN SELECT RAISE(ABORT, 'the call log is append-only'); END",
        f"CREATE TRIGGER calls_call_is_not_changed BEFORE UPDATE OF {_KEPT} ON calls_call"
        " BEGIN SELECT RAISE(ABORT, 'the call log is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION calls_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'the call log is append-only'; END $$",
        "CREATE TRIGGER calls_call_is_not_deleted BEFORE DELETE OR TRUNCATE ON calls_call"
        " FOR EACH STATEMENT EXECUTE FUNCTION calls_are_append_only()",
        f"CREATE TRIGGER calls_call_is_not_changed BEFORE UPDATE OF {_KEPT} ON calls_call"
        " FOR EACH STATEMENT EXECUTE FUNCTION calls_are_append_only()",
    ),
}
"""DDL by which the database itself refuses to change a row; bodies may be purged."""
