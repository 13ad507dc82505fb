"""Shelves: where published pieces stand, by place, topic, month, beat and persona."""

from datetime import datetime, timedelta

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.story.publication import Correction, CorrectionKind, Kill, ReleaseIndexEntry
from newsroom_agents.story.shelf import EVERYTHING, Shelf, ShelfCount, ShelfKind, shelves_of

from .builders import HOUR, NOON, entry, publication

PORTUGAL = Shelf(ShelfKind.PLACE, "PT")
LATVIA = Shelf(ShelfKind.PLACE, "LV")


def put(
    room: Room, slug: str, at: datetime = NOON, revision: int = 1, **changes: object
) -> ReleaseIndexEntry:
    """Record a live piece."""
    sent = publication(slug, revision).model_copy(update={"first_published": at})
    shown = entry(slug, revision, at).model_copy(update=changes)
    room.publications.record(sent, shown)
    return shown


def slugs(room: Room, shelf: Shelf, start: int = 0, stop: int = 99) -> list[str]:
    """The live pieces of a part of a shelf; a gap is an empty name."""
    found = room.publications.live_on("site").slots(shelf, start, stop)
    return [slot.slug if slot.entry else "" for slot in found]


def test_a_shelf_is_ordered_by_time_then_slug_and_read_in_parts(room: Room) -> None:
    for number, slug in enumerate(("c", "b", "a")):
        put(room, slug, NOON + HOUR * number)
    put(room, "aa", NOON)
    assert slugs(room, PORTUGAL) == ["aa", "c", "b", "a"]
    assert slugs(room, PORTUGAL, 1, 3) == ["c", "b"]
    assert slugs(room, PORTUGAL, 3, 3) == []
    live = room.publications.live_on("site")
    assert live.size(PORTUGAL) == 4
    assert live.rank(PORTUGAL, NOON, "b") == 1
    assert live.rank(PORTUGAL, NOON + HOUR * 9, "") == 4
    assert live.size(LATVIA) == 0


def test_a_killed_piece_leaves_a_gap(room: Room) -> None:
    for slug in ("a", "b"):
        put(room, slug)
    room.publications.record(publication("a", 2, Kill(at=NOON, why="wrong pier")), None)
    live = room.publications.live_on("site")
    assert slugs(room, PORTUGAL) == ["", "b"]
    assert (live.size(EVERYTHING), live.entry("a")) == (2, None)
    assert live.counts(ShelfKind.PLACE) == (ShelfCount("PT", 1, NOON),)


def test_a_revision_moves_a_piece_to_other_shelves_and_leaves_gaps(room: Room) -> None:
    put(room, "a")
    put(room, "b", NOON + HOUR)
    changed = put(room, "a", revision=2, places=("LV",))
    assert slugs(room, PORTUGAL) == ["", "b"]
    assert slugs(room, LATVIA) == ["a"]
    assert room.publications.live_on("site").entry("a") == changed


def test_a_late_lower_revision_moves_nothing(room: Room) -> None:
    put(room, "a", revision=2, places=("LV",))
    put(room, "a", revision=1)
    assert slugs(room, PORTUGAL) == []
    assert slugs(room, LATVIA) == ["a"]


def test_shelves_are_counted_by_key(room: Room) -> None:
    put(room, "a", places=("PT", "LV"))
    put(room, "b", NOON + HOUR, places=("LV",))
    assert room.publications.live_on("site").counts(ShelfKind.PLACE) == (
        ShelfCount("LV", 2, NOON + HOUR),
        ShelfCount("PT", 1, NOON),
    )
    assert room.publications.live_on("ghost").counts(ShelfKind.PLACE) == ()


def test_many_pieces_are_read_in_one_go(room: Room) -> None:
    for number in range(520):
        put(room, f"n{number:04}", NOON + timedelta(minutes=number))
    assert len(slugs(room, EVERYTHING, 0, 520)) == 520


def test_what_a_piece_continues_and_its_corrections_are_shelves_too() -> None:
    note = Correction(number=1, kind=CorrectionKind.CORRECTION, at=NOON, text="The pier was wrong.")
    update = note.model_copy(update={"kind": CorrectionKind.UPDATE})
    plain = entry("b").model_copy(update={"continues": ("a",), "corrections": (update,)})
    assert Shelf(ShelfKind.SEQUEL, "a") in shelves_of(plain)
    assert Shelf(ShelfKind.CORRECTED, "ida") not in shelves_of(plain)
    corrected = plain.model_copy(update={"corrections": (update, note)})
    assert Shelf(ShelfKind.CORRECTED, "ida") in shelves_of(corrected)


def test_an_archive_of_the_first_version_gets_its_shelves(archive: Archive) -> None:
    """The migration's own statement, over what the first version had stored."""
    from newsroom_agents.archive.migrations.versions import v0002_shelves

    with archive.writing() as room:
        put(room, "a", places=("PT", "LV"), topics=("ports",))
        [row] = room.session.connection().execute(v0002_shelves._live()).all()
        found = {(one["kind"], one["key"]) for one in v0002_shelves._rows(row)}
    assert found == {
        (shelf.kind.value, shelf.key)
        for shelf in shelves_of(
            entry("a").model_copy(update={"places": ("PT", "LV"), "topics": ("ports",)})
        )
    }
