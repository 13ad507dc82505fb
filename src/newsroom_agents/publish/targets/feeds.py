"""Atom feed, sitemaps and robots.txt.

They are drawn from what is live and from nothing else, so a withdrawn piece is gone from all of
them at once. They carry headline, dek and blurb: texts every reader may read.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

from newsroom_agents.ports import Masthead
from newsroom_agents.publish.listing import (
    live_with,
    live_without,
    standing_bundle,
    stands_above,
)
from newsroom_agents.publish.presentation import is_public
from newsroom_agents.publish.target import Pressroom, Target
from newsroom_agents.publish.wording import day, stamp
from newsroom_agents.story.publication import (
    Correction,
    CorrectionKind,
    Publication,
    Release,
    ReleaseIndexEntry,
)

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_FEED_ENTRIES = 50
_NEWS_DAYS = timedelta(days=2)
_NEWS_MOST = 1000
_START = datetime(1970, 1, 1, tzinfo=UTC)


class Feeds(Target):
    """The files by which other programs follow the site."""

    name = "feeds"
    rank = 10

    def publish(self, release: Release, stage: Pressroom) -> None:
        """Write feed and sitemaps with this revision in them."""
        publication = release.publication
        if stands_above(stage.site, publication):
            live = tuple(stage.published.live())
            if standing_bundle(stage.site, publication.url_path) is None:
                live = live_without(stage, publication.slug)
            _write(stage, live, {})
            return
        _write(stage, live_with(stage, release), {publication.slug: publication.corrections})

    def kill(self, publication: Publication, stage: Pressroom) -> None:
        """Write feed and sitemaps without this story."""
        _write(stage, live_without(stage, publication.slug), {})


def _write(
    stage: Pressroom,
    live: Sequence[ReleaseIndexEntry],
    known: dict[str, tuple[Correction, ...]],
) -> None:
    notes = {entry.slug: _corrections(stage, entry, known) for entry in live[:_FEED_ENTRIES]}
    stage.writer.write(stage.site / "feed.xml", atom_feed(live, stage.masthead, notes))
    stage.writer.write(stage.site / "sitemap.xml", sitemap(live, stage))
    stage.writer.write(stage.site / "sitemap-news.xml", news_sitemap(live, stage.masthead))
    stage.writer.write(stage.site / "robots.txt", robots(stage.masthead))


def _corrections(
    stage: Pressroom, entry: ReleaseIndexEntry, known: dict[str, tuple[Correction, ...]]
) -> tuple[Correction, ...]:
    """Return a live piece's notes: those of the release at hand, else of its standing bundle."""
    if entry.slug in known:
        return known[entry.slug]
    bundle = standing_bundle(stage.site, entry.url_path)
    return bundle.publication.corrections if bundle else ()


def atom_feed(
    live: Sequence[ReleaseIndexEntry],
    masthead: Masthead,
    notes: dict[str, tuple[Correction, ...]],
) -> bytes:
    """Return the Atom feed of the newest pieces, corrections first in their summaries."""
    base = masthead.base_url.rstrip("/")
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": masthead.language})
    _text(feed, "id", f"{base}/")
    _text(feed, "title", masthead.title)
    if masthead.tagline:
        _text(feed, "subtitle", masthead.tagline)
    newest = max((entry.updated for entry in live), default=_START)
    _text(feed, "updated", stamp(newest))
    ET.SubElement(feed, "link", {"rel": "self", "href": f"{base}/feed.xml"})
    ET.SubElement(feed, "link", {"rel": "alternate", "href": f"{base}/"})
    for entry in live[:_FEED_ENTRIES]:
        item = ET.SubElement(feed, "entry", {"xml:lang": entry.language})
        address = f"{base}/{entry.url_path}/"
        _text(item, "id", address)
        _text(item, "title", entry.headline)
        _text(item, "published", stamp(entry.first_published))
        _text(item, "updated", stamp(entry.updated))
        ET.SubElement(item, "link", {"rel": "alternate", "href": address})
        author = ET.SubElement(item, "author")
        _text(author, "name", f"{entry.byline} (AI persona)")
        for topic in entry.topics:
            ET.SubElement(item, "category", {"term": topic})
        lines = [*_note_lines(notes.get(entry.slug, ()), masthead), entry.blurb or entry.dek]
        _text(item, "summary", " ".join(lines))
    return _document(feed)


def sitemap(live: Sequence[ReleaseIndexEntry], stage: Pressroom) -> bytes:
    """Return the sitemap: front page, standing pages, every live piece."""
    base = stage.masthead.base_url.rstrip("/")
    root = ET.Element("urlset", {"xmlns": SITEMAP})
    newest = max((entry.updated for entry in live), default=None)
    _url(root, f"{base}/", newest)
    _url(root, f"{base}/about/", None)
    for card in sorted(stage.staff.values(), key=lambda card: card.id):
        if is_public(card):
            _url(root, f"{base}/persona/{card.id}/", None)
    for entry in live:
        _url(root, f"{base}/{entry.url_path}/", entry.updated)
    return _document(root)


def news_sitemap(live: Sequence[ReleaseIndexEntry], masthead: Masthead) -> bytes:
    """Return the news sitemap: the pieces of the last two days before the newest one.

    Counted from the newest piece, not from the clock, so that publishing again writes the same.
    """
    base = masthead.base_url.rstrip("/")
    root = ET.Element("urlset", {"xmlns": SITEMAP, "xmlns:news": NEWS})
    newest = max((entry.first_published for entry in live), default=_START)
    recent = [entry for entry in live if newest - entry.first_published <= _NEWS_DAYS]
    for entry in recent[:_NEWS_MOST]:
        url = ET.SubElement(root, "url")
        _text(url, "loc", f"{base}/{entry.url_path}/")
        news = ET.SubElement(url, "news:news")
        publication = ET.SubElement(news, "news:publication")
        _text(publication, "news:name", masthead.title)
        _text(publication, "news:language", entry.language)
        _text(news, "news:publication_date", stamp(entry.first_published))
        _text(news, "news:title", entry.headline)
    return _document(root)


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


def _note_lines(corrections: Sequence[Correction], masthead: Masthead) -> Iterator[str]:
    for note in corrections:
        name = "Correction" if note.kind is CorrectionKind.CORRECTION else "Update"
        yield f"{name}, {day(note.at, masthead.time_zone)}: {note.text}"


def _url(root: ET.Element, address: str, changed: datetime | None) -> None:
    url = ET.SubElement(root, "url")
    _text(url, "loc", address)
    if changed:
        _text(url, "lastmod", stamp(changed))


def _text(parent: ET.Element, name: str, text: str) -> None:
    """Add a child with this text, without the control characters that XML forbids."""
    child = ET.SubElement(parent, name)
    child.text = "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))


def _document(root: ET.Element) -> bytes:
    ET.indent(root, space=" ")
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


PLUGIN = Feeds()
