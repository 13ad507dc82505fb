"""Feeds in files: a folder of .xml, .rss, .atom, .rdf and .json, or one such file."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from newsroom_agents.errors import DocumentError, WireError
from newsroom_agents.ingest.feeds.guards import LARGEST
from newsroom_agents.ingest.files import Document, documents
from newsroom_agents.ingest.kind import Reading, Source, SourceKind
from newsroom_agents.ingest.wire_item import LONGEST_BODY, is_address
from newsroom_agents.story.source import Outlet, SourceItem

if TYPE_CHECKING:
    from newsroom_agents.ingest.feeds.feed import Feed, FeedItem

_SUFFIXES = (".xml", ".rss", ".atom", ".rdf", ".json")


def read_feeds(source: Source) -> Iterator[Reading]:
    """Yield the items of the feeds in a source, and an error for what holds none.

    Raises:
        HouseError: There is no such folder or file.
    """
    from newsroom_agents.ingest.feeds.feed import (  # noqa: PLC0415 - dear; not every house has feeds
        read_feed,
    )

    for document in documents(source, _SUFFIXES, LARGEST):
        if isinstance(document, WireError):
            yield document
            continue
        if document.path.suffix == ".json" and document.path.with_suffix("").exists():
            continue  # what lies beside a page is no feed
        try:
            feed = read_feed(document.body, language=source.language)
        except DocumentError as error:
            yield WireError(place=document.name, reason=str(error))
            continue
        yield from _items(source, document, feed)


def _items(source: Source, document: Document, feed: "Feed") -> Iterator[Reading]:
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
            yield SourceItem(
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
    if feed.left_unread:
        reason = f"expected fewer items; the last {feed.left_unread} are left unread"
        yield WireError(place=document.name, reason=reason)


def _own_uri(source: Source, item: "FeedItem") -> str:
    """Return a name for an item that has no address of its own."""
    return f"{source.id}:{item.uid}"


PLUGIN = SourceKind(name="feed", read=read_feeds, suffixes=_SUFFIXES)
