"""The only hand that touches the public folder.

A file is first staged beside its place, under a name of its own, and synced; then it is promoted by
one rename. So a full disk is noticed while everything public still stands, and a reader never sees
half a file. Content that is already there is not written again.
"""

import os
from pathlib import Path

from newsroom_agents.errors import PublicationError

_CHANGES_NOTHING = "the page that was public before is intact"


def staged_name(path: Path) -> Path:
    """Return where a file waits for its promotion to `path`."""
    return path.with_name(f".{path.name}.next")


def read_if_there(path: Path) -> bytes | None:
    """Return the file's bytes, or None when there is no such file.

    Raises:
        PublicationError: The file is there and cannot be read.
    """
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        msg = f"cannot read {path.name!r}: {error.strerror}"
        raise PublicationError(msg) from error


class Writer:
    """Writes, promotes and removes public files, each step whole or not at all.

    A test that wants to see a step fail passes its own writer, with `put`, `swap` or `drop`
    overridden; nothing else in this package changes the disk.
    """

    def stage(self, path: Path, content: bytes) -> None:
        """Lay `content` beside `path`, unless it already stands there.

        What an interrupted run left staged is dropped, so that it cannot be promoted.
        """
        if read_if_there(path) == content:
            self.remove(staged_name(path))
            return
        try:
            self.put(staged_name(path), content)
        except OSError as error:
            msg = f"cannot write {path.name!r}: {error.strerror or error}; {_CHANGES_NOTHING}"
            raise PublicationError(msg) from error

    def promote(self, path: Path) -> None:
        """Put what was staged for `path` in its place; nothing staged changes nothing."""
        staged = staged_name(path)
        if not staged.exists():
            return
        try:
            self.swap(staged, path)
        except OSError as error:
            msg = f"cannot replace {path.name!r}: {error.strerror or error}"
            raise PublicationError(msg) from error

    def write(self, path: Path, content: bytes) -> None:
        """Stage and promote one file."""
        self.stage(path, content)
        self.promote(path)

    def remove(self, path: Path) -> None:
        """Take a file away; one that is not there changes nothing."""
        if not path.exists():
            return
        try:
            self.drop(path)
        except OSError as error:
            msg = f"cannot remove {path.name!r}: {error.strerror or error}"
            raise PublicationError(msg) from error

    def put(self, path: Path, content: bytes) -> None:
        """Write and sync a file that nobody reads yet."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def swap(self, staged: Path, path: Path) -> None:
        """Rename `staged` to `path` and sync the folder."""
        staged.replace(path)
        _sync_folder(path.parent)

    def drop(self, path: Path) -> None:
        """Unlink `path` and sync the folder."""
        path.unlink()
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
