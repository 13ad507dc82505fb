"""What else an editor says of a story at the command line; in this process, by its own door."""

from datetime import UTC, datetime

import pytest

from newsroom_agents.cli.queue import pairs
from newsroom_agents.errors import HouseError
from tests.stories.shop import Shop


def test_a_story_is_put_forward_assigned_planned_approved_and_taken_back(shop: Shop) -> None:
    slug = shop.ready(risk=("elevated",))[0]
    by = ("--editor", "Ada")
    assert shop.do("queue", "priority", slug, "3", *by).code == 0
    planned = shop.do("queue", "schedule", slug, "--at", "2999-01-01", *by, "--json").json()
    assert datetime.fromisoformat(planned["scheduled_for"]) == datetime(2999, 1, 1, tzinfo=UTC)
    assert "Nobody" in shop.do("queue", "assign", slug, "--to", "Nobody", *by).err
    assert shop.approve(slug, "Ada").code == 0
    back = shop.do("queue", "undo", slug, *by, "--json").json()
    assert (back["state"], back["priority"], back["approvals"]) == ("ready", 3, [])


def test_pairs_name_what_they_are_about() -> None:
    assert pairs("--sign", ["abc=I counted = twice"]) == {"abc": "I counted = twice"}
    for wrong in ("abc", "=x", "abc= "):
        with pytest.raises(HouseError, match=r"--sign: expected NAME=TEXT"):
            pairs("--sign", [wrong])
