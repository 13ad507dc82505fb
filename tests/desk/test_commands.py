"""`newsroom editors` and `newsroom desk`, as an operator types them."""

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from newsroom_agents.cli.main import app
from tests.stories.shop import ROOT, clean

from .builders import opened_desk

_LINK = re.compile(r"http://127\.0\.0\.1:8800(/first-time/[\w-]{43})")


def do(var: Path, *arguments: str) -> Result:
    """Run a command in this process, in a house of its own."""
    place = ["--house", str(ROOT), "--var", str(var)]
    return CliRunner().invoke(app, [*place, *arguments], env={"NEWSROOM_DESK__PORT": "8800"})


def test_who_is_registered_gets_a_link_that_works_once(tmp_path: Path) -> None:
    added = do(tmp_path, "editors", "add", "Ida", "--role", "chief")
    assert added.exit_code == 0
    assert added.output.startswith("Ida is registered as chief\n")
    first = _LINK.search(added.output)
    told = json.loads(do(tmp_path, "editors", "link", "ida", "--json").stdout)
    assert (told["name"], told["role"]) == ("Ida", "chief")
    second = _LINK.match(told["link"])
    assert first is not None
    assert second is not None
    with opened_desk(tmp_path) as house:
        browser = house.browser()
        assert browser.get(first.group(1)).status_code == 410
        assert browser.get(second.group(1)).status_code == 200
    assert do(tmp_path, "editors", "disable", "IDA").output == "Ida is disabled\n"
    refused = do(tmp_path, "editors", "link", "Ida")
    assert (refused.exit_code, refused.stderr) == (1, "newsroom: editor 'Ida' is disabled\n")
    assert do(tmp_path, "editors", "link", "Nobody").exit_code == 2
    with opened_desk(tmp_path) as house:
        assert house.browser().get(second.group(1)).status_code == 410
        made = house.events("editor added", "link made", "editor disabled")
    assert [one["editor"] for one in made] == ["Ida"] * 4
    assert {one["by"].partition(":")[0] for one in made} == {"cli"}


@pytest.mark.timeout(120)
def test_the_desk_says_how_the_first_editor_is_made_and_ends_cleanly(tmp_path: Path) -> None:
    arguments = ["--house", str(ROOT), "--var", str(tmp_path), "desk", "--port", "0"]
    process = subprocess.Popen(
        [sys.executable, "-m", "newsroom_agents", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=clean(),
    )
    assert process.stdout is not None
    found = re.match(r"(http://127\.0\.0\.1:\d+)/", process.stdout.readline())
    assert found is not None
    assert _status(f"{found.group(1)}/sign-in") == 200
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "newsroom: nobody is registered yet: newsroom editors add NAME" in err
    assert "Traceback" not in err


def _status(address: str) -> int:
    for _ in range(400):
        try:
            return httpx.get(address, trust_env=False, timeout=30).status_code
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the desk does not answer")


def test_a_disabled_person_comes_back_and_roles_change(tmp_path: Path) -> None:
    assert do(tmp_path, "editors", "add", "Ida", "--role", "chief").exit_code == 0
    assert do(tmp_path, "editors", "disable", "Ida").exit_code == 0
    assert do(tmp_path, "editors", "enable", "ida").output == "Ida is enabled\n"
    assert do(tmp_path, "editors", "role", "IDA", "reader").output == "Ida is reader now\n"
    wrong = do(tmp_path, "editors", "role", "Ida", "owner")
    assert (wrong.exit_code, "ROLE: 'owner' is no role" in wrong.stderr) == (2, True)
    for command in (("enable", "Nobody"), ("role", "Nobody", "editor")):
        assert do(tmp_path, "editors", *command).exit_code == 2
    listed = json.loads(do(tmp_path, "editors", "list", "--json").stdout)
    assert (listed["role"], listed["enabled"]) == ("reader", True)
    with opened_desk(tmp_path) as house:
        made = house.events("editor enabled", "editor role set")
    assert [(one["editor"], one["role"]) for one in made] == [("Ida", "chief"), ("Ida", "reader")]
