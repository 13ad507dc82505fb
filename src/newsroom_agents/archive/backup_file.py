"""The form of a backup: one tar file, packed with gzip, that says of itself whether it is whole.

Its first member is a header, its last but one a list of all members with their sha256 (`sha256sum`
reads it), its last a manifest with the hash of that list. So a file that was cut short, changed or
made by something else is known before anything of it is used, and `tar xzf` opens it anywhere.
"""

import gzip
import hashlib
import io
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

from pydantic import BaseModel, ConfigDict, ValidationError

from newsroom_agents.errors import BackupError, StorageError

FORMAT = 1
"""The form described here; another one is refused."""
HEADER, SUMS, MANIFEST = "newsroom-backup.json", "SHA256SUMS", "manifest.json"

_FAST = 1
_PIECE = 1 << 20
_MOST_META = 256 << 20
_SECRET = 0o600
_FAULTS = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile)


class Header(BaseModel):
    """What made the backup, and when."""

    model_config = ConfigDict(frozen=True)

    format: int
    house_version: str
    archive_version: str
    dialect: str
    at: datetime


class Manifest(BaseModel):
    """What is in the backup: rows by table, files, and the journal's head."""

    model_config = ConfigDict(frozen=True)

    rows: Mapping[str, int]
    files: int
    has_key: bool
    journal_rows: int
    journal_head: str
    sums_sha256: str = ""


class Hashed:
    """A stream that takes the sha256 of what is read from it."""

    def __init__(self, stream: BinaryIO, place: Path) -> None:
        self._stream, self._place = stream, place
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes.

        Raises:
            BackupError: The backup is damaged here.
        """
        with _told(self._place):
            piece = self._stream.read(size)
        self._hash.update(piece)
        return piece

    def sha256(self) -> str:
        """Return the hash of everything, read to its end."""
        while self.read(_PIECE):
            pass
        return self._hash.hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """One member: its name, its mode, and its bytes, to be read before the next is asked for."""

    name: str
    mode: int
    stream: Hashed


class BackupWriter:
    """Writes the members of one backup, in order."""

    def __init__(self, tar: tarfile.TarFile, at: datetime) -> None:
        self._tar, self._at = tar, int(at.timestamp())
        self._sums: list[str] = []

    def add(self, name: str, content: bytes) -> None:
        """Write a member."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(content), _SECRET
        self._write(info, io.BytesIO(content))

    def add_file(self, name: str, path: Path) -> bool:
        """Write a file as a member, with its mode; False when it is gone.

        Raises:
            StorageError: It cannot be read.
        """
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return False
        except OSError as error:
            msg = f"{path}: cannot be read: {error.strerror or error}"
            raise StorageError(msg) from error
        with file:
            found = os.fstat(file.fileno())
            info = tarfile.TarInfo(name)
            info.size, info.mode = found.st_size, found.st_mode & 0o777
            self._write(info, file)
        return True

    def finish(self, manifest: Manifest) -> Manifest:
        """Write the list of members and the manifest; return the manifest as it was written."""
        sums = "".join(self._sums).encode("utf-8")
        self.add(SUMS, sums)
        sealed = manifest.model_copy(update={"sums_sha256": hashlib.sha256(sums).hexdigest()})
        self.add(MANIFEST, sealed.model_dump_json(indent=1).encode("utf-8"))
        return sealed

    def _write(self, info: tarfile.TarInfo, stream: BinaryIO) -> None:
        info.mtime = self._at
        hashed = Hashed(stream, Path(info.name))
        self._tar.addfile(info, cast("BinaryIO", hashed))
        self._sums.append(f"{hashed.sha256()}  {info.name}\n")


