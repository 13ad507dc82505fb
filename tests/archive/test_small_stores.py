"""Signatures, events, editors, publications and blobs."""

import random
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.errors import ArchiveError, NotFoundError, StorageError
from newsroom_agents.ports import Blobs, EventMember, Events, Published, Signatures, Signed
from newsroom_agents.story.decision import Editor, EditorRole
from newsroom_agents.story.publication import Kill

from .builders import HOUR, NOON, entry, publication


def signed(snapshot: str, bands: tuple[int, ...]) -> Signed:
    return Signed(snapshot, f"o-{snapshot}", b"\x00\xff" * 64, bands, 40, "kestrel wire")


def member(snapshot: str, event: str = "e1", at: datetime = NOON, uri: str = "") -> EventMember:
    terms = {"name:меридия": 0.25, "num:14": 1.0, "a": 1e-9}
    return EventMember(
        snapshot, uri or f"urn:{snapshot}", event, "o1", "ru", at, terms, "shares 14"
    )


def test_signatures_come_back_whole_when_they_share_a_band(room: Room) -> None:
    store: Signatures = room.signatures
    one, two = signed("b", (2**63 - 1, -(2**63), 7)), signed("a", (5, 7, 5))
    for each in (one, two, signed("c", (8,)), signed("d", ())):
        store.add(each)
    assert store.with_bands([7]) == [two, one]
    assert store.with_bands([-(2**63), 8]) == [one, signed("c", (8,))]
    assert store.with_bands([]) == []
    assert store.with_bands(range(1000, 3000)) == []


def test_a_signature_added_again_changes_nothing(room: Room) -> None:
    room.signatures.add(signed("a", (1, 2)))
    room.signatures.add(signed("a", (3, 4)))
    assert room.signatures.with_bands([1, 3]) == [signed("a", (1, 2))]


def test_event_members_come_back_in_the_window_by_time_then_uri(archive: Archive) -> None:
    late, early, old = (
        member("x", uri="urn:b"),
        member("y", uri="urn:a"),
        member("z", at=NOON - HOUR),
    )
    with archive.writing() as room:
        store: Events = room.events
        for each in (late, old, early):
            store.add(each)
    with archive.reading() as room:
        assert room.events.window(NOON) == [early, late]
        assert room.events.window(NOON - HOUR) == [old, early, late]


def test_a_member_added_again_moves_to_the_other_event(room: Room) -> None:
    room.events.add(member("x", "e1"))
    assert room.events.window(NOON) == [member("x", "e1")]
    room.events.add(member("x", "e2"))
    assert room.events.window(NOON) == [member("x", "e2")]


def test_a_day_of_wire_is_stored_in_little_time(archive: Archive) -> None:
    source = random.Random(7)  # noqa: S311
    with archive.writing() as room:
        for number in range(300):
            bands = tuple(source.randrange(-(2**63), 2**63) for _ in range(32))
            room.signatures.add(signed(f"s{number}", bands))
            room.events.add(member(f"s{number}"))
            assert len(room.signatures.with_bands(bands)) == 1


