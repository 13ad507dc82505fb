"""What stands behind an article: the pieces before and after it, of its place and its persona.

When a piece comes, changes or goes, the pages that name it, or should, are drawn again behind their
articles; the articles' own bytes stay as they are, whichever renderer drew them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from newsroom_agents.publish.bundle import PublicBundle
from newsroom_agents.publish.files import read_if_there
from newsroom_agents.publish.listing import (
    LiveWith,
    latest,
    more_from,
    nearest,
    standing_bundle,
)
from newsroom_agents.publish.page import House, MoreTeasers, Teaser, article_tail, bundle_teaser
from newsroom_agents.publish.target import Pressroom
from newsroom_agents.story.publication import ReleaseIndexEntry
from newsroom_agents.story.shelf import Shelf, ShelfKind, shelves_of

_ARTICLE_END = b"</article>"
_MOST_SEQUELS = 100
_BESIDE = frozenset({ShelfKind.PLACE, ShelfKind.PERSONA})


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Says how the pieces beside one are shown behind it; reads each bundle once."""

    stage: Pressroom
    live: LiveWith
    read: dict[str, PublicBundle | None] = field(default_factory=dict)

    def of(self, bundle: PublicBundle, entry: ReleaseIndexEntry) -> MoreTeasers:
        """Return what the page of `entry`, drawn from `bundle`, names behind its article."""
        more, zone = more_from(entry, self.live), bundle.presentation.site.time_zone
        return MoreTeasers(
            earlier=self._teasers(more.earlier, zone),
            later=self._teasers(more.later, zone),
            of_place=self._teasers(more.of_place, zone),
            of_persona=self._teasers(more.of_persona, zone),
        )

    def refresh(self) -> None:
        """Draw again what stands behind the articles that name the changed piece, or should."""
        self.read.clear()
        for entry in self._touched().values():
            path = self.stage.site / entry.url_path / "index.html"
            bundle = self._bundle(entry.url_path)
            before, mark, _ = (read_if_there(path) or b"").partition(_ARTICLE_END)
            if bundle is not None and mark:
                tail = article_tail(bundle, self.of(bundle, entry)).encode()
                self.stage.writer.write(path, before + mark + tail)

    def _touched(self) -> dict[str, ReleaseIndexEntry]:
        """Return the live pieces whose page can name the changed one: those nearest to it."""
        found: dict[str, ReleaseIndexEntry] = {}
        for piece in (self.live.before, self.live.after):
            if piece is None:
                continue
            beside = [shelf for shelf in sorted(shelves_of(piece)) if shelf.kind in _BESIDE]
            for shelf in beside:
                found |= {one.slug: one for one in nearest(piece, self.live, [shelf])}
            sequels = latest(self.live, Shelf(ShelfKind.SEQUEL, piece.slug), _MOST_SEQUELS)
            earlier = [self.live.entry(slug) for slug in piece.continues]
            found |= {one.slug: one for one in (*sequels, *earlier) if one is not None}
        found.pop(self.live.slug, None)
        return found

    def _teasers(self, entries: Sequence[ReleaseIndexEntry], zone: str) -> tuple[Teaser, ...]:
        return tuple(self._teaser(entry, zone) for entry in entries)

    def _teaser(self, entry: ReleaseIndexEntry, zone: str) -> Teaser:
        standing = self._bundle(entry.url_path)
        if standing:
            return bundle_teaser(standing, zone)
        stage = self.stage
        return House(stage.masthead, stage.beats, stage.staff, stage.site).teaser(entry)

    def _bundle(self, path: str) -> PublicBundle | None:
        if path not in self.read:
            self.read[path] = standing_bundle(self.stage.site, path)
        return self.read[path]
