"""One published site for all tests of the reader, and a house of its own over it for each."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from .builders import MailServer, Served, mail_server, serving, smtp, write_site


@pytest.fixture(scope="session")
def published_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the site and the bundles; look at it, do not change it."""
    folder = tmp_path_factory.mktemp("readers")
    write_site(folder)
    return folder


@pytest.fixture
def folder(published_site: Path, tmp_path: Path) -> Path:
    """A copy of the site and the bundles."""
    for name in ("site", "bundles"):
        shutil.copytree(published_site / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def served(folder: Path, empty_archive: Path, mails: MailServer) -> Iterator[Served]:
    shutil.copy(empty_archive, folder)
    with serving(folder, f"sqlite:///{folder}/newsroom.db", smtp(mails.port)) as running:
        yield running
