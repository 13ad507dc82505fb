"""Sitemaps: behind an address, or in files (a folder of .sitemap.xml, or one such file).

What counts is what is new: pages that a sitemap dates within the last days. Their texts are on the
pages themselves.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsroom_agents.errors import DocumentError, WireError
from newsroom_agents.ingest.feeds.guards import LARGEST, MOST_ITEMS
from newsroom_agents.ingest.files import documents, items_in
from newsroom_agents.ingest.kind import (
    Document,
    Entry,
    Found,
    Further,
    Reading,
    Source,
    SourceKind,
)
from newsroom_agents.ingest.wire_item import is_address
from newsroom_agents.story.source import Outlet, SourceItem

if TYPE_CHECKING:
    from newsroom_agents.ingest.sitemap import Place

_SUFFIXES = (".sitemap.xml", ".sitemap")
_DAYS = timedelta(days=3)
_MOST_SITEMAPS = 3
_NEVER = datetime.min.replace(tzinfo=UTC)


def read_sitemaps(source: Source) -> Iterator[Reading]:
    """Yield the titled pages of the sitemaps in a source, and an error for what holds none.

    Raises:
        HouseError: There is no such folder or file.
    """
    for document in documents(source, _SUFFIXES, LARGEST):
        if isinstance(document, WireError):
            yield document
        else:
            yield from items_in(source, document, parse_sitemap)


def parse_sitemap(source: Source, document: Document) -> Iterator[Found]:
    """Yield the new pages of one sitemap, newest first, and the newest sitemaps of an index."""
    from newsroom_agents.ingest.sitemap import (  # noqa: PLC0415 - dear; not every house has sitemaps
        read_sitemap,
    )

    places: list[Place] = []
    try:
        for place in read_sitemap(document.body, charset=document.charset):
            if is_address(place.address) and _is_new(place, document.changed):
                places.append(place)
    except DocumentError as error:
        yield WireError(place=document.name, reason=str(error))
    places.sort(key=lambda one: one.published or _NEVER, reverse=True)
    maps = [one for one in places if one.is_sitemap and _is_near(one.address, document.url)]
    yield from (Further(one.address) for one in maps[:_MOST_SITEMAPS])
    pages = [one for one in places if not one.is_sitemap]
    yield from (_entry(source, document, one) for one in pages[:MOST_ITEMS])


def _is_new(place: "Place", now: datetime) -> bool:
    """Whether a page was dated lately, or an undated sitemap may hold such pages."""
    if place.published is None:
        return place.is_sitemap
    return place.published > now - _DAYS


def _is_near(address: str, index: str) -> bool:
    """Whether a sitemap lies on the host of its index; others are none of its business."""
    return not index or urlsplit(address).hostname == urlsplit(index).hostname


def _entry(source: Source, document: Document, place: "Place") -> Entry:
    name = urlsplit(place.address).hostname or source.id
    item = SourceItem(
        uri=place.address,
        outlet=source.outlet or Outlet(id=name, name=name),
        title=place.title,
        text=place.title,
        declared_language=place.language or source.language,
        published=place.published or document.changed,
        url=place.address,
        raw=document.body,
        place=document.name,
    )
    return Entry(item, is_whole=False, version=item.published.isoformat())


PLUGIN = SourceKind(name="sitemap", read=read_sitemaps, suffixes=_SUFFIXES, parse=parse_sitemap)
