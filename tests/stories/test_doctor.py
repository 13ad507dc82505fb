"""`newsroom doctor`: what is looked at, what is found, and the code it leaves with."""

from pathlib import Path

import pytest

from tests.gateway.speaker import MODEL, speaking
from tests.gateway.test_modes import server_that
from tests.stories.shop import Shop
from tests.stories.test_call_log import house_of_its_own


def test_a_sound_house_is_found_sound_without_a_network(tmp_path: Path) -> None:
    said = Shop(tmp_path / "var").do("doctor", "--json")
    assert (said.code, said.err) == (0, "")
    found = {one["what"]: one["state"] for one in said.lines()}
    assert set(found) == {"house", "database", "call log", "tokens", "prices", "disk", "engine"}
    assert set(found.values()) <= {"good", "look"}


def test_old_prices_are_worth_a_look_and_a_broken_file_is_bad(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "var", house_of_its_own(tmp_path / "house"))
    prices = shop.house / "data" / "prices.toml"
    prices.write_text('as_of = 2020-01-01\nsource = "old"\n', encoding="utf-8")
    assert _states(shop)["prices"] == "look"
    prices.write_text("as_of = 3\n", encoding="utf-8")
    said = shop.do("doctor", "--json")
    assert said.code == 1
    assert {one["what"]: one["state"] for one in said.lines()}["prices"] == "bad"
    prices.unlink()
    assert _states(shop)["prices"] == "look"


@pytest.mark.parametrize(("follows", "mode", "code"), [(("tool",), "tool", 0), ((), "", 1)])
def test_a_models_server_is_probed_and_the_way_to_ask_it_printed(
    tmp_path: Path, follows: tuple[str, ...], mode: str, code: int
) -> None:
    shop = Shop(tmp_path / "var")
    with speaking() as server:
        server.answers = server_that(*follows)
        env = {
            "NEWSROOM_ENGINE__NAME": "openai_compatible",
            "NEWSROOM_ENGINE__BASE_URL": server.address,
            "NEWSROOM_ENGINE__ENGINE_MODEL": MODEL,
        }
        said = shop.do("doctor", "--llm", env=env)
        asked = len(server.heard)
        again = shop.do("doctor", "--llm", "--json", env=env)
    assert (said.code, again.code) == (code, code)
    assert f"shapes are asked for by: {mode or 'nothing that works'}" in said.out
    assert again.lines()[-1]["mode"] == mode
    assert len(server.heard) == (asked + 1 if mode else 2 * asked)


def test_a_house_without_a_model_has_nothing_to_probe(tmp_path: Path) -> None:
    said = Shop(tmp_path / "var").do("doctor", "--llm")
    assert said.code == 0
    assert "no model to probe" in said.out


def _states(shop: Shop) -> dict[str, str]:
    said = shop.do("doctor", "--json")
    assert said.code == 0, said.err
    return {one["what"]: one["state"] for one in said.lines()}
