"""A backup holds the house as it was at one moment, and gives it back whole or not at all."""

import gzip
import hashlib
import io
import json
import os
import shutil
import signal
import stat
import tarfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import event

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.backup import (
    HouseParts,
    back_up,
    check_backup,
    header_of,
    parts_of,
    restore,
)
from newsroom_agents.archive.backup_file import HEADER, writing_backup
from newsroom_agents.archive.calls import CallLog
from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.archive.calls_tables import TEXTS
from newsroom_agents.archive.dump import Part, Portion, dumped
from newsroom_agents.archive.migrating import VERSION
from newsroom_agents.archive.search import Searchable
from newsroom_agents.clock import fixed_clock
from newsroom_agents.errors import BackupError, HouseError, StorageError
from newsroom_agents.story.queue import QueueState

from . import test_calls as calls
from .builders import NOON, bring_to, copied, entry, item, lead, publication, staffed, url_of

CLOCK = fixed_clock(NOON)


@dataclass(frozen=True, slots=True)
class House:
    """A house on one database, with its run-time folder."""

    archive: Archive
    var: Path

    @property
    def calls(self) -> str:
        """The address of the call log, as the settings give it."""
        own = self.archive.engine.url.render_as_string(hide_password=False)
        return own if self.archive.is_shared else f"sqlite:///{self.var}/calls.sqlite"

    def parts(self, backup: Path) -> HouseParts:
        return parts_of(self.archive, self.calls, self.var, backup)

    def back_up(self, backup: Path, *, with_key: bool = True) -> None:
        header = header_of(self.archive, "9.9", NOON)
        back_up(self.parts(backup), backup, header, with_key=with_key)

    def rows(self) -> Mapping[tuple[str, int], Portion]:
        """Return everything in the database but the row that a restore adds."""
        with self.archive.reading() as room:
            portions = dumped(room.session.connection(), Part.HOUSE)
            return {(one.table, one.number): one for one in portions if one.table != "journal"}


def fill(room: Room) -> None:
    """Write some rows of every kind of value: texts, bytes, times, flags, nothing, numbers."""
    staffed(room)
    bring_to(room, QueueState.APPROVED)
    bring_to(room, QueueState.SCHEDULED, "ferry")
    for number in range(5):
        text = f'Ponte n.º {number} — 桥已关闭 \x7f \'quoted\' \\ " {{"b": 1}}'
        room.snapshots.put(item(f"urn:{number}", text), "pt", NOON)
        room.search.index(
            Searchable("piece", f"p{number}", "T", ["ponte", "o'neill", "ponte"], "pt", NOON)
        )
    room.leads.claim(lead("bridge", "e1"))
    room.publications.record(publication("bridge"), entry("bridge"))
    room.publications.record(publication("gone"), None)


def opened(url: str, var: Path) -> House:
    var.mkdir(exist_ok=True)
    return House(Archive.open(url, var, CLOCK), var)


@pytest.fixture
def full(archive: Archive, tmp_path: Path) -> House:
    """A house with rows, files of every kind, and a secret, on each database."""
    var = tmp_path / "full"
    (var / "site").mkdir(parents=True)
    (var / "site" / "index.html").write_text("<p>Ü</p>", encoding="utf-8")
    (var / "site" / ".index.html.next").write_text("half", encoding="utf-8")
    (var / "worker.lock").write_text("process 1", encoding="ascii")
    (var / "cron.log").write_text("noise", encoding="ascii")
    (var / "house.key").write_text("ab" * 32, encoding="ascii")
    (var / "house.key").chmod(0o600)
    with archive.writing() as room:
        fill(room)
    house = House(archive, var)
    (var / "blobs" / "ab").mkdir(parents=True)
    (var / "blobs" / "ab" / "abcd").write_bytes(bytes(range(256)))
    return house


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """Another machine, on each database."""
    var = tmp_path / "empty"
    if request.param == "sqlite":
        elsewhere = copied(request.getfixturevalue("empty_archive"), tmp_path / "elsewhere")
        house = opened(elsewhere, var)
    else:
        house = opened(request.getfixturevalue("postgres").new(), var)
    yield house
    house.archive.close()


