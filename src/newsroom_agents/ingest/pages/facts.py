"""What a page says about itself: JSON-LD first, then its meta elements, then what it shows.

Publishers write these for search engines, so they are mostly right, and they are all there is for
the time with its zone and for the paywall. A fact that is missing or makes no sense stays empty.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

from lxml import etree  # type: ignore[import-untyped]

from newsroom_agents.ingest.dates import stated
from newsroom_agents.ingest.feeds.record import absolute, each_once
from newsroom_agents.ingest.markup import one_line, plain

_ARTICLES = re.compile(r"(?:article|newsarticle|blogposting|reportage\w*|posting)$", re.IGNORECASE)
_MOST_NODES = 5000
_FALSE = frozenset({"false", "http://schema.org/false", "https://schema.org/false", "no"})
_LOCKED = frozenset({"locked", "metered", "premium", "paid"})
_CONTROL = re.compile(r"[\x00-\x1f]+")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time",
    "datepublished", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date",
    "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "date", "last-modified",
)  # fmt: skip
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified")
_TITLES = ("og:title", "twitter:title", "dc.title", "title")
_DESCRIPTIONS = ("og:description", "description", "twitter:description", "dc.description")
_AUTHORS = ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author")
_LANGUAGES = ("content-language", "dc.language", "og:locale")
_SHARED_WORDS = 0.5
_LONGEST_NAME = 80
_START = 100
_SITE_SUFFIX = re.compile(r"\s+[|–—·«»:-]\s+[^|–—·«»]{2,60}$")

Node = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says of itself; `body` is the article's text as JSON-LD has it, mostly empty."""

    title: str
    description: str
    authors: tuple[str, ...]
    published: datetime | None
    updated: datetime | None
    language: str
    canonical: str
    outlet: str
    body: str
    is_paywalled: bool


def facts_of(root: etree._Element, url: str) -> Facts:
    """Return what a page says of itself.

    Args:
        root: The page's tree, its scripts still in it.
        url: Where it came from, empty when that is not known.
    """
    nodes = tuple(_nodes(root))
    articles = tuple(node for node in nodes if _is_article(node))
    metas = _metas(root)
    language = root.get("lang") or root.get("xml:lang") or _first(metas, _LANGUAGES)
    return Facts(
        title=_title(root, articles, metas),
        description=_description(articles, metas),
        authors=_authors(root, articles, metas),
        published=_time(_published(root, articles, metas)),
        updated=_time((*_texts(articles, "dateModified"), *_all(metas, _UPDATED))),
        language=language.replace("_", "-"),
        canonical=_canonical(root, metas, url),
        outlet=one_line(plain(_first(metas, ("og:site_name", "application-name")))),
        body=_once(max(map(plain, _texts(articles, "articleBody")), key=len, default="")),
        is_paywalled=_is_paywalled(nodes, metas),
    )


def _nodes(root: etree._Element) -> Iterator[Node]:
    """Yield every JSON-LD object of the page, outer ones first."""
    waiting: list[object] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            waiting.append(_json(script.text))
    seen = 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop(0)
        seen += 1
        if isinstance(node, dict):
            yield cast("Node", node)
            waiting.extend(value for value in node.values() if isinstance(value, dict | list))
        elif isinstance(node, list):
            waiting.extend(node)


def _once(text: str) -> str:
    """Return a text that some pages state twice over, once."""
    again = text.find(text[:_START], _START)
    return text[:again].strip() if again > 0 else text


def _json(text: str) -> object:
    """Return what a script holds; line breaks inside texts, a common fault, are forgiven."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    for attempt in (text, _CONTROL.sub(" ", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _is_article(node: Node) -> bool:
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and _ARTICLES.search(kind) for kind in listed)


def _metas(root: etree._Element) -> Mapping[str, list[str]]:
    """Return the contents of the meta elements by their folded names."""
    found: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        content = (meta.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (meta.get(attribute) or "").strip().lower()
            if name and content:
                found.setdefault(name, []).append(content)
    return found


def _all(metas: Mapping[str, list[str]], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from metas.get(name, ())


def _first(metas: Mapping[str, list[str]], names: Iterable[str]) -> str:
    return next(_all(metas, names), "")


def _texts(nodes: Iterable[Node], name: str) -> Iterator[str]:
    """Yield the texts that nodes have under a name."""
    for node in nodes:
        value = node.get(name)
        if isinstance(value, str) and value.strip():
            yield value


def _title(root: etree._Element, articles: Iterable[Node], metas: Mapping[str, list[str]]) -> str:
    """Return the headline: what JSON-LD calls so, else the page's heading, else its title."""
    named = [one_line(plain(text)) for text in _all(metas, _TITLES)]
    named += [one_line(title.text or "") for title in root.iter("title")]
    for text in _texts(articles, "headline"):
        headline = one_line(plain(text))
        if headline:
            return without_site(headline, _first(metas, ("og:site_name",)))
    shown = [one_line("".join(heading.itertext())) for heading in root.iter("h1")]
    for heading in shown:
        if any(_is_alike(heading, title) for title in named):
            return heading
    best = next((title for title in named if title), "")
    return without_site(best, _first(metas, ("og:site_name",))) or next(iter(shown), "")


