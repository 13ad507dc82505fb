"""What only a server does: refuse, fall silent, restart, and serve several at once."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from newsroom_agents.archive.anchors import Anchor
from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.database import make_engine
from newsroom_agents.archive.journal import JournalReport
from newsroom_agents.archive.migrating import VERSION
from newsroom_agents.archive.search import Searchable
from newsroom_agents.clock import fixed_clock
from newsroom_agents.errors import ArchiveError, HouseError, LockedError, StorageError

from .builders import HOUR, NOON, item
from .postgres import Postgres, end_connections

CLOCK = fixed_clock(NOON)
CLAIM = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from newsroom_agents.archive.archive import Archive
from newsroom_agents.clock import fixed_clock
archive = Archive.open(sys.argv[1], Path(sys.argv[2]), fixed_clock(datetime.now(UTC)))
with archive.claimed("worker w1"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def url(postgres: Postgres) -> str:
    """The address of a new database on the server."""
    return postgres.new()


@pytest.fixture
def archive(url: str, tmp_path: Path) -> Iterator[Archive]:
    opened = Archive.open(url, tmp_path, CLOCK)
    yield opened
    opened.close()


@pytest.fixture
def anchor(archive: Archive) -> Anchor:
    """The head of a journal of six rows."""
    with archive.writing() as room:
        for number in range(1, 7):
            room.journal.append("story", "step", {"n": f"№ {number}"}, NOON + number * HOUR)
        return room.journal.head()


def verified(archive: Archive, *anchors: Anchor) -> JournalReport:
    with archive.reading() as room:
        return room.journal.verify(anchors)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET event = 'x'",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "UPDATE journal SET event = 'x' WHERE number = 99",
    ],
)
def test_the_server_refuses_to_change_the_journal(
    postgres: Postgres, url: str, anchor: Anchor, archive: Archive, statement: str
) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        postgres.do(statement, url)
    with pytest.raises(ArchiveError, match="append-only"), archive.writing() as room:
        room.session.connection().exec_driver_sql(statement)
    assert verified(archive, anchor).is_sound


@pytest.mark.parametrize(
    ("statement", "bad_row"),
    [
        ('UPDATE journal SET detail = \'{"n":"№ 8"}\' WHERE number = 3', 3),
        ("DELETE FROM journal WHERE number = 4", 4),
        ("DELETE FROM journal WHERE number > 5", 6),
    ],
)
def test_what_an_intruder_changes_without_the_guards_is_named(
    postgres: Postgres, url: str, anchor: Anchor, archive: Archive, statement: str, bad_row: int
) -> None:
    postgres.do("DROP TRIGGER journal_is_not_changed ON journal", url)
    postgres.do(statement, url)
    report = verified(archive, anchor)
    assert (report.is_sound, report.bad_row) == (False, bad_row)


def test_a_newer_database_is_refused_with_both_versions(
    postgres: Postgres, url: str, tmp_path: Path
) -> None:
    postgres.do("UPDATE alembic_version SET version_num = '9999'", url)
    with pytest.raises(HouseError, match=rf"version '9999', this newsroom knows up to '{VERSION}'"):
        Archive.open(url, tmp_path, CLOCK)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("postgres:@", "nobody:hunter2@", "refuses this name"),
        ("/house_", "/nowhere_", "no database of this name"),
        ("host=", "host=/nowhere", "cannot be reached"),
    ],
)
def test_a_server_that_lets_nobody_in_is_said_without_the_password(
    url: str, tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in url
    with pytest.raises(StorageError, match=said) as refused:
        Archive.open(url.replace(before, after), tmp_path, CLOCK)
    assert "hunter2" not in str(refused.value)


def test_another_driver_is_refused() -> None:
    with pytest.raises(HouseError):
        make_engine("postgresql+pg8000://a@b/c")


def test_a_connection_lost_in_mid_transaction_loses_nothing_that_stood(
    postgres: Postgres, url: str, archive: Archive
) -> None:
    with archive.writing() as room:
        stored = room.snapshots.put(item(), "en", NOON).snapshot

    def lose() -> None:
        with archive.writing() as room:
            lose_in(room)

    def lose_in(room: Room) -> None:
        room.snapshots.put(item("urn:two"), "en", NOON)
        end_connections(postgres, url)
        room.snapshots.put(item("urn:three"), "en", NOON)

    with pytest.raises(StorageError, match="cannot be reached; what was not committed is undone"):
        lose()
    with archive.writing() as room:
        assert (room.snapshots.count(), room.snapshots.get(stored.id)) == (1, stored)
        room.snapshots.put(item("urn:two"), "en", NOON)


def test_a_connection_that_was_lost_meanwhile_is_made_anew(
    postgres: Postgres, url: str, archive: Archive
) -> None:
    with archive.reading() as room:
        room.snapshots.count()
    end_connections(postgres, url)
    with archive.reading() as room:
        assert room.snapshots.count() == 0


def test_a_lock_held_too_long_by_another_is_said(url: str, archive: Archive) -> None:
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE journal")

        def wait() -> None:
            with archive.writing() as room:
                room.session.connection().exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
                room.journal.head()

        with pytest.raises(StorageError, match="another process has held the database for too"):
            wait()


def test_what_the_server_cannot_store_is_refused_and_undone(archive: Archive) -> None:
    def store() -> None:
        with archive.writing() as room:
            room.snapshots.put(item("urn:one"), "en", NOON)
            room.snapshots.put(item("urn:\x00"), "en", NOON)

    with pytest.raises(ArchiveError, match="NUL"):
        store()
    with archive.reading() as room:
        assert room.snapshots.count() == 0


def test_a_read_only_server_refuses_writing_clearly(
    postgres: Postgres, url: str, tmp_path: Path
) -> None:
    name = url.partition("?")[0].rpartition("/")[2]
    postgres.do(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    archive = Archive.open(url, tmp_path, CLOCK)
    with archive.reading() as room:
        assert room.snapshots.count() == 0
    with pytest.raises(StorageError, match="cannot be written"), archive.writing() as room:
        room.snapshots.put(item(), "en", NOON)
    archive.close()


def test_texts_sort_the_same_as_on_sqlite(archive: Archive) -> None:
    with archive.writing() as room:
        for name in ("b", "B", "ä", "a", "z", "Z", "-"):
            room.search.index(Searchable("story", name, "", ["bridge"], "en", NOON))
        found = [hit.id for hit in room.search.find(["bridge"], 9)]
    assert found == sorted(found) == ["-", "B", "Z", "a", "b", "z", "ä"]


def test_terms_longer_than_the_server_takes_are_found_by_their_beginning(archive: Archive) -> None:
    terms = [f"word{number}" for number in range(20_000)] + ["x" * 5000] + ["again"] * 1000
    with archive.writing() as room:
        room.search.index(Searchable("story", "long", "", terms, "en", NOON))
        for term in ("x" * 5000, "word19999", "again"):
            assert [hit.id for hit in room.search.find([term], 9)] == ["long"]


def test_a_name_is_held_by_one_process_and_free_when_it_is_killed(
    url: str, archive: Archive, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CLAIM, url, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            held = rf"worker w1 is held by process {holder.pid} on"
            with pytest.raises(LockedError, match=held), archive.claimed("worker w1"):
                pass
            with archive.claimed("worker w2"):
                pass
        finally:
            holder.kill()
    with archive.claimed("worker w1") as claim:
        assert claim.stands()
    with archive.claimed("worker w1"):
        pass


def test_a_name_that_the_server_forgot_is_known_to_be_lost(
    postgres: Postgres, url: str, archive: Archive
) -> None:
    with archive.claimed("worker w1") as claim:
        end_connections(postgres, url)
        assert not claim.stands()
        with archive.claimed("worker w1"):
            pass
