"""Comparing a page with what its bundle draws, character by character.

Results are plain triples (name, whether it holds, what was found), so that this module knows
nothing of how a report is made.
"""

from collections.abc import Iterator

from newsroom_agents.errors import VerificationError
from newsroom_agents.publish.bundle import RENDERER, PublicBundle
from newsroom_agents.publish.difference import difference
from newsroom_agents.publish.page import article_element, article_head, article_opening
from newsroom_agents.publish.verify_beside import FileBeside, Result, beside_checks

_OPEN, _CLOSE = b"<article", b"</article>"
_DATA_OPEN, _DATA_CLOSE = b'<script type="application/ld+json">', b"</script>"


def page_checks(bundle: PublicBundle, page: bytes, file_beside: FileBeside) -> Iterator[Result]:
    """Yield what the comparison of `page`, and of what stands around it, with `bundle` found."""
    if bundle.renderer != RENDERER:
        made = f"drawn by renderer {bundle.renderer}, this is {RENDERER}"
        reason = f"made by another version of the page, not comparable: {made}"
        yield "page", False, reason
        return
    try:
        element = article_element(bundle).encode()
        head = article_head(bundle).encode()
    except VerificationError as error:
        yield "page", False, f"the bundle cannot be drawn: {error}"
        return
    yield _compared("article", element, page, _OPEN, _CLOSE)
    yield _compared("structured data", _between(head), page, _DATA_OPEN, _DATA_CLOSE)
    yield _opening(article_opening(bundle).encode() + b"\n", page)
    yield from beside_checks(bundle, page, file_beside)


def _compared(name: str, wanted: bytes, page: bytes, opening: bytes, closing: bytes) -> Result:
    """Compare what stands between two marks, marks included; each may stand there only once."""
    starts, ends = page.count(opening), page.count(closing)
    if name == "structured data":
        ends = 1
    if starts != 1 or ends != 1:
        return name, False, f"expected once, found {starts} openings and {ends} endings"
    start = page.index(opening)
    end = page.find(closing, start)
    if end < 0:
        return name, False, "it does not end"
    found = page[start : end + len(closing)]
    if found == wanted:
        return name, True, f"{len(wanted):,} bytes, the same as drawn from the bundle"
    return name, False, difference(wanted, found, page.count(b"\n", 0, start))


def _between(head: bytes) -> bytes:
    start = head.index(_DATA_OPEN)
    return head[start : head.index(_DATA_CLOSE, start) + len(_DATA_CLOSE)]


def _opening(wanted: bytes, page: bytes) -> Result:
    """Compare everything before the article: nothing may be slipped in above it."""
    end = page.find(_OPEN)
    found = page[: end if end >= 0 else len(page)]
    if found == wanted:
        return "opening", True, "head and page up to the article are as drawn from the bundle"
    return "opening", False, difference(wanted, found)
