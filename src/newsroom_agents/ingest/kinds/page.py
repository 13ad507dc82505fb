"""Pages: behind an address, or in files (a folder of .html and .htm, or one such file).

Beside `a.html` may lie `a.html.json` with what the file cannot tell: `url`, `retrieved` (ISO 8601),
`content_type` as the server sent it, `outlet`, `language`.
"""

import re
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from newsroom_agents.errors import DocumentError, WireError
from newsroom_agents.ingest.feeds.guards import LARGEST
from newsroom_agents.ingest.files import documents, items_in
from newsroom_agents.ingest.kind import Document, Entry, Found, Reading, Source, SourceKind
from newsroom_agents.ingest.wire_item import LONGEST_BODY, is_address
from newsroom_agents.story.source import Outlet, SourceItem

if TYPE_CHECKING:
    from newsroom_agents.ingest.pages.page import Page

_SUFFIXES = (".html", ".htm")
_FACTS = ".json"
_MOST_FACTS = 100_000
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


class Received(BaseModel):
    """What is known of how a page was received."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    url: str = ""
    retrieved: AwareDatetime | None = None
    content_type: str = ""
    outlet: str = ""
    language: str = ""

    @property
    def charset(self) -> str:
        """The charset that the server named, empty when it named none."""
        found = _CHARSET.search(self.content_type)
        return found[1] if found else ""


def read_pages(source: Source) -> Iterator[Reading]:
    """Yield the articles of the pages in a source, and an error for what holds none.

    Raises:
        HouseError: There is no such folder or file.
    """
    for document in documents(source, _SUFFIXES, LARGEST):
        if isinstance(document, WireError):
            yield document
        else:
            yield from items_in(source, document, parse_page)


def parse_page(source: Source, document: Document) -> Iterator[Found]:
    """Yield the article of one page, and an error for what is none."""
    try:
        received = _received(document)
    except DocumentError as error:
        yield WireError(place=f"{document.name}{_FACTS}", reason=f"{error}; it is left out")
        received = Received()
    found = _item(source, document, received)
    yield Entry(found) if isinstance(found, SourceItem) else found


def _item(source: Source, document: Document, received: Received) -> Reading:
    from newsroom_agents.ingest.pages.page import (  # noqa: PLC0415 - dear; not every house has pages
        read_page,
    )

    language = received.language or source.language
    try:
        page = read_page(
            document.body,
            url=received.url,
            charset=document.charset or received.charset,
            language=language,
        )
    except DocumentError as error:
        return WireError(place=document.name, reason=str(error))
    if len(page.text.encode("utf-8")) > LONGEST_BODY:
        reason = f"expected at most {LONGEST_BODY} bytes of text"
        return WireError(place=document.name, reason=reason)
    url = _own_address(page.url, document)
    published = page.published or received.retrieved or document.changed
    return SourceItem(
        uri=url or f"{source.id}:{document.name}",
        outlet=source.outlet or _outlet(received, page, url, source),
        title=page.title,
        text=page.text,
        declared_language=page.language,
        published=published.astimezone(UTC),
        url=url,
        raw=document.body,
        place=document.name,
    )


def _own_address(named: str, document: Document) -> str:
    """Return the address that a page names as its own; one that was fetched cannot name others'."""
    if document.url and urlsplit(named).hostname != urlsplit(document.url).hostname:
        named = document.url
    return named if is_address(named) else ""


def _outlet(received: Received, page: "Page", url: str, source: Source) -> Outlet:
    """Return who published a page: what was recorded, what it says, or its host; unrated."""
    name = received.outlet or page.outlet or (urlsplit(url).hostname or "") or source.id
    return Outlet(id=name, name=name)


def _received(document: Document) -> Received:
    """Return what lies beside a page in a file, or what the answer tells.

    Raises:
        DocumentError: It is not what is expected.
    """
    if document.path is None:
        return Received(url=document.url)
    beside = Path(f"{document.path}{_FACTS}")
    try:
        if not beside.is_file():
            return Received()
        with beside.open("rb") as file:
            return Received.model_validate_json(file.read(_MOST_FACTS))
    except OSError as error:
        msg = f"expected a readable file: {error.strerror}"
        raise DocumentError(msg) from error
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(step) for step in problem["loc"]) or "the file"
        msg = f"{field}: {problem['msg']}"
        raise DocumentError(msg) from error


PLUGIN = SourceKind(name="page", read=read_pages, suffixes=_SUFFIXES, parse=parse_page)
