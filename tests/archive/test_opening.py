"""Opening the archive: fresh, again, newer, broken, full, read-only, held by another."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, update
from sqlmodel import Session, SQLModel

import newsroom_agents.archive
from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.database import make_engine
from newsroom_agents.archive.migrating import VERSION
from newsroom_agents.archive.tables import TextRow
from newsroom_agents.clock import fixed_clock
from newsroom_agents.errors import ArchiveError, HouseError, StorageError

from .builders import NOON, item, open_archive, url_of, writing

CLOCK = fixed_clock(NOON)


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_opening_makes_the_folders_and_the_tables(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "ü b"
    archive = Archive.open(url_of(deep), tmp_path / "var", CLOCK)
    assert (deep / "newsroom.db").is_file()
    assert (tmp_path / "var" / "blobs").is_dir()
    archive.close()


def test_the_migrations_make_exactly_the_tables_of_the_code(archive: Archive) -> None:
    def is_ours(item: object, name: str | None, kind: str, *_: object) -> bool:
        """Leave out the search's own tables and the call log's, which lie in the same database."""
        others = ("search_terms", "calls_")
        return not (kind == "table" and name is not None and name.startswith(others))

    with archive.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": is_ours, "compare_type": True}
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_code_knows_the_newest_migration() -> None:
    [package] = newsroom_agents.archive.__path__
    scripts = ScriptDirectory(str(Path(package) / "migrations"))
    assert scripts.get_current_head() == VERSION


def test_every_connection_is_durable_and_patient(sqlite_archive: Archive) -> None:
    engine = sqlite_archive.engine
    assert pragma(engine, "journal_mode") == "wal"
    assert pragma(engine, "synchronous") == 2
    assert pragma(engine, "busy_timeout") == 30_000
    assert pragma(engine, "foreign_keys") == 1


def test_how_hard_a_commit_is_pressed_is_a_setting(tmp_path: Path) -> None:
    archive = Archive.open(url_of(tmp_path), tmp_path, CLOCK, synchronous="NORMAL")
    assert pragma(archive.engine, "synchronous") == 1
    archive.close()
    with pytest.raises(HouseError, match="synchronous is 'OFF', expected one of: FULL"):
        make_engine(url_of(tmp_path), "OFF")


def test_a_newer_database_is_refused_with_both_versions(tmp_path: Path) -> None:
    open_archive(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "newsroom.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    with pytest.raises(HouseError, match=rf"version '9999', this newsroom knows up to '{VERSION}'"):
        open_archive(tmp_path)


def test_an_older_database_is_brought_up_to_date_and_keeps_its_rows(
    empty_url: str, tmp_path: Path
) -> None:
    engine = make_engine(empty_url)
    [package] = newsroom_agents.archive.__path__
    settings = Config()
    settings.set_main_option("script_location", str(Path(package) / "migrations"))
    settings.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0001")
        connection.exec_driver_sql("INSERT INTO text VALUES ('a', 'b')")
    engine.dispose()
    archive = Archive.open(empty_url, tmp_path, CLOCK)
    with archive.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == VERSION
        assert connection.exec_driver_sql("SELECT sha256 FROM text").scalar() == "a"
    archive.close()


@pytest.mark.parametrize(
    "url", ["", "sqlite://", "nonsense", "oracle://x/y", "mysql://x/y", "sqlite+nothing:///x"]
)
def test_an_address_that_cannot_be_used_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(HouseError):
        Archive.open(url, tmp_path, CLOCK)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "newsroom.db"
    file.write_text("Dear diary, " * 1000)
    with pytest.raises(StorageError, match="is not a database"):
        open_archive(tmp_path)
    assert file.read_text().startswith("Dear diary")


def test_a_folder_in_place_of_the_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "newsroom.db").mkdir()
    with pytest.raises(StorageError, match="cannot be opened or made"):
        open_archive(tmp_path)


def test_a_file_in_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")
    with pytest.raises(StorageError, match="folder cannot be made"):
        Archive.open(url_of(tmp_path), tmp_path / "var", CLOCK)


def test_a_password_in_the_address_is_never_told(tmp_path: Path) -> None:
    with pytest.raises(HouseError) as refused:
        Archive.open("oracle://ana:hunter2@host/db", tmp_path, CLOCK)
    assert "hunter2" not in str(refused.value)


def test_a_read_only_database_can_be_read_and_refuses_writing_clearly(tmp_path: Path) -> None:
    with writing(tmp_path) as room:
        stored = room.snapshots.put(item(), "en", NOON).snapshot
    url = f"sqlite:///file:{tmp_path}/newsroom.db?mode=ro&uri=true"
    archive = Archive.open(url, tmp_path, CLOCK)
    with archive.reading() as room:
        assert room.snapshots.get(stored.id) == stored
    with pytest.raises(StorageError, match="cannot be written"), archive.writing() as room:
        room.snapshots.put(item("urn:two"), "en", NOON)
    archive.close()


def test_a_read_only_place_for_a_new_database_is_said(tmp_path: Path) -> None:
    url = f"sqlite:///file:{tmp_path}/newsroom.db?mode=ro&uri=true"
    with pytest.raises(StorageError, match="cannot be opened"):
        Archive.open(url, tmp_path, CLOCK)


def fill_the_disk(room: Room) -> None:
    """Store more than the database may grow."""
    connection = room.session.connection()
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    for number in range(50):
        raw = bytes([number, number * 3 % 256]) * 500
        given = item(f"urn:{number}").model_copy(update={"raw": raw})
        room.snapshots.put(given, "en", NOON)


def test_a_full_disk_is_said_keeps_what_was_there_and_recovers(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    with archive.writing() as room:
        stored = room.snapshots.put(item(), "en", NOON).snapshot
    with pytest.raises(StorageError, match="the disk is full"), archive.writing() as room:
        fill_the_disk(room)
    archive.close()
    with writing(tmp_path) as room:
        assert (room.snapshots.count(), room.snapshots.get(stored.id)) == (1, stored)
        room.snapshots.put(item("urn:two"), "en", NOON)


def test_a_database_held_too_long_by_another_is_said(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    with closing(sqlite3.connect(tmp_path / "newsroom.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with archive.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 50")
        with (
            pytest.raises(StorageError, match="another process has held the database"),
            archive.writing(),
        ):
            pass
        other.rollback()
    with archive.writing() as room:
        room.snapshots.put(item(), "en", NOON)
    archive.close()


def test_a_reading_room_sees_one_picture_and_keeps_nothing(archive: Archive) -> None:
    with archive.reading() as reading:
        assert reading.snapshots.count() == 0
        with archive.writing() as room:
            room.snapshots.put(item(), "en", NOON)
        assert reading.snapshots.count() == 0
    with archive.reading() as reading:
        assert reading.snapshots.count() == 1
        reading.leads.slugs()


def test_a_room_over_a_foreign_session_takes_the_write_lock_and_leaves_the_commit(
    sqlite_archive: Archive,
) -> None:
    archive = sqlite_archive
    with Session(archive.engine) as session:
        room = archive.room(session)
        assert room.snapshots.count() == 0
        with (
            closing(sqlite3.connect(str(archive.engine.url.database), timeout=0)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("BEGIN IMMEDIATE")
        archive.room(session).snapshots.put(item(), "en", NOON)
        session.rollback()
        archive.room(session).snapshots.put(item("urn:two"), "en", NOON)
        session.commit()
    with archive.reading() as room:
        assert [each.uri for each in room.snapshots.ungrouped()] == ["urn:two"]


def test_what_is_written_in_a_reading_room_is_dropped(archive: Archive) -> None:
    with archive.reading() as room:
        room.snapshots.put(item(), "en", NOON)
    with archive.reading() as room:
        assert room.snapshots.count() == 0


def test_a_damaged_text_is_told_and_never_handed_out(archive: Archive) -> None:
    with archive.writing() as room:
        stored = room.snapshots.put(item(), "en", NOON).snapshot
        room.session.connection().execute(update(TextRow).values(packed=b"\x00\xff"))
    with (
        archive.reading() as room,
        pytest.raises(StorageError, match=f"text of snapshot {stored.id} is damaged"),
    ):
        room.snapshots.get(stored.id)


def test_what_the_database_refuses_becomes_an_error_of_the_archive(archive: Archive) -> None:
    with pytest.raises(ArchiveError), archive.writing() as room:
        room.session.connection().exec_driver_sql("INSERT INTO band VALUES (1, 'nobody')")
