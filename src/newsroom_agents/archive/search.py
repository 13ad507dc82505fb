"""Full-text search over what the house stored.

The caller hands in terms that are already folded (and pairs of characters for scripts without
spaces), so that every database finds the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from newsroom_agents.archive.dialects import Dialect
from newsroom_agents.archive.tables import SearchableRow, table_of


@dataclass(frozen=True, slots=True)
class Searchable:
    """A document to be found.

    `kind` and `id` name it for the caller ("story", "snapshot", …); `title` is shown and not
    searched; `terms` are found.
    """

    kind: str
    id: str
    title: str
    terms: Sequence[str]
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found; a higher score fits better, compared within one answer only."""

    kind: str
    id: str
    title: str
    language: str
    at: datetime
    score: float


class Search:
    """The full-text index, in one open transaction."""

    def __init__(self, session: Session, dialect: Dialect) -> None:
        self._session, self._dialect = session, dialect

    def index(self, document: Searchable) -> None:
        """Make a document findable, in place of an earlier one with its kind and id."""
        row = self._row(document.kind, document.id)
        if row is None:
            row = SearchableRow(
                kind=document.kind, id=document.id, title="", language="", at=document.at
            )
        row.title, row.language, row.at = document.title, document.language, document.at
        self._session.add(row)
        self._session.flush()
        self._dialect.index(self._session, _number(row), document.terms)

    def find(
        self,
        terms: Sequence[str],
        limit: int,
        before: datetime | None = None,
        kind: str | None = None,
    ) -> tuple[Hit, ...]:
        """Return the documents with any of the terms, the best first.

        Args:
            terms: Folded terms; the four to six rarest of a text find best and quickest.
            limit: How many hits at most.
            before: Only documents older than this.
            kind: Only documents of this kind.
        """
        wanted = [term for term in dict.fromkeys(terms) if term.strip()]
        if not wanted:
            return ()
        found = self._dialect.matches(wanted)
        table = table_of(SearchableRow)
        query = sql_select(table, found.c.score).join(found, found.c.number == table.c.number)
        if before is not None:
            query = query.where(table.c.at < before)
        if kind is not None:
            query = query.where(table.c.kind == kind)
        order = (found.c.score.desc(), table.c.at.desc(), table.c.kind, table.c.id)
        rows = self._session.connection().execute(query.order_by(*order).limit(limit))
        return tuple(
            Hit(row.kind, row.id, row.title, row.language, row.at, row.score) for row in rows
        )

    def delete(self, kind: str, document: str) -> None:
        """Make a document unfindable; one that is not there changes nothing."""
        row = self._row(kind, document)
        if row is not None:
            self._dialect.forget(self._session, _number(row))
            self._session.delete(row)
            self._session.flush()

    def _row(self, kind: str, document: str) -> SearchableRow | None:
        query = select(SearchableRow).where(SearchableRow.kind == kind)
        return self._session.exec(query.where(col(SearchableRow.id) == document)).first()


def _number(row: SearchableRow) -> int:
    if row.number is None:
        msg = f"{row.kind} {row.id!r} was not stored before it was indexed"
        raise ValueError(msg)
    return row.number
