"""No test reaches beyond this machine: connections to anything but loopback are refused."""

import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from tests.stories.shop import DEMO, Shop


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
def reported(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A house that has reported the demo wire; look at it, do not change it."""
    shop = Shop(tmp_path_factory.mktemp("reported") / "var")
    said = shop.do("run", "--wire", str(DEMO))
    assert said.code == 0, said.err
    for name in ("Ada", "Bo"):
        assert shop.do("editors", "add", name, "--role", "editor").code == 0
    return shop


@pytest.fixture
def shop(reported: Shop, tmp_path: Path) -> Shop:
    """A copy of the house that has reported the demo wire, to do things with."""
    return reported.copy(tmp_path / "var")


@pytest.fixture(scope="session")
def published(reported: Shop, tmp_path_factory: pytest.TempPathFactory) -> tuple[Shop, str]:
    """A house with one published story, and its slug; look at it, do not change it."""
    shop = reported.copy(tmp_path_factory.mktemp("published") / "var")
    slug = shop.ready()[-1]
    shop.approve(slug, "Ada", "Bo")
    said = shop.do("release")
    assert said.code == 0, said.err
    return shop, slug
