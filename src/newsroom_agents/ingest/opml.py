"""Lists of feeds as OPML, the form in which readers and newsrooms hand them on."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree  # type: ignore[import-untyped]
from slugify import slugify

from newsroom_agents.errors import DocumentError
from newsroom_agents.ingest.charset import decode
from newsroom_agents.ingest.feeds.guards import checked, inflated
from newsroom_agents.ingest.feeds.lenient import mended
from newsroom_agents.ingest.markup import one_line, storable
from newsroom_agents.ingest.sources import SourceTable
from newsroom_agents.ingest.wire_item import is_address
from newsroom_agents.text.language import is_valid_tag

_LONGEST_ID = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed in a list: its address, what it is called there, its language when stated."""

    address: str
    title: str
    language: str


def read_opml(body: bytes) -> tuple[Listed, ...]:
    """Return the feeds of an OPML file, each address once.

    Raises:
        DocumentError: The bytes hold no such list.
    """
    text = checked(decode(inflated(body)).text.lstrip("\ufeff \r\n\t"))
    root = _root(mended(text))
    if root is None or str(root.tag).lower() != "opml":
        msg = "expected OPML, a list of feeds"
        raise DocumentError(msg)
    found: dict[str, Listed] = {}
    for listed in _listed(root):
        found.setdefault(listed.address, listed)
    return tuple(found.values())


def write_opml(title: str, tables: Mapping[str, SourceTable]) -> str:
    """Return the feeds among some sources as OPML 2.0."""
    outlines = [
        f'    <outline type="rss" text={quoteattr(table.outlet or name)}'
        f" xmlUrl={quoteattr(table.place)}"
        + (f" language={quoteattr(table.language)}" if table.language else "")
        + "/>"
        for name, table in tables.items()
        if table.kind == "feed"
    ]
    head = f"  <head><title>{_text(title)}</title></head>"
    return "\n".join(
        ('<?xml version="1.0" encoding="utf-8"?>', '<opml version="2.0">', head, "  <body>",
         *outlines, "  </body>", "</opml>", "")
    )  # fmt: skip


def added(listed: Sequence[Listed], tables: Mapping[str, SourceTable]) -> dict[str, SourceTable]:
    """Return the feeds of a list that the house has not, as sources under ids of their own."""
    known = {table.place for table in tables.values()}
    found: dict[str, SourceTable] = {}
    for feed in listed:
        if feed.address not in known:
            language = feed.language if is_valid_tag(feed.language) else ""
            found[_id(feed.title, {*tables, *found})] = SourceTable(
                kind="feed",
                place=feed.address,
                outlet=feed.title,
                language=language,
                unverified=True,
            )
    return found


def _id(name: str, taken: Set[str]) -> str:
    """Return an id for a source of this name that no other one has."""
    start = slugify(name, max_length=_LONGEST_ID) or "source"
    number = 1
    while (found := start if number == 1 else f"{start}-{number}") in taken:
        number += 1
    return found


def _root(text: str) -> etree._Element | None:
    """Return the tree of a list; hand-written ones are often not quite well-formed."""
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _listed(root: etree._Element) -> Iterator[Listed]:
    for outline in root.iter("outline"):
        attributes = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        address = attributes.get("xmlurl", "").strip()
        if is_address(address):
            title = attributes.get("title") or attributes.get("text") or address
            language = attributes.get("language", "")
            yield Listed(address, one_line(storable(title)), language.strip())


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
