"""What a kind of source is: a name, and a way from a source to the items that are there.

A kind reads and judges form; it stores nothing and changes no text. What cannot be read comes out
among the items, as an error that names its place, so that one bad line or file never hides the next
good one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from newsroom_agents.errors import WireError
from newsroom_agents.plugins import discover
from newsroom_agents.story.source import Outlet, SourceItem

Reading = SourceItem | WireError
"""What comes out of a source: an item, or why there is none."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something the house reads, as data/sources.toml or the command line names it.

    `place` is a folder or a file. `outlet` is None where the source itself says who published
    (a wire, a folder of pages of many outlets).
    """

    id: str
    kind: str
    place: str
    outlet: Outlet | None = None
    language: str = ""
    beats: tuple[str, ...] = ()


Reader = Callable[[Source], Iterator[Reading]]
"""Reads a source, lazily and in a stable order."""


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A kind of source, by the name that `kind` has in data/sources.toml.

    `suffixes` are the endings of the files it reads, by which a folder shows what kind it is.
    """

    name: str
    read: Reader
    suffixes: tuple[str, ...]


def source_kinds() -> dict[str, SourceKind]:
    """Return the kinds of sources this installation can read, by name.

    Raises:
        HouseError: A module of `ingest.kinds` has no fitting `PLUGIN`.
    """
    return dict(discover("newsroom_agents.ingest.kinds", SourceKind))
