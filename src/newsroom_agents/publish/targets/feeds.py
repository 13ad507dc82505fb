"""Atom, RSS and JSON feeds, sitemaps and robots.txt.

They are drawn from what is live and from nothing else, so a withdrawn piece is gone from all of
them at once. They carry headline, dek and blurb: texts every reader may read.
"""

from collections.abc import Iterator

from newsroom_agents.publish.addresses import shelf_path, shelf_title
from newsroom_agents.publish.feed_formats import Feed, atom_feed, json_feed, rss_feed
from newsroom_agents.publish.house_pages import has_feed
from newsroom_agents.publish.listing import (
    LiveWith,
    latest,
    live_as_recorded,
    live_with,
    live_without,
    stands_above,
)
from newsroom_agents.publish.sitemaps import (
    NEWS_MOST,
    PART,
    news_is_within,
    news_sitemap,
    pages_sitemap,
    part_sitemap,
    robots,
    sitemap_index,
)
from newsroom_agents.publish.target import Pressroom, Target
from newsroom_agents.story.publication import Publication, Release, ReleaseIndexEntry
from newsroom_agents.story.shelf import EVERYTHING, Shelf, ShelfKind

_FEED_ENTRIES = 50


class Feeds(Target):
    """The files by which other programs follow the site."""

    name = "feeds"
    rank = 10

    def publish(self, release: Release, stage: Pressroom) -> None:
        """Write feeds and sitemaps with this revision in them."""
        publication = release.publication
        if stands_above(stage.site, publication):
            _write(stage, live_as_recorded(stage, publication))
            return
        _write(stage, live_with(stage, release))

    def kill(self, publication: Publication, stage: Pressroom) -> None:
        """Write feeds and sitemaps without this story."""
        _write(stage, live_without(stage, publication.slug))


def redraw_feeds(stage: Pressroom, live: LiveWith) -> None:
    """Write all feeds and sitemaps anew."""
    shelves = [
        Shelf(kind, count.key)
        for kind in ShelfKind
        if has_feed(Shelf(kind))
        for count in live.counts(kind)
    ]
    parts = range(1, (live.size(EVERYTHING) + PART - 1) // PART + 1)
    for path, content in _contents(stage, live, shelves, parts):
        stage.writer.write(stage.site / path, content)


def _write(stage: Pressroom, live: LiveWith) -> None:
    shelves = [shelf for shelf in live.changed() if has_feed(shelf)]
    for path, content in _contents(stage, live, shelves, _parts(live)):
        stage.writer.write(stage.site / path, content)


def _contents(
    stage: Pressroom, live: LiveWith, shelves: list[Shelf], parts: range
) -> Iterator[tuple[str, bytes]]:
    masthead = stage.masthead
    house = Feed(masthead, masthead.title, "", latest(live, EVERYTHING, _FEED_ENTRIES))
    yield "feed.xml", atom_feed(house)
    yield "rss.xml", rss_feed(house)
    yield "feed.json", json_feed(house)
    for shelf in shelves:
        path, title = shelf_path(shelf), f"{shelf_title(shelf)} | {masthead.title}"
        feed = Feed(masthead, title, path, latest(live, shelf, _FEED_ENTRIES))
        yield f"{path}/feed.xml", atom_feed(feed)
    for number in parts:
        yield f"sitemaps/{number}.xml", part_sitemap(live, masthead, number)
    yield "sitemaps/pages.xml", pages_sitemap(live, stage)
    yield "sitemap.xml", sitemap_index(live, masthead)
    yield "sitemap-news.xml", news_sitemap(_news(live), masthead)
    yield "robots.txt", robots(masthead)


def _news(live: LiveWith) -> tuple[ReleaseIndexEntry, ...]:
    found = latest(live, EVERYTHING, _FEED_ENTRIES)
    return found if news_is_within(found) else latest(live, EVERYTHING, NEWS_MOST)


def _parts(live: LiveWith) -> range:
    """Return the parts of the sitemap that a change of one piece can change."""
    piece = live.after or live.before
    if piece is None:
        return range(0)
    rank = live.rank(EVERYTHING, piece.first_published, piece.slug)
    own = rank // PART + 1
    is_late = live.is_new_on(EVERYTHING) and rank < live.size(EVERYTHING) - 1
    last = (live.size(EVERYTHING) + PART - 1) // PART
    return range(own, (last if is_late else own) + 1)


PLUGIN = Feeds()