@contextmanager
def writing_backup(path: Path, at: datetime) -> Iterator[BackupWriter]:
    """Write a backup beside `path` and put it there when the block ends without an error.

    Raises:
        StorageError: The disk is full, read-only or failing.
    """
    draft: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        draft = Path(name)
        with os.fdopen(handle, "wb") as raw:
            with (
                gzip.GzipFile("", "wb", _FAST, raw, mtime=0) as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                yield BackupWriter(tar, at)
            raw.flush()
            os.fsync(raw.fileno())
        draft.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        msg = f"{path}: the backup cannot be written: {error.strerror or error}"
        raise StorageError(msg) from error
    finally:
        if draft is not None:
            with suppress(OSError):
                draft.unlink(missing_ok=True)


@dataclass(slots=True)
class BackupReader:
    """Reads a backup from its beginning to its end; what it says holds when it got there."""

    path: Path
    sums: dict[str, str] = field(default_factory=dict)
    header: Header | None = None
    manifest: Manifest | None = None

    def entries(self) -> Iterator[Entry]:
        """Yield the members with content, in order.

        Raises:
            BackupError: It is no backup, of another format, damaged or cut short.
            StorageError: The file cannot be read.
        """
        try:
            with (
                self.path.open("rb") as raw,
                _told(self.path),
                gzip.GzipFile(fileobj=raw) as packed,
                tarfile.open(fileobj=packed, mode="r|") as tar,
            ):
                yield from self._members(tar)
                # The checksum of the whole comes last, behind what the tar needs.
                while packed.read(_PIECE):
                    pass
        except OSError as error:
            msg = f"{self.path}: the backup cannot be read: {error.strerror or error}"
            raise StorageError(msg) from error

    def _members(self, tar: tarfile.TarFile) -> Iterator[Entry]:
        for info in tar:
            stream = tar.extractfile(info)
            if stream is None or self.manifest is not None:
                raise _broken(self.path, f"{info.name!r} does not belong there")
            hashed = Hashed(cast("BinaryIO", stream), self.path)
            if self.header is None or info.name in {SUMS, MANIFEST}:
                self._read_meta(info, hashed)
            else:
                yield Entry(info.name, info.mode & 0o777, hashed)
            if info.name in self.sums:
                raise _broken(self.path, f"{info.name!r} stands there twice")
            self.sums[info.name] = hashed.sha256()
        if self.manifest is None:
            raise _broken(self.path, "its end is missing")

    def _read_meta(self, info: tarfile.TarInfo, stream: Hashed) -> None:
        if self.header is None and info.name != HEADER:
            msg = f"{self.path}: not a backup of a newsroom (it begins with {info.name!r})"
            raise BackupError(msg)
        if info.size > _MOST_META:
            raise _broken(self.path, f"{info.name!r} is too large")
        content = stream.read()
        if info.name == HEADER:
            self.header = _header_of(self.path, content)
        elif info.name == SUMS:
            listed = "".join(f"{sha256}  {name}\n" for name, sha256 in self.sums.items())
            if content != listed.encode("utf-8"):
                raise _broken(self.path, "its members are not those of its list")
        else:
            self.manifest = self._manifest_of(content)

    def _manifest_of(self, content: bytes) -> Manifest:
        try:
            manifest = Manifest.model_validate_json(content)
        except ValidationError as error:
            raise _broken(self.path, "its manifest cannot be read") from error
        if manifest.sums_sha256 != self.sums.get(SUMS):
            raise _broken(self.path, "its list is not the one its manifest knows")
        return manifest


def _header_of(path: Path, content: bytes) -> Header:
    try:
        header = Header.model_validate_json(content)
    except ValidationError as error:
        raise _broken(path, "its header cannot be read") from error
    if header.format != FORMAT:
        msg = (
            f"{path}: a backup of format {header.format}, made by newsroom {header.house_version};"
            f" this newsroom reads format {FORMAT}"
        )
        raise BackupError(msg)
    return header


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say what a damaged file means."""
    try:
        yield
    except gzip.BadGzipFile as error:
        msg = f"{path}: not a backup of a newsroom, or damaged ({error})"
        raise BackupError(msg) from error
    except _FAULTS as error:
        raise _broken(path, str(error)) from error


def _broken(path: Path, why: str) -> BackupError:
    return BackupError(f"{path}: the backup is broken or cut short: {why}")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
