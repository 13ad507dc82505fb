"""What was sent where: every revision of every story on every target."""

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from newsroom_agents.archive.dialects import Dialect
from newsroom_agents.archive.packing import pack, unpack
from newsroom_agents.archive.seeds import refuse_seeded
from newsroom_agents.archive.shelves import LiveOn, entry_of
from newsroom_agents.archive.tables import PublicationRow
from newsroom_agents.story.publication import Publication, ReleaseIndexEntry


class Publications:
    """The publications, in one open transaction."""

    def __init__(self, session: Session, dialect: Dialect) -> None:
        self._session, self._dialect = session, dialect

    def record(self, publication: Publication, entry: ReleaseIndexEntry | None) -> None:
        """Record a revision; recording it again changes nothing.

        Args:
            publication: What was sent; corrections and a kill are inside.
            entry: How lists show it; None when it is to stand in no list (a kill).

        Raises:
            StandardsError: The story is a seeded draft.
        """
        refuse_seeded(self._session, publication.slug, "publish")
        row = {
            "slug": publication.slug,
            "target": publication.target,
            "revision": publication.revision,
            "first_published": publication.first_published,
            "is_current": False,
            "is_killed": publication.kill is not None,
            "packed": pack(publication.canonical()),
            "entry": pack(entry.canonical()) if entry else None,
        }
        if self._dialect.insert_new(self._session, PublicationRow, [row]):
            self._mark_current(publication.slug, publication.target)
            shelves = LiveOn(self._session, publication.target)
            shelves.place(shelves.entry(publication.slug), publication.slug)

    def live_on(self, target: str) -> LiveOn:
        """Return what is live on a target, by shelves."""
        return LiveOn(self._session, target)

    def current(self, slug: str, target: str) -> Publication | None:
        """Return the newest revision of a story on a target, if there is any."""
        query = _on(slug, target).where(col(PublicationRow.is_current))
        row = self._session.exec(query).first()
        return _publication_of(row) if row else None

    def live(self, target: str) -> tuple[ReleaseIndexEntry, ...]:
        """Return how lists show what is live on a target, the newest first."""
        query = select(PublicationRow).where(
            PublicationRow.target == target,
            col(PublicationRow.is_current),
            col(PublicationRow.is_killed).is_(False),
            col(PublicationRow.entry).is_not(None),
        )
        order = (col(PublicationRow.first_published).desc(), col(PublicationRow.slug))
        rows = self._session.exec(query.order_by(*order))
        return tuple(entry for row in rows if (entry := entry_of(row)) is not None)

    def latest(self, target: str, start: int, most: int) -> tuple[Publication, ...]:
        """Return what was first published last on a target, withdrawn pieces too, from `start`."""
        query = select(PublicationRow).where(
            PublicationRow.target == target, col(PublicationRow.is_current)
        )
        order = (col(PublicationRow.first_published).desc(), col(PublicationRow.slug))
        rows = self._session.exec(query.order_by(*order).offset(start).limit(most))
        return tuple(_publication_of(row) for row in rows)

    def count(self, target: str) -> int:
        """Return how many stories were ever published on a target."""
        query = select(func.count()).select_from(PublicationRow)
        here = (PublicationRow.target == target, col(PublicationRow.is_current))
        return self._session.exec(query.where(*here)).one()

    def history(self, slug: str) -> tuple[Publication, ...]:
        """Return all revisions of a story, by target, then revision."""
        query = select(PublicationRow).where(PublicationRow.slug == slug)
        order = (col(PublicationRow.target), col(PublicationRow.revision))
        return tuple(_publication_of(row) for row in self._session.exec(query.order_by(*order)))

    def next_revision(self, slug: str, target: str) -> int:
        """Return the number the next revision of a story on a target gets, from 1."""
        query = select(func.max(PublicationRow.revision)).where(
            PublicationRow.slug == slug, PublicationRow.target == target
        )
        return (self._session.exec(query).one() or 0) + 1

    def _mark_current(self, slug: str, target: str) -> None:
        rows = self._session.exec(_on(slug, target).order_by(col(PublicationRow.revision))).all()
        for row in rows:
            row.is_current = row is rows[-1]
            self._session.add(row)
        self._session.flush()


def is_live(session: Session, slug: str) -> bool:
    """Tell whether a story is live on any target."""
    query = select(PublicationRow.revision).where(
        PublicationRow.slug == slug,
        col(PublicationRow.is_current),
        col(PublicationRow.is_killed).is_(False),
    )
    return session.exec(query.limit(1)).first() is not None


def _on(slug: str, target: str) -> SelectOfScalar[PublicationRow]:
    return select(PublicationRow).where(
        PublicationRow.slug == slug, PublicationRow.target == target
    )


def _publication_of(row: PublicationRow) -> Publication:
    what = f"publication of {row.slug} on {row.target}"
    return Publication.model_validate_json(unpack(row.packed, what))
