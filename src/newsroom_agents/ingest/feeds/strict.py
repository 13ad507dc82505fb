"""The quick way through a feed: one strict pass, which refuses what it would have to guess.

RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0 and their common extensions are one vocabulary here: an
element is known by its local name and, where that would be ambiguous, by the short name of its
namespace. Nothing is repaired: a feed that is not well-formed is left to another reader.
"""

import binascii
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from lxml import etree  # type: ignore[import-untyped]

from newsroom_agents.ingest.feeds.record import Found, FoundFeed, absolute, each_once
from newsroom_agents.ingest.markup import one_line, plain, tidy

_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
_ITEMS = frozenset({"item", "entry"})
_XML = "{http://www.w3.org/XML/1998/namespace}"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_XHTML = "http://www.w3.org/1999/xhtml"
# How namespaces begin that add to a feed, and the short names under which we know them.
_SHORT = (
    ("http://purl.org/dc/terms", "dcterms"), ("http://purl.org/dc/", "dc"),
    ("http://purl.org/rss/1.0/modules/content", "content"),
    ("http://search.yahoo.com/mrss", "media"), ("http://www.itunes.com/dtds/", "itunes"),
    (_XHTML, "xhtml"),
)  # fmt: skip
_OWN = (
    "http://www.w3.org/2005/atom", "http://purl.org/atom/", "http://purl.org/rss/1.0/",
    "http://my.netscape.com/", "http://channel.netscape.com/", "http://backend.userland.com/",
    "http://blogs.law.harvard.edu/tech/rss", "http://cyber.law.harvard.edu/rss",
    "http://purl.org/net/rss",
)  # fmt: skip

_TITLES = ("title", "dc:title", "media:title")
_SUMMARIES = ("summary", "description", "dc:description", "abstract", "itunes:summary",
              "media:description")  # fmt: skip
_CONTENTS = ("content:encoded", "content", "xhtml:body", "body", "fullitem", "xhtml:div")
_DATES = ("published", "pubdate", "issued", "dc:date", "dcterms:issued", "dcterms:created",
          "created", "updated", "modified", "dcterms:modified", "date")  # fmt: skip
_AUTHORS = ("author", "dc:creator", "creator", "itunes:author", "dc:author")
_ATOM = ("{http://www.w3.org/2005/Atom}", "{http://purl.org/atom/")
_ATOM_TEXT = frozenset({"", "text", "text/plain"})

_Fields = Mapping[str, Sequence[etree._Element]]


def read_strictly(text: str, url: str) -> FoundFeed | None:
    """Return the feed in `text`; None when it is not well-formed or of a kind unknown here."""
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError:
        return None
    if root is None or _local(root) not in _ROOTS:
        return None
    channel = next((child for child in root if _local(child) == "channel"), root)
    base = url or _channel_link(channel)
    items = tuple(_item(element, base) for element in _items(root, channel))
    title = next((child for child in channel if _name(child) == "title"), None)
    return FoundFeed(
        title="" if title is None else one_line(_text(title)),
        language=_language(root, channel),
        items=items,
    )


def _items(root: etree._Element, channel: etree._Element) -> Iterator[etree._Element]:
    """Yield the items, which stand in the channel, beside it, or in a list of their own."""
    for parent in (root,) if channel is root else (channel, root):
        for child in parent:
            if _local(child) == "items":
                yield from _items(child, child)
            elif _local(child) in _ITEMS:
                yield child
                # Some feeds forget to close an item before the next one.
                yield from _items(child, child)


def _item(element: etree._Element, base: str) -> Found:
    fields = _fields(element)
    attributes = {str(name).lower(): str(value) for name, value in element.attrib.items()}
    uid, is_link = _uid(attributes, fields)
    addresses = (uid if is_link else "", attributes.get("href", ""), attributes.get(_ABOUT, ""))
    summaries, contents = tuple(_texts(fields, _SUMMARIES)), tuple(_texts(fields, _CONTENTS))
    links = (absolute(one, base) for one in addresses if one)
    return Found(
        uid=uid,
        url=_link(fields, base) or next((link for link in links if link), ""),
        title=one_line(next(_texts(fields, _TITLES), "")),
        summary=next(iter(summaries), ""),
        content=max((*contents, *summaries[1:]), key=len, default=""),
        authors=each_once(_author(one) for name in _AUTHORS for one in fields.get(name, ())),
        dates=each_once((*_dates(fields), attributes.get("lastmod", ""))),
        language=element.get(f"{_XML}lang") or _plainly(fields, "dc:language"),
    )


