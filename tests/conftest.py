"""No test reaches beyond this machine: connections to anything but loopback are refused."""

import fcntl
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from tests.archive.builders import open_archive, url_of
from tests.archive.postgres import Postgres, serving
from tests.stories.shop import DEMO, Shop

_MEMORY = Path("/dev/shm")  # noqa: S108 - no file of a guessable name is made in it
_ROOM = 4 << 30
"""The bytes that must be free in memory; a run of every test leaves less than a tenth behind."""


def pytest_configure() -> None:
    """Have what tests write lie in memory where there is room for it.

    Releases and archives press hundreds of files and commits onto the disk, and tests throw them
    away.
    """
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK):
        return
    if shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ["TMPDIR"] = str(_MEMORY)
        tempfile.tempdir = None


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of bytes by its place alone.

    Packed bytes hold the second in which they were packed, and every process must find the same
    tests.
    """
    return argname if isinstance(val, bytes) else None


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = str(address[0])
            if host != "localhost" and not ip_address(host).is_loopback:
                msg = f"a test tried to reach {host}"
                raise PermissionError(msg)
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running server; one for each process that runs tests."""
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def empty_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an archive without any row, to copy: its tables take a tenth of a second."""
    folder = tmp_path_factory.mktemp("empty")
    open_archive(folder).close()
    return Path(url_of(folder).removeprefix("sqlite:///"))


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A house that has reported the demo wire; look at it, do not change it."""

    def report(folder: Path) -> None:
        shop = Shop(folder / "var")
        said = shop.do("run", "--wire", str(DEMO))
        assert said.code == 0, said.err
        for name in ("Ada", "Bo"):
            assert shop.do("editors", "add", name, "--role", "editor").code == 0

    return Shop(_made_once(tmp_path_factory, "reported", report) / "var")


@pytest.fixture
def shop(reported: Shop, tmp_path: Path) -> Shop:
    """A copy of the house that has reported the demo wire, to do things with."""
    return reported.copy(tmp_path / "var")


@pytest.fixture(scope="session")
def published(reported: Shop, tmp_path_factory: pytest.TempPathFactory) -> tuple[Shop, str]:
    """A house with one published story, and its slug; look at it, do not change it."""

    def publish(folder: Path) -> None:
        shop = reported.copy(folder / "var")
        slug = shop.ready()[-1]
        shop.approve(slug, "Ada", "Bo")
        said = shop.do("release")
        assert said.code == 0, said.err
        (folder / "slug").write_text(slug, encoding="utf-8")

    folder = _made_once(tmp_path_factory, "published", publish)
    return Shop(folder / "var"), (folder / "slug").read_text(encoding="utf-8")


def _made_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]
) -> Path:
    """Return a folder that one of the test processes made for all of them."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder = root / name
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            folder.mkdir()
            make(folder)
            (folder / "made").touch()
    return folder
