"""The benchmark of the site counts what a change writes, and is the same each time."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.stories.shop import ROOT

BENCH = ROOT / "bench"


@pytest.fixture(scope="module")
def bench() -> Iterator[ModuleType]:
    """The benchmark as a module, with the pieces that lie beside it."""
    spec = importlib.util.spec_from_file_location("bench_site", BENCH / "site.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCH))
        patch.setitem(sys.modules, "bench_site", module)
        spec.loader.exec_module(module)
        yield module
        sys.modules.pop("site_pieces", None)


def test_pieces_are_the_same_each_time_and_say_that_they_are_invented(bench: ModuleType) -> None:
    one, other = bench.made(7), bench.made(7)
    assert one == other
    assert one.approved.package.headline.startswith("EXERCISE")
    assert bench.made(8).publication.first_published > one.publication.first_published


def test_a_small_site_is_measured_and_publishing_again_writes_nothing(
    bench: ModuleType, tmp_path: Path
) -> None:
    found = bench.measure(tmp_path, 12)
    assert found["publish again"].files == 0
    assert 20 < found["publish"].files < 150
    assert 0 < found["correct an old one"].files < found["publish"].files
    assert (tmp_path / "site/places/index.html").is_file()
    assert not list((tmp_path / "site").rglob(".*.next"))
