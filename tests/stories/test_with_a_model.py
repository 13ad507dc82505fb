"""A whole story with a model behind an address, and what a faulty one does to it.

The model is the benchmark's: it answers from the request alone, and spoils every Nth call on wish.
"""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from newsroom_agents.archive.packing import unpack
from newsroom_agents.errors import ArchiveError
from tests.stories.shop import ROOT, Said, Shop
from tests.trust.test_cases_02_07_09_26 import one_event

KEY = "sk-test-7c1f90d2aa54e8"
MODEL = "bench-model-1"
ROLES_OF_A_STORY = {
    *("researcher", "analyst", "writer", "fact-checker"),
    *("copy-editor", "illustrator", "packager"),
}


@contextmanager
def model(*options: str, seconds: float = 0.0) -> Iterator[str]:
    """Run the model server for the time of the block and give its address."""
    command = [sys.executable, str(ROOT / "bench" / "model_server.py"), "--port", "0"]
    pace = ["--seconds", str(seconds)] if seconds else ["--fast"]
    with subprocess.Popen(
        [*command, *pace, *options], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def told(address: str, timeout: int = 30) -> dict[str, str]:
    return {
        "OPENAI_API_KEY": KEY,
        "NEWSROOM_ENGINE__NAME": "openai_compatible",
        "NEWSROOM_ENGINE__BASE_URL": address,
        "NEWSROOM_ENGINE__ENGINE_MODEL": "bench-latest",
        "NEWSROOM_ENGINE__TIMEOUT_SECONDS": str(timeout),
    }


def counts(address: str) -> Any:
    with urlopen(address.replace("/v1", "/counts"), timeout=10) as page:  # noqa: S310
        return json.load(page)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A house with one lead, opened by hand; look at it, do not change it."""
    folder = tmp_path_factory.mktemp("watched")
    shop = Shop(folder / "var")
    assert shop.do("monitor", "--wire", str(one_event(folder / "wire"))).code == 0
    return shop


def report(watched: Shop, tmp_path: Path, address: str, timeout: int = 30) -> tuple[Shop, Said]:
    shutil.copytree(watched.var, tmp_path / "var")
    shop = Shop(tmp_path / "var")
    return shop, shop.do("report", env=told(address, timeout))


def only(shop: Shop) -> Any:
    [row] = shop.queue().values()
    return row


def is_kept(words: bytes, var: Path) -> bool:
    """Whether the words stand anywhere below the run-time folder, packed papers included."""
    if any(words in path.read_bytes() for path in var.rglob("*") if path.is_file()):
        return True
    with closing(sqlite3.connect(var / "newsroom.sqlite")) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        assert names
        return any(
            words in _bytes(value)
            for (table,) in tables.fetchall()
            for row in connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            for value in row
        )


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        return str(value).encode()
    try:
        return unpack(value, "a value")
    except ArchiveError:
        return value


def test_a_story_is_ready_and_its_credits_name_who_really_answered(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "var")
    with model() as address:
        wire = one_event(tmp_path / "wire")
        said = shop.do("run", "--wire", str(wire), env=told(address))
        asked = counts(address)
    assert (said.code, said.err) == (0, "")
    row = only(shop)
    assert (row["state"], row["take"], row["hard"]) == ("ready", 1, 0)
    draft = shop.draft(row["slug"])
    credits = {one["role"]: one for one in draft["credits"] if one["engine"] != "code"}
    assert set(credits) >= ROLES_OF_A_STORY
    for one in credits.values():
        assert (one["engine"], one["engine_model"]) == ("openai_compatible", MODEL)
        assert one["tokens_in"] > 0
        assert [call.startswith("call-") for call in one["calls"]] == [True]
    assert f"with the language model {MODEL}" in draft["package"]["disclosure"]
    assert (asked["calls"], asked["repeated"]) == (len(ROLES_OF_A_STORY) + 1, 0)
    assert is_kept(MODEL.encode(), shop.var)
    assert not is_kept(KEY.encode(), shop.var)
    assert KEY not in said.out + said.err + shop.do("journal", row["slug"]).out


def test_an_invented_figure_costs_a_second_take_that_mends_only_what_failed(
    watched: Shop, tmp_path: Path
) -> None:
    with model("--slip") as address:
        shop, said = report(watched, tmp_path, address)
        asked = counts(address)["by_role"]
    assert said.code == 0
    row = only(shop)
    assert (row["state"], row["take"], row["hard"]) == ("ready", 2, 0)
    assert (asked["writer"], asked["fact-checker"], asked["copy-editor"]) == (2, 2, 1)
    assert "4,711" not in str(shop.draft(row["slug"]))


def test_faults_that_pass_cost_calls_and_no_story_and_every_model_is_named(
    watched: Shop, tmp_path: Path
) -> None:
    faults = ("wrong-model", "extra-fields", "hang", "429", "cut")
    with model("--every", "2", "--fault", *faults) as address:
        shop, said = report(watched, tmp_path, address, timeout=2)
        asked = counts(address)
    assert said.code == 0, said.err
    row = only(shop)
    assert (row["state"], row["hard"], row["reasons"]) == ("ready", 0, [])
    assert asked["begun"] >= len(ROLES_OF_A_STORY) + len(faults) - 1
    draft = shop.draft(row["slug"])
    named = {one["engine_model"] for one in draft["credits"] if one["engine"] != "code"}
    assert named == {MODEL, "another-model-9", "by hand"}
    assert "another-model-9" in draft["package"]["disclosure"]


@pytest.mark.parametrize(
    ("fault", "calls", "reason"),
    [
        ("refuse", 1, "researcher: refused: I cannot help with this."),
        ("filter", 1, "researcher: held back by a filter"),
        ("truncate", 2, "researcher: the reply does not fit: reply: truncated"),
        ("garbage", 3, "researcher: the reply does not fit: not JSON"),
        ("html", 2, "researcher: the reply does not fit: not a completion"),
        ("quota", 1, "researcher: no answer: HTTP 429: You have used up your quota."),
        ("401", 1, "researcher: no answer: HTTP 401: the server does not accept the key"),
        ("500", 5, "researcher: no answer: HTTP 500"),
    ],
)
def test_a_fault_that_stays_stops_the_story_after_a_few_calls_with_its_reason(
    watched: Shop, tmp_path: Path, fault: str, calls: int, reason: str
) -> None:
    with model("--fault", fault) as address:
        shop, said = report(watched, tmp_path, address)
        asked = counts(address)
    row = only(shop)
    assert row["state"] == "stopped"
    assert any(reason in one for one in row["reasons"]), row["reasons"]
    assert asked["begun"] == calls
    assert not is_kept(KEY.encode(), shop.var)
    assert KEY not in said.out + said.err


def test_a_key_without_a_model_is_said_in_one_line(tmp_path: Path) -> None:
    said = Shop(tmp_path / "var").do("report", env={"OPENAI_API_KEY": KEY})
    assert said.code == 2
    assert "engine.engine_model" in said.err
    assert KEY not in said.err
    assert len(said.err.strip().splitlines()) == 1
