"""Broken feeds: the known faults mended, and a parser that takes anything for the rest.

Most broken feeds have one of a few faults: a bare ampersand, a name that only HTML knows, a control
character, an undeclared prefix. Mended, they are read as strictly and as quickly as sound ones.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

import feedparser  # type: ignore[import-untyped]

from newsroom_agents.errors import DocumentError
from newsroom_agents.ingest.feeds.guards import MOST_ITEMS
from newsroom_agents.ingest.feeds.record import Found, FoundFeed, absolute, each_once
from newsroom_agents.ingest.markup import one_line, plain, tidy

# A body without a text inside CDATA or a comment, where nothing needs mending.
_VERBATIM = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
_AMPERSAND = re.compile(
    r"&(?:#(?P<number>\d{1,7}|[xX][0-9a-fA-F]{1,6});|(?P<name>[a-zA-Z][a-zA-Z0-9]{1,30});)?"
)
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
# What the lenient parser takes in a second or so on a slow machine.
_MOST_LENIENT = 1_500_000
_MOST_LENIENT_TAGS = 40_000
# What the lenient parser lets out when a feed is broken in a way it does not know.
_GIVES_UP = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)


def mended(text: str) -> str:
    """Return a feed's text with the common faults mended and all sound parts untouched."""
    text = _NOT_XML.sub("", _DECLARATION.sub("", text))
    pieces: list[str] = []
    at = 0
    for verbatim in _VERBATIM.finditer(text):
        pieces += (_AMPERSAND.sub(_reference, text[at : verbatim.start()]), verbatim[0])
        at = verbatim.end()
    pieces.append(_AMPERSAND.sub(_reference, text[at:]))
    return "".join(pieces).strip()


def read_leniently(text: str, url: str) -> FoundFeed:
    """Return what can be made of a feed that is not well-formed, though mended.

    Raises:
        DocumentError: Nothing can, or it would take too long.
    """
    body = _within_bounds(text).encode("utf-8", errors="replace")
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        read = feedparser.parse(
            BytesIO(body),
            response_headers=headers,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except _GIVES_UP as error:
        msg = f"expected a feed, the parser gave up: {error!r}"
        raise DocumentError(msg) from error
    if not read.get("version") and not read.entries:
        msg = "expected a feed (RSS, Atom, RDF or JSON Feed), got something else"
        raise DocumentError(msg)
    items = tuple(_item(entry, url) for entry in read.entries[: MOST_ITEMS + 1])
    return FoundFeed(
        one_line(plain(str(read.feed.get("title") or ""))),
        str(read.feed.get("language") or ""),
        items,
    )


def _reference(found: re.Match[str]) -> str:
    """Return a reference that XML knows: itself, its character, or an ampersand escaped."""
    if found["number"]:
        return _NOT_XML.sub("", html.unescape(found[0])) and found[0]
    if not found["name"]:
        return "&amp;"
    if found["name"] in _XML_NAMES:
        return found[0]
    character = html.unescape(found[0])
    return f"&amp;{found['name']};" if character == found[0] else character


def _within_bounds(text: str) -> str:
    """Return the text, cut between two items where it is more than can be read in time."""
    end = min(len(text), _MOST_LENIENT)
    if text.count("<", 0, end) > _MOST_LENIENT_TAGS:
        for number, tag in enumerate(re.finditer("<", text)):
            if number == _MOST_LENIENT_TAGS:
                end = tag.start()
                break
    if end == len(text):
        return text
    starts = [found.start() for found in _ITEM.finditer(text, 0, end)]
    if not starts:
        msg = "expected a feed that is well-formed, or smaller"
        raise DocumentError(msg)
    return text[: starts[-1]]


def _item(entry: Mapping[str, object], base: str) -> Found:
    contents = entry.get("content")
    texts = [_of_detail(one) for one in contents] if isinstance(contents, list) else []
    return Found(
        uid=tidy(_word(entry, "id")),
        url=absolute(_word(entry, "link"), base),
        title=one_line(_of_detail(entry.get("title_detail"))),
        summary=_of_detail(entry.get("summary_detail")) or plain(_word(entry, "summary")),
        content=max(texts, key=len, default=""),
        authors=each_once(_people(entry)),
        dates=each_once(_dates(entry)),
        language=_language(entry),
    )


def _of_detail(detail: object) -> str:
    """Return the plain text of what the parser calls a detail: a value and its type."""
    if not isinstance(detail, Mapping):
        return ""
    value = str(detail.get("value") or "")
    return tidy(value) if detail.get("type") == "text/plain" else plain(value)


def _word(entry: Mapping[str, object], name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""


def _people(entry: Mapping[str, object]) -> Iterator[str]:
    authors = entry.get("authors")
    if isinstance(authors, list):
        for one in authors:
            if isinstance(one, Mapping):
                yield one_line(plain(str(one.get("name") or "")))


def _dates(entry: Mapping[str, object]) -> Iterator[str]:
    for name in ("published", "created", "updated"):
        if name not in entry:
            continue
        parsed = entry.get(f"{name}_parsed")
        if isinstance(parsed, Sequence) and not isinstance(parsed, str):
            yield "{}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*parsed[:6])
        yield " ".join(_word(entry, name).split())


def _language(entry: Mapping[str, object]) -> str:
    detail = entry.get("title_detail")
    return str(detail.get("language") or "") if isinstance(detail, Mapping) else ""
