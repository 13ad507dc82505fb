"""The journal: what happened, in a chain that shows whether somebody changed it afterwards.

Each row carries the hash of the row before it, so an edit or a gap shows. A cut tail, or a chain
written anew from some row on, looks whole from inside; only an anchor kept elsewhere shows it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from sqlalchemy import RowMapping
from sqlmodel import Session, col, select

from newsroom_agents.archive.anchors import GENESIS, Anchor, append_anchor
from newsroom_agents.archive.dialects import Dialect
from newsroom_agents.archive.tables import JournalRow, table_of
from newsroom_agents.story.paper import Stage, canonical_json

_PORTION = 1000
_HASHED = tuple(name for name in JournalRow.model_fields if name != "hash")


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One row of the journal; `slug` is empty for what concerns the whole house."""

    number: int
    at: datetime
    slug: str
    stage: Stage | None
    take: int | None
    event: str
    detail: Mapping[str, str]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class JournalReport:
    """What a look at the whole chain found.

    `anchored` is the highest row that an anchor proves (0 without anchors); what comes after it
    agrees with itself only.
    """

    rows: int
    anchored: int
    bad_row: int | None = None
    reason: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found to be wrong."""
        return self.bad_row is None


class Journal:
    """The journal, in one open transaction; it can be read and appended to, nothing else."""

    def __init__(self, session: Session, dialect: Dialect) -> None:
        self._session, self._dialect = session, dialect

    def append(
        self,
        slug: str,
        event: str,
        detail: Mapping[str, str],
        at: datetime,
        stage: Stage | None = None,
        take: int | None = None,
    ) -> JournalEntry:
        """Append what happened and return the row as written.

        Args:
            slug: The story; empty for what concerns the whole house.
            event: One word or two, always the same for the same thing.
            detail: Small facts; never a secret, never source text.
            at: When it happened.
            stage: The stage it belongs to, if any.
            take: The take it belongs to, if any.
        """
        self._dialect.lock_journal(self._session)
        head = self.head()
        row = JournalRow(
            number=head.number + 1,
            at=at.astimezone(UTC).isoformat(timespec="microseconds"),
            slug=slug,
            stage=stage.value if stage else "",
            take=take,
            event=event,
            detail=canonical_json(dict(detail)).decode("utf-8"),
            previous=head.hash,
            hash="",
        )
        row.hash = _hash_of(row.model_dump())
        self._session.add(row)
        self._session.flush()
        return _entry_of(row)

    def rows(self, slug: str) -> tuple[JournalEntry, ...]:
        """Return what happened to a story, in order."""
        query = select(JournalRow).where(JournalRow.slug == slug)
        return tuple(map(_entry_of, self._session.exec(query.order_by(col(JournalRow.number)))))

    def head(self) -> Anchor:
        """Return number, hash and time of the last row; number 0 for an empty journal."""
        query = select(JournalRow.number, JournalRow.hash, JournalRow.at)
        last = self._session.exec(query.order_by(col(JournalRow.number).desc()).limit(1)).first()
        return Anchor(last[0], last[1], datetime.fromisoformat(last[2])) if last else GENESIS

    def write_anchor(self, path: Path) -> Anchor:
        """Append the head to a file of anchors, kept where the archive's writers cannot reach.

        Raises:
            StorageError: The file cannot be written.
        """
        head = self.head()
        append_anchor(path, head)
        return head

    def verify(self, anchors: Sequence[Anchor] = ()) -> JournalReport:
        """Walk the whole chain and name the first row that is wrong.

        Args:
            anchors: Heads of earlier days, kept elsewhere (`anchors.read_anchors`).
        """
        expected = {anchor.number: anchor for anchor in anchors}
        last, proven = GENESIS.number, GENESIS.number
        previous = GENESIS.hash
        for row in self._walk():
            number, digest = row["number"], row["hash"]
            fault = _fault_of(row, last + 1, previous)
            if fault:
                return JournalReport(last, proven, min(number, last + 1), fault)
            anchor = expected.get(number)
            if anchor and anchor.hash != digest:
                return JournalReport(last, proven, proven + 1, _rewritten(proven, number))
            if anchor:
                proven = number
            last, previous = number, digest
        beyond = max(expected, default=0)
        if beyond > last:
            reason = f"the tail was cut: an anchor knows row {beyond}, the last one here is {last}"
            return JournalReport(last, proven, last + 1, reason)
        if _differ(anchors):
            return JournalReport(last, proven, proven + 1, "the anchors contradict each other")
        return JournalReport(last, proven)

    def _walk(self) -> Iterator[RowMapping]:
        """Yield all rows in portions, so that a long journal needs little memory."""
        columns = table_of(JournalRow).c
        last: int | None = None
        while True:
            query = table_of(JournalRow).select().order_by(columns.number).limit(_PORTION)
            if last is not None:
                query = query.where(columns.number > last)
            portion = self._session.connection().execute(query).mappings().all()
            yield from portion
            if len(portion) < _PORTION:
                return
            last = portion[-1]["number"]


def _hash_of(row: Mapping[str, object]) -> str:
    facts = {name: row[name] for name in _HASHED}
    return hashlib.sha256(canonical_json(facts)).hexdigest()


def _fault_of(row: RowMapping, number: int, previous: str) -> str:
    """Say what is wrong with a row that should have this number and follow that hash."""
    if row["number"] > number:
        return f"row {number} is missing: row {row['number']} comes next"
    if row["number"] < number:
        return f"row {row['number']} stands before the first row"
    if _hash_of({**row}) != row["hash"]:
        return f"row {number} was edited: its content does not have its hash"
    if row["previous"] != previous:
        return f"row {number} does not follow row {number - 1}: one of the two was replaced"
    return ""


def _rewritten(proven: int, number: int) -> str:
    return (
        f"rows {proven + 1} to {number} are not those the anchor saw: they were cut and appended"
        " again, or the chain was rebuilt"
    )


def _differ(anchors: Sequence[Anchor]) -> bool:
    return len({(anchor.number, anchor.hash) for anchor in anchors}) != len(
        {anchor.number for anchor in anchors}
    )


def _entry_of(row: JournalRow) -> JournalEntry:
    return JournalEntry(
        number=row.number,
        at=datetime.fromisoformat(row.at),
        slug=row.slug,
        stage=Stage(row.stage) if row.stage else None,
        take=row.take,
        event=row.event,
        detail=cast("dict[str, str]", json.loads(row.detail)),
        previous=row.previous,
        hash=row.hash,
    )
