"""One house with queued stories and a staff for all tests of the desk; a copy of it for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom_agents.archive.archive import Archive
from newsroom_agents.clock import system_clock
from tests.stories.shop import Shop

from .builders import DeskHouse, opened_desk, staff


@pytest.fixture(scope="session")
def staffed_shop(reported: Shop, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A house with the demo's stories in its queue and people with passwords; do not change it."""
    shop = reported.copy(tmp_path_factory.mktemp("desk") / "var")
    url = f"sqlite:///{shop.var / 'newsroom.sqlite'}"
    archive = Archive.open(url, shop.var, system_clock)
    staff(archive, system_clock())
    archive.close()
    return shop


@pytest.fixture
def desk(staffed_shop: Shop, tmp_path: Path) -> Iterator[DeskHouse]:
    """A copy of the house with stories, open, with its desk."""
    with opened_desk(staffed_shop.copy(tmp_path / "var").var) as house:
        yield house


@pytest.fixture(params=["sqlite", "postgres"])
def bare_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DeskHouse]:
    """A house without stories on each database, with people and its desk."""
    env = {}
    if request.param == "postgres":
        env["NEWSROOM_DATABASE_URL"] = request.getfixturevalue("postgres").emptied()
    with opened_desk(tmp_path / "var", env) as house:
        staff(house.archive, house.clock())
        yield house


@pytest.fixture
def plain_desk(tmp_path: Path) -> Iterator[DeskHouse]:
    """A house without stories, for what does not hang on the database."""
    with opened_desk(tmp_path / "var") as house:
        staff(house.archive, house.clock())
        yield house
