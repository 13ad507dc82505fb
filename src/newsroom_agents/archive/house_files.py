"""The files under var/ that a backup carries: all but those that every machine makes anew.

What is left out: databases (their rows are carried), locks, logs, what stands under a name that
begins with a dot (it is half-written), and the folder `backups`.
"""

import hashlib
import os
import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from newsroom_agents.errors import StorageError

BLOBS = "blobs"
_LEFT_OUT = frozenset({"backups"})
_LEFT_OUT_ENDINGS = frozenset({".lock", ".log", ".sqlite", ".sqlite-wal", ".sqlite-shm"})
_DATABASE_ENDINGS = ("", "-wal", "-shm", "-journal")
_KEY_ENDING = ".key"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class HouseFiles:
    """The files of one var/.

    Args:
        var: The folder.
        aside: Files that are not carried, the database's among them.
    """

    var: Path
    aside: frozenset[Path]

    @classmethod
    def of(cls, var: Path, databases: Iterable[Path | None], backup: Path) -> "HouseFiles":
        """Return the files of `var` beside databases and the backup itself."""
        aside = [
            Path(f"{file.resolve()}{ending}")
            for file in databases
            if file
            for ending in _DATABASE_ENDINGS
        ]
        return cls(var, frozenset((*aside, backup.resolve())))

    def names(self) -> Iterator[str]:
        """Yield the names of all carried files, relative to var/, blobs last.

        Blobs are only ever added: those that are read after the database hold all it speaks of.
        """
        top = sorted(self.var.iterdir()) if self.var.is_dir() else []
        for entry in sorted(top, key=lambda path: path.name == BLOBS):
            yield from self._below(entry)

    def place(self, name: str) -> Path:
        """Return where the file of this name lies."""
        return self.var / name

    def put(self, name: str, stream: BinaryIO, mode: int) -> None:
        """Write a file whole or not at all; not pressed onto the disk yet.

        Raises:
            StorageError: The disk is full, read-only or failing.
        """
        path = self.place(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".part-")
            try:
                with os.fdopen(handle, "wb") as file:
                    while piece := stream.read(_PIECE):
                        file.write(piece)
                Path(draft).chmod(mode)
                Path(draft).replace(path)
            finally:
                Path(draft).unlink(missing_ok=True)
        except OSError as error:
            msg = f"{path}: cannot be written: {error.strerror or error}"
            raise StorageError(msg) from error

    def _below(self, entry: Path) -> Iterator[str]:
        """Yield what is carried of an entry of var/; one that is a link is followed."""
        if entry.is_dir():
            if entry.name.startswith(".") or entry.name in _LEFT_OUT:
                return
            for folder, inner, files in os.walk(entry):
                inner[:] = sorted(name for name in inner if not name.startswith("."))
                paths = (Path(folder) / name for name in sorted(files))
                yield from (
                    str(path.relative_to(self.var)) for path in paths if self._is_carried(path)
                )
        elif self._is_carried(entry):
            yield entry.name

    def _is_carried(self, path: Path) -> bool:
        if path.name.startswith(".") or path.suffix in _LEFT_OUT_ENDINGS:
            return False
        return path.is_file() and path.resolve() not in self.aside


def is_key(name: str) -> bool:
    """Whether a file holds a secret of the house."""
    return name.endswith(_KEY_ENDING)


def is_inside(name: str) -> bool:
    """Whether a name in a backup stays inside the folder it is put into."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def first_in_the_way(files: HouseFiles, known: Collection[tuple[str, str]]) -> str:
    """Return the name of a file that a restored house would not have, or have otherwise.

    What an earlier restore left half-way is not in the way: those files are the same.

    Args:
        files: What lies in var/ now.
        known: Names and sha256 of the files to be restored.
    """
    for name in files.names():
        with files.place(name).open("rb") as file:
            if (name, hashlib.file_digest(file, "sha256").hexdigest()) not in known:
                return name
    return ""
