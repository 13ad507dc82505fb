"""Lists of live pieces: what the front page, the feeds and "more from" are made of.

The list a target works on is what the archive says is live, with this release laid over it; so it
is right whether the release was recorded before or after the target was told.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar, cast

from pydantic import ValidationError

from newsroom_agents.errors import PublicationError
from newsroom_agents.ports import Published
from newsroom_agents.publish.bundle import PublicBundle, Withdrawn
from newsroom_agents.publish.files import read_if_there
from newsroom_agents.publish.target import Pressroom
from newsroom_agents.story.draft import Access
from newsroom_agents.story.publication import Publication, Release, ReleaseIndexEntry
from newsroom_agents.story.shelf import Shelf, ShelfCount, ShelfKind, Slot, shelves_of

AnswerT = TypeVar("AnswerT")

NEIGHBOURS = 2
"""How many pieces are named on either side in time."""
FOLLOW_UPS = 3
"""How many earlier pieces, and how many later ones, a page names at most."""
_AT_ONCE = 6
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class More:
    """Other pieces to read after this one."""

    earlier: tuple[ReleaseIndexEntry, ...]
    later: tuple[ReleaseIndexEntry, ...]
    of_place: tuple[ReleaseIndexEntry, ...]
    of_persona: tuple[ReleaseIndexEntry, ...]


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the archive says is live, each question asked once; for the time of one change."""

    published: Published
    answers: dict[tuple[object, ...], object] = field(default_factory=dict)

    def entry(self, slug: str) -> ReleaseIndexEntry | None:
        """Return how lists show a live story; None when it is not live."""
        return self._once(("entry", slug), lambda: self.published.entry(slug))

    def size(self, shelf: Shelf) -> int:
        """Return how many places a shelf has, gaps counted."""
        return self._once(("size", shelf), lambda: self.published.size(shelf))

    def rank(self, shelf: Shelf, at: datetime, slug: str) -> int:
        """Return how many places of a shelf lie before a piece first published then."""
        return self._once(("rank", shelf, at, slug), lambda: self.published.rank(shelf, at, slug))

    def slots(self, shelf: Shelf, start: int, stop: int) -> Sequence[Slot]:
        """Return the places of a shelf from `start` up to but without `stop`."""
        return self._once(
            ("slots", shelf, start, stop), lambda: self.published.slots(shelf, start, stop)
        )

    def counts(self, kind: ShelfKind) -> Sequence[ShelfCount]:
        """Return the shelves of a kind that have live pieces, ordered by key."""
        return self._once(("counts", kind), lambda: self.published.counts(kind))

    def _once(self, question: tuple[object, ...], ask: Callable[[], AnswerT]) -> AnswerT:
        if question not in self.answers:
            self.answers[question] = ask()
        return cast("AnswerT", self.answers[question])


