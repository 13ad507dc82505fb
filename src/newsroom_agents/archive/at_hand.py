"""What each editor keeps at hand: views of the queue by name, and the languages they read."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from newsroom_agents.archive.packing import words_of_column, words_to_column
from newsroom_agents.archive.reading_tables import ReadsRow, SavedViewRow
from newsroom_agents.errors import ArchiveError

MOST_VIEWS = 20
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view of the queue; `query` is what stands behind `?` in its address."""

    name: str
    query: str


class AtHand:
    """The editors' own settings, in one open transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def views(self, editor: str) -> tuple[SavedView, ...]:
        """Return an editor's views by name."""
        query = select(SavedViewRow).where(SavedViewRow.editor == editor)
        rows = self._session.exec(query.order_by(col(SavedViewRow.name)))
        return tuple(SavedView(row.name, row.query) for row in rows)

    def save_view(self, editor: str, view: SavedView) -> None:
        """Keep a view, in place of one of the same name.

        Raises:
            ArchiveError: The name is empty or too long, or the editor has too many views.
        """
        name = view.name.strip()
        if not name or len(name) > _LONGEST_NAME or not name.isprintable():
            msg = f"a view needs a printable name of at most {_LONGEST_NAME} characters"
            raise ArchiveError(msg)
        known = {each.name for each in self.views(editor)}
        if name not in known and len(known) >= MOST_VIEWS:
            msg = f"at most {MOST_VIEWS} views are kept; remove one first"
            raise ArchiveError(msg)
        self._session.merge(SavedViewRow(editor=editor, name=name, query=view.query))
        self._session.flush()

    def drop_view(self, editor: str, name: str) -> None:
        """Forget a view; one that is not there is forgotten already."""
        row = self._session.get(SavedViewRow, (editor, name))
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def reads(self, editor: str) -> tuple[str, ...] | None:
        """Return the languages an editor said they read; None when they said nothing."""
        row = self._session.get(ReadsRow, editor)
        return words_of_column(row.languages) if row is not None else None

    def set_reads(self, editor: str, languages: Sequence[str]) -> None:
        """Keep the languages an editor reads."""
        self._session.merge(ReadsRow(editor=editor, languages=words_to_column(languages)))
        self._session.flush()
