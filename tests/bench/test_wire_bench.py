"""The items of the copies and events benchmark are what it says, and its archives hold together."""

from pathlib import Path
from types import ModuleType

import pytest

from tests.bench.loading import load


@pytest.fixture(scope="module")
def wire() -> ModuleType:
    """The benchmark as a module."""
    return load("wire")


def test_one_item_in_five_is_an_edited_copy_of_an_earlier_one(wire: ModuleType) -> None:
    made = [item.text for item in wire.items(100, 500)]
    copies = [at for at in range(100) if wire.copied(at) is not None]
    assert len(copies) == 20
    for at in copies:
        source = made[wire.copied(at)]
        assert made[at] != source
        assert made[at].startswith(source.rpartition(". ")[0])
    assert len(set(made)) == 100


def test_items_are_the_same_each_time_and_in_order_of_time(wire: ModuleType) -> None:
    first, second = list(wire.items(20, 500)), list(wire.items(20, 500))
    assert first == second
    assert [one.published for one in first] == sorted(one.published for one in first)


def test_a_seeded_archive_takes_in_more_and_finds_the_copies(
    wire: ModuleType, tmp_path: Path
) -> None:
    wire.seed(tmp_path, 50)
    figures = wire.measured(tmp_path, 110, 20, 10)
    assert figures.items == 110
    assert figures.copies_found == 1
    assert figures.grouping_cpu_ms > 0