@dataclass(frozen=True, slots=True)
class LiveWith:
    """What will be live once a change is out: the archive's shelves with one piece changed.

    `before` is how the archive shows the piece, `after` how it will be shown; None is not at all.
    """

    published: Published
    slug: str
    before: ReleaseIndexEntry | None
    after: ReleaseIndexEntry | None
    joined: dict[Shelf, bool] = field(default_factory=dict)

    def entry(self, slug: str) -> ReleaseIndexEntry | None:
        """Return how lists show a live story; None when it is not live."""
        return self.after if slug == self.slug else self.published.entry(slug)

    def size(self, shelf: Shelf) -> int:
        """Return how many places a shelf has, gaps counted."""
        return self.published.size(shelf) + self.is_new_on(shelf)

    def rank(self, shelf: Shelf, at: datetime, slug: str) -> int:
        """Return how many places of a shelf lie before a piece first published then."""
        found = self.published.rank(shelf, at, slug)
        if self.after is None or not self.is_new_on(shelf):
            return found
        return found + ((self.after.first_published, self.slug) < (at, slug))

    def slots(self, shelf: Shelf, start: int, stop: int) -> Sequence[Slot]:
        """Return the places of a shelf from `start` up to but without `stop`."""
        is_here = self.after is not None and shelf in shelves_of(self.after)
        own = Slot(self.slug, self.after if is_here else None)
        if not self.is_new_on(shelf):
            found = self.published.slots(shelf, start, stop)
            return tuple(own if slot.slug == self.slug else slot for slot in found)
        at = self._own_rank(shelf)
        if stop <= at:
            return self.published.slots(shelf, start, stop)
        if start > at:
            return self.published.slots(shelf, start - 1, stop - 1)
        head = self.published.slots(shelf, start, at)
        return (*head, own, *self.published.slots(shelf, at, stop - 1))

    def counts(self, kind: ShelfKind) -> Sequence[ShelfCount]:
        """Return the shelves of a kind that have live pieces, ordered by key."""
        found = {count.key: count for count in self.published.counts(kind)}
        for shelf in self.changed():
            if shelf.kind is not kind:
                continue
            pieces = found[shelf.key].pieces if shelf.key in found else 0
            pieces += (shelf in _shelves(self.after)) - (shelf in _shelves(self.before))
            newest = latest(self, shelf, 1)
            found.pop(shelf.key, None)
            if newest:
                found[shelf.key] = ShelfCount(shelf.key, pieces, newest[0].first_published)
        return tuple(found[key] for key in sorted(found))

    def changed(self) -> tuple[Shelf, ...]:
        """Return the shelves on which the piece stood or will stand."""
        return tuple(sorted(_shelves(self.before) | _shelves(self.after)))

    def is_new_on(self, shelf: Shelf) -> bool:
        """Whether the piece gets a place on a shelf where it never stood before."""
        if self.after is None or shelf not in shelves_of(self.after):
            return False
        if shelf not in self.joined:
            at = self._own_rank(shelf)
            standing = self.published.slots(shelf, at, at + 1)
            self.joined[shelf] = not standing or standing[0].slug != self.slug
        return self.joined[shelf]

    def _own_rank(self, shelf: Shelf) -> int:
        at = self.after.first_published if self.after else _NEVER
        return self.published.rank(shelf, at, self.slug)


def _shelves(entry: ReleaseIndexEntry | None) -> frozenset[Shelf]:
    return shelves_of(entry) if entry else frozenset()


def index_entry(release: Release) -> ReleaseIndexEntry:
    """Return the entry that lists, feeds and the sitemap show for `release`."""
    package, publication = release.approved.package, release.publication
    return ReleaseIndexEntry(
        slug=package.slug,
        url_path=package.url_path,
        headline=package.headline,
        dek=package.dek,
        blurb=package.blurb,
        beat=package.beat,
        byline=package.byline.name,
        persona=package.byline.persona,
        places=package.tags.places,
        topics=tuple(topic.name for topic in package.tags.topics),
        language=package.language,
        art=package.art.sha256 if package.art else "",
        art_alt=package.art.alt if package.art else "",
        first_published=publication.first_published,
        updated=publication.updated,
        revision=publication.revision,
        is_gated=any(section.access is not Access.PUBLIC for section in package.sections),
        teaser=package.teaser,
        languages=tuple(source.language for source in package.sources if source.is_readable),
        corrections=publication.corrections,
        continues=release.continues,
    )


def live_with(stage: Pressroom, release: Release) -> LiveWith:
    """Return what is live once `release` is."""
    return live_after(stage, release.publication.slug, index_entry(release))


def live_without(stage: Pressroom, slug: str) -> LiveWith:
    """Return what is live once `slug` is withdrawn; the archive lists it until that is recorded."""
    return live_after(stage, slug, None)


def live_as_recorded(stage: Pressroom, publication: Publication) -> LiveWith:
    """Return what is live when a late, lower revision comes in: what the archive says.

    A piece that no longer stands on the site is not live, whatever the archive says.
    """
    known = stage.published.entry(publication.slug)
    stands = standing_bundle(stage.site, publication.url_path) is not None
    return live_after(stage, publication.slug, known if stands else None)


def live_after(stage: Pressroom, slug: str, entry: ReleaseIndexEntry | None) -> LiveWith:
    """Return what is live once a story is shown as `entry`; None when it is shown no more."""
    published = Remembered(stage.published)
    return LiveWith(published, slug, published.entry(slug), entry)


