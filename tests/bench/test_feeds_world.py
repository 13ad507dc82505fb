"""The world of the fetching benchmark is what it says, and the same each time."""

from collections import Counter
from types import ModuleType

import pytest

from newsroom_agents.ingest.feeds.feed import read_feed
from tests.bench.loading import load


@pytest.fixture(scope="module")
def world() -> ModuleType:
    """The world's server as a module."""
    return load("feeds_world_server")


def test_a_thousand_feeds_are_as_many_of_each_kind_as_the_table_says(world: ModuleType) -> None:
    kinds = world.kinds_of(200, 5)
    counted = Counter(kinds.values())
    assert len(kinds) == 1000
    assert len({place.partition("/")[0] for place in kinds}) == 200
    assert counted == {**world.KINDS, "good": 1000 - sum(world.KINDS.values())}
    assert kinds == world.kinds_of(200, 5)


def test_a_changed_feed_has_one_item_more_and_the_others_as_before(world: ModuleType) -> None:
    first, second = (
        [item.title for item in read_feed(world.feed_of("127.0.1.9/3", version)).items]
        for version in (1, 2)
    )
    assert len(first) == 5
    assert second[1:] == first


def test_the_flood_is_a_feed_that_can_be_read(world: ModuleType) -> None:
    feed = read_feed(world.feed_of("127.0.1.2/0", 1, items=world.FLOOD))
    assert len(feed.items) + feed.left_unread == world.FLOOD
    assert feed.left_unread
