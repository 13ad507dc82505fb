"""Snapshots: once per content, numbered, never changed."""

from datetime import timedelta

import pytest

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.snapshots import StoreOutcome
from newsroom_agents.errors import NotFoundError
from newsroom_agents.story.source import PubStatus, text_sha256

from .builders import HOUR, NOON, item


def test_a_snapshot_comes_back_with_every_field_in_another_transaction(archive: Archive) -> None:
    given = item(text="Мост закрыт.\u2028橋は閉鎖 — \U0001f309 e\u0301\x00").model_copy(
        update={
            "status": PubStatus.WITHHELD,
            "embargoed_until": NOON + timedelta(microseconds=1),
            "ednote": "ADDS quote",
            "url": "https://kestrel.example/1?a=ü",
            "raw": bytes(range(256)),
        }
    )
    with archive.writing() as room:
        stored = room.snapshots.put(given, "ru", NOON).snapshot
    with archive.reading() as room:
        assert room.snapshots.get(stored.id) == stored
        assert room.snapshots.raw(stored.id) == given.raw
    assert (stored.text, stored.outlet, stored.published) == (
        given.text,
        given.outlet,
        given.published,
    )
    assert (stored.text_sha256, stored.number) == (text_sha256(given.text), 1)


def test_the_same_content_again_is_seen_and_changes_nothing(room: Room) -> None:
    first = room.snapshots.put(item(), "en", NOON)
    again = room.snapshots.put(item(), "de", NOON + HOUR)
    assert (first.outcome, again.outcome) == (StoreOutcome.NEW, StoreOutcome.SEEN)
    assert again.snapshot == first.snapshot
    assert room.snapshots.count() == 1


def test_other_content_under_a_uri_is_its_next_snapshot(room: Room) -> None:
    old = room.snapshots.put(item(), "en", NOON).snapshot
    new = room.snapshots.put(item(text="The bridge reopened."), "en", NOON)
    assert (new.outcome, new.snapshot.number) == (StoreOutcome.CHANGED, 2)
    assert room.snapshots.of_item("urn:one") == (old, new.snapshot)
    assert room.snapshots.latest("urn:one") == new.snapshot
    assert room.snapshots.superseded([old.id, new.snapshot.id]) == {old.id: new.snapshot}


def test_a_cancelled_item_supersedes_the_text_it_cancels(room: Room) -> None:
    old = room.snapshots.put(item(), "en", NOON).snapshot
    canceled = item().model_copy(update={"status": PubStatus.CANCELED})
    room.snapshots.put(canceled, "en", NOON)
    assert room.snapshots.superseded([old.id])[old.id].status is PubStatus.CANCELED


def test_a_reprint_shares_the_stored_text(archive: Archive) -> None:
    with archive.writing() as room:
        for uri in ("urn:one", "urn:two"):
            room.snapshots.put(item(uri), "en", NOON)
    with archive.reading() as room:
        connection = room.session.connection()
        assert connection.exec_driver_sql("SELECT count(*) FROM text").scalar() == 1
        assert room.snapshots.count() == 2


def test_ungrouped_snapshots_come_by_time_then_uri(room: Room) -> None:
    late = item("urn:a").model_copy(update={"published": NOON})
    for given in (late, item("urn:c"), item("urn:b")):
        room.snapshots.put(given, "en", NOON)
    ungrouped = room.snapshots.ungrouped()
    assert [each.uri for each in ungrouped] == ["urn:b", "urn:c", "urn:a"]
    room.snapshots.assign(ungrouped[0].id, event="e1", origin="o1")
    assert [each.uri for each in room.snapshots.ungrouped()] == ["urn:c", "urn:a"]
    [member] = room.snapshots.of_event("e1")
    assert (member.uri, member.origin) == ("urn:b", "o1")


def test_assigning_an_origin_leaves_the_event(room: Room) -> None:
    stored = room.snapshots.put(item(), "en", NOON).snapshot
    room.snapshots.assign(stored.id, event="e1")
    room.snapshots.assign(stored.id, origin="o1")
    room.snapshots.assign(stored.id)
    found = room.snapshots.get(stored.id)
    assert (found.event, found.origin) == ("e1", "o1")


def test_many_keeps_the_order_and_leaves_out_the_unknown(room: Room) -> None:
    ids = [room.snapshots.put(item(f"urn:{n}"), "en", NOON).snapshot.id for n in range(600)]
    wanted = [*reversed(ids), "nothing"]
    assert list(room.snapshots.many(wanted)) == ids[::-1]


def test_an_unknown_snapshot_is_named(room: Room) -> None:
    for ask in (room.snapshots.get, room.snapshots.raw):
        with pytest.raises(NotFoundError, match="'nothing'"):
            ask("nothing")
    with pytest.raises(NotFoundError, match="'nothing'"):
        room.snapshots.assign("nothing", event="e1")
    assert room.snapshots.latest("nothing") is None
