"""Sitemaps: from bytes to the addresses in them, streamed, so that memory does not grow with them.

A sitemap lists pages, a news sitemap with title, time and language; a sitemap index lists sitemaps.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from lxml import etree  # type: ignore[import-untyped]

from newsroom_agents.errors import DocumentError
from newsroom_agents.ingest.charset import decode
from newsroom_agents.ingest.dates import moment
from newsroom_agents.ingest.feeds.guards import checked, inflated
from newsroom_agents.ingest.markup import one_line, tidy
from newsroom_agents.text.language import is_valid_tag

_PAGE, _SITEMAP = "url", "sitemap"
_ROOTS = frozenset({"urlset", "sitemapindex"})


@dataclass(frozen=True, slots=True)
class Place:
    """An address in a sitemap; `is_sitemap` when it leads to another one.

    Title, language and `published` come from the news extension; `published` is else the time of
    the last change, None when the sitemap has no time that can be read.
    """

    address: str
    is_sitemap: bool
    title: str
    language: str
    published: datetime | None


def read_sitemap(body: bytes, *, charset: str = "") -> Iterator[Place]:
    """Yield the places in a sitemap, in its order.

    Raises:
        DocumentError: The bytes hold no sitemap, or more than one may hold; what came before a
            fault was yielded.
    """
    text = checked(decode(inflated(body), header=charset).text.lstrip("\ufeff \t\r\n\0"))
    start = text.find("<", text.find("?>") + 2) if text.startswith("<?xml") else 0
    stream = BytesIO(text[start:].encode("utf-8", "replace"))
    steps = etree.iterparse(
        stream,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        yield from _places(steps)
    except etree.XMLSyntaxError as error:
        msg = f"expected a sitemap that is well-formed: {error.msg}"
        raise DocumentError(msg) from error


def _places(steps: Iterator[tuple[str, etree._Element]]) -> Iterator[Place]:
    root = None
    for step, element in steps:
        name = _name(element)
        if root is None:
            root = element
            if name not in _ROOTS:
                msg = f"expected a sitemap (urlset or sitemapindex), got {name!r}"
                raise DocumentError(msg)
        if step == "end" and name in {_PAGE, _SITEMAP}:
            found = _place(element, is_sitemap=name == _SITEMAP)
            root.clear()
            if found is not None:
                yield found


def _place(element: etree._Element, *, is_sitemap: bool) -> Place | None:
    """Return what one entry says; None without an address."""
    said: dict[str, str] = {}
    for inner in element.iter():
        if isinstance(inner.tag, str) and inner.text:
            said.setdefault(_name(inner), one_line(tidy(inner.text)))
    if not said.get("loc"):
        return None
    language = said.get("language", "")
    return Place(
        address=said["loc"],
        is_sitemap=is_sitemap,
        title=said.get("title", ""),
        language=language if is_valid_tag(language) else "",
        published=moment(said.get("publication_date") or said.get("lastmod", ""), ""),
    )


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
