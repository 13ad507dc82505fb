"""Feeds: behind an address, or in files (a folder of .xml, .rss, .atom, .rdf, .json, or one)."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from newsroom_agents.errors import DocumentError, WireError
from newsroom_agents.ingest.feeds.guards import LARGEST
from newsroom_agents.ingest.files import documents, items_in
from newsroom_agents.ingest.kind import Document, Entry, Found, Reading, Source, SourceKind
from newsroom_agents.ingest.wire_item import LONGEST_BODY, is_address
from newsroom_agents.story.source import Outlet, SourceItem

if TYPE_CHECKING:
    from newsroom_agents.ingest.feeds.feed import Feed, FeedItem

_SUFFIXES = (".xml", ".rss", ".atom", ".rdf", ".json")
_SHORTEST_TEXT = 400
"""Characters below which a content is taken for a summary."""


def read_feeds(source: Source) -> Iterator[Reading]:
    """Yield the items of the feeds in a source, and an error for what holds none.

    Raises:
        HouseError: There is no such folder or file.
    """
    for document in documents(source, _SUFFIXES, LARGEST):
        if isinstance(document, WireError):
            yield document
        elif not _is_beside_a_page(document):
            yield from items_in(source, document, parse_feed)


def parse_feed(source: Source, document: Document) -> Iterator[Found]:
    """Yield the items of one feed, and an error when it is none."""
    from newsroom_agents.ingest.feeds.feed import (  # noqa: PLC0415 - dear; not every house has feeds
        read_feed,
    )

    try:
        feed = read_feed(
            document.body,
            url=document.url,
            charset=document.charset,
            language=source.language,
        )
    except DocumentError as error:
        yield WireError(place=document.name, reason=str(error))
        return
    yield from _items(source, document, feed)


def _is_beside_a_page(document: Document) -> bool:
    """Whether a file says something of a page and is no feed."""
    path = document.path
    return path is not None and path.suffix == ".json" and path.with_suffix("").exists()


def _items(source: Source, document: Document, feed: "Feed") -> Iterator[Found]:
    outlet = source.outlet or Outlet(id=feed.title or source.id, name=feed.title or source.id)
    carried = Counter(item.url for item in feed.items)
    for number, item in enumerate(feed.items, start=1):
        place = f"{document.name}, item {number}"
        text = item.text or item.title
        if not text:
            yield WireError(place=place, reason="expected a title, a summary or a text")
        elif len(text.encode("utf-8")) > LONGEST_BODY:
            yield WireError(place=place, reason=f"expected at most {LONGEST_BODY} bytes of text")
        else:
            url = item.url if is_address(item.url) else ""
            item_of_ours = SourceItem(
                uri=url if url and carried[item.url] == 1 else _own_uri(source, item),
                outlet=outlet,
                title=item.title,
                text=text,
                declared_language=item.language or source.language,
                published=item.published or document.changed,
                url=url,
                raw=document.body,
                place=place,
            )
            yield Entry(item_of_ours, is_whole=_is_whole(item))
    if feed.left_unread:
        reason = f"expected fewer items; the last {feed.left_unread} are left unread"
        yield WireError(place=document.name, reason=reason)


def _is_whole(item: "FeedItem") -> bool:
    """Whether a feed seems to carry the text itself, and not only what it is about."""
    return len(item.content) >= _SHORTEST_TEXT and len(item.content) > len(item.summary)


def _own_uri(source: Source, item: "FeedItem") -> str:
    """Return a name for an item that has no address of its own."""
    return f"{source.id}:{item.uid}"


PLUGIN = SourceKind(name="feed", read=read_feeds, suffixes=_SUFFIXES, parse=parse_feed)
