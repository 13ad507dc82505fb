"""What lies in the project: only what a user needs, and nothing that names a machine."""

import os
import re
import tomllib
from collections.abc import Iterator

import pytest

from .sources import ROOT, SRC, files

SHIPPED = {
    *("pyproject.toml", "newsroom.toml", "Makefile", "LICENSE", ".gitignore"),
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md"),
    *(".ci", "bench", "data", "deploy", "docs", "personas", "prompts", "requirements"),
    *("src", "tests"),
}
LOCKS = ("core.lock", "dev.lock")
TEXT = {"", ".css", ".html", ".js", ".json", ".jsonl", ".lock", ".mako", ".md", ".py", ".svg"}
TEXT |= {".service", ".timer", ".toml", ".txt", ".xml", ".yml", ".yaml"}
LARGEST = 1_000_000
MACHINE_PATH = re.compile(
    r"(?<![\w.~/-])/(?:tm[p]|roo[t]|wor[k]|hom[e]|User[s]|var/folders)(?=[/\s\"'`)]|$)",
    re.MULTILINE,
)
INDEX_HOST = re.compile(
    r"(?:files\.pythonhosted|pyp[i]\.org|pyp[i]\.python|test\.pyp[i]|piwheel[s]|artifactor[y]"
    r"|--(?:extra-)?index-ur[l]|--find-link[s])",
    re.IGNORECASE,
)


def test_the_root_holds_only_what_a_user_needs() -> None:
    found = {path.name for path in ROOT.iterdir() if not _is_ignored(path.name)}
    assert found - SHIPPED == set()


@pytest.mark.parametrize("name", ["LICENSE", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_what_a_newcomer_looks_for_is_there(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8").strip()


def test_the_package_says_that_it_is_typed() -> None:
    assert (SRC / "py.typed").is_file()


def test_the_continuous_run_is_the_one_command_that_everybody_runs() -> None:
    run = ROOT / ".ci" / "run"
    assert os.access(run, os.X_OK)
    assert run.read_text(encoding="utf-8").endswith("export CI=true\nexec make test\n")


def test_the_wheel_carries_the_house() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    carried = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert {"personas", "prompts", "data", "newsroom.toml"} <= set(carried)
    assert [name for name in carried if not (ROOT / name).exists()] == []


def test_no_file_is_large() -> None:
    assert [_place(path) for path in files() if path.stat().st_size > LARGEST] == []


@pytest.mark.parametrize("forbidden", [MACHINE_PATH, INDEX_HOST], ids=["machine paths", "indexes"])
def test_no_file_names_a_machine_or_a_package_index(forbidden: re.Pattern[str]) -> None:
    faults = [
        f"{place}:{number}: {line.strip()[:100]}"
        for place, number, line in _lines()
        if forbidden.search(line)
    ]
    assert faults == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_carries_its_hashes_and_no_address(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    pinned = re.split(r"^(?=[\w.-]+(?:\[[\w,-]+\])?==)", text, flags=re.MULTILINE)[1:]
    assert pinned
    assert [entry.split()[0] for entry in pinned if "--hash=sha256:" not in entry] == []
    assert re.search(r"https?://", text) is None


def test_both_lock_files_pin_the_same_versions() -> None:
    core, dev = (_pins(name) for name in LOCKS)
    assert {pin for pin in core if pin not in dev} == set()


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("cd /" + "work/main", True),
        ("'/" + "tmp/x'", True),
        ("see docs/work/", False),
        ("https://example.org/" + "home/", False),
    ],
)
def test_a_machine_path_is_recognised(line: str, is_found: bool) -> None:
    assert bool(MACHINE_PATH.search(line)) is is_found


def _lines() -> Iterator[tuple[str, int, str]]:
    for path in files():
        if path.suffix in TEXT:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                yield _place(path), number, line


def _place(path: object) -> str:
    return str(path).removeprefix(f"{ROOT}/")


def _pins(name: str) -> set[str]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return set(re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==[^\s;]+", text, re.MULTILINE))


def _is_ignored(name: str) -> bool:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    return name == ".git" or name in {entry.rstrip("/") for entry in ignored}
