"""Sitemaps: one that names the others, standing pages, pieces by their places, news.

Pieces lie in files of five hundred places, so that a new piece changes the last file only.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

from newsroom_agents.ports import Masthead, Published
from newsroom_agents.publish.addresses import shelf_path
from newsroom_agents.publish.feed_formats import add_text, xml_document
from newsroom_agents.publish.lists import INDEXES
from newsroom_agents.publish.presentation import is_public
from newsroom_agents.publish.target import Pressroom
from newsroom_agents.publish.wording import stamp
from newsroom_agents.story.publication import ReleaseIndexEntry
from newsroom_agents.story.shelf import EVERYTHING, Shelf

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
PART = 500
"""How many places one file of pieces covers."""
NEWS_MOST = 1000
_NEWS_DAYS = timedelta(days=2)
_START = datetime(1970, 1, 1, tzinfo=UTC)


def sitemap_index(live: Published, masthead: Masthead) -> bytes:
    """Return the sitemap that names the others."""
    base = masthead.base_url.rstrip("/")
    root = ET.Element("sitemapindex", {"xmlns": SITEMAP})
    parts = range(1, (live.size(EVERYTHING) + PART - 1) // PART + 1)
    for name in ("pages", *map(str, parts)):
        one = ET.SubElement(root, "sitemap")
        add_text(one, "loc", f"{base}/sitemaps/{name}.xml")
    return xml_document(root)


def pages_sitemap(live: Published, stage: Pressroom) -> bytes:
    """Return the sitemap of all pages that are not articles."""
    base = stage.masthead.base_url.rstrip("/")
    root = ET.Element("urlset", {"xmlns": SITEMAP})
    for path in _standing(live, stage):
        _url(root, f"{base}/{path}", None)
    return xml_document(root)


def _standing(live: Published, stage: Pressroom) -> Iterator[str]:
    yield ""
    yield "about/"
    yield "persona/"
    for card in sorted(stage.staff.values(), key=lambda card: card.id):
        if is_public(card):
            yield f"persona/{card.id}/"
    for kind, folder in INDEXES.items():
        yield f"{folder}/"
        for count in live.counts(kind):
            yield f"{shelf_path(Shelf(kind, count.key))}/"


def part_sitemap(live: Published, masthead: Masthead, number: int) -> bytes:
    """Return one sitemap of pieces, the oldest first; parts are counted from 1."""
    base = masthead.base_url.rstrip("/")
    root = ET.Element("urlset", {"xmlns": SITEMAP})
    for slot in live.slots(EVERYTHING, (number - 1) * PART, number * PART):
        if slot.entry is not None:
            _url(root, f"{base}/{slot.entry.url_path}/", slot.entry.updated)
    return xml_document(root)


def news_sitemap(newest_first: Sequence[ReleaseIndexEntry], masthead: Masthead) -> bytes:
    """Return the news sitemap: the pieces of the last two days before the newest one.

    Counted from the newest piece, not from the clock, so that publishing again writes the same.
    """
    base = masthead.base_url.rstrip("/")
    root = ET.Element("urlset", {"xmlns": SITEMAP, "xmlns:news": NEWS})
    newest = max((entry.first_published for entry in newest_first), default=_START)
    for entry in newest_first[:NEWS_MOST]:
        if newest - entry.first_published > _NEWS_DAYS:
            continue
        url = ET.SubElement(root, "url")
        add_text(url, "loc", f"{base}/{entry.url_path}/")
        news = ET.SubElement(url, "news:news")
        publication = ET.SubElement(news, "news:publication")
        add_text(publication, "news:name", masthead.title)
        add_text(publication, "news:language", entry.language)
        add_text(news, "news:publication_date", stamp(entry.first_published))
        add_text(news, "news:title", entry.headline)
    return xml_document(root)


def news_is_within(newest_first: Sequence[ReleaseIndexEntry]) -> bool:
    """Whether these pieces reach back further than news does, so that no more need be read."""
    if not newest_first:
        return True
    return newest_first[0].first_published - newest_first[-1].first_published > _NEWS_DAYS


def robots(masthead: Masthead) -> bytes:
    """Return robots.txt: everything public may be read, and here is the list of it."""
    base = masthead.base_url.rstrip("/")
    lines = (
        "User-agent: *",
        "Allow: /",
        "",
        f"Sitemap: {base}/sitemap.xml",
        f"Sitemap: {base}/sitemap-news.xml",
    )
    return "\n".join((*lines, "")).encode("utf-8")


def _url(root: ET.Element, address: str, changed: datetime | None) -> None:
    url = ET.SubElement(root, "url")
    add_text(url, "loc", address)
    if changed:
        add_text(url, "lastmod", stamp(changed))
