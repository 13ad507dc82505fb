"""Everything of the site that is not an article, written so that only what changed is touched.

A release changes the first page of every list its piece stands in, the one page that shows it, and
what is drawn from the newest pieces. Each file is a function of what is live, so writing again
completes what a crash left half done; a file whose bytes are right already is not written.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from newsroom_agents.publish.addresses import shelf_path
from newsroom_agents.publish.files import read_if_there
from newsroom_agents.publish.house_pages import (
    ShelfPage,
    about_page,
    front_page,
    index_page,
    not_found_page,
    persona_page,
    search_page,
    shelf_page,
    staff_page,
)
from newsroom_agents.publish.listing import LiveWith
from newsroom_agents.publish.page import House, static_files
from newsroom_agents.publish.paging import Paging
from newsroom_agents.publish.presentation import is_public
from newsroom_agents.publish.record import persona_record
from newsroom_agents.publish.search_index import rebuild_search, update_search
from newsroom_agents.publish.target import Pressroom
from newsroom_agents.story.shelf import Shelf, ShelfKind

INDEXES: Mapping[ShelfKind, str] = {
    ShelfKind.MONTH: "archive",
    ShelfKind.PLACE: "places",
    ShelfKind.TOPIC: "topics",
}
"""Kinds of lists that have a page naming all of them, and its folder."""
_PAGED = frozenset({*INDEXES, ShelfKind.PERSONA})


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of a site, with what will be live."""

    stage: Pressroom
    live: LiveWith

    @property
    def house(self) -> House:
        """What the pages need of the house."""
        stage = self.stage
        return House(stage.masthead, stage.beats, stage.staff, stage.site)

    def write(self) -> None:
        """Write what a change of one piece changes."""
        self._write_all(self._standing())
        for shelf in self.live.changed():
            if shelf.kind in _PAGED:
                self._write_shelf(shelf)
        update_search(self.stage, self.live)

    def redraw(self) -> None:
        """Write everything anew, as after a change of templates, of names or of the masthead."""
        self._write_all(self._standing())
        for kind in sorted(_PAGED):
            for count in self.live.counts(kind):
                shelf = Shelf(kind, count.key)
                paging = Paging(self.live.size(shelf))
                for number in range(paging.last + 1):
                    self._write_page(shelf, paging, number)
        rebuild_search(self.stage, self.live)

    def _standing(self) -> Iterator[tuple[str, str | bytes]]:
        """Yield the pages that there are once."""
        house = self.house
        for name, content in static_files().items():
            yield f"static/{name}", content
        yield "index.html", front_page(self.live, house)
        yield "about/index.html", about_page(house)
        yield "404.html", not_found_page(house)
        yield "search/index.html", search_page(house)
        yield "persona/index.html", staff_page(house)
        for kind, folder in INDEXES.items():
            yield f"{folder}/index.html", index_page(kind, self.live.counts(kind), house)
        for card in house.correspondents():
            shelf = Shelf(ShelfKind.PERSONA, card.id)
            paging = Paging(self.live.size(shelf))
            yield f"persona/{card.id}/index.html", self._page(shelf, paging, 0)

    def _write_shelf(self, shelf: Shelf) -> None:
        """Write the pages of a list that one changed piece can have changed."""
        if shelf.kind is ShelfKind.PERSONA and not self._has_page(shelf.key):
            return
        paging = Paging(self.live.size(shelf))
        piece = self.live.after or self.live.before
        if piece is None:
            return
        own = paging.page_of(self.live.rank(shelf, piece.first_published, piece.slug))
        for number in reversed(list(self._shifted(shelf, paging, own))):
            self._write_page(shelf, paging, number)
        for number in sorted({own, paging.last - 1, paging.last, 0}):
            if number >= 0:
                self._write_page(shelf, paging, number)

    def _shifted(self, shelf: Shelf, paging: Paging, own: int) -> Iterator[int]:
        """Yield the pages after a late piece's own that do not stand as they should.

        They are written from the newest back, so that a run that was cut short is noticed.
        """
        for number in range(own + 1, paging.last + 1) if own else ():
            path = self._path(shelf, number)
            if read_if_there(path) == self._page(shelf, paging, number).encode():
                return
            yield number

    def _write_page(self, shelf: Shelf, paging: Paging, number: int) -> None:
        if shelf.kind is ShelfKind.PERSONA and not self._has_page(shelf.key):
            return
        content = self._page(shelf, paging, number).encode()
        self.stage.writer.write(self._path(shelf, number), content)

    def _page(self, shelf: Shelf, paging: Paging, number: int) -> str:
        slots = self.live.slots(shelf, *paging.places(number))
        entries = tuple(slot.entry for slot in reversed(slots) if slot.entry is not None)
        page = ShelfPage(shelf, paging, number, entries)
        if shelf.kind is ShelfKind.PERSONA and number == 0:
            card = self.stage.staff[shelf.key]
            return persona_page(card, page, persona_record(self.live, card.id), self.house)
        return shelf_page(page, self.house)

    def _path(self, shelf: Shelf, number: int) -> Path:
        folder = self.stage.site / shelf_path(shelf)
        return (folder / "page" / str(number) if number else folder) / "index.html"

    def _has_page(self, persona: str) -> bool:
        card = self.stage.staff.get(persona)
        return card is not None and is_public(card)

    def _write_all(self, contents: Iterator[tuple[str, str | bytes]]) -> None:
        for path, content in contents:
            found = content.encode() if isinstance(content, str) else content
            self.stage.writer.write(self.stage.site / path, found)
