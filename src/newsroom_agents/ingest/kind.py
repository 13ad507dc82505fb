"""What a kind of source is: a name, and a way from a source to the items that are there.

A kind reads and judges form; it stores nothing and changes no text. What cannot be read comes out
among the items, as an error that names its place, so that one bad line or file never hides the next
good one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from newsroom_agents.errors import WireError
from newsroom_agents.plugins import discover
from newsroom_agents.story.source import Outlet, SourceItem

Reading = SourceItem | WireError
"""What comes out of a source: an item, or why there is none."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something the house reads, as data/sources.toml or the command line names it.

    `place` is a folder, a file or a web address. `outlet` is None where the source itself says who
    published (a wire, a folder of pages of many outlets). `fetches_pages` says whether the page
    behind an entry is fetched when a web source gives only its summary.
    """

    id: str
    kind: str
    place: str
    outlet: Outlet | None = None
    language: str = ""
    beats: tuple[str, ...] = ()
    fetches_pages: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes of a source as found: in a file, or behind an address.

    `name` is for messages, `changed` when the file was last changed or the answer came. Only a file
    has a `path`, only an answer a `url` (after redirects) and perhaps a `charset`.
    """

    name: str
    body: bytes
    changed: datetime
    path: Path | None = None
    url: str = ""
    charset: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item in a document; not `is_whole` when its page may carry more than the document.

    `version` is what a document says of an entry's state beside title and text.
    """

    item: SourceItem
    is_whole: bool = True
    version: str = ""


@dataclass(frozen=True, slots=True)
class Further:
    """Another document of the same source, by its address."""

    address: str


Found = Entry | Further | WireError
"""What stands in a document: an item, where more stands, or what cannot be read."""

Parser = Callable[[Source, Document], Iterator[Found]]
"""Reads one document of a source."""

Reader = Callable[[Source], Iterator[Reading]]
"""Reads a source, lazily and in a stable order."""


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A kind of source, by the name that `kind` has in data/sources.toml.

    `suffixes` are the endings of the files it reads, by which a folder shows what kind it is. Only
    a kind with `parse` can be read from a web address.
    """

    name: str
    read: Reader
    suffixes: tuple[str, ...]
    parse: Parser | None = None


def source_kinds() -> dict[str, SourceKind]:
    """Return the kinds of sources this installation can read, by name.

    Raises:
        HouseError: A module of `ingest.kinds` has no fitting `PLUGIN`.
    """
    return dict(discover("newsroom_agents.ingest.kinds", SourceKind))
