"""Sizes: one subject per file, and each fits on a few screens."""

from pathlib import Path

import pytest

from .sources import SRC, TESTS, length, modules, parts

MOST_FUNCTION_LINES = 60
MOST_CLASS_LINES = 250


@pytest.mark.parametrize(("folder", "most"), [(SRC, 400), (TESTS, 600)], ids=["src", "tests"])
def test_no_file_is_longer_than_a_few_screens(folder: Path, most: int) -> None:
    assert [m.place for m in modules(folder) if m.lines > most] == []


@pytest.mark.parametrize("folder", [SRC, TESTS], ids=["src", "tests"])
def test_no_function_is_longer_than_a_screen(folder: Path) -> None:
    assert _longer(folder, MOST_FUNCTION_LINES, is_class=False) == []


@pytest.mark.parametrize("folder", [SRC, TESTS], ids=["src", "tests"])
def test_no_class_knows_everybody(folder: Path) -> None:
    assert _longer(folder, MOST_CLASS_LINES, is_class=True) == []


def _longer(folder: Path, most: int, *, is_class: bool) -> list[str]:
    return [
        f"{module.place}:{node.lineno} {node.name} has {length(node)} lines"
        for module in modules(folder)
        for node in parts(module)
        if type(node).__name__.startswith("Class") is is_class and length(node) > most
    ]
