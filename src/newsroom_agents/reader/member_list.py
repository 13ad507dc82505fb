"""A list of members as a spreadsheet gives it: CSV with a header, one reader a row.

A broken row is told with its place and the others are taken; each row is read by itself, so that a
quotation mark left open spoils one row and not the rest of the file.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from newsroom_agents.errors import HouseError
from newsroom_agents.story.reader import Grant, Level, address_of

_NAMES = {"e-mail": "email", "address": "email"}
_NEEDED = ("email", "level")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Row:
    """A reader on a list."""

    address: str
    grant: Grant


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that cannot be taken: its place as FILE:LINE, and why."""

    place: str
    reason: str


def read_list(path: Path) -> tuple[tuple[Row, ...], tuple[Fault, ...]]:
    """Return the readers of a list and the rows that are broken, in the order of the file.

    The delimiter is a comma or a semicolon, whichever the header has more of.

    Raises:
        HouseError: The file cannot be read, or its header lacks `email` or `level`.
    """
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}"
        raise HouseError(msg) from error
    head = lines[0].decode("utf-8", "replace") if lines else ""
    delimiter = ";" if head.count(";") > head.count(",") else ","
    names = _names(path, head, delimiter)
    rows: dict[str, Row] = {}
    faults: list[Fault] = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip(b" \t,;"):
            continue
        try:
            row = _row(_cells(line, delimiter), names, rows)
        except (ValueError, csv.Error) as error:
            faults.append(Fault(f"{path.name}:{number}", str(error)))
        else:
            rows[row.address] = row
    return tuple(rows.values()), tuple(faults)


def level_of(text: str) -> Level:
    """Return a level by name.

    Raises:
        ValueError: There is none of this name.
    """
    try:
        return Level(text.strip().lower())
    except ValueError as error:
        expected = ", ".join(level.value for level in Level)
        msg = f"{text!r} is no level, expected one of {expected}"
        raise ValueError(msg) from error


def end_of(day: str) -> datetime | None:
    """Return the end of a day in UTC; None for an empty text.

    Raises:
        ValueError: It is no day such as 2027-01-31.
    """
    if not day.strip():
        return None
    msg = f"{day!r} is no day, expected one such as 2027-01-31"
    if not _DAY.fullmatch(day.strip()):
        raise ValueError(msg)
    try:
        following = date.fromisoformat(day.strip()) + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise ValueError(msg) from error
    return datetime(following.year, following.month, following.day, tzinfo=UTC)


def reader_address(text: str) -> str:
    """Return an e-mail address in the form it is kept in.

    Raises:
        ValueError: It is none.
    """
    address = address_of(text)
    if not address:
        msg = f"{text!r} is no e-mail address, expected one such as ana@example.org"
        raise ValueError(msg)
    return address


def _names(path: Path, head: str, delimiter: str) -> Sequence[str]:
    written = [name.strip().strip('"').lower() for name in head.split(delimiter)]
    names = [_NAMES.get(name, name) for name in written]
    for needed in _NEEDED:
        if needed not in names:
            msg = f"{path}:1: no column {needed!r}, expected the header email,level,until"
            raise HouseError(msg)
    return names


def _cells(line: bytes, delimiter: str) -> Sequence[str]:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        msg = "is not UTF-8"
        raise ValueError(msg) from error
    read: Iterator[list[str]] = csv.reader([text], delimiter=delimiter, strict=True)
    return next(read, [])


def _row(cells: Sequence[str], names: Sequence[str], known: Mapping[str, Row]) -> Row:
    if len(cells) > len(names):
        msg = f"has {len(cells)} cells, expected at most {len(names)}"
        raise ValueError(msg)
    held = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
    for needed in _NEEDED:
        if not held.get(needed):
            msg = f"has no {needed}"
            raise ValueError(msg)
    grant = Grant(level=level_of(held["level"]), until=end_of(held.get("until", "")))
    row = Row(reader_address(held["email"]), grant)
    if row.address in known:
        msg = f"{row.address!r} stands further up already"
        raise ValueError(msg)
    return row
