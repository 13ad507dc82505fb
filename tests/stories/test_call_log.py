"""A house with a model and its call log: a run again costs nothing, a kill at most one call."""

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from newsroom_agents.archive.packing import unpack
from newsroom_agents.errors import ArchiveError
from tests.stories.shop import ROOT, Shop
from tests.stories.test_with_a_model import KEY, ROLES_OF_A_STORY, counts, model, only, told
from tests.trust.test_cases_02_07_09_26 import one_event

KEPT = ("house.key", "calls.sqlite", "calls.sqlite-wal", "calls.sqlite-shm")
CALLS_OF_A_STORY = len(ROLES_OF_A_STORY) + 1


def forget_all_but_the_calls(var: Path) -> None:
    for path in var.iterdir():
        if path.name not in KEPT:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def house_of_its_own(folder: Path) -> Path:
    for name in ("personas", "prompts", "data"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "newsroom.toml", folder)
    return folder


def test_with_an_empty_archive_and_the_kept_log_a_second_run_sends_nothing(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "var")
    wire = one_event(tmp_path / "wire")
    with model() as address:
        first = shop.do("run", "--wire", str(wire), env=told(address))
        draft = shop.draft(only(shop)["slug"])
        forget_all_but_the_calls(shop.var)
        second = shop.do("run", "--wire", str(wire), env=told(address))
        asked = counts(address)
        replay = {**told(address), "NEWSROOM_CALLS__MODE": "replay-or-fail"}
    assert (first.code, second.code) == (0, 0), second.err
    assert asked["begun"] == CALLS_OF_A_STORY
    again = shop.draft(only(shop)["slug"])
    assert again["package"]["sections"] == draft["package"]["sections"]
    assert (again["cost_usd"], [one["tokens_in"] for one in again["credits"]]) == (
        0,
        [0] * len(again["credits"]),
    )
    forget_all_but_the_calls(shop.var)
    third = shop.do("run", "--wire", str(wire), env=replay)
    assert third.code == 0, third.err
    said = shop.do("calls", "cost", "--by", "persona", "--json").lines()
    assert sum(one["calls"] for one in said) == CALLS_OF_A_STORY
    assert sum(one["repeats"] for one in said) == 2 * CALLS_OF_A_STORY


def test_a_changed_prompt_is_paid_for_again_and_nothing_before_it(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "var", house_of_its_own(tmp_path / "house"))
    wire = one_event(tmp_path / "wire")
    with model() as address:
        assert shop.do("run", "--wire", str(wire), env=told(address)).code == 0
        forget_all_but_the_calls(shop.var)
        prompt = shop.house / "prompts" / "copy-editor" / "system.md"
        prompt.write_text(prompt.read_text(encoding="utf-8") + "\nBe brief.\n", encoding="utf-8")
        assert shop.do("run", "--wire", str(wire), env=told(address)).code == 0
        asked = counts(address)["by_role"]
    assert asked["copy-editor"] == 2
    before = {role: asked[role] for role in ("monitor", "researcher", "analyst", "writer")}
    assert set(before.values()) == {1}


def test_a_process_killed_again_and_again_sends_no_logged_call_twice(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "var")
    wire = one_event(tmp_path / "wire")
    kills = 0
    with model(seconds=0.25) as address:
        assert shop.do("monitor", "--wire", str(wire), env=told(address)).code == 0
        for wait in (0.2, 0.35, 0.5, 0.3, 0.45):
            begun = counts(address)["begun"]
            with shop.begin("report", env=told(address)) as process:
                while counts(address)["begun"] == begun and not process.is_over():
                    time.sleep(0.02)
                time.sleep(wait)
                kills += not process.is_over()
        assert shop.do("report", env=told(address)).code == 0
        asked = counts(address)
    assert kills >= 3
    assert only(shop)["state"] == "ready"
    logged = _sent(shop.var)
    assert len(logged) == len(set(logged)), "a request is logged as sent once"
    assert asked["repeated"] <= kills, "at most the call in flight is sent again"


def test_no_key_is_anywhere_below_the_runtime_folder(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "var")
    wire = one_event(tmp_path / "wire")
    with model("--fault", "401", "garbage", "--every", "3") as address:
        said = shop.do("run", "--wire", str(wire), env=told(address))
    assert KEY not in said.out + said.err
    found = [
        path for path in shop.var.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()
    ]
    assert found == []
    assert not any(KEY.encode() in value for value in _values(shop.var / "calls.sqlite"))


@pytest.mark.parametrize(
    "command", [("list",), ("cost",), ("tokens",), ("purge", "--older-than", "30")]
)
def test_the_log_of_a_house_without_a_model_is_empty(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    said = Shop(tmp_path / "var").do("calls", *command, "--json")
    assert (said.code, said.err) == (0, "")


def test_a_call_can_be_looked_at_and_loses_its_bodies(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "var")
    with model() as address:
        assert (
            shop.do("monitor", "--wire", str(one_event(tmp_path / "wire")), env=told(address)).code
            == 0
        )
    [row] = shop.do("calls", "list", "--json").lines()
    assert (row["role"], row["answered_by"], row["status"]) == ("monitor", "bench-model-1", 200)
    shown = shop.do("calls", "show", row["id"], "--json").json()
    assert shown["request"]["messages"][0]["role"] == "system"
    assert "chatcmpl-bench-1" in shown["reply"]
    assert "monitor" in shop.do("calls", "list").out
    [rate] = shop.do("calls", "tokens", "--json").lines()
    assert (rate["engine_model"], rate["calls"]) == ("bench-model-1", 1)
    assert 3 < rate["bytes_in"] < 6
    assert shop.do("calls", "purge", "--older-than", "0").code == 0
    shown = shop.do("calls", "show", row["id"], "--json").json()
    assert (shown["reply"], shown["request"], shown["tokens_in"]) == ("", {}, row["tokens_in"])


@pytest.mark.parametrize(
    "command",
    [("show", "call-9"), ("cost", "--by", "mood"), ("cost", "--since", "yesterday")],
)
def test_a_wrong_question_to_the_log_is_answered_in_one_line(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    said = Shop(tmp_path / "var").do("calls", *command)
    assert said.code == 2
    assert len(said.err.strip().splitlines()) == 1


def _sent(var: Path) -> list[str]:
    with closing(sqlite3.connect(var / "calls.sqlite")) as connection:
        query = "SELECT key FROM calls_call WHERE status = 200 AND original = ''"
        return [key for (key,) in connection.execute(query)]


def _values(database: Path) -> list[bytes]:
    with closing(sqlite3.connect(database)) as connection:
        rows: list[Any] = [
            *connection.execute("SELECT * FROM calls_call"),
            *connection.execute("SELECT * FROM calls_text"),
        ]
    return [_bytes(value) for row in rows for value in row]


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        return str(value).encode()
    try:
        return unpack(value, "a value")
    except ArchiveError:
        return value
