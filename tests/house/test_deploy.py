"""What is deployed: every command exists, nothing runs as root, no secret is written down."""

import configparser
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from .commands import is_possible
from .sources import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
TIMERS = sorted((DEPLOY / "systemd").glob("*.timer"))
CALLED = re.compile(r"\bbin/newsroom ([^'>]+?)(?:'| \d?>|$)")


def compose() -> dict[str, Any]:
    """Return the compose file, as any reader of YAML sees it."""
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
    return found


def calls(path: Path) -> Iterator[list[str]]:
    """Yield the words of every call of the program in a crontab or a unit."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            for found in CALLED.findall(line):
                yield shlex.split(found)


@pytest.mark.parametrize("path", [DEPLOY / "crontab", *UNITS], ids=lambda path: path.name)
def test_every_command_in_a_crontab_or_unit_exists_with_its_options(path: Path) -> None:
    found = list(calls(path))
    assert found
    assert [words for words in found if not is_possible(list(words))] == []


def test_every_command_of_the_containers_exists_with_its_options() -> None:
    services = compose()["services"]
    ours = {name: one["command"] for name, one in services.items() if name != "db"}
    assert {name: words for name, words in ours.items() if not is_possible(list(words))} == {}
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    [check] = re.findall(r"HEALTHCHECK .*?CMD (\[.*?\])", dockerfile, re.DOTALL)
    assert is_possible(json.loads(check)[1:])


def test_three_workers_have_an_id_each() -> None:
    services = compose()["services"].values()
    workers = [one["command"] for one in services if one.get("command", [""])[0] == "worker"]
    assert [words[1:] for words in workers] == [["--id", f"w{number}"] for number in (1, 2, 3)]


def test_the_desk_is_served_to_this_machine_only_and_says_where_it_is() -> None:
    desk = compose()["services"]["desk"]
    assert desk["command"][0] == "desk"
    assert desk["ports"] == ["127.0.0.1:8800:8800"]
    assert desk["environment"]["NEWSROOM_DESK__ADDRESS"].endswith(":-http://127.0.0.1:8800}")
    [call] = calls(DEPLOY / "systemd" / "newsroom-desk.service")
    assert call == ["desk", "--port", "8800"]


def test_containers_run_without_privileges_on_a_read_only_disk() -> None:
    for name, service in compose()["services"].items():
        if name != "db":
            assert service["read_only"] is True
            assert service["cap_drop"] == ["ALL"]
            assert service["security_opt"] == ["no-new-privileges:true"]
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER newsroom$", dockerfile, re.MULTILINE)
    assert "--require-hashes" in dockerfile


def test_the_image_is_made_of_files_that_are_there() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    assert [name for name in names if not (ROOT / name).exists()] == []
    ignore = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    sent = {line.removeprefix("!") for line in ignore if line.startswith("!")}
    assert {name.partition("/")[0] for name in names} == sent


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_as_nobody_special_and_writes_only_where_it_must(path: Path) -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(path, encoding="utf-8")
    told = unit["Service"]
    assert told["User"] == "newsroom"
    assert (told["NoNewPrivileges"], told["ProtectSystem"], told["CapabilityBoundingSet"]) == (
        "true",
        "strict",
        "",
    )
    assert told["ReadWritePaths"].split()[0] == "/srv/newsroom/var"


@pytest.mark.parametrize("path", TIMERS, ids=lambda path: path.name)
def test_a_timer_starts_a_unit_that_is_there(path: Path) -> None:
    assert path.with_suffix(".service") in UNITS
    assert "OnCalendar=" in path.read_text(encoding="utf-8")


def test_no_password_and_no_key_stands_in_a_file() -> None:
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert re.findall(r"://[^:/\s]+:(?!\$\{)[^@\s]+@", text) == [], path.name
            assert re.findall(r"\bsk-\w+|(?:PASSWORD|KEY): +[^\s$]", text) == [], path.name