def latest(live: Published, shelf: Shelf, most: int) -> tuple[ReleaseIndexEntry, ...]:
    """Return the newest live pieces of a shelf, the newest first."""
    return tuple(islice(_backwards(live, shelf, live.size(shelf), most), most))


def more_from(entry: ReleaseIndexEntry, live: Published) -> More:
    """Return what a piece continues and is continued by, and the nearest of place and persona.

    Nearest in time, on both sides: a new piece changes only the pages beside it, not every page
    that this persona ever signed.
    """
    found = [live.entry(slug) for slug in entry.continues]
    earlier = tuple(one for one in found if one is not None)[:FOLLOW_UPS]
    later = latest(live, Shelf(ShelfKind.SEQUEL, entry.slug), FOLLOW_UPS)
    named = {one.slug for one in (*earlier, *later)}
    places = [Shelf(ShelfKind.PLACE, code) for code in entry.places]
    persona = [Shelf(ShelfKind.PERSONA, entry.persona)]
    return More(
        earlier=earlier,
        later=later,
        of_place=tuple(e for e in nearest(entry, live, places) if e.slug not in named),
        of_persona=tuple(e for e in nearest(entry, live, persona) if e.slug not in named),
    )


def nearest(
    entry: ReleaseIndexEntry, live: Published, shelves: Sequence[Shelf]
) -> tuple[ReleaseIndexEntry, ...]:
    """Return the pieces on either side in time of all these shelves together, newest first."""
    newer: dict[str, ReleaseIndexEntry] = {}
    older: dict[str, ReleaseIndexEntry] = {}
    for shelf in shelves:
        at = live.rank(shelf, entry.first_published, entry.slug)
        onwards = (e for e in _forwards(live, shelf, at) if e.slug != entry.slug)
        newer |= {e.slug: e for e in islice(onwards, NEIGHBOURS)}
        older |= {e.slug: e for e in islice(_backwards(live, shelf, at), NEIGHBOURS)}
    return (*_by_time(newer.values())[-NEIGHBOURS:], *_by_time(older.values())[:NEIGHBOURS])


def _by_time(entries: Iterable[ReleaseIndexEntry]) -> list[ReleaseIndexEntry]:
    return sorted(entries, key=lambda e: (e.first_published, e.slug), reverse=True)


def _backwards(
    live: Published, shelf: Shelf, before: int, at_once: int = _AT_ONCE
) -> Iterator[ReleaseIndexEntry]:
    """Yield the live pieces of a shelf before a place, the newest first."""
    while before > 0:
        start = max(0, before - at_once)
        found = live.slots(shelf, start, before)
        yield from (slot.entry for slot in reversed(found) if slot.entry is not None)
        before = start


def _forwards(live: Published, shelf: Shelf, start: int) -> Iterator[ReleaseIndexEntry]:
    """Yield the live pieces of a shelf from a place on, the oldest first."""
    while found := live.slots(shelf, start, start + _AT_ONCE):
        yield from (slot.entry for slot in found if slot.entry is not None)
        start += _AT_ONCE


def stands_above(site: Path, publication: Publication) -> bool:
    """Whether a higher revision, or a withdrawal, already stands where this one would go."""
    content = read_if_there(site / publication.url_path / "bundle.json")
    if content is None:
        return False
    standing = read_public(content)
    if isinstance(standing, Withdrawn):
        return True
    return standing is not None and standing.publication.revision > publication.revision


def read_public(content: bytes) -> PublicBundle | Withdrawn | None:
    """Return what a public bundle file holds; None when it cannot be read."""
    try:
        return PublicBundle.model_validate_json(content)
    except ValidationError:
        pass
    try:
        return Withdrawn.model_validate_json(content)
    except ValidationError:
        return None


def standing_bundle(site: Path, url_path: str) -> PublicBundle | None:
    """Return the bundle of the piece that is public at `url_path`, when there is one."""
    try:
        content = read_if_there(site / url_path / "bundle.json")
    except PublicationError:
        return None
    found = read_public(content) if content else None
    return found if isinstance(found, PublicBundle) else None
