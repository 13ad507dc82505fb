"""The project's files and syntax trees, as the house rules look at them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "newsroom_agents"
TESTS = ROOT / "tests"
OURS = (
    "src",
    "tests",
    "docs",
    "personas",
    "prompts",
    "data",
    "requirements",
    "bench",
    "deploy",
    ".ci",
)
_MADE = {"__pycache__", ".hypothesis", "node_modules"}


@dataclass(frozen=True, slots=True)
class Module:
    """A Python file with its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def place(self) -> str:
        """The path from the project's root, for messages."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def name(self) -> str:
        """The dotted name, for files in src."""
        parts = self.path.relative_to(SRC.parent).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def lines(self) -> int:
        """How many lines the file has."""
        return len(self.text.splitlines())


@cache
def modules(folder: Path) -> tuple[Module, ...]:
    """Return the Python files below `folder`, by path."""
    return tuple(_module(path) for path in sorted(folder.rglob("*.py")) if not _is_made(path))


def parts(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Yield every function and class of a module, nested ones too."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    """Return how many lines a function or class takes, its docstring included."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def words(name: str) -> set[str]:
    """Return the words of a name, whether they are joined by capitals, underscores or dashes."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return {word.lower() for word in re.split(r"[\W_]+", apart) if word}


def files() -> Iterator[Path]:
    """Yield the files that are ours: those of the root and of the folders we write in."""
    yield from (path for path in sorted(ROOT.iterdir()) if path.is_file())
    for folder in OURS:
        found = sorted((ROOT / folder).rglob("*"))
        yield from (path for path in found if path.is_file() and not _is_made(path))


def _module(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(path, text, ast.parse(text, str(path)))


def _is_made(path: Path) -> bool:
    return not _MADE.isdisjoint(path.parts)
