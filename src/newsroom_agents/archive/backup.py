"""Backup and restore of the whole house: one picture of the database, and the files around it.

Files come first, then the database, then the blobs: so the database never knows less than the
files, and everything it speaks of is there. Pages that lag behind are drawn again after a restore.
Restoring writes the files first and commits the database last: until then the house is empty, and
a restore that was cut off can be done again.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

from sqlalchemy import Connection, inspect

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.backup_file import (
    FORMAT,
    HEADER,
    BackupReader,
    BackupWriter,
    Entry,
    Header,
    Manifest,
    writing_backup,
)
from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.archive.calls_tables import VERSIONS
from newsroom_agents.archive.database import file_of, make_engine, translated
from newsroom_agents.archive.dump import Loading, Part, dumped, first_held
from newsroom_agents.archive.house_files import (
    BLOBS,
    HouseFiles,
    first_in_the_way,
    is_inside,
    is_key,
)
from newsroom_agents.archive.journal import JournalReport
from newsroom_agents.archive.migrating import VERSION
from newsroom_agents.errors import BackupError, HouseError

_FILES, _CALLS = "files/", f"{Part.CALLS.value}/"
_FOLDERS = frozenset({_FILES, *(f"{part.value}/" for part in Part)})


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup file says of itself."""

    header: Header
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and what a look at the journal found afterwards."""

    backup: Backup
    journal: JournalReport


@dataclass(frozen=True, slots=True)
class HouseParts:
    """All that is carried; `calls` is the address of the call log, which may not be begun yet."""

    archive: Archive
    calls: str
    files: HouseFiles


def back_up(parts: HouseParts, path: Path, header: Header, *, with_key: bool = True) -> Backup:
    """Write a backup of the house to `path`, while others work.

    Raises:
        StorageError: A database or a file cannot be read, or the backup not be written.
    """
    files = parts.files
    with writing_backup(path, header.at) as writer:
        writer.add(HEADER, header.model_dump_json(indent=1).encode("utf-8"))
        names = [name for name in files.names() if with_key or not is_key(name)]
        early = [name for name in names if not _is_blob(name)]
        kept = [name for name in early if writer.add_file(_FILES + name, files.place(name))]
        with parts.archive.reading() as room:
            head = room.journal.head()
            rows = _add_rows(writer, room.session.connection(), Part.HOUSE)
        if _has_calls(parts.calls):
            with closing(CallsDatabase(parts.calls)) as log, log.reading() as connection:
                rows |= _add_rows(writer, connection, Part.CALLS)
        blobs = [name for name in files.names() if _is_blob(name)]
        kept += [name for name in blobs if writer.add_file(_FILES + name, files.place(name))]
        manifest = Manifest(
            rows=rows,
            files=len(kept),
            has_key=any(map(is_key, kept)),
            journal_rows=head.number,
            journal_head=head.hash,
        )
        return Backup(header, writer.finish(manifest))


def parts_of(archive: Archive, calls: str, var: Path, backup: Path) -> HouseParts:
    """Return what a backup to the file `backup`, or from it, is about.

    Raises:
        HouseError: The address of the call log cannot be used.
    """
    databases = (file_of(archive.engine), file_of(make_engine(calls)))
    return HouseParts(archive, calls, HouseFiles.of(var, databases, backup))


def _has_calls(url: str) -> bool:
    """Whether a call log was ever begun; asking does not begin one."""
    engine = make_engine(url)
    file = file_of(engine)
    if file is not None:
        return file.exists()
    try:
        with translated(engine):
            return inspect(engine).has_table(VERSIONS.name)
    finally:
        engine.dispose()


def header_of(archive: Archive, house_version: str, at: datetime) -> Header:
    """Return the header of a backup that is made now."""
    return Header(
        format=FORMAT,
        house_version=house_version,
        archive_version=VERSION,
        dialect=archive.engine.dialect.name,
        at=at,
    )


def check_backup(path: Path) -> Backup:
    """Read a whole backup and compare every hash.

    Raises:
        BackupError: It is no backup, damaged, cut short, or of another version of the archive.
        StorageError: The file cannot be read.
    """
    return _said(_checked(path))


def restore(parts: HouseParts, path: Path, at: datetime) -> Restored:
    """Put a backup into an empty house; nothing is there before all of it is.

    The journal goes on with a row that says so: an anchor from after the backup will not fit, and
    that is how it should be. A call log may be there already: it is what was paid for.

    Raises:
        BackupError: It is no backup, damaged, cut short, or of another version of the archive.
        HouseError: The house is not empty.
        StorageError: The disk or the database fails; the database is still empty then.
    """
    reader = _checked(path)
    backup = _said(reader)
    _refuse_held(parts, reader)
    for entry in _entries(path, _FILES):
        name = entry.name.removeprefix(_FILES)
        parts.files.put(name, cast("BinaryIO", entry.stream), entry.mode)
    os.sync()
    rows: dict[str, int] = {}
    if any(name.startswith(_CALLS) for name in reader.sums):
        with closing(CallsDatabase(parts.calls)) as log, log.writing() as connection:
            rows |= _load(path, connection, Part.CALLS)
    with parts.archive.writing() as room:
        _refuse_rows(parts.archive, room)
        rows |= _load(path, room.session.connection(), Part.HOUSE)
        head, said = room.journal.head(), backup.manifest
        if (rows, head.number, head.hash) != (said.rows, said.journal_rows, said.journal_head):
            msg = f"{path}: what was loaded is not what the manifest says; nothing was restored"
            raise BackupError(msg)
        facts = {
            "made": backup.header.at.isoformat(),
            "rows": str(head.number),
            "head": head.hash,
        }
        room.journal.append("", "restored", facts, at)
        report = room.journal.verify()
    return Restored(backup, report)


def _add_rows(writer: BackupWriter, connection: Connection, part: Part) -> dict[str, int]:
    """Write every row of a part; return how many, by table."""
    rows: Counter[str] = Counter()
    for portion in dumped(connection, part):
        writer.add(f"{part.value}/{portion.table}/{portion.number:06}.jsonl", portion.lines)
        rows[portion.table] += portion.rows
    return dict(rows)


def _load(path: Path, connection: Connection, part: Part) -> dict[str, int]:
    """Put every row of a part into the database; return how many, by table."""
    loading = Loading(connection, part)
    rows: Counter[str] = Counter()
    for entry in _entries(path, f"{part.value}/"):
        table = entry.name.split("/")[1]
        rows[table] += loading.load(table, entry.stream.read())
    loading.finish()
    return dict(rows)


def _is_blob(name: str) -> bool:
    return name.startswith(f"{BLOBS}/")


def _checked(path: Path) -> BackupReader:
    """Return the reader after it has seen everything."""
    reader = BackupReader(path)
    for entry in reader.entries():
        _refuse_other_version(path, reader)
        folder, _, name = entry.name.partition("/")
        if f"{folder}/" not in _FOLDERS or not is_inside(name):
            msg = f"{path}: the backup has a member {entry.name!r}, which no newsroom writes"
            raise BackupError(msg)
    _refuse_other_version(path, reader)
    return reader


def _refuse_other_version(path: Path, reader: BackupReader) -> None:
    header = reader.header
    if header is not None and header.archive_version != VERSION:
        msg = (
            f"{path}: the backup holds version {header.archive_version!r} of the archive, this"
            f" newsroom has {VERSION!r}; restore it with newsroom {header.house_version}, then"
            " open the house with this one"
        )
        raise BackupError(msg)


def _refuse_held(parts: HouseParts, reader: BackupReader) -> None:
    files = parts.files
    with parts.archive.reading() as room:
        _refuse_rows(parts.archive, room)
    known = {(name.removeprefix(_FILES), sha256) for name, sha256 in reader.sums.items()}
    strange = first_in_the_way(files, known)
    if strange:
        msg = f"{files.place(strange)}: in the way; a house is restored into an empty folder"
        raise HouseError(f"{msg} (move this one away)")


def _refuse_rows(archive: Archive, room: Room) -> None:
    held = first_held(room.session.connection())
    if held:
        place = archive.engine.url.render_as_string(hide_password=True)
        msg = f"{place}: the database is not empty (table {held!r} has rows); a house is restored"
        raise HouseError(f"{msg} into an empty one")


def _entries(path: Path, folder: str) -> Iterator[Entry]:
    return (one for one in BackupReader(path).entries() if one.name.startswith(folder))


def _said(reader: BackupReader) -> Backup:
    if reader.header is None or reader.manifest is None:
        msg = f"{reader.path}: the backup was not read to its end"
        raise BackupError(msg)
    return Backup(reader.header, reader.manifest)
