"""The documentation says what the code does: reference pages, commands, links, reasons."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from .commands import is_possible
from .sources import ROOT

DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
REFERENCE = ("commands.md", "settings.md", "prompts.md", "plugins.md", "api.md")
COMMAND = re.compile(r"^(?:\$ )?(?:\.venv/bin/)?newsroom (.+)$")


def test_the_reference_pages_are_what_the_code_says_now(tmp_path: Path) -> None:
    make = DOCS / "reference" / "make.py"
    subprocess.run([sys.executable, str(make), str(tmp_path)], check=True, timeout=100)
    stale = [
        name
        for name in REFERENCE
        if (tmp_path / name).read_text("utf-8") != (make.parent / name).read_text("utf-8")
    ]
    assert stale == [], "run: python docs/reference/make.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)", page.read_text(encoding="utf-8"))
    ours = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in ours if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_in_a_page_exists_with_its_options(page: Path) -> None:
    assert [line for line in _commands(page) if not is_possible(line.split())] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_in_a_page_exists(page: Path) -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = re.findall(r"^make ([a-z]+)|`make ([a-z]+)`", page.read_text("utf-8"), re.MULTILINE)
    assert {one or other for one, other in named} - set(targets) == set()


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_situation_choice_price_and_date(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(r"# \d{4} \S", text)
    assert text[2:6] == path.name[:4]
    assert re.search(r"^Date: 20\d\d-\d\d-\d\d$", text, re.MULTILINE)
    for heading in ("Situation", "Choice", "Price"):
        assert f"\n## {heading}\n" in text


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_every_dependency_has_its_reason() -> None:
    reasons = (DOCS / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8")
    given = set(re.findall(r"^\| `([\w.-]+)` \| \S", reasons, re.MULTILINE))
    assert _dependencies() == given


def test_the_changelog_tells_readers_what_changed() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    entries = [line for line in text.splitlines() if line.startswith("- ")]
    assert "## Unreleased" in text
    assert [entry for entry in entries if not entry.endswith(".")] == []


def _dependencies() -> set[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = [
        *settings["build-system"]["requires"],
        *settings["project"]["dependencies"],
        *(one for extra in settings["project"]["optional-dependencies"].values() for one in extra),
        *(one for group in settings["dependency-groups"].values() for one in group),
    ]
    return {re.split(r"[\[<>=~!;\s]", one)[0] for one in named}


def _commands(page: Path) -> Iterator[str]:
    """Yield the `newsroom …` lines of a page's code blocks, without comments."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    for line in "\n".join(blocks).splitlines():
        found = COMMAND.match(line.strip())
        if found:
            yield found[1].partition("  #")[0].strip()
