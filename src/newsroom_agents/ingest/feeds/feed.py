"""A feed: from bytes to items, whatever the format and however broken.

Well-formed feeds go through one strict pass, which refuses rather than lose a character. What it
refuses is mended where the fault is a known one, and read strictly again; only what is still broken
goes to the lenient parser, which is slow and guesses.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from newsroom_agents.errors import DocumentError
from newsroom_agents.ingest.charset import decode
from newsroom_agents.ingest.feeds.guards import MOST_ITEMS, check_depth, checked, inflated
from newsroom_agents.ingest.feeds.json_feed import looks_like_json, read_json
from newsroom_agents.ingest.feeds.lenient import mended, read_leniently
from newsroom_agents.ingest.feeds.record import Found, FoundFeed
from newsroom_agents.ingest.feeds.strict import read_strictly
from newsroom_agents.text.language import is_valid_tag, primary


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item of a feed; texts are plain, the address is absolute where its base was known.

    `summary` is what the feed gives as such, `content` the whole text when it carries one. `uid` is
    never empty.
    """

    uid: str
    url: str
    title: str
    summary: str
    content: str
    authors: tuple[str, ...]
    published: datetime | None
    language: str

    @property
    def text(self) -> str:
        """The fullest text the feed gives."""
        return max(self.content, self.summary, key=len)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as read; `left_unread` counts items beyond the most that are read."""

    title: str
    language: str
    items: tuple[FeedItem, ...]
    left_unread: int = 0


def read_feed(body: bytes, *, url: str = "", charset: str = "", language: str = "") -> Feed:
    """Return the feed that some bytes hold.

    Args:
        body: The feed as received; may be gzip.
        url: Where it came from; relative addresses start there.
        charset: What the server said of its encoding.
        language: What is known of the source's language, for encodings and dates.

    Raises:
        DocumentError: The bytes hold no feed, or more than a feed may hold.
    """
    body = inflated(body)
    text = decode(body, header=charset, language=language).text.lstrip("\ufeff \t\r\n\0")
    if not text:
        msg = "expected a feed, got nothing"
        raise DocumentError(msg)
    found = read_json(text, url) if looks_like_json(text) else _read_xml(checked(text), url)
    spoken = found.language if is_valid_tag(found.language) else language
    items = tuple(_numbered(_item(one, spoken) for one in found.items[:MOST_ITEMS]))
    return Feed(found.title, spoken, items, max(0, len(found.items) - MOST_ITEMS))


def _read_xml(text: str, url: str) -> FoundFeed:
    found = read_strictly(text, url)
    if found is not None:
        return found
    check_depth(text)
    text = mended(text)
    return read_strictly(text, url) or read_leniently(text, url)


def _item(found: Found, language: str) -> FeedItem:
    is_said = bool(found.language) and is_valid_tag(found.language)
    spoken = found.language if is_said else language
    key = found.uid or found.url
    if not key:
        content = "\x1f".join((found.title, found.date, found.summary or found.content))
        key = f"sha256:{hashlib.sha256(content.encode()).hexdigest()}"
    return FeedItem(
        uid=key,
        url=found.url,
        title=found.title,
        summary=found.summary,
        content=found.content,
        authors=found.authors,
        published=found.moment(primary(spoken) if spoken else ""),
        language=spoken,
    )


def _numbered(items: Iterator[FeedItem]) -> Iterator[FeedItem]:
    """Yield the items; of several that share a uid, the later ones get one of their own.

    Some feeds give every item the same guid; their addresses then tell them apart.
    """
    taken: dict[str, FeedItem] = {}
    for item in items:
        twin = taken.get(item.uid)
        if twin is not None and item.url and item.url not in (twin.url, item.uid):
            item = replace(item, uid=item.url)
        taken.setdefault(item.uid, item)
        yield item
