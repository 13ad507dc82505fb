"""Bytes by their hash, as files.

Pictures would only bloat the database; a file that is named by its hash can be checked by anybody.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from newsroom_agents.errors import NotFoundError, StorageError


class Blobs:
    """A folder of files, each named by the sha256 of its bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep the bytes and return their sha256 in hex.

        The file is whole or absent, also after a power cut.

        Raises:
            StorageError: The disk is full, read-only or failing.
        """
        name = hashlib.sha256(content).hexdigest()
        path = self._path(name)
        if path.exists():
            return name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, content)
        except OSError as error:
            msg = f"{path}: cannot be written: {error.strerror}"
            raise StorageError(msg) from error
        return name

    def get(self, sha256: str) -> bytes:
        """Return the bytes of that hash.

        Raises:
            NotFoundError: Nothing with that hash is stored.
            StorageError: The file cannot be read, or holds other bytes.
        """
        path = self._path(sha256)
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise NotFoundError(kind="blob", name=sha256) from error
        except OSError as error:
            msg = f"{path}: cannot be read: {error.strerror}"
            raise StorageError(msg) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            msg = f"{path}: the bytes are not those of the name"
            raise StorageError(msg)
        return content

    def _path(self, sha256: str) -> Path:
        if len(sha256) != hashlib.sha256().digest_size * 2 or not sha256.isalnum():
            raise NotFoundError(kind="blob", name=sha256)
        return self._folder / sha256[:2] / sha256


def _write_whole(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        part.unlink(missing_ok=True)
