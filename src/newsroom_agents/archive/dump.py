"""Every row of the database out into lines of JSON, and back in, on either database.

The tables are read from the database itself, so that whatever a later version or the durable engine
adds is carried along. Values are written in one form for both databases: what one wrote, the other
can take. The full-text index is carried as the terms of each document.
"""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import cast

from sqlalchemy import JSON, Column, Connection, MetaData, Table, inspect, select
from sqlalchemy.dialects import postgresql, sqlite

from newsroom_agents.archive.dialects import dialect_of
from newsroom_agents.errors import BackupError

PORTION_BYTES = 1 << 20
"""About as much is in memory at once, out and in."""
INDEX = "search_terms"
"""The full-text index; its own tables on SQLite are named after it."""

_INDEX_COLUMNS = ("number", "terms")
_CALLS = "calls_"
# What says how far tables were migrated, what the durable engine writes anew at every start, and
# what lets somebody in at the desk: a session, link or token that was ended after the backup must
# not live again.
_OF_THE_PLACE = frozenset(
    {
        *("alembic_version", "calls_version", "dbos_migrations", "queues", "application_versions"),
        *("desk_session", "desk_link", "desk_token", "desk_attempt"),
    }
)
_BYTES, _TIME, _JSON = "b", "t", "j"


class Part(StrEnum):
    """The two sets of tables, which may lie in one database or in two."""

    HOUSE = "house"
    CALLS = "calls"


@dataclass(frozen=True, slots=True)
class Portion:
    """Some rows of one table: a line with the names of the columns, then a line for each row."""

    table: str
    number: int
    rows: int
    lines: bytes


def tables_of(connection: Connection, part: Part) -> Mapping[str, Table]:
    """Return the tables whose rows are carried, by name; one that others refer to comes first."""

    def is_carried(name: str, _: MetaData) -> bool:
        is_of_place = name in _OF_THE_PLACE or name.startswith(INDEX)
        return not is_of_place and name.startswith(_CALLS) is (part is Part.CALLS)

    found = MetaData()
    schemas = inspect(connection).get_schema_names()
    for schema in dialect_of(connection.dialect.name).schemas:
        if schema is None or schema in schemas:
            found.reflect(connection, schema=schema, only=is_carried)
    return {table.name: table for table in found.sorted_tables}


def dumped(connection: Connection, part: Part) -> Iterator[Portion]:
    """Yield every row that the open transaction sees, in portions; an empty table yields none."""
    for name, table in tables_of(connection, part).items():
        columns = tuple(column.name for column in table.columns)
        query = select(table).order_by(*table.primary_key.columns)
        rows = connection.execute(query.execution_options(yield_per=500))
        yield from _portions(name, columns, (tuple(row) for row in rows))
    if part is Part.HOUSE:
        documents = dialect_of(connection.dialect.name).indexed(connection)
        yield from _portions(INDEX, _INDEX_COLUMNS, documents)


def first_held(connection: Connection) -> str:
    """Return the name of a table of the house that holds rows; empty when none does."""
    for name, table in tables_of(connection, Part.HOUSE).items():
        if connection.execute(select(table).limit(1)).first() is not None:
            return name
    return ""


class Loading:
    """Puts portions into the tables of an open transaction; a row that is there already stays."""

    def __init__(self, connection: Connection, part: Part) -> None:
        self._connection = connection
        self._dialect = dialect_of(connection.dialect.name)
        self._tables = tables_of(connection, part)

    def load(self, table: str, lines: bytes) -> int:
        """Insert the rows of a portion; return how many.

        Raises:
            BackupError: There is no such table or column, or a line is no row.
        """
        columns, rows = _read(table, lines)
        if table == INDEX:
            documents = [(cast("int", row[0]), cast("list[str]", row[1])) for row in rows]
            self._dialect.index_first(self._connection, documents)
            return len(documents)
        into = self._table(table, columns)
        kinds = [into.columns[column] for column in columns]
        values = [
            {kind.name: _typed(value, kind) for kind, value in zip(kinds, row, strict=True)}
            for row in rows
        ]
        insert = sqlite.insert if self._connection.dialect.name == "sqlite" else postgresql.insert
        self._connection.execute(insert(into).on_conflict_do_nothing(), values)
        return len(values)

    def finish(self) -> None:
        """Let new rows get numbers behind the loaded ones."""
        for table in self._tables.values():
            self._dialect.count_on(self._connection, table)

    def _table(self, name: str, columns: Sequence[str]) -> Table:
        if name not in self._tables:
            msg = f"the backup has a table {name!r}, which this newsroom does not know"
            raise BackupError(msg)
        found = self._tables[name]
        strange = [column for column in columns if column not in found.columns]
        if strange:
            msg = f"the backup has a column {name}.{strange[0]}, which this newsroom does not know"
            raise BackupError(msg)
        return found


def _portions(
    table: str, columns: Sequence[str], rows: Iterator[tuple[object, ...]]
) -> Iterator[Portion]:
    head = _line(columns)
    lines, size, number = [head], len(head), 0
    for row in rows:
        line = _line([_plain(value) for value in row])
        lines.append(line)
        size += len(line)
        if size >= PORTION_BYTES:
            number += 1
            yield Portion(table, number, len(lines) - 1, b"".join(lines))
            lines, size = [head], len(head)
    if len(lines) > 1:
        yield Portion(table, number + 1, len(lines) - 1, b"".join(lines))


def _line(values: Sequence[object]) -> bytes:
    return json.dumps(values, separators=(",", ":")).encode("ascii") + b"\n"


def _plain(value: object) -> object:
    """Return a value as JSON can say it; what it has no word for becomes an object of one field."""
    if isinstance(value, bytes | memoryview):
        return {_BYTES: base64.b64encode(value).decode("ascii")}
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return {_TIME: aware.astimezone(UTC).isoformat()}
    if isinstance(value, dict):
        return {_JSON: value}
    return value


def _typed(value: object, column: Column[object]) -> object:
    """Return a value as the column takes it."""
    if isinstance(value, dict):
        [(kind, inner)] = value.items()
        if kind == _BYTES:
            return base64.b64decode(inner, validate=True)
        if kind == _TIME:
            return datetime.fromisoformat(inner)
        return inner if isinstance(column.type, JSON) else json.dumps(inner)
    if isinstance(value, list) and not isinstance(column.type, JSON):
        return json.dumps(value)
    if isinstance(value, str) and isinstance(column.type, JSON):
        return json.loads(value)
    return value


def _read(table: str, lines: bytes) -> tuple[tuple[str, ...], list[list[object]]]:
    """Return the columns and rows of a portion.

    Raises:
        BackupError: A line is no row.
    """
    try:
        columns, *rows = (json.loads(line) for line in lines.splitlines())
    except ValueError as error:
        msg = f"the backup's rows of {table!r} cannot be read: {error}"
        raise BackupError(msg) from error
    return tuple(columns), rows
