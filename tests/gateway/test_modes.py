"""Servers differ in what they hold a model to: the ways to ask, and what probes find out."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from newsroom_agents.archive.calls import CallLog
from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.archive.probes import Probes
from newsroom_agents.clock import fixed_clock
from newsroom_agents.gateway.engine import Means
from newsroom_agents.gateway.engines.openai_compatible import PLUGIN
from newsroom_agents.gateway.modes import Mode, body_of
from newsroom_agents.gateway.outcome import Ok
from newsroom_agents.gateway.schema import strict_schema
from newsroom_agents.ports import Message, Probe

from .asking import NOW, Reply, assignment, settings
from .speaker import GOOD, MODEL, Say, Speaker, completion, error, response, speaking

SHADE = '{"shade_of_the_day": "ochre"}'
LIST = Say(body=json.dumps({"data": [{"id": MODEL}]}).encode(), headers={"Server": "one"})


def fulfil(server: Speaker, mode: str, database: CallsDatabase | None = None) -> object:
    means = Means(probes=Probes(database) if database else None)
    return PLUGIN.opens(settings(server, mode=mode), means).fulfil(assignment())


def server_that(*follows: str, server: str = "one") -> Callable[[dict[str, Any]], Say]:
    """Return a server that follows these ways of asking, and knows its model by name."""

    def answers(heard: dict[str, Any]) -> Say:
        if not heard:
            return Say(body=LIST.body, headers={"Server": server})
        if heard["model"] != MODEL:
            return error(404, "No such model.")
        if heard.get("max_completion_tokens", heard.get("max_output_tokens", 99)) < 10:
            return completion("One, two", finish="length", model=MODEL)
        kind = _way(heard)
        words = (heard.get("messages") or heard["input"])[-1]["content"]
        told = "ochre or umber" in words or "JSON schema" in words
        if kind == "tool" and kind in follows:
            return _by_tool()
        if kind == "responses":
            return response(SHADE if kind in follows else "Good morning.")
        if kind in follows or ("text" in follows and told):
            return completion(SHADE, model=MODEL)
        return completion("Good morning.", model=MODEL)

    return answers


def _way(heard: dict[str, Any]) -> str:
    if "input" in heard:
        return "responses"
    form = heard.get("response_format") or {}
    kind = "tool" if "tools" in heard else str(form.get("type", ""))
    return f"{kind}+schema" if kind == "json_object" and "schema" in form else kind


def _by_tool() -> Say:
    call = {"function": {"name": "shade_of_the_day", "arguments": SHADE}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    choice = {"message": message, "finish_reason": "tool_calls"}
    return completion(choices=[choice], model=MODEL)


def examine(server: Speaker, database: CallsDatabase, *, again: bool = False) -> Probe:
    means = Means(calls=CallLog(database), probes=Probes(database), clock=fixed_clock(NOW))
    assert PLUGIN.examines is not None
    [probe] = PLUGIN.examines(settings(server), means, again)
    return probe


@pytest.mark.parametrize("mode", list(Mode))
def test_every_way_of_asking_carries_the_schema_and_the_messages(mode: Mode) -> None:
    body: Any = body_of(mode, "writer", strict_schema(Reply), [Message("user", "Write.")])
    assert '"text"' in json.dumps(body).replace('\\"', '"')
    assert body.get("messages", body.get("input"))[0]["content"].startswith("Write.")


def test_the_weakest_ways_say_the_shape_in_words_before_anything_that_changes() -> None:
    for mode in (Mode.JSON_OBJECT, Mode.TEXT):
        prompt = [Message("system", "You are Nela."), Message("user", "Write.")]
        body: Any = body_of(mode, "writer", strict_schema(Reply), prompt)
        assert "JSON schema" in body["messages"][0]["content"]
        assert body["messages"][1]["content"] == "Write."
    bare: Any = body_of(Mode.TEXT, "writer", strict_schema(Reply), [])
    assert "JSON schema" in bare["messages"][0]["content"]


@pytest.mark.parametrize("mode", ["", *Mode])
def test_a_pinned_way_is_taken_and_the_reply_validated_all_the_same(mode: str) -> None:
    with speaking(response(GOOD) if mode == "responses" else completion()) as server:
        assert isinstance(fulfil(server, mode), Ok)
        [heard] = server.heard
    assert (_way(heard) or "text") == (mode or "json_schema")
    assert server.paths == ["/v1/responses" if mode == "responses" else "/v1/chat/completions"]


@pytest.mark.parametrize(
    ("follows", "mode"),
    [
        (("json_schema", "tool"), "json_schema"),
        (("responses", "tool"), "responses"),
        (("json_object+schema", "tool"), "json_object+schema"),
        (("tool", "json_object"), "tool"),
        (("json_object", "text"), "json_object"),
        (("text",), "json_object"),
        ((), ""),
    ],
    ids=["schema", "responses", "object with schema", "tool", "object", "words", "nothing"],
)
def test_the_strongest_way_that_works_is_found_kept_and_used(
    database: CallsDatabase, follows: tuple[str, ...], mode: str
) -> None:
    with speaking() as server:
        server.answers = server_that(*follows)
        probe = examine(server, database)
        assert probe.mode == mode
        saved = Probes(database).saved(server.address, MODEL)
        assert saved == (probe if mode else None)
        good = response(GOOD) if mode == "responses" else completion()
        server.answers, server.says = None, [good]
        assert isinstance(fulfil(server, "", database), Ok)
        assert ("tools" in server.heard[-1]) is (mode == "tool")


def test_a_probe_names_what_the_server_lacks(database: CallsDatabase) -> None:
    with speaking() as server:
        server.answers = server_that("json_schema")
        findings = {one.name: one for one in examine(server, database).findings}
        assert findings["shape by json_schema"].detail == "the server holds the model to it"
        assert findings["shape by text"].detail == "ignored"
        good = ("list of models", "tells what a call took", "answers under the name asked for")
        assert all(findings[name].is_good for name in good)
        assert findings["keeps the limit of a reply"].is_good
        assert findings["refuses a model it does not have"].is_good
        server.answers = None
        server.says = [completion("Hi.", usage=None)]
        findings = {one.name: one for one in examine(server, database, again=True).findings}
    lacking = {name for name, one in findings.items() if not one.is_good}
    assert lacking >= {
        *("list of models", "tells what a call took", "answers under the name asked for"),
        *("keeps the limit of a reply", "refuses a model it does not have", "shape by tool"),
    }


def test_a_server_that_fails_once_is_asked_once_more_and_every_probe_is_bounded(
    database: CallsDatabase,
) -> None:
    with speaking() as server:
        answers, failed = server_that("json_schema"), list[str]()

        def faulty(heard: dict[str, Any]) -> Say:
            way = _way(heard) if heard else ""
            if way in {"json_schema", "tool"} and failed.count(way) < (1, 2)[way == "tool"]:
                failed.append(way)
                return error(500, "The output does not match the expected format.")
            return answers(heard)

        server.answers = faulty
        findings = {one.name: one for one in examine(server, database).findings}
    assert findings["shape by json_schema"].is_good
    assert findings["shape by tool"].detail.startswith("HTTP 500")
    limits = ("max_completion_tokens", "max_output_tokens")
    asked = [[heard[name] for name in limits if name in heard] for heard in server.heard if heard]
    assert all(len(limit) == 1 and limit[0] <= 200 for limit in asked)


def test_a_server_is_probed_again_only_when_it_is_another(database: CallsDatabase) -> None:
    with speaking() as server:
        server.answers = server_that("json_schema")
        examine(server, database)
        asked = len(server.heard)
        examine(server, database)
        assert len(server.heard) == asked + 1, "it only looks at the list of models"
        examine(server, database, again=True)
        assert len(server.heard) > 2 * asked - 2
        server.answers = server_that("tool", server="another")
        assert examine(server, database).mode == "tool"


def test_a_server_that_is_not_there_is_told_and_not_kept(database: CallsDatabase) -> None:
    with speaking() as server:
        server.address = "http://127.0.0.1:9/v1"
        probe = examine(server, database)
    assert probe.mode == ""
    assert not any(one.is_good for one in probe.findings)
    assert Probes(database).saved(server.address, MODEL) is None
