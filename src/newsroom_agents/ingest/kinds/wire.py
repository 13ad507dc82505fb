"""A wire: a folder of JSON-lines files, as an agency or a test delivers it.

Files are read in order of their names, line by line, so that memory does not grow with them. A
line that is too long to be an item is skipped without being held.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from newsroom_agents.errors import HouseError, WireError
from newsroom_agents.ingest.kind import Reading, Source, SourceKind
from newsroom_agents.ingest.ratings import Ratings, read_ratings
from newsroom_agents.ingest.wire_item import address_problem, fields_of, read_item

# A body at its limit, every character escaped, with room for the other fields.
_LONGEST_LINE = 4 * 1024 * 1024
_CHUNK = 64 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_wire(folder: str) -> Iterator[Reading]:
    """Yield the items of a wire folder, and an error for each line that holds none.

    Raises:
        HouseError: There is no such folder.
    """
    path = Path(folder)
    if not path.is_dir():
        msg = f"{folder}: expected a folder of .jsonl files"
        raise HouseError(msg)
    ratings = read_ratings(path)
    yield from ratings.errors
    for file in sorted(path.glob("*.jsonl")):
        yield from _read_file(file, ratings)


def _read_file(file: Path, ratings: Ratings) -> Iterator[Reading]:
    try:
        with file.open("rb") as stream:
            for number, line in enumerate(_lines(stream), start=1):
                if line is None or line.strip():
                    yield from _read_line(line, f"{file.name}:{number}", ratings)
    except OSError as error:
        yield WireError(place=file.name, reason=f"expected a readable file: {error.strerror}")


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines without their ends; None for one that is too long to be held."""
    first = True
    while line := stream.readline(_LONGEST_LINE + 1):
        whole = line.endswith(b"\n") or len(line) <= _LONGEST_LINE
        if not whole:
            while (rest := stream.readline(_CHUNK)) and not rest.endswith(b"\n"):
                pass
        if first:
            line, first = line.removeprefix(_BYTE_ORDER_MARK), False
        yield line.rstrip(b"\r\n") if whole else None


def _read_line(line: bytes | None, place: str, ratings: Ratings) -> Iterator[Reading]:
    if line is None:
        yield WireError(place=place, reason=f"expected a line of at most {_LONGEST_LINE} bytes")
        return
    try:
        item = read_item(line, place, ratings)
    except WireError as error:
        yield error
        return
    problem = address_problem(fields_of(item))
    if problem:
        yield WireError(place=place, reason=problem)
    yield item


def _read(source: Source) -> Iterator[Reading]:
    return read_wire(source.place)


PLUGIN = SourceKind(name="wire", read=_read, suffixes=(".jsonl",))
