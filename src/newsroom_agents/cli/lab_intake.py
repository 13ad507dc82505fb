"""`lab feeds` and `lab extract`: what the house reads out of given bytes."""

import base64
import binascii
from collections.abc import Iterator
from pathlib import Path

from newsroom_agents.cli.lab_cases import Answer, Case, CaseError, text_of
from newsroom_agents.errors import DocumentError
from newsroom_agents.ingest.feeds.feed import FeedItem, read_feed
from newsroom_agents.ingest.pages.page import read_page

_PAGES = (".html", ".html.gz")


def feed_read(case: Case) -> Answer:
    """Return the items of the feed in a case; a feed that cannot be read gives `ok: false`."""
    try:
        feed = read_feed(_bytes_of(case), url=text_of(case, "url"))
    except DocumentError as error:
        return {"id": case["id"], "ok": False, "error": str(error), "items": []}
    return {"id": case["id"], "ok": True, "items": [_item(item) for item in feed.items]}


def page_read(case: Case) -> Answer:
    """Return the article of the page in a case."""
    page = read_page(_page_of(case), url=text_of(case, "url"))
    return {
        "id": case["id"],
        "title": page.title,
        "text": page.text,
        "published": page.published.isoformat() if page.published else None,
        "language": page.language,
        "authors": list(page.authors),
        "paywalled": page.is_paywalled,
        "url": page.url,
    }


def pages_in(folder: Path) -> Iterator[Case]:
    """Yield a case for each page in a folder, by the names of the files."""
    for file in sorted(folder.rglob("*")):
        if file.name.endswith(_PAGES) and file.is_file():
            name = file.relative_to(folder).as_posix()
            yield {"id": name.removesuffix(".gz").removesuffix(".html"), "html_path": str(file)}


def _page_of(case: Case) -> bytes:
    path, written = text_of(case, "html_path"), text_of(case, "html")
    if path:
        return Path(path).read_bytes()
    if "html" not in case:
        msg = "expected html_path or html"
        raise CaseError(msg)
    return written.encode("utf-8", errors="replace")


def _item(item: FeedItem) -> Answer:
    return {
        "uid": item.uid,
        "url": item.url,
        "title": item.title,
        "published": item.published.isoformat() if item.published else None,
        "summary": item.summary or item.content,
        "language": item.language or None,
    }


def _bytes_of(case: Case) -> bytes:
    packed, path = text_of(case, "base64"), text_of(case, "path")
    if path:
        return Path(path).read_bytes()
    if "base64" not in case:
        msg = "expected a path or base64"
        raise CaseError(msg)
    try:
        return base64.b64decode(packed, validate=True)
    except binascii.Error as error:
        msg = f"base64: expected base64: {error}"
        raise CaseError(msg) from error