def without_site(title: str, site: str) -> str:
    """Return a title without the name of the site that some pages put behind it."""
    found = _SITE_SUFFIX.search(title)
    if not found or not found.start():
        return title
    suffix = found[0].strip(" |–—·«»:-").casefold()
    return title[: found.start()] if site and suffix in site.casefold() else title


def _is_alike(heading: str, title: str) -> bool:
    """Tell whether a heading and a title speak of one thing: half of the words are the same."""
    mine, theirs = set(heading.casefold().split()), set(title.casefold().split())
    if len(mine) <= 1:
        return bool(heading) and heading.casefold() in title.casefold()
    return len(mine & theirs) >= _SHARED_WORDS * len(mine)


def _description(articles: Iterable[Node], metas: Mapping[str, list[str]]) -> str:
    written = (*_texts(articles, "description"), *_all(metas, _DESCRIPTIONS))
    return max((one_line(plain(text)) for text in written), key=len, default="")


def _authors(
    root: etree._Element, articles: Iterable[Node], metas: Mapping[str, list[str]]
) -> tuple[str, ...]:
    """Return the names of the people or bodies that signed, from the best place that has any."""
    places: tuple[Iterable[str], ...] = (
        (name for node in articles for name in _names(node.get("author"))),
        _all(metas, _AUTHORS),
        ("".join(link.itertext()) for link in root.iterfind(".//a[@rel='author']")),
    )
    for place in places:
        names = (one_line(plain(name)) for name in place)
        found = each_once(
            name for name in names if name and len(name) <= _LONGEST_NAME and "://" not in name
        )
        if found:
            return found
    return ()


def _names(author: object) -> Iterator[str]:
    """Yield the names in an author, who may be a text, an object or a list of them."""
    if isinstance(author, str):
        yield author
    elif isinstance(author, dict):
        yield from _names(author.get("name"))
    elif isinstance(author, list):
        for one in author:
            yield from _names(one)


def _published(
    root: etree._Element, articles: Iterable[Node], metas: Mapping[str, list[str]]
) -> Iterator[str]:
    yield from _texts(articles, "datePublished")
    yield from _all(metas, _PUBLISHED[:2])
    yield from (str(one.get("datetime") or one.get("content") or "") for one in _marked(root))
    yield from _texts(articles, "dateCreated")
    yield from _all(metas, _PUBLISHED[2:])
    yield from (str(time.get("datetime")) for time in root.iter("time") if time.get("datetime"))


def _marked(root: etree._Element) -> Iterator[etree._Element]:
    yield from root.iterfind(".//*[@itemprop='datePublished']")
    yield from root.iterfind(".//time[@pubdate]")


def _time(written: Iterable[str]) -> datetime | None:
    return next((found for found in map(stated, written) if found), None)


def _canonical(root: etree._Element, metas: Mapping[str, list[str]], url: str) -> str:
    """Return the page's own address; only the web's, and no front page for an article."""
    links = [
        str(link.get("href") or "")
        for link in root.iter("link")
        if (link.get("rel") or "").lower() == "canonical"
    ]
    for address in (*links, *metas.get("og:url", ())):
        whole = absolute(address, url)
        parts = urlsplit(whole)
        if parts.scheme and parts.netloc and (parts.path.strip("/") or parts.query):
            return whole
    return url


def _is_paywalled(nodes: Iterable[Node], metas: Mapping[str, list[str]]) -> bool:
    for node in nodes:
        free = node.get("isAccessibleForFree")
        if free is False or (isinstance(free, str) and free.strip().lower() in _FALSE):
            return True
    return _first(metas, ("article:content_tier",)).lower() in _LOCKED
