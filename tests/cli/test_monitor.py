"""`newsroom monitor` and `newsroom sources health` over a web of our own."""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from newsroom_agents.archive.archive import Archive
from newsroom_agents.cli.main import app
from newsroom_agents.cli.terminal import Code
from newsroom_agents.clock import fixed_clock
from newsroom_agents.pipeline.locks import MONITOR_LOCK, holding
from tests.archive.postgres import Postgres
from tests.pipeline.world import START, TEXT, World, rss, world

ROOT = Path(__file__).parents[2]
ENV = {"NEWSROOM_WEB__ALLOW": "127.0.0.0/8", "NEWSROOM_WEB__SPACING": "0"}


@dataclass
class House:
    """A house with two web sources: one gives, one is not there."""

    folder: Path
    net: World

    def call(self, *arguments: str, env: Mapping[str, str] | None = None) -> Result:
        place = ["--house", str(self.folder), "--var", str(self.folder / "var")]
        return CliRunner().invoke(app, [*place, *arguments], env={**ENV, **(env or {})})

    def json(self, *arguments: str) -> dict[str, object]:
        said: dict[str, object] = json.loads(self.call(*arguments, "--json").stdout)
        return said


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    folder = tmp_path / "house"
    for name in ("personas", "prompts", "data"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "newsroom.toml", folder)
    with world() as net:
        text = "".join(
            f'[source.{name}]\nkind = "feed"\nplace = "{net.server.url}/{name}"\n'
            f'outlet = "{name.title()}"\nlanguage = "en"\nbeats = ["{beat}"]\nunverified = true\n'
            for name, beat in (("quai", "politics"), ("tarn", "conflict"))
        )
        (folder / "data" / "sources.toml").write_text(text, encoding="utf-8")
        now = f"{datetime.now(UTC):%a, %d %b %Y %H:%M:%S} GMT"
        net.put(
            "quai",
            rss({"title": "Ticket counter closes", "pubDate": now, "content": TEXT}),
            'ETag: "one"',
        )
        yield House(folder, net)


def test_a_run_asks_the_web_only_when_it_is_told_to(house: House, tmp_path: Path) -> None:
    (tmp_path / "wire").mkdir()
    wire = ("--wire", str(tmp_path / "wire"))
    assert house.call("run").exit_code == Code.DONE
    assert house.call("run", *wire).exit_code == Code.DONE
    assert house.net.server.connections == 0
    said = house.call("run", *wire, "--fetch")
    assert said.exit_code == Code.PART
    assert "2 sources asked" in said.stdout


def test_monitoring_polls_stores_judges_and_says_so(house: House) -> None:
    said = house.call("monitor", "--max-seconds", "60")
    assert said.exit_code == Code.PART, said.stderr
    assert said.stdout.splitlines()[0].startswith(
        "2 sources asked: 0 unchanged, 1 failed, 0 left for the next run"
    )
    assert "newsroom: tarn: " in said.stderr
    again = house.json("monitor")
    assert (again["asked"], again["new"], again["errors"]) == (0, 0, [])
    named = house.json("monitor", "--source", "quai")
    assert (named["asked"], named["unchanged"]) == (1, 1)


def test_a_second_run_beside_the_first_does_no_harm(house: House) -> None:
    with holding(house.folder / "var", MONITOR_LOCK):
        said = house.call("monitor", "--source", "quai")
    assert said.exit_code == Code.LOCKED
    assert house.net.server.connections == 0


def test_on_a_shared_database_a_run_on_another_machine_counts_too(
    house: House, postgres: Postgres, tmp_path: Path
) -> None:
    url = postgres.emptied()
    other = Archive.open(url, tmp_path / "other", fixed_clock(START))
    env = {"NEWSROOM_DATABASE_URL": url}
    with other.claimed(MONITOR_LOCK):
        assert house.call("monitor", "--source", "quai", env=env).exit_code == Code.LOCKED
    assert house.net.server.connections == 0
    assert house.call("monitor", "--source", "quai", env=env).exit_code == Code.DONE
    other.close()


def test_health_names_what_fails_and_warns_of_a_blind_beat(house: House, tmp_path: Path) -> None:
    for _ in range(3):
        house.call("monitor", "--source", "tarn", "--source", "quai")
    said = house.call("sources", "health", "--metrics", str(tmp_path / "newsroom.prom"))
    assert said.exit_code == Code.NO
    assert "tarn" in said.stdout
    assert "http.404" in said.stdout
    assert "2 web sources: 1 good, 1 failing" in said.stdout
    assert "beat 'conflict' is blind: 1 sources: 1 failing" in said.stderr
    lines = (tmp_path / "newsroom.prom").read_text(encoding="utf-8").splitlines()
    assert 'newsroom_source_condition_good{source="quai"} 1.0' in lines
    assert 'newsroom_source_failures{source="tarn"} 3.0' in lines
    assert 'newsroom_beat_blind{beat="conflict"} 1.0' in lines
    listed = house.call("sources", "health", "--json").stdout
    rows = [json.loads(line) for line in listed.splitlines()]
    assert [(one["id"], one["condition"], one["failures"]) for one in rows] == [
        ("quai", "good", 0),
        ("tarn", "failing", 3),
    ]


def test_checking_asks_the_sources_and_stores_nothing(house: House) -> None:
    said = house.call("sources", "check", "quai", "tarn")
    assert said.exit_code == Code.NO
    assert (
        said.stdout
        == "quai: 1 items, 0 that cannot be read\ntarn: 0 items, 1 that cannot be read\n"
    )
