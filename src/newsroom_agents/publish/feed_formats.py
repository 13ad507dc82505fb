"""Feeds as bytes: Atom, RSS 2.0 and JSON Feed 1.1, of the house or of one list.

They carry headline, dek and blurb, texts that every reader may read, and say what was corrected.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from newsroom_agents.ports import Masthead
from newsroom_agents.publish.wording import day, stamp
from newsroom_agents.story.publication import CorrectionKind, ReleaseIndexEntry

ATOM = "http://www.w3.org/2005/Atom"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
JSON_FEED = "https://jsonfeed.org/version/1.1"
_START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is of: the house, or a list; `path` is that page inside the site, or empty."""

    masthead: Masthead
    title: str
    path: str
    entries: Sequence[ReleaseIndexEntry]

    @property
    def home(self) -> str:
        """The address of the page the feed belongs to."""
        base = self.masthead.base_url.rstrip("/")
        return f"{base}/{self.path}/" if self.path else f"{base}/"

    @property
    def updated(self) -> datetime:
        """When the newest entry was last changed."""
        return max((entry.updated for entry in self.entries), default=_START)

    def address(self, entry: ReleaseIndexEntry) -> str:
        """Return the address of a piece."""
        return f"{self.masthead.base_url.rstrip('/')}/{entry.url_path}/"

    def summary(self, entry: ReleaseIndexEntry) -> str:
        """Return what a feed says of a piece: what was corrected first."""
        return " ".join((*self._notes(entry), entry.blurb or entry.dek))

    def _notes(self, entry: ReleaseIndexEntry) -> Iterator[str]:
        for note in entry.corrections:
            name = "Correction" if note.kind is CorrectionKind.CORRECTION else "Update"
            yield f"{name}, {day(note.at, self.masthead.time_zone)}: {note.text}"


def atom_feed(feed: Feed) -> bytes:
    """Return the feed as Atom."""
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": feed.masthead.language})
    add_text(root, "id", feed.home)
    add_text(root, "title", feed.title)
    if feed.masthead.tagline:
        add_text(root, "subtitle", feed.masthead.tagline)
    add_text(root, "updated", stamp(feed.updated))
    ET.SubElement(root, "link", {"rel": "self", "href": f"{feed.home}feed.xml"})
    ET.SubElement(root, "link", {"rel": "alternate", "href": feed.home})
    for entry in feed.entries:
        item = ET.SubElement(root, "entry", {"xml:lang": entry.language})
        address = feed.address(entry)
        add_text(item, "id", address)
        add_text(item, "title", entry.headline)
        add_text(item, "published", stamp(entry.first_published))
        add_text(item, "updated", stamp(entry.updated))
        ET.SubElement(item, "link", {"rel": "alternate", "href": address})
        author = ET.SubElement(item, "author")
        add_text(author, "name", f"{entry.byline} (AI persona)")
        for topic in entry.topics:
            ET.SubElement(item, "category", {"term": topic})
        add_text(item, "summary", feed.summary(entry))
    return xml_document(root)


def rss_feed(feed: Feed) -> bytes:
    """Return the feed as RSS 2.0, with the persona as `dc:creator` and corrections marked."""
    names = {"version": "2.0", "xmlns:atom": ATOM, "xmlns:dc": DUBLIN_CORE}
    root = ET.Element("rss", names)
    channel = ET.SubElement(root, "channel")
    add_text(channel, "title", feed.title)
    add_text(channel, "link", feed.home)
    add_text(channel, "description", feed.masthead.tagline or feed.title)
    add_text(channel, "language", feed.masthead.language)
    add_text(channel, "lastBuildDate", format_datetime(feed.updated, usegmt=True))
    self_link = {"rel": "self", "type": "application/rss+xml", "href": f"{feed.home}rss.xml"}
    ET.SubElement(channel, "atom:link", self_link)
    for entry in feed.entries:
        item = ET.SubElement(channel, "item")
        address = feed.address(entry)
        add_text(item, "title", entry.headline)
        add_text(item, "link", address)
        add_text(item, "guid", address)
        add_text(item, "pubDate", format_datetime(entry.first_published, usegmt=True))
        add_text(item, "dc:creator", f"{entry.byline} (AI persona)")
        add_text(item, "dc:language", entry.language)
        for topic in entry.topics:
            add_text(item, "category", topic)
        if entry.updated > entry.first_published:
            add_text(item, "atom:updated", stamp(entry.updated))
        add_text(item, "description", feed.summary(entry))
    return xml_document(root)


def json_feed(feed: Feed) -> bytes:
    """Return the feed as JSON Feed 1.1; `_newsroom` says what the format has no word for."""
    items = []
    for entry in feed.entries:
        item: dict[str, object] = {
            "id": feed.address(entry),
            "url": feed.address(entry),
            "title": entry.headline,
            "summary": entry.dek,
            "content_text": feed.summary(entry),
            "date_published": stamp(entry.first_published),
            "date_modified": stamp(entry.updated),
            "authors": [{"name": f"{entry.byline} (AI persona)"}],
            "tags": list(entry.topics),
            "language": entry.language,
            "_newsroom": {
                "is_accessible_for_free": not entry.is_gated,
                "corrections": [
                    {"kind": note.kind.value, "at": stamp(note.at), "text": note.text}
                    for note in entry.corrections
                ],
            },
        }
        items.append(item)
    document: dict[str, object] = {
        "version": JSON_FEED,
        "title": feed.title,
        "description": feed.masthead.tagline or feed.title,
        "home_page_url": feed.home,
        "feed_url": f"{feed.home}feed.json",
        "language": feed.masthead.language,
        "items": items,
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def add_text(parent: ET.Element, name: str, text: str) -> None:
    """Add a child with this text, without the control characters that XML forbids."""
    child = ET.SubElement(parent, name)
    child.text = "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))


def xml_document(root: ET.Element) -> bytes:
    """Return an XML document, indented, in UTF-8."""
    ET.indent(root, space=" ")
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()
