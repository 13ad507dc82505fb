"""The same houses on both databases."""

import pytest

from tests.stories.shop import Shop

from .served import served_by


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def reported_on(
    request: pytest.FixtureRequest, reported: Shop, tmp_path_factory: pytest.TempPathFactory
) -> Shop:
    """A house that has reported the demo wire, on each database; look at it, do not change it."""
    if request.param == "sqlite":
        return reported
    folder = tmp_path_factory.mktemp("served") / "house"
    return served_by(request.getfixturevalue("postgres"), reported, folder)


@pytest.fixture(scope="session")
def published_on(
    reported_on: Shop, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Shop, str, str]:
    """A house on each database with one published story and one approved one, and their slugs."""
    shop = reported_on.copy(tmp_path_factory.mktemp("published") / "var")
    first, second = shop.ready()[-1], shop.ready()[0]
    shop.approve(first, "Ada", "Bo")
    said = shop.do("release")
    assert said.code == 0, said.err
    shop.approve(second, "Ada", "Bo")
    return shop, first, second
