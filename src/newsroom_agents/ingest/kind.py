"""What a kind of source is: a name, and a way from a place to the items that are there.

A kind reads and judges form; it stores nothing and changes no text. What cannot be read comes out
among the items, as an error that names its place, so that one bad line never hides the next good
one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from newsroom_agents.errors import WireError
from newsroom_agents.plugins import discover
from newsroom_agents.story.source import SourceItem

Reading = SourceItem | WireError
"""What comes out of a source: an item, or why there is none."""

Reader = Callable[[str], Iterator[Reading]]
"""Reads the source at a place (a folder, an address), lazily and in a stable order."""


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A kind of source, by the name that `kind` has in data/sources.toml."""

    name: str
    read: Reader


def source_kinds() -> dict[str, SourceKind]:
    """Return the kinds of sources this installation can read, by name.

    Raises:
        HouseError: A module of `ingest.kinds` has no fitting `PLUGIN`.
    """
    return dict(discover("newsroom_agents.ingest.kinds", SourceKind))
