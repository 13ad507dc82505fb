"""Snapshots: every content of every source item, kept once and never changed.

Texts and raw bytes lie apart under their hashes, so that a reprint costs a row and not a text.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, RowMapping
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, select, update

from newsroom_agents.archive.dialects import Dialect
from newsroom_agents.archive.packing import in_portions, pack, unpack
from newsroom_agents.archive.tables import RawRow, SnapshotRow, TextRow, table_of
from newsroom_agents.errors import NotFoundError
from newsroom_agents.story.source import Outlet, PubStatus, Snapshot, SourceItem, text_sha256

_BUILT = frozenset({"outlet", "text", "status"})
_SNAPSHOTS, _TEXTS = table_of(SnapshotRow).c, table_of(TextRow).c


class StoreOutcome(StrEnum):
    """What storing an item found."""

    NEW = "new"
    SEEN = "seen"
    CHANGED = "changed"
    """The item was known with other content; this is its next snapshot."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The snapshot an item has now, and whether it had it before."""

    snapshot: Snapshot
    outcome: StoreOutcome


class Snapshots:
    """The snapshots, in one open transaction."""

    def __init__(self, session: Session, dialect: Dialect) -> None:
        self._session, self._dialect = session, dialect

    def put(self, item: SourceItem, language: str, retrieved: datetime) -> Stored:
        """Store what came in; a content the item had before changes nothing.

        Numbers follow the order of arrival: a content that comes back after another one is still
        the earlier snapshot.

        Args:
            item: The item as it came in.
            language: What the house detected.
            retrieved: When it came in.
        """
        known = self._select(_SNAPSHOTS.id == item.snapshot_id())
        if known:
            return Stored(known[0], StoreOutcome.SEEN)
        newest = self._session.exec(
            select(func.max(SnapshotRow.number)).where(SnapshotRow.uri == item.uri)
        ).one()
        snapshot = _snapshot_of(item, language, retrieved, number=(newest or 0) + 1)
        self._insert(snapshot, item.raw)
        return Stored(snapshot, StoreOutcome.CHANGED if newest else StoreOutcome.NEW)

    def get(self, snapshot: str) -> Snapshot:
        """Return a snapshot by its id.

        Raises:
            NotFoundError: There is none.
        """
        found = self._select(_SNAPSHOTS.id == snapshot)
        if not found:
            raise NotFoundError(kind="snapshot", name=snapshot)
        return found[0]

    def many(self, ids: Iterable[str]) -> dict[str, Snapshot]:
        """Return the snapshots with these ids, in their order; unknown ids are left out."""
        wanted = list(dict.fromkeys(ids))
        found: dict[str, Snapshot] = {}
        for portion in in_portions(wanted):
            found |= {each.id: each for each in self._select(_SNAPSHOTS.id.in_(portion))}
        return {each: found[each] for each in wanted if each in found}

    def latest(self, uri: str) -> Snapshot | None:
        """Return the newest snapshot of an item, if it has any."""
        snapshots = self.of_item(uri)
        return snapshots[-1] if snapshots else None

    def of_item(self, uri: str) -> tuple[Snapshot, ...]:
        """Return all snapshots of an item by number."""
        return tuple(sorted(self._select(_SNAPSHOTS.uri == uri), key=lambda each: each.number))

    def raw(self, snapshot: str) -> bytes:
        """Return the bytes as received.

        Raises:
            NotFoundError: There is no such snapshot.
        """
        packed = self._session.exec(
            select(RawRow.packed)
            .join(SnapshotRow, col(SnapshotRow.sha256) == col(RawRow.sha256))
            .where(SnapshotRow.id == snapshot)
        ).first()
        if packed is None:
            raise NotFoundError(kind="snapshot", name=snapshot)
        return unpack(packed, f"raw of snapshot {snapshot}")

    def assign(self, snapshot: str, origin: str | None = None, event: str | None = None) -> None:
        """Say which origin or event a snapshot belongs to; None leaves it as it is.

        Raises:
            NotFoundError: There is no such snapshot.
        """
        wanted = {"origin": origin, "event": event}
        values = {name: value for name, value in wanted.items() if value is not None}
        if not values:
            return
        done = self._session.exec(
            update(SnapshotRow).where(col(SnapshotRow.id) == snapshot).values(**values)
        )
        if not done.rowcount:
            raise NotFoundError(kind="snapshot", name=snapshot)

    def ungrouped(self) -> tuple[Snapshot, ...]:
        """Return the snapshots without an event, by time, then uri, then number."""
        return tuple(sorted(self._select(_SNAPSHOTS.event == ""), key=_order))

    def of_event(self, event: str) -> tuple[Snapshot, ...]:
        """Return the snapshots of an event, by time, then uri, then number."""
        return tuple(sorted(self._select(_SNAPSHOTS.event == event), key=_order))

    def superseded(self, ids: Iterable[str]) -> dict[str, Snapshot]:
        """Return, for each of these that is no longer its item's newest, the newest."""
        given = self._places(ids)
        last = self._last_numbers({uri for uri, _ in given.values()})
        late = {uri for uri, number in given.values() if last[uri] > number}
        newest: dict[str, Snapshot] = {}
        for portion in in_portions(late):
            for each in sorted(self._select(_SNAPSHOTS.uri.in_(portion)), key=_order_of_arrival):
                newest[each.uri] = each
        return {
            snapshot: newest[uri] for snapshot, (uri, number) in given.items() if last[uri] > number
        }

    def outlets(self, uris: Iterable[str]) -> dict[str, str]:
        """Return the ids of the outlets that known items came from first, by uri."""
        found: dict[str, str] = {}
        for portion in in_portions(uris):
            query = select(SnapshotRow.uri, SnapshotRow.outlet).where(SnapshotRow.number == 1)
            rows = self._session.exec(query.where(col(SnapshotRow.uri).in_(portion)))
            found |= {row[0]: Outlet.model_validate_json(row[1]).id for row in rows}
        return found

    def count(self) -> int:
        """Return how many snapshots there are."""
        return self._session.exec(select(func.count()).select_from(SnapshotRow)).one()

    def _places(self, ids: Iterable[str]) -> Mapping[str, tuple[str, int]]:
        places: dict[str, tuple[str, int]] = {}
        for portion in in_portions(ids):
            query = select(SnapshotRow.id, SnapshotRow.uri, SnapshotRow.number)
            rows = self._session.exec(query.where(col(SnapshotRow.id).in_(portion)))
            places |= {row[0]: (row[1], row[2]) for row in rows}
        return places

    def _last_numbers(self, uris: Iterable[str]) -> Mapping[str, int]:
        """Return the number of each item's newest snapshot, without opening a text."""
        last: dict[str, int] = {}
        for portion in in_portions(uris):
            query = sql_select(_SNAPSHOTS.uri, func.max(_SNAPSHOTS.number))
            of_these = query.where(_SNAPSHOTS.uri.in_(portion)).group_by(_SNAPSHOTS.uri)
            rows = self._session.connection().execute(of_these)
            last |= {row[0]: row[1] for row in rows}
        return last

    def _insert(self, snapshot: Snapshot, raw: bytes) -> None:
        text = {"sha256": snapshot.text_sha256, "packed": pack(snapshot.text.encode("utf-8"))}
        self._dialect.insert_new(self._session, TextRow, [text])
        self._keep(snapshot.sha256, raw)
        row = snapshot.model_dump(exclude=set(_BUILT)) | {
            "outlet": snapshot.outlet.canonical().decode("utf-8"),
            "status": snapshot.status.value,
        }
        self._dialect.insert_new(self._session, SnapshotRow, [row])

    def _keep(self, sha256: str, raw: bytes) -> None:
        """Keep bytes as received; all items of one feed share them, and packing is dear."""
        query = select(RawRow.sha256).where(RawRow.sha256 == sha256)
        if self._session.exec(query).first() is None:
            received = {"sha256": sha256, "packed": pack(raw)}
            self._dialect.insert_new(self._session, RawRow, [received])

    def _select(self, condition: ColumnElement[bool]) -> Sequence[Snapshot]:
        query = (
            sql_select(table_of(SnapshotRow), _TEXTS.packed)
            .join(table_of(TextRow), _TEXTS.sha256 == _SNAPSHOTS.text_sha256)
            .where(condition)
        )
        rows = self._session.connection().execute(query).mappings()
        return [_snapshot_of_row(row) for row in rows]


def _snapshot_of(item: SourceItem, language: str, retrieved: datetime, *, number: int) -> Snapshot:
    return Snapshot(
        id=item.snapshot_id(),
        uri=item.uri,
        number=number,
        outlet=item.outlet,
        title=item.title,
        text=item.text,
        language=language,
        published=item.published,
        retrieved=retrieved,
        url=item.url,
        status=item.status,
        embargoed_until=item.embargoed_until,
        ednote=item.ednote,
        sha256=hashlib.sha256(item.raw).hexdigest(),
        text_sha256=text_sha256(item.text),
    )


def _snapshot_of_row(row: RowMapping) -> Snapshot:
    fields = {name: row[name] for name in Snapshot.model_fields if name not in _BUILT}
    return Snapshot(
        **fields,
        outlet=Outlet.model_validate_json(row["outlet"]),
        text=unpack(row["packed"], f"text of snapshot {row['id']}").decode("utf-8"),
        status=PubStatus(row["status"]),
    )


def _order(snapshot: Snapshot) -> tuple[datetime, str, int]:
    return snapshot.published, snapshot.uri, snapshot.number


def _order_of_arrival(snapshot: Snapshot) -> int:
    return snapshot.number
