"""Each foreign package has one door, and so have the environment and the clock.

ruff's banned-api says the same; this test says it once more without ruff's exceptions (`noqa`).
"""

import ast
from collections.abc import Iterator

import pytest

from .sources import SRC, Module, modules

DOORS = {
    "dbos": ("pipeline/durable.py",),
    "openai": ("gateway/engines/",),
    "httpcore": ("web/",),
    "httpx": ("web/",),
    "sqlmodel": ("archive/", "pipeline/durable.py"),
    "sqlalchemy": ("archive/", "pipeline/durable.py"),
    "alembic": ("archive/",),
    "fastapi": ("reader/", "desk/", "webapp/"),
    "starlette": ("reader/", "desk/", "webapp/"),
    "uvicorn": ("reader/", "desk/", "webapp/"),
}
ENVIRONMENT = ("settings.py",)
CLOCK = ("clock.py",)
ASKS_THE_TIME = {"now", "utcnow", "today"}


@pytest.mark.parametrize("package", sorted(DOORS))
def test_a_foreign_package_comes_in_by_its_door_only(package: str) -> None:
    faults = [
        f"{module.place}:{line}"
        for module in modules(SRC)
        if not _is_at(module, DOORS[package])
        for name, line in _imports(module)
        if name.partition(".")[0] == package
    ]
    assert faults == []


def test_only_the_settings_look_at_the_environment() -> None:
    faults = [
        f"{module.place}:{node.lineno}"
        for module in modules(SRC)
        if not _is_at(module, ENVIRONMENT)
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"})
        or (isinstance(node, ast.Name) and node.id in {"environ", "getenv"})
    ]
    assert faults == []


def test_only_the_clock_asks_what_time_it_is() -> None:
    faults = [
        f"{module.place}:{node.lineno}"
        for module in modules(SRC)
        if not _is_at(module, CLOCK)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ASKS_THE_TIME
        and ast.unparse(node.value) in {"datetime", "date", "datetime.datetime", "datetime.date"}
    ]
    assert faults == []


def _is_at(module: Module, doors: tuple[str, ...]) -> bool:
    return module.path.relative_to(SRC).as_posix().startswith(doors)


def _imports(module: Module) -> Iterator[tuple[str, int]]:
    """Yield what a module imports anywhere in it, with the line."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or "", node.lineno
