"""Names say what a thing is; words that fit everything say nothing."""

import pytest

from .sources import SRC, TESTS, modules, parts, words

EMPTY = {
    *("util", "utils", "helper", "helpers", "common", "core", "base"),
    *("manager", "handler", "service", "processor"),
}


def test_no_module_class_or_function_is_named_with_an_empty_word() -> None:
    faults = [
        f"{module.place}: {name}"
        for folder in (SRC, TESTS)
        for module in modules(folder)
        for name in (module.path.stem, *(node.name for node in parts(module)))
        if words(name) & EMPTY and not name.startswith("test_")
    ]
    assert faults == []


def test_every_error_is_named_an_error_and_has_a_code_of_its_own() -> None:
    from newsroom_agents import errors

    found = [value for value in vars(errors).values() if isinstance(value, type)]
    codes = [kind.__dict__.get("code") for kind in found]
    assert [kind.__name__ for kind in found if not kind.__name__.endswith("Error")] == []
    assert None not in codes
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("HTTPHandler", {"http", "handler"}),
        ("base_url", {"base", "url"}),
        ("DatabaseSettings", {"database", "settings"}),
    ],
)
def test_a_name_is_read_word_by_word(name: str, expected: set[str]) -> None:
    assert words(name) == expected
