"""The journal's chain, and every way to tamper with it by hand."""

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from newsroom_agents.archive.anchors import Anchor, read_anchors
from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.journal import JournalReport
from newsroom_agents.errors import ArchiveError, JournalError, StorageError
from newsroom_agents.story.paper import Stage

from .builders import HOUR, NOON, open_archive, writing

ROWS = 10


def write(room: Room, numbers: range, word: str = "step") -> None:
    for number in numbers:
        room.journal.append(f"story-{number % 2}", word, {"n": f"№ {number}"}, NOON + number * HOUR)


def verify(folder: Path, *anchors: Anchor) -> JournalReport:
    archive = open_archive(folder)
    try:
        with archive.reading() as room:
            return room.journal.verify(anchors)
    finally:
        archive.close()


@pytest.fixture
def anchor(tmp_path: Path) -> Anchor:
    """The head of a journal of ten rows in `tmp_path`, as it was kept elsewhere."""
    with writing(tmp_path) as room:
        write(room, range(1, ROWS + 1))
        return room.journal.head()


def by_hand(folder: Path, *statements: str) -> None:
    """Change the file as an intruder would: without our code, and with the guards dropped."""
    with closing(sqlite3.connect(folder / "newsroom.db")) as database:
        database.execute("DROP TRIGGER IF EXISTS journal_is_not_changed")
        database.execute("DROP TRIGGER IF EXISTS journal_is_not_deleted")
        for statement in statements:
            database.execute(statement)
        database.commit()


def test_a_row_comes_back_as_it_was_written(room: Room) -> None:
    written = room.journal.append("s", "filed", {"ö": "橋", "a": ""}, NOON, Stage.WRITING, 2)
    assert room.journal.rows("s") == (written,)
    assert (written.number, written.at, written.stage, written.take) == (1, NOON, Stage.WRITING, 2)
    assert room.journal.rows("other") == ()


def test_an_untouched_journal_is_sound_with_its_anchor(tmp_path: Path, anchor: Anchor) -> None:
    report = verify(tmp_path, anchor)
    assert (report.is_sound, report.rows, report.anchored) == (True, ROWS, ROWS)
    assert verify(tmp_path) == JournalReport(rows=ROWS, anchored=0)


def test_a_chain_written_today_must_verify_for_ever(room: Room) -> None:
    written = room.journal.append("s", "filed", {"ö": "橋"}, NOON, Stage.WRITING, 2)
    facts = (
        '{"at":"2031-05-04T12:00:00.000000+00:00","detail":"{\\"ö\\":\\"橋\\"}","event":"filed",'
        f'"number":1,"previous":"{"0" * 64}","slug":"s","stage":"writing","take":2}}'
    )
    assert written.hash == hashlib.sha256(facts.encode("utf-8")).hexdigest()


def test_an_empty_journal_is_sound(room: Room) -> None:
    head = room.journal.head()
    assert (head.number, room.journal.verify([head]).is_sound) == (0, True)


def test_the_database_itself_refuses_to_change_or_delete_rows(
    tmp_path: Path, anchor: Anchor
) -> None:
    del anchor
    for statement in ("UPDATE journal SET event = 'x'", "DELETE FROM journal"):
        with (
            pytest.raises(ArchiveError, match="the journal is append-only"),
            writing(tmp_path) as room,
        ):
            room.session.connection().exec_driver_sql(statement)
    assert verify(tmp_path).is_sound


@pytest.mark.parametrize("column", ["at", "slug", "stage", "event", "detail", "previous", "hash"])
def test_an_edited_row_is_named(tmp_path: Path, anchor: Anchor, column: str) -> None:
    del anchor
    by_hand(tmp_path, f"UPDATE journal SET {column} = {column} || ' ' WHERE number = 4")  # noqa: S608
    report = verify(tmp_path)
    assert (report.bad_row, report.is_sound) == (4, False)
    assert "row 4 was edited" in report.reason


@pytest.mark.parametrize("number", [1, 4, 9])
def test_a_deleted_row_is_named(tmp_path: Path, anchor: Anchor, number: int) -> None:
    del anchor
    by_hand(tmp_path, f"DELETE FROM journal WHERE number = {number}")  # noqa: S608
    report = verify(tmp_path)
    assert report.bad_row == number
    assert report.reason.startswith(f"row {number} is missing")


def test_a_deleted_row_is_named_when_the_rest_is_numbered_anew(
    tmp_path: Path, anchor: Anchor
) -> None:
    del anchor
    by_hand(
        tmp_path,
        "DELETE FROM journal WHERE number = 4",
        "UPDATE journal SET number = number - 1 WHERE number > 4",
    )
    assert verify(tmp_path).bad_row == 4


