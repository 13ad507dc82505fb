"""The engines that need no model: by hand and by script. No exception crosses their line."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsroom_agents.errors import HouseError, StandardsError
from newsroom_agents.gateway.engine import Assignment, Engine, EngineKind, EngineSettings, Means
from newsroom_agents.gateway.engines.extractive import Extractive
from newsroom_agents.gateway.engines.scripted import Scripted, read_script
from newsroom_agents.gateway.outcome import Invalid, Ok, Refused
from newsroom_agents.plugins import discover
from newsroom_agents.story.paper import Paper


class Reply(Paper):
    """What these tests ask for."""

    text: str


BY_HAND = Reply(text="by hand")


def by_hand() -> Reply:
    return BY_HAND


def impossible() -> Reply:
    msg = "no sentence may be quoted"
    raise StandardsError(msg)


def assignment(role: str = "writer", work: Callable[[], Reply] = by_hand) -> Assignment[Reply]:
    return Assignment(
        role=role,
        persona="nela",
        subject="ferry-stopped",
        messages=(),
        prompt="",
        asks=Reply,
        by_hand=work,
    )


def reply(text: str) -> str:
    return json.dumps({"text": text})


@pytest.mark.parametrize("engine", [Extractive(), Scripted({})], ids=["extractive", "scripted"])
def test_work_by_hand_costs_nothing_and_says_who_did_it(engine: Engine) -> None:
    outcome = engine.fulfil(assignment())
    assert isinstance(outcome, Ok)
    assert (outcome.reply, outcome.engine_model) == (BY_HAND, "by hand")
    assert (outcome.usage.cost_microusd, outcome.calls) == (0, ())


@pytest.mark.parametrize("engine", [Extractive(), Scripted({})], ids=["extractive", "scripted"])
def test_what_cannot_be_done_by_hand_is_refused_with_the_reason(engine: Engine) -> None:
    outcome = engine.fulfil(assignment(work=impossible))
    assert outcome == Refused(reason="no sentence may be quoted")


def test_scripted_replies_come_in_turn_and_the_last_one_stays() -> None:
    engine = Scripted({"writer": [reply("first"), reply("second")]})
    outcomes = [engine.fulfil(assignment()) for _ in range(3)]
    assert [o.reply.text for o in outcomes if isinstance(o, Ok)] == ["first", "second", "second"]


def test_each_role_has_its_own_turn() -> None:
    engine = Scripted({"writer": [reply("one"), reply("two")], "analyst": [reply("three")]})
    roles = ("writer", "analyst", "monitor", "writer")
    outcomes = [engine.fulfil(assignment(role)) for role in roles]
    texts = [o.reply.text for o in outcomes if isinstance(o, Ok)]
    assert texts == ["one", "three", "by hand", "two"]


def test_a_scripted_reply_is_parsed_as_a_models_would_be() -> None:
    engine = Scripted({"writer": ['{"text": "a", "mood": "good"}', "garbage"]})
    for problem in ("mood: ", "not JSON"):
        outcome = engine.fulfil(assignment())
        assert isinstance(outcome, Invalid)
        assert outcome.errors[0].startswith(problem)


def test_two_threads_never_get_the_same_turn() -> None:
    engine = Scripted({"writer": [reply(str(turn)) for turn in range(40)]})
    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(lambda _: engine.fulfil(assignment()), range(40)))
    texts = {o.reply.text for o in outcomes if isinstance(o, Ok)}
    assert texts == {str(turn) for turn in range(40)}


@pytest.mark.parametrize("text", ["", "[]", '{"writer": "text"}', '{"writer": [1]}', '{"w": [{}]}'])
def test_a_script_of_another_shape_is_refused_with_its_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "script.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HouseError, match=r"script\.json: "):
        read_script(path)


def test_a_missing_script_is_refused_when_the_engine_is_opened(tmp_path: Path) -> None:
    kinds = discover("newsroom_agents.gateway.engines", EngineKind)
    with pytest.raises(HouseError, match=r"none\.json: cannot read the script"):
        kinds["scripted"].opens(EngineSettings(script=str(tmp_path / "none.json")), Means())


def test_every_engine_is_named_as_its_plug_in() -> None:
    kinds = discover("newsroom_agents.gateway.engines", EngineKind)
    assert kinds["extractive"].opens(EngineSettings(), Means()).name == "extractive"
