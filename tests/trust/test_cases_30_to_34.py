"""Cases 30 to 34: money is a hard wall, every end has a type, and the key is nowhere.

Case 30 by threads is in tests/gateway/test_budget.py; whole stories are in tests/stories.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from newsroom_agents.archive.calls import CallLog
from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.archive.calls_sums import By, sums
from newsroom_agents.archive.ledger import Ledger
from newsroom_agents.archive.probes import Probes
from newsroom_agents.gateway.engine import Assignment, Engine, EngineSettings, Means
from newsroom_agents.gateway.engines.openai_compatible import PLUGIN
from newsroom_agents.gateway.outcome import (
    Blocked,
    Invalid,
    Ok,
    Outcome,
    Refused,
    Unavailable,
)
from newsroom_agents.gateway.pacing import Limits
from newsroom_agents.gateway.prices import Prices
from newsroom_agents.gateway.redacting import redacted_logs
from newsroom_agents.gateway.retrying import Patience
from newsroom_agents.gateway.spending import Spending
from newsroom_agents.ports import Message
from newsroom_agents.settings import BudgetSettings
from newsroom_agents.story.paper import Paper
from tests.archive.postgres import Postgres
from tests.gateway.speaker import KEY, MODEL, Say, Speaker, completion, error, speaking

PRICES = Prices.model_validate(
    {
        "as_of": "2026-11-22",
        "source": "invented",
        "models": [
            {"name": name, "input": 1_000_000, "output": 1_000_000} for name in (MODEL, "b")
        ],
    }
)
ROOT = Path(__file__).parents[2]


class Reply(Paper):
    """What these tests ask for."""

    text: str


@dataclass(frozen=True, slots=True)
class Till:
    """A call log and ledger in a folder of their own."""

    folder: Path
    database: CallsDatabase

    def engine(self, address: str, day: int = 0, **more: object) -> Engine:
        plain = EngineSettings(
            engine_model=MODEL,
            base_url=address,
            timeout_seconds=5,
            reply_tokens=100,
            api_key=SecretStr(KEY),
            limits=Limits(at_once=32),
        )
        spending = Spending(Ledger(self.database), BudgetSettings(day=day), PRICES)
        means = Means(calls=CallLog(self.database), probes=Probes(self.database), spending=spending)
        return PLUGIN.opens(replace(plain, **more), means)  # type: ignore[arg-type]

    def spent(self) -> int:
        [found] = [one for one in Ledger(self.database).balances() if one.scope.startswith("day")]
        assert found.reserved == 0
        assert found.spent == sum(one.cost_microusd for one in sums(self.database, By.DAY))
        return found.spent


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    database = CallsDatabase(f"sqlite:///{tmp_path}/calls.sqlite")
    yield Till(tmp_path, database)
    database.close()


@pytest.fixture
def server() -> Iterator[Speaker]:
    with speaking(completion()) as told:
        yield told


def assignment(subject: str) -> Assignment[Reply]:
    return Assignment(
        role="writer",
        persona="nela",
        subject=subject,
        messages=(Message("user", f"Write about {subject}."),),
        prompt="p1",
        asks=Reply,
        by_hand=lambda: Reply(text=""),
    )


def ask_many(address: str, url: str, day: int, name: str) -> None:
    """Ask for 25 stories side by side and print how many came: what each process does."""
    database = CallsDatabase(url)
    engine = Till(Path(), database).engine(address, day)
    with ThreadPoolExecutor(8) as threads:
        stories = [assignment(f"{name}-{number:02}") for number in range(25)]
        outcomes = list(threads.map(engine.fulfil, stories))
    database.close()
    kinds = [type(outcome).__name__ for outcome in outcomes]
    print(json.dumps({kind: kinds.count(kind) for kind in set(kinds)}))  # noqa: T201


def test_case_30_two_processes_on_postgres_send_no_more_than_a_day_cap_allows(
    server: Speaker, postgres: Postgres, tmp_path: Path
) -> None:
    server.says = [replace(completion(usage=None), wait=0.05)]
    probe = CallsDatabase(f"sqlite:///{tmp_path}/probe.sqlite")
    alone = Till(tmp_path, probe)
    alone.engine(server.address).fulfil(assignment("a-00"))
    worst = alone.spent()
    probe.close()
    server.heard.clear()
    url = postgres.new("template0")
    cap = 10 * worst + worst // 2
    code = "import sys; from tests.trust.test_cases_30_to_34 import ask_many as ask;"
    code += "ask(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])"
    said = [
        subprocess.Popen(
            [sys.executable, "-c", code, server.address, url, str(cap), name],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for name in ("a", "b")
    ]
    counts = [json.loads(one.communicate(timeout=120)[0]) for one in said]
    database = CallsDatabase(url)
    spent = Till(tmp_path, database).spent()
    database.close()
    assert sum(one.get("Ok", 0) for one in counts) == len(server.heard) == 10
    assert sum(one.get("OverBudget", 0) for one in counts) == 40
    assert spent == 10 * worst <= cap


FAULTS: tuple[tuple[Say, type[Outcome[Reply]] | type[object], int], ...] = (
    (completion("{", finish="length"), Invalid, 2),
    (completion(None, refusal="No."), Refused, 1),
    (completion("x", finish="content_filter"), Blocked, 1),
    (completion(""), Invalid, 2),
    (Say(body=b"<html>", headers={"Content-Type": "application/json"}), Invalid, 2),
    (completion(usage=None), Ok, 1),
    (completion('{"text": '), Invalid, 3),
    (completion(choices=None), Invalid, 2),
    (error(400), Unavailable, 1),
    (error(429, code="insufficient_quota"), Unavailable, 1),
)


def test_case_31_every_fault_in_turn_has_a_type_a_charge_and_an_end(
    server: Speaker, till: Till
) -> None:
    engine = till.engine(server.address)
    sent = 0
    for number, (say, kind, calls) in enumerate(FAULTS):
        server.says = [say]
        outcome = engine.fulfil(assignment(f"story-{number}"))
        assert isinstance(outcome, kind), (say, outcome)
        sent += calls
        assert len(server.heard) == sent
    assert till.spent() > 0


def test_case_31_a_run_through_a_storm_ends_as_a_clean_one(server: Speaker, till: Till) -> None:
    numbers = count()

    def stormy(heard: dict[str, Any]) -> Say:
        words = heard["messages"][0]["content"]
        good = completion(json.dumps({"text": words}))
        faults = {0: error(429), 3: Say(body=b"{", cut=True), 5: error(429), 8: completion("oops")}
        return faults.get(next(numbers) % 10, good)

    server.answers = stormy
    engine = till.engine(server.address)
    with ThreadPoolExecutor(16) as threads:
        stories = [assignment(f"story-{number:03}") for number in range(100)]
        outcomes = list(threads.map(engine.fulfil, stories))
    texts = [outcome.reply.text for outcome in outcomes if isinstance(outcome, Ok)]
    assert texts == [f"Write about story-{number:03}." for number in range(100)]
    assert len(server.heard) < 200
    till.spent()


@pytest.mark.parametrize(
    ("fault", "most"),
    [
        (error(429, headers={"Retry-After": "121"}), 1),
        (error(500), 2),
        (Say(hang_up=True), 2),
        (Say(body=b"x", wait=3), 2),
    ],
    ids=["429", "500", "reset", "hang"],
)
def test_case_32_attempts_are_bounded_and_the_draft_names_who_answered(
    server: Speaker, till: Till, fault: Say, most: int
) -> None:
    server.answers = lambda heard: fault if heard["model"] == MODEL else completion(model="b-2026")
    engine = till.engine(
        server.address, timeout_seconds=0.5, patience=Patience(2, 20), fallbacks=("b",)
    )
    outcome = engine.fulfil(assignment("ferry"))
    assert isinstance(outcome, Ok)
    assert outcome.engine_model == "b-2026"
    assert [one["model"] for one in server.heard] == [MODEL] * most + ["b"]
    till.spent()


def test_case_32_a_server_that_fails_in_a_storm_is_left_alone(server: Speaker, till: Till) -> None:
    server.says = [error(500)]
    engine = till.engine(server.address, patience=Patience(1, 5))
    outcomes = [engine.fulfil(assignment(f"story-{number}")) for number in range(12)]
    assert all(isinstance(outcome, Unavailable) for outcome in outcomes)
    assert len(server.heard) == 8


def test_case_33_the_key_is_in_no_file_log_or_report(
    server: Speaker, till: Till, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    says = [
        error(401, f"Incorrect API key provided: {KEY}."),
        error(500, KEY, headers={"x-request-id": "r"}, param=KEY),
        completion(json.dumps({"text": f"The key is {KEY}."})),
        completion(None, refusal=KEY, id=KEY, model=KEY),
        Say(body=f"<html>{KEY}</html>".encode()),
    ]
    with redacted_logs([KEY]):
        engine = till.engine(server.address, patience=Patience(1))
        for number, say in enumerate(says):
            server.says = [say]
            assert KEY not in repr(engine.fulfil(assignment(f"story-{number}")))
    log = CallLog(till.database)
    assert KEY not in repr([log.get(row.id) for row in log.rows()])
    assert KEY not in caplog.text
    files = [path for path in till.folder.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if KEY.encode() in path.read_bytes()]


def test_case_34_another_model_and_an_ignored_schema_are_recorded_and_decided_here(
    server: Speaker, till: Till
) -> None:
    server.says = [completion("Good morning.", model="somebody-else"), completion(model="other")]
    outcome = till.engine(server.address).fulfil(assignment("ferry"))
    assert isinstance(outcome, Ok)
    assert outcome.engine_model == "other"
    rows = CallLog(till.database).rows()
    assert [row.reply.answered_by for row in rows] == ["other", "somebody-else"]
    assert {row.request.engine_model for row in rows} == {MODEL}
