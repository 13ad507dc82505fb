"""How our code is written, where no linter looks."""

import ast
import re
from collections.abc import Iterator

import pytest

from .sources import SRC, TESTS, Module, modules

CATCHES_ALL = {"Exception", "BaseException"}
TOP_OF_THE_WORKER = "src/newsroom_agents/pipeline/reporting.py"
LONGEST_WORD_TO_A_MODEL = 200


def test_every_module_says_what_it_is_for() -> None:
    assert [m.place for m in modules(SRC) if not ast.get_docstring(m.tree)] == []


def test_a_package_file_holds_its_docstring_and_nothing_else() -> None:
    faults = [m.place for m in modules(SRC) if m.path.stem == "__init__" and len(m.tree.body) != 1]
    assert faults == []


def test_no_signature_hides_its_shape_in_a_dictionary_of_anything() -> None:
    faults = [
        f"{module.place}:{node.lineno} {node.name}"
        for module in modules(SRC)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for annotation in _annotations(node)
        if re.search(r"\b(dict|Dict|Mapping|MutableMapping)\[str, (typing\.)?Any\]", annotation)
    ]
    assert faults == []


def test_only_the_top_of_the_worker_catches_everything() -> None:
    found = [place for module in modules(SRC) for place in _catch_alls(module)]
    assert [place for place in found if not place.startswith(TOP_OF_THE_WORKER)] == []
    assert len(found) <= 1


def test_code_holds_no_sentence_addressed_to_a_model() -> None:
    faults = [
        f"{module.place}:{node.lineno}"
        for module in modules(SRC)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and len(node.value) > LONGEST_WORD_TO_A_MODEL
        and re.search(r"\b(you|your|yours)\b", node.value, re.IGNORECASE)
        and node not in _patterns(module)
    ]
    assert faults == []


def test_no_test_replaces_our_own_code() -> None:
    patched = re.compile(r"""\b(mock\.patch|monkeypatch\.setattr)\(\s*f?["']?newsroom_agents""")
    assert [m.place for m in modules(TESTS) if patched.search(m.text)] == []


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        ("try:\n    pass\nexcept:\n    pass", True),
        ("try:\n    pass\nexcept (OSError, Exception):\n    pass", True),
        ("try:\n    pass\nexcept BaseException:\n    x()\n    raise", False),
        ("try:\n    pass\nexcept ValueError:\n    pass", False),
    ],
)
def test_a_catch_all_is_recognised_unless_it_raises_again(code: str, is_found: bool) -> None:
    assert bool(list(_caught(ast.parse(code)))) is is_found


def _patterns(module: Module) -> set[ast.expr]:
    """Return the regular expressions of a module: they look for words, they say none."""
    calls = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    return {arg for call in calls if ast.unparse(call.func) == "re.compile" for arg in call.args}


def _annotations(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    of = node.args
    arguments = [*of.posonlyargs, *of.args, *of.kwonlyargs, of.vararg, of.kwarg]
    for argument in arguments:
        if argument is not None and argument.annotation is not None:
            yield ast.unparse(argument.annotation)
    if node.returns is not None:
        yield ast.unparse(node.returns)


def _catch_alls(module: Module) -> Iterator[str]:
    for node in _caught(module.tree):
        yield f"{module.place}:{node.lineno}"


def _caught(tree: ast.Module) -> Iterator[ast.ExceptHandler]:
    """Yield the handlers that swallow whatever comes; one that ends in `raise` swallows nothing."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and not _raises_again(node):
            named = (
                {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)}
                if node.type
                else set()
            )
            if node.type is None or named & CATCHES_ALL:
                yield node


def _raises_again(node: ast.ExceptHandler) -> bool:
    last = node.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None
