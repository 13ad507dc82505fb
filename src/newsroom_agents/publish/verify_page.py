"""Comparing a page with what its bundle draws, character by character.

Results are plain triples (name, whether it holds, what was found), so that this module knows
nothing of how a report is made.
"""

import re
from collections.abc import Iterator

from newsroom_agents.errors import VerificationError
from newsroom_agents.publish.bundle import RENDERER, PublicBundle
from newsroom_agents.publish.page import article_element, article_head, article_opening

_OPEN, _CLOSE = b"<article", b"</article>"
_DATA_OPEN, _DATA_CLOSE = b'<script type="application/ld+json">', b"</script>"
_TAG = re.compile(
    rb"</?(?:aside|section|h2|h3|ul|li|p|a|span|time|main|footer|div|body|html)"
    rb'((?: (?:class|href|lang|dir|datetime|aria-label)="[^"<>]*")*)>'
)
"""All that our templates put behind an article; text there has its angle brackets escaped."""
_RUNNING_LINK = re.compile(rb' href="\s*(?!(?:https?|mailto):)[^"/?#]*:', re.IGNORECASE)

Result = tuple[str, bool, str]


def page_checks(bundle: PublicBundle, page: bytes) -> Iterator[Result]:
    """Yield what the comparison of `page` with `bundle` found."""
    if bundle.renderer != RENDERER:
        reason = f"drawn by renderer {bundle.renderer}, this is {RENDERER}: not comparable"
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
    yield _surroundings(page)


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


def _surroundings(page: bytes) -> Result:
    """Nothing behind the article may run, restyle or cover it: only known tags stand there."""
    name = "surroundings"
    after = page[page.rfind(_CLOSE) + len(_CLOSE) :]
    rest = _TAG.sub(b"", after)
    stray = next((at for at, byte in enumerate(rest) if byte in b"<>"), None)
    if stray is not None:
        words = rest[stray : stray + 40].decode("utf-8", "replace")
        return name, False, f"unexpected {words!r} behind the article"
    if link := _RUNNING_LINK.search(after):
        return name, False, f"unexpected {link.group().decode('utf-8', 'replace')!r}"
    if not after.endswith(b"</footer>\n</body>\n</html>\n"):
        return name, False, "the page does not end as ours do"
    return name, True, "nothing behind the article runs or restyles it"


def difference(wanted: bytes, found: bytes, lines_before: int = 0) -> str:
    """Say where two texts first differ: line, column and the words there."""
    at = next(
        (i for i, (a, b) in enumerate(zip(wanted, found, strict=False)) if a != b),
        min(len(wanted), len(found)),
    )
    line = lines_before + found.count(b"\n", 0, at) + 1
    column = at - (found.rfind(b"\n", 0, at) + 1) + 1
    there = found[max(0, at - 20) : at + 20].decode("utf-8", "replace")
    expected = wanted[max(0, at - 20) : at + 20].decode("utf-8", "replace")
    return f"line {line}, column {column}: found {there!r}, expected {expected!r}"
