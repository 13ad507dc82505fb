"""Throughput is measured on stories that the house really opens, and every one of them ends."""

from pathlib import Path

import pytest

from tests.bench.loading import load

BENCH = load("throughput")


def test_a_few_stories_go_through_one_process_with_threads(tmp_path: Path) -> None:
    plan = BENCH.Plan(stories=3, workers=2, at_once=4, seconds=0.2)
    found = BENCH.measure(plan, tmp_path, "")
    assert (found["stories"], found["unfinished"]) == (3, 0)
    assert found["states"] == {"ready": 3}
    assert found["repeated"] == 0
    assert found["calls"] >= 3 * 7
    assert found["wall_s"] > 0 < found["cpu_s_per_story"]


@pytest.mark.parametrize(
    ("times", "most"),
    [([(0.0, 1.0)], 1), ([(0.0, 1.0), (0.5, 2.0)], 2), ([(0.0, 1.0), (1.0, 2.0)], 1)],
)
def test_the_most_calls_at_once_are_counted(times: list[tuple[float, float]], most: int) -> None:
    assert BENCH._most_at_once(times) == most