@pytest.fixture
def bare(empty_archive: Path, tmp_path: Path) -> Iterator[House]:
    """Another machine, on SQLite."""
    house = opened(copied(empty_archive, tmp_path / "elsewhere"), tmp_path / "bare")
    yield house
    house.archive.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a small house; do not change it."""
    folder = tmp_path_factory.mktemp("small")
    house = opened(url_of(folder), folder)
    with house.archive.writing() as room:
        fill(room)
    (house.var / "site").mkdir()
    (house.var / "site" / "index.html").write_text("<p>Ü</p>", encoding="utf-8")
    file = folder.with_suffix(".tar.gz")
    house.back_up(file)
    house.archive.close()
    return file


@pytest.fixture
def file(small: Path, tmp_path: Path) -> Path:
    """A copy of that backup."""
    return Path(shutil.copy(small, tmp_path / "backup.tar.gz"))


def is_bare(house: House) -> bool:
    """Whether nothing of a backup is in the database."""
    with house.archive.reading() as room:
        return room.journal.head().number == 0 and not house.rows()


def test_either_database_gives_back_what_either_one_held(
    full: House, empty: House, tmp_path: Path
) -> None:
    file = tmp_path / "backup.tar.gz"
    full.back_up(file)
    restored = restore(empty.parts(file), file, NOON)
    assert restored.journal.is_sound
    assert empty.rows() == full.rows()
    assert (empty.var / "site" / "index.html").read_text(encoding="utf-8") == "<p>Ü</p>"
    assert (empty.var / "blobs" / "ab" / "abcd").read_bytes() == bytes(range(256))
    assert stat.S_IMODE((empty.var / "house.key").stat().st_mode) == 0o600
    assert sorted(path.name for path in empty.var.iterdir()) == ["blobs", "house.key", "site"]
    assert not (empty.var / "site" / ".index.html.next").exists()
    with empty.archive.writing() as room:
        assert room.queue.row("bridge").state is QueueState.APPROVED
        assert [hit.id for hit in room.search.find(["ponte"], 9)] != []
        room.search.index(Searchable("piece", "new", "T", ["novo"], "pt", NOON))
        room.snapshots.put(item("urn:new"), "en", NOON)
        assert room.journal.rows("")[0].event == "restored"


def test_the_call_log_is_carried_to_where_it_lies_there(
    full: House, empty: House, tmp_path: Path
) -> None:
    with closing(CallsDatabase(full.calls)) as log, log.writing() as connection:
        connection.execute(TEXTS.insert().values(sha256="a", packed=b"\x00", last_used=NOON))
    with closing(CallsDatabase(full.calls)) as log:
        kept = CallLog(log).add(calls.request(), calls.reply())
    file = tmp_path / "backup.tar.gz"
    full.back_up(file)
    assert check_backup(file).manifest.rows["calls_call"] == 1
    restore(empty.parts(file), file, NOON)
    with closing(CallsDatabase(empty.calls)) as log:
        with log.reading() as connection:
            assert ("a", b"\x00", NOON) in connection.execute(TEXTS.select()).all()
        restored = CallLog(log)
        assert restored.get(kept).reply.body == calls.reply().body
        assert restored.add(calls.request("k2"), calls.reply()) != kept


def test_a_backup_that_is_restored_gives_the_same_backup(
    full: House, empty: House, tmp_path: Path
) -> None:
    first, second = tmp_path / "1.tar.gz", tmp_path / "2.tar.gz"
    full.back_up(first)
    restore(empty.parts(first), first, NOON)
    empty.back_up(second)
    one, two = check_backup(first).manifest, check_backup(second).manifest
    assert two.files == one.files
    assert dict(two.rows) == {**one.rows, "journal": one.rows["journal"] + 1}


def test_a_backup_is_readable_by_its_owner_only_and_by_the_usual_tools(
    file: Path, tmp_path: Path
) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with tarfile.open(file) as tar:
        names = tar.getnames()
        tar.extractall(tmp_path / "out", filter="data")
    assert (names[0], names[-1]) == (HEADER, "manifest.json")
    for line in (tmp_path / "out" / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        sha256, _, name = line.partition("  ")
        content = (tmp_path / "out" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == sha256


def test_the_secret_can_be_left_out(full: House, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.gz"
    full.back_up(file, with_key=False)
    assert not check_backup(file).manifest.has_key
    assert b"ab" * 32 not in gzip.decompress(file.read_bytes())


def test_a_backup_while_others_write_is_one_moment(
    full: House, bare: House, tmp_path: Path
) -> None:
    file = tmp_path / "backup.tar.gz"
    is_over = threading.Event()

    def write() -> None:
        number = 0
        while not is_over.is_set():
            number += 1
            with full.archive.writing() as room:
                room.snapshots.put(item(f"urn:live:{number}"), "en", NOON)
                room.journal.append("live", "stored", {"n": str(number)}, NOON)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            full.back_up(file)
    finally:
        is_over.set()
        writer.join()
    assert restore(bare.parts(file), file, NOON).journal.is_sound
    with bare.archive.reading() as room:
        stored = [one for one in room.snapshots.ungrouped() if one.uri.startswith("urn:live")]
        assert len(stored) == len(room.journal.rows("live"))


@pytest.mark.parametrize("part", [0.0, 0.01, 0.3, 0.7, 0.97, 0.999])
def test_a_file_that_was_cut_short_is_refused(file: Path, bare: House, part: float) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(BackupError, match="backup"):
        restore(bare.parts(file), file, NOON)
    assert is_bare(bare)


def test_a_file_with_one_changed_byte_anywhere_is_refused(file: Path, bare: House) -> None:
    content = file.read_bytes()
    # The gzip header's own fields (time, system) are in no checksum; they carry nothing.
    for place in range(10, len(content), len(content) // 60):
        changed = bytearray(content)
        changed[place] ^= 0x41
        file.write_bytes(changed)
        with pytest.raises(BackupError):
            restore(bare.parts(file), file, NOON)
    assert is_bare(bare)


def repacked(file: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """Write the file anew with some members changed, or left out."""
    with tarfile.open(file) as tar:
        members = [(one, tar.extractfile(one)) for one in tar.getmembers()]
        contents = [(one, stream.read()) for one, stream in members if stream]
    with tarfile.open(file, "w:gz") as tar:
        for info, content in contents:
            after = change(info.name, content)
            if after is not None:
                info.size = len(after)
                tar.addfile(info, io.BytesIO(after))


def changed_rows(name: str, content: bytes) -> bytes:
    return content.replace(b"Ana", b"Eve") if name.startswith("house/") else content


def without_rows(name: str, content: bytes) -> bytes | None:
    return None if name.startswith("house/ruling") else content


def without_end(name: str, content: bytes) -> bytes | None:
    return None if name == "manifest.json" else content


@pytest.mark.parametrize("change", [changed_rows, without_rows, without_end])
def test_a_whole_tar_with_other_members_is_refused(
    file: Path, bare: House, change: Callable[[str, bytes], bytes | None]
) -> None:
    repacked(file, change)
    with pytest.raises(BackupError, match="broken or cut short"):
        restore(bare.parts(file), file, NOON)
    assert is_bare(bare)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (
            "archive_version",
            "0000",
            f"version '0000' of the archive, this newsroom has '{VERSION}'",
        ),
        (
            "archive_version",
            "9999",
            f"version '9999' of the archive, this newsroom has '{VERSION}'",
        ),
        ("format", 2, "format 2, made by newsroom 9.9; this newsroom reads format 1"),
    ],
)
def test_a_backup_of_another_version_is_refused_with_the_version_that_can_read_it(
    file: Path, bare: House, field: str, value: object, said: str
) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != HEADER:
            return content
        return json.dumps({**json.loads(content), field: value}).encode()

    repacked(file, change)
    with pytest.raises(BackupError, match=said):
        restore(bare.parts(file), file, NOON)


@pytest.mark.parametrize(
    "content", [b"", b"Dear diary", gzip.compress(b"Dear diary" * 99, mtime=0)]
)
def test_what_is_no_backup_is_refused(bare: House, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "letter"
    file.write_bytes(content)
    with pytest.raises(BackupError):
        restore(bare.parts(file), file, NOON)


def test_another_tar_is_no_backup(bare: House, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "other.tar.gz", "w:gz") as tar:
        tar.add(__file__, "notes.txt")
    with pytest.raises(
        BackupError, match=r"not a backup of a newsroom \(it begins with 'notes.txt'"
    ):
        check_backup(tmp_path / "other.tar.gz")


@pytest.mark.parametrize("name", ["files/../../outside", "files//etc/x", "elsewhere/x", "files/"])
def test_a_backup_never_writes_outside_the_house(
    sqlite_archive: Archive, bare: House, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "evil.tar.gz"
    header = header_of(sqlite_archive, "9.9", NOON)
    with writing_backup(file, NOON) as writer:
        writer.add(HEADER, header.model_dump_json().encode())
        writer.add(name, b"x")
    with pytest.raises(BackupError, match="which no newsroom writes"):
        restore(bare.parts(file), file, NOON)
    assert not (tmp_path / "outside").exists()


def test_a_house_with_rows_or_other_files_is_left_alone(
    full: House, file: Path, bare: House
) -> None:
    before = full.rows()
    with pytest.raises(HouseError, match="the database is not empty"):
        restore(full.parts(file), file, NOON)
    assert full.rows() == before
    (bare.var / "site").mkdir()
    (bare.var / "site" / "index.html").write_text("another house", encoding="utf-8")
    with pytest.raises(HouseError, match=r"index\.html: in the way"):
        restore(bare.parts(file), file, NOON)
    assert (bare.var / "site" / "index.html").read_text(encoding="utf-8") == "another house"


def test_a_failed_backup_leaves_the_one_before(full: House, tmp_path: Path) -> None:
    file = tmp_path / "backups" / "backup.tar.gz"
    full.back_up(file)
    before = file.read_bytes()
    (full.var / "blobs" / "ab" / "abcd").unlink()
    os.mkfifo(full.var / "blobs" / "pipe")
    full.back_up(file)
    full.archive.engine.dispose()
    event.listen(full.archive.engine, "before_cursor_execute", fail)
    with pytest.raises(StorageError):
        full.back_up(file)
    assert file.read_bytes() != before
    assert [path.name for path in file.parent.iterdir()] == ["backup.tar.gz"]
    check_backup(file)


def fail(*_: object) -> None:
    raise StorageError("the disk fails")


def test_a_place_that_cannot_be_written_is_said(full: House, tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("", encoding="ascii")
    with pytest.raises(StorageError, match="the backup cannot be written"):
        full.back_up(tmp_path / "in the way" / "backup.tar.gz")


def test_a_restore_that_is_killed_anywhere_is_done_again(file: Path, tmp_path: Path) -> None:
    for number in (1, 3, 6, 10):
        folder = tmp_path / str(number)
        folder.mkdir()
        child = os.fork()
        if child == 0:
            restore_and_die(folder, file, number)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), number
        house = opened(url_of(folder), folder / "var")
        assert is_bare(house)
        assert restore(house.parts(file), file, NOON).journal.is_sound
        house.archive.close()


def restore_and_die(folder: Path, file: Path, number: int) -> None:
    """Restore in a forked process that kills itself before an insert; never returns."""
    try:
        house = opened(url_of(folder), folder / "var")
        count = 0

        def step(*told: object) -> None:
            nonlocal count
            count += str(told[2]).startswith("INSERT")
            if count == number:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(house.archive.engine, "before_cursor_execute", step)
        restore(house.parts(file), file, NOON)
    finally:
        os._exit(0)
