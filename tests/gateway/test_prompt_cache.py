"""Requests that begin alike can be found again by a server that keeps what it has read."""

from dataclasses import replace
from typing import Any

import pytest

from newsroom_agents.archive.calls import CallLog
from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.archive.calls_sums import By, sums
from newsroom_agents.archive.probes import Probes
from newsroom_agents.clock import fixed_clock
from newsroom_agents.gateway.engine import Means
from newsroom_agents.gateway.engines.openai_compatible import PLUGIN
from newsroom_agents.gateway.outcome import Ok
from newsroom_agents.ports import Message
from newsroom_agents.story.paper import canonical_json

from .asking import NOW, assignment, settings
from .speaker import MODEL, Say, Speaker, completion, error

KEY_NAME = "prompt_cache_key"
RULES, SOURCES = "You are Nela. Say who says it. " * 40, "The ferry stopped at noon. " * 200


def asked(server: Speaker, means: Means, cache_keys: str = "", **more: Any) -> Any:
    """Ask for something and return what the server heard last."""
    told = settings(server, cache_keys=cache_keys)
    assert isinstance(PLUGIN.opens(told, means).fulfil(assignment(**more)), Ok)
    return server.heard[-1]


def test_two_takes_begin_with_the_same_bytes(server: Speaker) -> None:
    takes = [
        (Message("system", RULES), Message("user", f"{SOURCES}\nThis is take {take}."))
        for take in (1, 2)
    ]
    first, second = (
        canonical_json(asked(server, Means(), messages=messages)["messages"]) for messages in takes
    )
    same = next(at for at, (one, two) in enumerate(zip(first, second, strict=True)) if one != two)
    assert same > 0.99 * len(RULES + SOURCES)


def test_a_key_is_sent_when_told_to_one_for_each_persona_and_prompt(server: Speaker) -> None:
    keys = [
        asked(server, Means(), "yes", persona=persona, prompt=prompt)[KEY_NAME]
        for persona, prompt in (
            ("ida", "a" * 64),
            ("ida", "a" * 64),
            ("ida", "b" * 64),
            ("o" * 90, "a"),
        )
    ]
    assert len(set(keys)) == 3
    assert keys[0] == keys[1] == f"ida-{'a' * 16}"
    assert all(len(key) <= 64 for key in keys)
    for unsaid in ("", "no"):
        assert KEY_NAME not in asked(server, Means(), unsaid)


@pytest.mark.parametrize("takes", [True, False])
def test_a_key_is_sent_to_a_server_that_was_found_to_take_it(
    server: Speaker, database: CallsDatabase, takes: bool
) -> None:
    def answers(heard: dict[str, Any]) -> Say:
        return completion() if takes or KEY_NAME not in heard else error(400, "Unknown parameter.")

    server.answers = answers
    means = Means(calls=CallLog(database), probes=Probes(database), clock=fixed_clock(NOW))
    assert PLUGIN.examines is not None
    [probe] = PLUGIN.examines(settings(server), means, False)
    Probes(database).save(replace(probe, mode="json_schema"))
    assert (KEY_NAME in asked(server, means)) is takes


def test_a_key_changes_no_request_of_the_log(server: Speaker, log: CallLog) -> None:
    heard = asked(server, Means(calls=log))
    assert asked(server, Means(calls=log), "yes") is heard
    assert len(server.heard) == 1


def test_the_share_that_was_read_before_is_in_the_sums(
    server: Speaker, database: CallsDatabase
) -> None:
    details = {"cached_tokens": 1024}
    usage = {"prompt_tokens": 2048, "completion_tokens": 5, "prompt_tokens_details": details}
    server.says = [completion(usage=usage, model=MODEL)]
    asked(server, Means(calls=CallLog(database)))
    [total] = sums(database, By.PERSONA)
    assert (total.tokens_in, total.tokens_cached) == (2048, 1024)
