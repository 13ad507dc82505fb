"""Money is a hard wall: the worst case is spoken for first, and every end is charged as it was."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from newsroom_agents.archive.calls import CallLog
from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.archive.calls_sums import By, sums
from newsroom_agents.archive.ledger import Ledger
from newsroom_agents.clock import fixed_clock
from newsroom_agents.errors import HouseError
from newsroom_agents.gateway.engine import Assignment, Engine, Means
from newsroom_agents.gateway.engines.openai_compatible import PLUGIN
from newsroom_agents.gateway.outcome import (
    Blocked,
    Invalid,
    Ok,
    OverBudget,
    Refused,
    Unavailable,
    Usage,
)
from newsroom_agents.gateway.pacing import Limits
from newsroom_agents.gateway.prices import FREE, Price, Prices, read_prices
from newsroom_agents.gateway.spending import Spending
from newsroom_agents.settings import BudgetSettings

from .asking import NOW, Reply, assignment, settings
from .speaker import MODEL, Say, Speaker, completion, error

PRICE = Price(name=MODEL, input=1_000_000, cached=100_000, written=1_250_000, output=5_000_000)
PRICES = Prices(as_of=NOW.date(), source="invented", models=(PRICE,))
TOLD = 30 + 5 * 5
"""What a plain reply costs: 30 tokens in, 5 out."""


def engine(
    server: Speaker,
    database: CallsDatabase,
    budget: BudgetSettings | None = None,
    prices: Prices | None = PRICES,
    **more: object,
) -> Engine:
    plain = settings(server, reply_tokens=100, limits=Limits(at_once=64))
    told = replace(plain, **more)  # type: ignore[arg-type]
    spending = Spending(Ledger(database), budget or BudgetSettings(), prices)
    means = Means(calls=CallLog(database), spending=spending, clock=fixed_clock(NOW))
    return PLUGIN.opens(told, means)


def about(subject: str = "ferry") -> Assignment[Reply]:
    return assignment(f"Write about {subject}.", subject=subject)


def spent(database: CallsDatabase, scope: str = "day 2026-11-22") -> tuple[int, int]:
    found = {one.scope: (one.reserved, one.spent) for one in Ledger(database).balances()}
    return found[scope]


@pytest.mark.parametrize(
    ("usage", "cost"),
    [
        (Usage(1000, 100), 1500),
        (Usage(1000, 100, tokens_cached=400), 600 + 40 + 500),
        (Usage(1000, 0, tokens_cached=400, tokens_written=600), 40 + 750),
        (Usage(1, 0, tokens_cached=1), 1),
        (Usage(10, 0, tokens_cached=20), 2),
        (Usage(), 0),
    ],
)
def test_a_cost_is_whole_and_rounded_up(usage: Usage, cost: int) -> None:
    assert PRICE.cost(usage) == cost


def test_a_good_reply_is_charged_exactly_and_says_what_it_cost(
    server: Speaker, database: CallsDatabase
) -> None:
    outcome = engine(server, database).fulfil(about())
    assert isinstance(outcome, Ok)
    assert outcome.usage == Usage(30, 5, TOLD)
    for scope in ("story ferry", "persona-day nela 2026-11-22", "day 2026-11-22", "month 2026-11"):
        assert spent(database, scope) == (0, TOLD)
    again = engine(server, database).fulfil(about())
    assert isinstance(again, Ok)
    assert (again.usage.cost_microusd, spent(database)) == (0, (0, TOLD))


NO_USAGE = completion(usage=None)


@pytest.mark.parametrize(
    ("says", "kind", "cost"),
    [
        ([completion("{}"), completion()], Ok, 2 * TOLD),
        ([completion("{}")], Invalid, 2 * TOLD),
        ([completion(finish="length")], Invalid, 2 * TOLD),
        ([completion(None, refusal="No.")], Refused, TOLD),
        ([completion("x", finish="content_filter")], Blocked, TOLD),
        ([completion(None)], Invalid, 2 * TOLD),
        ([completion(choices=None)], Invalid, 2 * TOLD),
        ([error(400)], Unavailable, 0),
        ([error(500)], Unavailable, 0),
        ([error(429, code="insufficient_quota")], Unavailable, 0),
    ],
    ids=[
        *("mended", "invalid", "truncated", "refused", "blocked", "empty", "no choices"),
        *("400", "500", "quota"),
    ],
)
def test_every_end_is_charged_exactly(
    server: Speaker, database: CallsDatabase, says: list[Say], kind: type[object], cost: int
) -> None:
    server.says = says
    outcome = engine(server, database).fulfil(about())
    assert isinstance(outcome, kind)
    assert not isinstance(outcome, OverBudget)
    assert (spent(database), outcome.usage.cost_microusd) == ((0, cost), cost)
    [total] = sums(database, By.DAY)
    assert total.cost_microusd == cost


@pytest.mark.parametrize(
    ("say", "times"),
    [
        (NO_USAGE, 1),
        (Say(body=b"<html>"), 2),
        (Say(body=b"{", cut=True), 1),
        (Say(hang_up=True), 1),
    ],
    ids=["no usage", "html", "cut", "hang up"],
)
def test_what_a_server_did_not_account_for_is_charged_in_full(
    server: Speaker, database: CallsDatabase, say: Say, times: int
) -> None:
    server.says = [say]
    engine(server, database).fulfil(about())
    [total] = sums(database, By.PERSONA)
    assert total.estimated == times
    worst = total.cost_microusd // times
    assert worst > 100 * 5
    assert spent(database) == (0, times * worst)


def test_what_was_never_sent_costs_nothing(server: Speaker, database: CallsDatabase) -> None:
    away = replace(server, address="http://127.0.0.1:9/v1")
    outcome = engine(away, database).fulfil(about())
    assert isinstance(outcome, Unavailable)
    assert spent(database) == (0, 0)


def test_a_timeout_may_have_been_billed(server: Speaker, database: CallsDatabase) -> None:
    server.says = [replace(completion(), wait=2.0)]
    outcome = engine(server, database, timeout_seconds=0.2).fulfil(about())
    assert isinstance(outcome, Unavailable)
    assert outcome.usage.cost_microusd == spent(database)[1] > 500


@pytest.mark.parametrize("cap", ["call", "story", "persona_day", "day", "month"])
def test_a_call_whose_worst_case_passes_a_cap_is_not_sent(
    server: Speaker, database: CallsDatabase, cap: str
) -> None:
    tight = BudgetSettings.model_validate({cap: 500})
    outcome = engine(server, database, tight).fulfil(about())
    assert isinstance(outcome, OverBudget)
    assert cap.partition("_")[0] in outcome.reason
    assert server.heard == []


def test_case_30_fifty_stories_and_a_day_cap_for_ten_calls(
    server: Speaker, database: CallsDatabase
) -> None:
    server.says = [replace(NO_USAGE, wait=0.05)]
    engine(server, database).fulfil(about("probe"))
    worst = spent(database)[1]
    server.heard.clear()
    cap = BudgetSettings(day=11 * worst + worst // 2)
    one = engine(server, database, cap)
    with ThreadPoolExecutor(50) as threads:
        stories = [about(f"s{number:03}") for number in range(50)]
        outcomes = list(threads.map(one.fulfil, stories))
    assert len(server.heard) <= 10
    sent = [outcome for outcome in outcomes if isinstance(outcome, Ok)]
    assert len(sent) == len(server.heard) == 10
    assert sum(isinstance(outcome, OverBudget) for outcome in outcomes) == 40
    costs = sum(outcome.usage.cost_microusd for outcome in sent)
    assert spent(database) == (0, worst + costs)
    assert sum(total.cost_microusd for total in sums(database, By.STORY)) == worst + costs


def test_there_is_budget_again_when_the_day_is_over(
    server: Speaker, database: CallsDatabase
) -> None:
    cap = BudgetSettings(day=1000)
    spending = Spending(Ledger(database), cap, PRICES)
    told = settings(server, reply_tokens=100)

    def on(day: int) -> object:
        means = Means(spending=spending, clock=fixed_clock(NOW.replace(day=day)))
        return PLUGIN.opens(told, means).fulfil(about(f"on {day}"))

    outcomes = [type(on(day)) for day in (22, 22, 22, 22, 22, 22, 22, 22, 23)]
    assert outcomes[0] is Ok
    assert outcomes[-2:] == [OverBudget, Ok]


def test_a_model_without_a_price_is_refused_when_the_house_opens(
    server: Speaker, database: CallsDatabase
) -> None:
    with pytest.raises(HouseError, match=r"no price for the model 'other' at '127\.0\.0\.1'"):
        engine(server, database, engine_model="other")
    with pytest.raises(HouseError, match="no price for the model 'brush'"):
        engine(server, database, image_model="brush")
    with pytest.raises(HouseError, match="no price for the model 'second'"):
        engine(server, database, fallbacks=("second",))
    with pytest.raises(HouseError, match="no price"):
        engine(server, database, BudgetSettings(day=1), prices=None)
    free = Prices(as_of=NOW.date(), source="", free=("127.0.0.1",))
    outcome = engine(server, database, BudgetSettings(day=1), free).fulfil(about())
    assert isinstance(outcome, Ok)
    assert outcome.usage.cost_microusd == 0


def test_the_price_list_that_ships_can_be_read_and_local_servers_are_free() -> None:
    prices = read_prices(Path(__file__).parents[2] / "data" / "prices.toml")
    assert prices is not None
    assert prices.price("localhost", "anything") == FREE
    assert prices.price("api.openai.com", "anything") is None
    assert not prices.is_stale(prices.as_of)
    assert prices.is_stale(date(2099, 1, 1))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("as_of = 2026-11-22\n", "field 'source'"),
        (
            'as_of = 2026-11-22\nsource = ""\n[[models]]\nname = "a"\ninput = -1\noutput = 1\n',
            "input",
        ),
        ("as_of = [", "cannot read"),
    ],
)
def test_a_wrong_price_list_stops_the_house(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HouseError, match=problem):
        read_prices(path)
    assert read_prices(tmp_path / "none.toml") is None
