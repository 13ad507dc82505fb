"""What an article costs is measured by hand-checkable sums, on an invented corpus."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.stories.shop import ROOT

BENCH = ROOT / "bench"


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """The benchmark as a module."""
    spec = importlib.util.spec_from_file_location("article_cost", BENCH / "article_cost.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "article_cost", module)
        spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("times", "calls", "seconds", "span"),
    [
        ([], 0, 0.0, 0.0),
        ([(0.0, 1.0), (1.0, 2.0)], 2, 2.0, 2.0),
        ([(0.0, 1.0), (0.0, 1.0)], 1, 1.0, 1.0),
        ([(0.0, 1.0), (1.5, 2.5), (1.5, 3.5)], 2, 3.0, 3.5),
        ([(0.0, 4.0), (0.5, 1.0), (1.0, 1.5)], 2, 4.0, 4.0),
    ],
)
def test_a_chain_is_the_longest_sequence_that_does_not_overlap(
    bench: ModuleType, times: list[tuple[float, float]], calls: int, seconds: float, span: float
) -> None:
    assert bench.chain_of(times) == bench.Chain(calls, seconds, span)


def test_the_corpus_is_the_same_each_time_and_says_that_it_is_invented(
    bench: ModuleType, tmp_path: Path
) -> None:
    sizes = [bench.write_wire(tmp_path / name) for name in ("one", "two")]
    texts = [(tmp_path / name / "crane.jsonl").read_text("utf-8") for name in ("one", "two")]
    items = [json.loads(line) for line in texts[0].splitlines()]
    assert (texts[0], sizes[0]) == (texts[1], sizes[1])
    assert len({item["provider"] for item in items}) == 20
    assert all(item["body_text"].startswith("EXERCISE") for item in items)


def test_without_a_port_the_model_server_only_says_what_it_is() -> None:
    command = [sys.executable, str(BENCH / "model_server.py")]
    said = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert "--port" in said.stdout
