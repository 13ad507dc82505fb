"""The ledger: nobody spends past a cap, whatever happens at once and whoever dies."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.archive.ledger import Balance, Ledger
from newsroom_agents.errors import OverBudgetError
from newsroom_agents.ports import Cap

from .builders import HOUR, NOON

DAY = Cap("day 2031-05-14", 1000)
STORY = Cap("story bridge", 300)
SOON = NOON + timedelta(minutes=10)


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    database = CallsDatabase(url)
    yield Ledger(database)
    database.close()


def balance(ledger: Ledger, cap: Cap = DAY) -> tuple[int, int]:
    return next((one.reserved, one.spent) for one in ledger.balances() if one.scope == cap.scope)


def test_what_is_spoken_for_counts_until_it_is_settled(ledger: Ledger) -> None:
    one = ledger.reserve(600, [DAY], NOON, SOON)
    with pytest.raises(OverBudgetError, match=r"day 2031-05-14: \$0.0006 may be needed"):
        ledger.reserve(600, [DAY], NOON, SOON)
    ledger.settle(one, 250)
    assert balance(ledger) == (0, 250)
    ledger.reserve(750, [DAY], NOON, SOON)
    assert balance(ledger) == (750, 250)


def test_a_call_fits_into_all_its_scopes_or_into_none(ledger: Ledger) -> None:
    ledger.reserve(200, [DAY, STORY], NOON, SOON)
    with pytest.raises(OverBudgetError, match="story bridge"):
        ledger.reserve(200, [DAY, STORY], NOON, SOON)
    assert (balance(ledger), balance(ledger, STORY)) == ((200, 0), (200, 0))


def test_a_scope_without_a_cap_is_counted_all_the_same(ledger: Ledger) -> None:
    name = ledger.reserve(10**12, [Cap("month 2031-05", None)], NOON, SOON)
    ledger.settle(name, 10**12)
    assert ledger.balances() == (Balance("month 2031-05", 0, 10**12),)


def test_settling_twice_counts_once_and_nothing_gives_money_back_twice(ledger: Ledger) -> None:
    name = ledger.reserve(100, [DAY], NOON, SOON)
    for amount in (40, 0, 100):
        ledger.settle(name, amount)
    ledger.settle("nobody's", 100)
    assert balance(ledger) == (0, 40)


def test_more_than_was_spoken_for_is_counted_in_full(ledger: Ledger) -> None:
    name = ledger.reserve(100, [DAY], NOON, SOON)
    ledger.settle(name, 1500)
    assert balance(ledger) == (0, 1500)
    with pytest.raises(OverBudgetError):
        ledger.reserve(1, [DAY], NOON, SOON)


def test_what_a_dead_process_had_spoken_for_is_charged_in_full(ledger: Ledger) -> None:
    ledger.reserve(700, [DAY], NOON, SOON)
    assert ledger.charge_stale(NOON + timedelta(minutes=5)) == 0
    with pytest.raises(OverBudgetError):
        ledger.reserve(400, [DAY], NOON + HOUR, NOON + 2 * HOUR)
    assert balance(ledger) == (0, 700)
    assert ledger.charge_stale(NOON + HOUR) == 0


def test_of_many_threads_only_as_many_come_through_as_fit(ledger: Ledger) -> None:
    def ask(_: int) -> str:
        try:
            return ledger.reserve(100, [DAY, STORY, Cap("month", None)], NOON, SOON)
        except OverBudgetError:
            return ""

    with ThreadPoolExecutor(16) as threads:
        names = [name for name in threads.map(ask, range(80)) if name]
    assert len(names) == 3
    for name in names:
        ledger.settle(name, 70)
    assert (balance(ledger), balance(ledger, STORY)) == ((0, 210), (0, 210))


def test_of_two_processes_only_as_many_calls_come_through_as_fit(url: str) -> None:
    code = (
        "import sys\n"
        "from newsroom_agents.archive.calls_database import CallsDatabase\n"
        "from newsroom_agents.archive.ledger import Ledger\n"
        "from newsroom_agents.errors import OverBudgetError\n"
        "from tests.archive.test_ledger import DAY, NOON, SOON\n"
        "database = CallsDatabase(sys.argv[1]); ledger = Ledger(database); got = 0\n"
        "for _ in range(25):\n"
        "    try:\n"
        "        name = ledger.reserve(100, [DAY], NOON, SOON)\n"
        "    except OverBudgetError:\n"
        "        continue\n"
        "    got += 1\n"
        "    ledger.settle(name, 100)\n"
        "database.close(); print(got)\n"
    )
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, url], stdout=subprocess.PIPE, text=True, env=environment
        )
        for _ in range(2)
    ]
    got = [int(process.communicate(timeout=100)[0]) for process in processes]
    database = CallsDatabase(url)
    found = balance(Ledger(database))
    database.close()
    assert (sum(got), found) == (10, (0, 1000))
