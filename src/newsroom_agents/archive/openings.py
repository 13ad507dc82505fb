"""Who opened which text when, and who has a story's page open now.

An opening is a record and stays: nobody may approve a text whose page they never opened. Presence
is a courtesy between editors and fades by itself, so that a closed browser needs no farewell.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from newsroom_agents.archive.dialects import Dialect
from newsroom_agents.archive.reading_tables import OpeningRow, PresenceRow
from newsroom_agents.archive.tables import table_of

PRESENT = timedelta(seconds=90)
"""So long after the last sign of life an editor counts as reading."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One editor's first look at one text of a story."""

    slug: str
    editor: str
    digest: str
    take: int
    at: datetime


class Openings:
    """The openings and who is present, in one open transaction."""

    def __init__(self, session: Session, dialect: Dialect) -> None:
        self._session, self._dialect = session, dialect

    def note(self, opening: Opening) -> None:
        """Record that an editor opened a text; the first time stays, each time shows presence."""
        row = {
            "slug": opening.slug,
            "editor": opening.editor,
            "digest": opening.digest,
            "take": opening.take,
            "at": opening.at,
        }
        self._dialect.insert_new(self._session, OpeningRow, [row])
        self.stay(opening.slug, opening.editor, opening.at)

    def has(self, editor: str, slug: str, digest: str) -> bool:
        """Whether this editor has opened the story's page at exactly this digest."""
        return self._session.get(OpeningRow, (slug, editor, digest)) is not None

    def is_noted(self, opening: Opening) -> bool:
        """Whether noting this again would tell nothing new: it is known, and so is the presence."""
        seen = self._session.get(PresenceRow, (opening.slug, opening.editor))
        is_fresh = seen is not None and seen.seen > opening.at - PRESENT / 3
        return is_fresh and self.has(opening.editor, opening.slug, opening.digest)

    def of(self, slug: str) -> tuple[Opening, ...]:
        """Return who opened what of a story, in the order of time."""
        query = select(OpeningRow).where(OpeningRow.slug == slug)
        rows = self._session.exec(query.order_by(col(OpeningRow.at), col(OpeningRow.editor)))
        return tuple(Opening(r.slug, r.editor, r.digest, r.take, r.at) for r in rows)

    def stay(self, slug: str, editor: str, at: datetime) -> None:
        """Show that an editor is at a story's page; forget whoever left long ago."""
        self._session.exec(delete(PresenceRow).where(col(PresenceRow.seen) < at - 10 * PRESENT))
        row = {"slug": slug, "editor": editor, "seen": at}
        if not self._dialect.insert_new(self._session, PresenceRow, [row]):
            known = table_of(PresenceRow)
            here = (known.c.slug == slug) & (known.c.editor == editor)
            self._session.connection().execute(known.update().where(here).values(seen=at))

    def leave(self, slug: str, editor: str) -> None:
        """Take an editor's presence at a story away."""
        here = (col(PresenceRow.slug) == slug) & (col(PresenceRow.editor) == editor)
        self._session.exec(delete(PresenceRow).where(here))

    def present(self, slugs: Collection[str], now: datetime) -> Mapping[str, tuple[str, ...]]:
        """Return who is at the pages of these stories now, by slug and in the order of names."""
        query = select(PresenceRow.slug, PresenceRow.editor).where(
            col(PresenceRow.seen) > now - PRESENT
        )
        wanted, found = frozenset(slugs), dict[str, tuple[str, ...]]()
        for slug, editor in self._session.exec(query.order_by(col(PresenceRow.editor))):
            if slug in wanted:
                found[slug] = (*found.get(slug, ()), editor)
        return found
