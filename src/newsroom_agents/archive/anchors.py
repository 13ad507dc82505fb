"""Anchors: heads of the journal, kept where whoever can change the archive cannot reach.

A file of anchors has one line for each: number, hash, time, with tabs between. It is only ever
appended to.
"""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from newsroom_agents.errors import JournalError, StorageError

_LINE = re.compile(r"(\d+)\t([0-9a-f]{64})\t(\S+)")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A row of the journal by number and hash, and when it was written."""

    number: int
    hash: str
    at: datetime


GENESIS = Anchor(0, "0" * 64, datetime(1970, 1, 1, tzinfo=UTC))
"""What the first row follows."""


def append_anchor(path: Path, anchor: Anchor) -> None:
    """Append an anchor to a file, durably.

    Raises:
        StorageError: The file cannot be written.
    """
    line = f"{anchor.number}\t{anchor.hash}\t{anchor.at.isoformat()}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="ascii") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        msg = f"{path}: the anchor cannot be written: {error.strerror}"
        raise StorageError(msg) from error


def read_anchors(path: Path) -> tuple[Anchor, ...]:
    """Return all anchors of a file.

    Raises:
        StorageError: The file cannot be read.
        JournalError: A line is no anchor; an anchor that cannot be read proves nothing.
    """
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        msg = f"{path}: the anchors cannot be read: {error.strerror}"
        raise StorageError(msg) from error
    return tuple(
        _anchor_of(line, f"{path}, line {number}")
        for number, line in enumerate(lines, start=1)
        if line.strip()
    )


def _anchor_of(line: str, place: str) -> Anchor:
    found = _LINE.fullmatch(line)
    msg = f"{place}: expected number, hash and time with tabs between, not {line[:80]!r}"
    if not found:
        raise JournalError(msg)
    try:
        return Anchor(int(found[1]), found[2], datetime.fromisoformat(found[3]))
    except ValueError as error:
        raise JournalError(msg) from error
