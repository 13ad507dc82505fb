"""Files of a local source: found in a stable order, never read beyond what they may hold."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from newsroom_agents.errors import HouseError, WireError
from newsroom_agents.ingest.kind import Document, Entry, Further, Parser, Reading, Source
from newsroom_agents.ingest.wire_item import is_address

_PACKED = ".gz"


def documents(
    source: Source, suffixes: Sequence[str], most_bytes: int
) -> Iterator[Document | WireError]:
    """Yield the files of a source, or why one cannot be read.

    Args:
        source: Its place is a folder, which is read with all folders in it, or one file.
        suffixes: Endings of the files to read; each may be followed by `.gz`.
        most_bytes: What a file may hold.

    Raises:
        HouseError: There is no such folder or file, or the place is a web address.
    """
    if is_address(source.place):
        msg = f"source {source.id!r}: place {source.place!r}: expected a folder or a file here"
        raise HouseError(msg)
    place = Path(source.place)
    if not place.exists():
        msg = f"source {source.id!r}: place {source.place!r}: expected a folder or a file"
        raise HouseError(msg)
    paths = sorted(place.rglob("*")) if place.is_dir() else [place]
    for path in paths:
        plain = path.name.removesuffix(_PACKED)
        if not place.is_dir() or (plain.endswith(tuple(suffixes)) and path.is_file()):
            name = path.relative_to(place).as_posix() if place.is_dir() else path.name
            yield _document(path, name, most_bytes)


def items_in(source: Source, document: Document, parse: Parser) -> Iterator[Reading]:
    """Yield the items of one file, whole or not; what only the network has is named."""
    for found in parse(source, document):
        if isinstance(found, Further):
            reason = f"expected items, found only where others stand: {found.address}"
            yield WireError(place=document.name, reason=reason)
        else:
            yield found.item if isinstance(found, Entry) else found


def _document(path: Path, name: str, most_bytes: int) -> Document | WireError:
    try:
        with path.open("rb") as file:
            body = file.read(most_bytes + 1)
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        return WireError(place=name, reason=f"expected a readable file: {error.strerror}")
    if len(body) > most_bytes:
        return WireError(place=name, reason=f"expected at most {most_bytes} bytes")
    return Document(name, body, changed, path)
