"""The Responses interface, where a house asks for it: its replies end as the others do."""

from typing import Any

import pytest

from newsroom_agents.gateway.engine import Means
from newsroom_agents.gateway.engines.openai_compatible import PLUGIN
from newsroom_agents.gateway.outcome import Blocked, Invalid, Ok, Refused, Usage
from newsroom_agents.gateway.spending import worst_tokens

from .asking import Reply, assignment, settings
from .speaker import Say, Speaker, response


def fulfil(server: Speaker, *says: Say, limit: int = 500) -> Any:
    server.says = list(says)
    told = settings(server, mode="responses", reply_tokens=limit)
    return PLUGIN.opens(told, Means()).fulfil(assignment())


def cut(why: str) -> Say:
    return response("half", status="incomplete", incomplete_details={"reason": why})


def test_a_reply_comes_with_what_it_took_and_nothing_is_left_at_the_server(
    server: Speaker,
) -> None:
    outcome = fulfil(server, response())
    assert isinstance(outcome, Ok)
    assert outcome.reply == Reply(text="The ferry has stopped.")
    assert outcome.usage == Usage(30, 5, tokens_cached=20)
    [heard] = server.heard
    assert (heard["store"], heard["max_output_tokens"]) == (False, 500)
    form = heard["text"]["format"]
    assert (form["type"], form["name"], form["strict"]) == ("json_schema", "writer", True)
    assert [one["role"] for one in heard["input"]] == ["system", "user"]


def test_a_truncated_reply_is_asked_for_once_more_with_a_larger_limit(server: Speaker) -> None:
    assert isinstance(fulfil(server, cut("max_output_tokens"), response()), Ok)
    assert [heard["max_output_tokens"] for heard in server.heard] == [500, 1000]


REFUSAL = {"type": "message", "content": [{"type": "refusal", "refusal": "I will not."}]}


@pytest.mark.parametrize(
    ("say", "kind"),
    [
        (cut("content_filter"), Blocked),
        (response(output=[REFUSAL]), Refused),
        (response(status="failed", error={"code": "server_error"}), Invalid),
        (response(output=[]), Invalid),
        (response(output=["odd", {"content": "odd"}]), Invalid),
        (response("Good morning."), Invalid),
    ],
    ids=["filter", "refusal", "failed", "nothing", "odd", "no shape"],
)
def test_every_other_end_has_its_outcome(server: Speaker, say: Say, kind: type[object]) -> None:
    assert isinstance(fulfil(server, say), kind)


def test_the_worst_case_counts_its_limit(server: Speaker) -> None:
    fulfil(server, response())
    [heard] = server.heard
    assert worst_tokens(heard, 1000) == (500 + 2 * 8, 500)