def test_a_row_before_the_first_is_named(tmp_path: Path, anchor: Anchor) -> None:
    del anchor
    by_hand(
        tmp_path,
        "INSERT INTO journal SELECT 0, at, slug, stage, take, event, detail, previous, hash"
        " FROM journal WHERE number = 1",
    )
    assert verify(tmp_path).bad_row == 0


def test_a_row_that_was_replaced_with_a_fitting_hash_does_not_fit_its_neighbour(
    tmp_path: Path, anchor: Anchor
) -> None:
    del anchor
    other = tmp_path / "other"
    with writing(other) as room:
        write(room, range(1, 4))
        write(room, range(4, 5), "forged")
    with closing(sqlite3.connect(other / "newsroom.db")) as database:
        row = database.execute(
            "SELECT detail, event, hash FROM journal WHERE number = 4"
        ).fetchone()
    detail, event, digest = row
    by_hand(
        tmp_path,
        f"UPDATE journal SET detail = '{detail}', event = '{event}', hash = '{digest}'"  # noqa: S608
        " WHERE number = 4",
    )
    report = verify(tmp_path)
    assert report.bad_row == 5
    assert "does not follow row 4" in report.reason


def cut_tail(folder: Path) -> None:
    by_hand(folder, "DELETE FROM journal WHERE number > 6")


def cut_and_append_again(folder: Path) -> None:
    cut_tail(folder)
    with writing(folder) as room:
        write(room, range(7, ROWS + 3), "invented")


def rebuild(folder: Path) -> None:
    by_hand(folder, "DELETE FROM journal")
    with writing(folder) as room:
        write(room, range(1, ROWS + 1), "invented")


@pytest.mark.parametrize(
    ("tamper", "bad_row", "said"),
    [
        (cut_tail, 7, "the tail was cut"),
        (cut_and_append_again, 4, "rows 4 to 10 are not those the anchor saw"),
        (rebuild, 1, "rows 1 to 3 are not those the anchor saw"),
    ],
)
def test_only_an_anchor_kept_elsewhere_shows_a_chain_that_is_whole_in_itself(
    tmp_path: Path, tamper: Callable[[Path], None], bad_row: int, said: str
) -> None:
    anchors = tmp_path / "elsewhere" / "anchors.txt"
    with writing(tmp_path) as room:
        write(room, range(1, 4))
        room.journal.write_anchor(anchors)
        write(room, range(4, ROWS + 1))
        room.journal.write_anchor(anchors)
    assert verify(tmp_path, *read_anchors(anchors)).anchored == ROWS
    tamper(tmp_path)
    assert verify(tmp_path).is_sound
    report = verify(tmp_path, *read_anchors(anchors))
    assert (report.bad_row, report.reason[: len(said)]) == (bad_row, said)


def test_anchors_that_contradict_each_other_prove_nothing(tmp_path: Path, anchor: Anchor) -> None:
    forged = Anchor(anchor.number, "f" * 64, anchor.at)
    assert not verify(tmp_path, forged, anchor).is_sound
    assert not verify(tmp_path, anchor, forged).is_sound


def test_an_anchor_file_is_appended_to_and_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "anchors.txt"
    with writing(tmp_path) as room:
        write(room, range(1, 3))
        first = room.journal.write_anchor(path)
        write(room, range(3, 5))
        second = room.journal.write_anchor(path)
    assert read_anchors(path) == (first, second)
    assert path.read_text(encoding="ascii").startswith(f"2\t{first.hash}\t2031-05-04T14:00:00")


@pytest.mark.parametrize(
    "line", ["", "7 deadbeef", f"7\t{'a' * 63}\t2031-05-04T12:00:00+00:00", f"7\t{'a' * 64}\tnoon"]
)
def test_a_broken_anchor_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "anchors.txt"
    path.write_text(f"1\t{'a' * 64}\t2031-05-04T12:00:00+00:00\n{line or 'x'}\n")
    with pytest.raises(JournalError, match=r"anchors\.txt, line 2: expected number, hash and time"):
        read_anchors(path)


def test_a_missing_anchor_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be read"):
        read_anchors(tmp_path / "nothing.txt")


def test_an_error_in_the_room_takes_its_journal_rows_with_it(tmp_path: Path) -> None:
    def fail() -> None:
        with writing(tmp_path) as room:
            write(room, range(1, 4))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert verify(tmp_path).rows == 0


def test_a_long_journal_is_verified_in_portions(tmp_path: Path) -> None:
    with writing(tmp_path) as room:
        write(room, range(1, 2502))
    assert verify(tmp_path).rows == 2501
    by_hand(tmp_path, "DELETE FROM journal WHERE number = 2001")
    assert verify(tmp_path).bad_row == 2001