def test_times_of_any_zone_come_back_in_utc_to_the_microsecond(room: Room) -> None:
    there = datetime(2031, 5, 4, 23, 30, 0, 1, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    room.events.add(member("x", at=there))
    [found] = room.events.window(there)
    assert (found.published, found.published.tzinfo) == (there, UTC)
    assert room.events.window(there + timedelta(microseconds=1)) == []


def test_a_time_without_a_zone_is_refused(archive: Archive) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(ArchiveError, match="timezone"), archive.writing() as room:
        room.editors.add("Dee", EditorRole.EDITOR, naive)


def test_an_editor_is_registered_once_whatever_the_case(room: Room) -> None:
    added = room.editors.add("  Željko ", EditorRole.CHIEF, NOON)
    assert added == Editor(name="Željko", role=EditorRole.CHIEF, enabled=True, added=NOON)
    assert room.editors.get("ŽELJKO") == added
    for name in ("željko", "Z\u030celjko"):
        with pytest.raises(ArchiveError, match="already registered"):
            room.editors.add(name, EditorRole.EDITOR, NOON)
    for name in ("", "  ", "a\nb", "a\u202eb"):
        with pytest.raises(ArchiveError, match="needs a printable name"):
            room.editors.add(name, EditorRole.EDITOR, NOON)
    assert [each.name for each in room.editors.all()] == ["Ana", "Bo", "Cy", "Rui", "Željko"]


def test_a_disabled_editor_stays_known_and_may_not_rule(room: Room) -> None:
    assert not room.editors.disable("ana").enabled
    assert not room.editors.get("Ana").may_rule
    with pytest.raises(ArchiveError, match="'Ana' is disabled"):
        room.editors.ruling("Ana")
    with pytest.raises(ArchiveError, match="already registered"):
        room.editors.add("Ana", EditorRole.EDITOR, NOON)
    with pytest.raises(NotFoundError, match="no editor 'Zoe'"):
        room.editors.disable("Zoe")


def test_a_revision_recorded_again_changes_nothing(room: Room) -> None:
    room.publications.record(publication("a"), entry("a"))
    other = publication("a").model_copy(update={"headline": "other"})
    room.publications.record(other, None)
    assert room.publications.current("a", "site") == publication("a")
    assert room.publications.live("site") == (entry("a"),)
    assert room.publications.next_revision("a", "site") == 2
    assert room.publications.next_revision("a", "ghost") == 1
    assert room.publications.current("a", "ghost") is None


def test_lists_show_the_newest_revision_of_what_is_live_the_newest_first(room: Room) -> None:
    newer = publication("b").model_copy(update={"first_published": NOON + HOUR})
    room.publications.record(publication("a"), entry("a"))
    room.publications.record(newer, entry("b", published=NOON + HOUR))
    room.publications.record(publication("a", 2), entry("a", 2))
    assert room.publications.live("site") == (entry("b", published=NOON + HOUR), entry("a", 2))
    assert room.publications.history("a") == (publication("a"), publication("a", 2))
    published: Published = room.publications.live_on("ghost")
    assert published.entry("a") is None


def test_an_older_revision_that_arrives_late_is_not_current(room: Room) -> None:
    room.publications.record(publication("a", 2), entry("a", 2))
    room.publications.record(publication("a", 1), entry("a", 1))
    assert room.publications.live("site") == (entry("a", 2),)


def test_a_killed_story_stands_in_no_list(room: Room) -> None:
    room.publications.record(publication("a"), entry("a"))
    killed = publication("a", 2, Kill(at=NOON, why="wrong person"))
    room.publications.record(killed, None)
    assert room.publications.live("site") == ()
    assert room.publications.current("a", "site") == killed


def test_blobs_come_back_by_their_hash(archive: Archive, tmp_path: Path) -> None:
    blobs: Blobs = archive.blobs
    name = blobs.put(b"\x89PNG\x00")
    assert blobs.put(b"\x89PNG\x00") == name
    assert blobs.get(name) == b"\x89PNG\x00"
    [file] = (path for path in (tmp_path / "blobs").rglob("*") if path.is_file())
    assert file.name == name


def test_a_blob_that_is_missing_or_damaged_is_not_handed_out(
    archive: Archive, tmp_path: Path
) -> None:
    name = archive.blobs.put(b"cover")
    for unknown in ("0" * 64, "../../etc/passwd", ""):
        with pytest.raises(NotFoundError):
            archive.blobs.get(unknown)
    (tmp_path / "blobs" / name[:2] / name).write_bytes(b"other")
    with pytest.raises(StorageError, match="not those of the name"):
        archive.blobs.get(name)


def test_a_blob_that_cannot_be_written_is_said(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "blobs").rmdir()
    (tmp_path / "blobs").write_text("in the way")
    with pytest.raises(StorageError, match="cannot be written"):
        archive.blobs.put(b"cover")