def _fields(element: etree._Element) -> _Fields:
    """Return an item's elements by name; those of a media group count as the item's own."""
    fields: dict[str, list[etree._Element]] = {}
    for child in element:
        name = _name(child)
        for one in child if name == "media:group" else (child,):
            fields.setdefault(_name(one), []).append(one)
    return fields


def _uid(attributes: Mapping[str, str], fields: _Fields) -> tuple[str, bool]:
    """Return the item's own name for itself, and whether it is its address too."""
    for guid in (*fields.get("guid", ()), *fields.get("id", ())):
        value = tidy("".join(guid.itertext()))
        if value:
            is_guid = _local(guid) == "guid"
            return value, is_guid and (guid.get("isPermaLink") or "true").lower() == "true"
    return tidy(attributes.get(_ABOUT, "")), False


def _link(fields: _Fields, base: str) -> str:
    """Return the item's address: what an alternate link says, or the text of a link."""
    links = [*fields.get("link", ()), *fields.get("url", ())]
    for link in links:
        rel = (link.get("rel") or "alternate").rpartition("/")[2].lower()
        address = link.get("href") or "".join(link.itertext())
        if rel == "alternate" and address.strip():
            return absolute(address, link.base or base)
    return ""


def _dates(fields: _Fields) -> Iterator[str]:
    """Yield the dates as written, the likeliest first; of several of one name, the last holds."""
    for name in _DATES:
        for one in reversed(fields.get(name, ())):
            yield " ".join("".join(one.itertext()).split())


def _author(element: etree._Element) -> str:
    for child in element:
        if _local(child) == "name":
            return one_line(tidy("".join(child.itertext())))
    return one_line(_text(element))


def _texts(fields: _Fields, names: Sequence[str]) -> Iterator[str]:
    """Yield the texts under these names that are not empty."""
    for name in names:
        for element in fields.get(name, ()):
            text = _text(element)
            if text:
                yield text


def _plainly(fields: _Fields, name: str) -> str:
    return next(("".join(one.itertext()).strip() for one in fields.get(name, ())), "")


def _text(element: etree._Element) -> str:
    """Return the plain text of a text construct, by the rules of its format."""
    kind = (element.get("type") or "").strip().lower()
    mode = (element.get("mode") or "").lower()
    if len(element):
        return plain(_inner(element))
    written = element.text or ""
    if mode == "base64" or (_is_atom(element) and _is_packed(kind)):
        return plain(_unpacked(written))
    if _is_atom(element) and kind in _ATOM_TEXT and mode != "escaped":
        return tidy(written)
    return plain(written)


def _is_atom(element: etree._Element) -> bool:
    return str(element.tag).startswith(_ATOM)


def _is_packed(kind: str) -> bool:
    """Tell whether a media type is one that Atom carries in base64."""
    return "/" in kind and not kind.startswith("text/") and not kind.endswith(("+xml", "/xml"))


def _inner(element: etree._Element) -> str:
    """Return what stands inside an element as HTML."""
    start = _escaped(element.text or "")
    return start + "".join(
        str(etree.tostring(child, encoding="unicode", method="html")) for child in element
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _unpacked(written: str) -> str:
    """Return what base64 holds; the text as written when it is none after all."""
    try:
        return binascii.a2b_base64("".join(written.split()), strict_mode=True).decode("utf-8")
    except ValueError:
        return written


def _language(root: etree._Element, channel: etree._Element) -> str:
    for child in channel:
        if _name(child) in {"language", "dc:language"} and child.text:
            return str(child.text).strip()
    return str(channel.get(f"{_XML}lang") or root.get(f"{_XML}lang") or "").strip()


def _channel_link(channel: etree._Element) -> str:
    for child in channel:
        if _name(child) == "link" and (child.get("rel") or "alternate") == "alternate":
            return absolute(child.get("href") or child.text or "", "")
    return ""


def _local(element: etree._Element) -> str:
    return _name_of(str(element.tag), "")[0]


def _name(element: etree._Element) -> str:
    """Return the element's name in the common vocabulary: local, or with its short prefix."""
    return _name_of(str(element.tag), element.prefix or "")[1]


@lru_cache(maxsize=2048)
def _name_of(tag: str, prefix: str) -> tuple[str, str]:
    """Return the local name behind a tag, and the name in the common vocabulary."""
    space, _, local = tag.rpartition("}")
    space, local = space[1:].lower(), local.lower()
    short = next((short for start, short in _SHORT if space.startswith(start)), "")
    if not short and space and not space.startswith(_OWN):
        short = prefix.lower()
    return local, f"{short}:{local}" if short else local
