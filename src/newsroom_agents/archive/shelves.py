"""The shelves of published pieces: by place, topic, month, beat, persona, as lists need them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from newsroom_agents.archive.packing import in_portions, unpack
from newsroom_agents.archive.shelf_table import ShelfRow
from newsroom_agents.archive.tables import PublicationRow
from newsroom_agents.story.publication import ReleaseIndexEntry
from newsroom_agents.story.shelf import Shelf, ShelfCount, ShelfKind, Slot, shelves_of


class LiveOn:
    """What is live on one target, in one open transaction; fits `ports.Published`."""

    def __init__(self, session: Session, target: str) -> None:
        self._session, self._target = session, target

    def entry(self, slug: str) -> ReleaseIndexEntry | None:
        """Return how lists show a live story; None when it is not live."""
        query = select(PublicationRow).where(
            PublicationRow.slug == slug,
            PublicationRow.target == self._target,
            col(PublicationRow.is_current),
            col(PublicationRow.is_killed).is_(False),
        )
        row = self._session.exec(query).first()
        return entry_of(row) if row else None

    def size(self, shelf: Shelf) -> int:
        """Return how many places a shelf has, gaps counted."""
        return self._session.exec(self._counted(shelf)).one()

    def rank(self, shelf: Shelf, at: datetime, slug: str) -> int:
        """Return how many places of a shelf lie before a piece first published then."""
        time = col(ShelfRow.first_published)
        is_before = or_(time < at, and_(time == at, col(ShelfRow.slug) < slug))
        return self._session.exec(self._counted(shelf).where(is_before)).one()

    def slots(self, shelf: Shelf, start: int, stop: int) -> Sequence[Slot]:
        """Return the places of a shelf from `start` up to but without `stop`."""
        if stop <= start:
            return ()
        query = (
            select(ShelfRow)
            .where(
                ShelfRow.target == self._target,
                ShelfRow.kind == shelf.kind.value,
                ShelfRow.key == shelf.key,
            )
            .order_by(col(ShelfRow.first_published), col(ShelfRow.slug))
            .offset(start)
            .limit(stop - start)
        )
        rows = self._session.exec(query).all()
        entries = self._entries([row.slug for row in rows if row.is_live])
        return tuple(Slot(row.slug, entries.get(row.slug)) for row in rows)

    def counts(self, kind: ShelfKind) -> Sequence[ShelfCount]:
        """Return the shelves of a kind that have live pieces, ordered by key."""
        query = (
            select(ShelfRow.key, func.count(), func.max(ShelfRow.first_published))
            .where(
                ShelfRow.target == self._target,
                ShelfRow.kind == kind.value,
                col(ShelfRow.is_live),
            )
            .group_by(col(ShelfRow.key))
        )
        return tuple(ShelfCount(*row) for row in sorted(self._session.exec(query)))

    def place(self, entry: ReleaseIndexEntry | None, slug: str) -> None:
        """Put a piece on its shelves and leave gaps where it stood and no longer belongs.

        Args:
            entry: How lists show it; None when it is to stand in no list.
            slug: Its story.
        """
        query = select(ShelfRow).where(ShelfRow.target == self._target, ShelfRow.slug == slug)
        wanted = shelves_of(entry) if entry else frozenset()
        standing = set()
        for row in self._session.exec(query):
            shelf = Shelf(ShelfKind(row.kind), row.key)
            standing.add(shelf)
            row.is_live = shelf in wanted
            self._session.add(row)
        if entry is not None:
            for shelf in sorted(wanted - standing):
                row = ShelfRow(
                    target=self._target,
                    kind=shelf.kind.value,
                    key=shelf.key,
                    slug=slug,
                    first_published=entry.first_published,
                    is_live=True,
                )
                self._session.add(row)
        self._session.flush()

    def _counted(self, shelf: Shelf) -> SelectOfScalar[int]:
        return (
            select(func.count())
            .select_from(ShelfRow)
            .where(
                ShelfRow.target == self._target,
                ShelfRow.kind == shelf.kind.value,
                ShelfRow.key == shelf.key,
            )
        )

    def _entries(self, slugs: Sequence[str]) -> dict[str, ReleaseIndexEntry]:
        found = {}
        for portion in in_portions(slugs):
            query = select(PublicationRow).where(
                PublicationRow.target == self._target,
                col(PublicationRow.is_current),
                col(PublicationRow.is_killed).is_(False),
                col(PublicationRow.slug).in_(portion),
            )
            for row in self._session.exec(query):
                entry = entry_of(row)
                if entry is not None:
                    found[row.slug] = entry
        return found


def entry_of(row: PublicationRow) -> ReleaseIndexEntry | None:
    """Return how lists show a publication; None when it stands in no list."""
    if row.entry is None:
        return None
    packed = unpack(row.entry, f"list entry of {row.slug}")
    return ReleaseIndexEntry.model_validate_json(packed)
