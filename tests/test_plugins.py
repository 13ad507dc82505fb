"""Plug-ins are found in their package, checked, and handed back by name."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from newsroom_agents.errors import HouseError
from newsroom_agents.gateway.engine import EngineKind
from newsroom_agents.plugins import discover

PACKAGE = "invented_parts"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of plug-in for these tests."""

    name: str


OFFER = "from tests.test_plugins import Kind\nPLUGIN = Kind({!r})\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty plug-in package that can be imported for the time of a test."""
    package = tmp_path / PACKAGE
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield package
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def test_parts_come_back_in_the_order_of_their_names(folder: Path) -> None:
    for name in ("zeta", "alpha"):
        (folder / f"of_{name}.py").write_text(OFFER.format(name), encoding="utf-8")
    assert list(discover(PACKAGE, Kind)) == ["alpha", "zeta"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"of_one: a plug-in module needs a constant PLUGIN"),
        ("PLUGIN = 'one'", r"of_one: PLUGIN is str, expected Kind"),
    ],
)
def test_a_module_without_a_part_of_the_kind_is_named(
    folder: Path, text: str, message: str
) -> None:
    (folder / "of_one.py").write_text(text, encoding="utf-8")
    with pytest.raises(HouseError, match=message):
        discover(PACKAGE, Kind)


def test_two_parts_of_one_name_are_refused(folder: Path) -> None:
    for file in ("of_one", "of_two"):
        (folder / f"{file}.py").write_text(OFFER.format("one"), encoding="utf-8")
    with pytest.raises(HouseError, match="of_two: another Kind is already named 'one'"):
        discover(PACKAGE, Kind)


def test_another_distribution_on_the_path_offers_a_part(folder: Path) -> None:
    (folder / "of_one.py").write_text(OFFER.format("one"), encoding="utf-8")
    beside = folder.parent
    (beside / "elsewhere.py").write_text(OFFER.format("two"), encoding="utf-8")
    told = beside / "elsewhere-1.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Name: elsewhere\nVersion: 1\n", encoding="utf-8")
    entry = f"[{PACKAGE}]\ntwo = elsewhere:PLUGIN\n"
    (told / "entry_points.txt").write_text(entry, encoding="utf-8")
    assert list(discover(PACKAGE, Kind)) == ["one", "two"]


def test_the_found_parts_cannot_be_changed(folder: Path) -> None:
    (folder / "of_one.py").write_text(OFFER.format("one"), encoding="utf-8")
    with pytest.raises(TypeError):
        discover(PACKAGE, Kind)["two"] = Kind("two")  # type: ignore[index]


def test_the_house_brings_an_engine_that_needs_no_model() -> None:
    assert "extractive" in discover("newsroom_agents.gateway.engines", EngineKind)
