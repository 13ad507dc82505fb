"""A house with a budget: it never spends past it, its stories wait, and it says so with 5."""

import json
from pathlib import Path
from typing import Any

from tests.stories.shop import Shop
from tests.stories.test_call_log import house_of_its_own
from tests.stories.test_with_a_model import counts, model, only, told
from tests.trust.test_cases_02_07_09_26 import one_event

PRICES = """
as_of = 2026-11-22
source = "invented"
[[models]]
name = "bench-latest"
input = 1_000_000
output = 1_000_000
"""


def priced(folder: Path) -> Shop:
    house = house_of_its_own(folder / "house")
    (house / "data" / "prices.toml").write_text(PRICES, encoding="utf-8")
    return Shop(folder / "var", house)


def test_a_story_without_budget_waits_and_goes_on_when_there_is_some(tmp_path: Path) -> None:
    shop = priced(tmp_path)
    wire = one_event(tmp_path / "wire")
    with model() as address:
        env = {**told(address), "NEWSROOM_ENGINE__REPLY_TOKENS": "4000"}
        tight = {**env, "NEWSROOM_BUDGET__DAY": "15000"}
        first = shop.do("run", "--wire", str(wire), env=tight)
        assert first.code == 5, first.err
        assert "out of budget" in first.out + first.err
        sent = counts(address)["begun"]
        assert 0 < sent < 8
        assert spent(shop) <= 15_000
        row = only(shop)
        assert row["state"] == "stopped"
        again = shop.do("report", env=tight)
        assert (again.code, counts(address)["begun"]) == (5, sent), "nothing is sent meanwhile"
        done = shop.do("report", env={**env, "NEWSROOM_BUDGET__DAY": "1000000"})
        asked = counts(address)
    assert done.code == 0, done.err
    row = only(shop)
    assert row["state"] == "ready"
    assert asked["repeated"] == 0
    assert round(row["cost_usd"] * 1_000_000) <= spent(shop)
    assert spent(shop) == asked["tokens_in"] + asked["tokens_out"]


def test_monitoring_without_budget_leaves_with_5(tmp_path: Path) -> None:
    shop = priced(tmp_path)
    with model() as address:
        env = {**told(address), "NEWSROOM_BUDGET__CALL": "10"}
        said = shop.do("monitor", "--wire", str(one_event(tmp_path / "wire")), env=env)
        assert counts(address)["begun"] == 0
    assert said.code == 5
    assert "one call may need" in said.err


def test_a_model_without_a_price_stops_the_house(tmp_path: Path) -> None:
    shop = priced(tmp_path)
    env = {**told("http://127.0.0.1:9/v1"), "NEWSROOM_ENGINE__ENGINE_MODEL": "unheard-of"}
    said = shop.do("report", env=env)
    assert said.code == 2
    assert "no price for the model 'unheard-of'" in said.err


def spent(shop: Shop) -> int:
    rows: list[Any] = [
        json.loads(line) for line in shop.do("calls", "cost", "--json").out.splitlines()
    ]
    return sum(row["cost_microusd"] for row in rows)
