"""The tree of errors: drawn as it is, and every error says what it is about."""

import inspect
import re

import pytest

from newsroom_agents import errors
from newsroom_agents.errors import (
    GatewayError,
    HouseError,
    LockedError,
    MoveError,
    NewsroomError,
    NotApprovedError,
    NotFoundError,
    PublicationError,
    VerificationError,
    WireError,
)


def test_the_drawing_shows_the_tree_as_it_is() -> None:
    drawn = re.findall(r"^([│├└─ ]*)(\w+Error)\b", inspect.getdoc(errors) or "", re.MULTILINE)
    path: list[str] = []
    parents = {}
    for lead, name in drawn:
        path = [*path[: len(lead) // 4], name]
        parents[name] = path[-2] if len(path) > 1 else "Exception"
    found = {
        name: kind.__mro__[1].__name__
        for name, kind in vars(errors).items()
        if isinstance(kind, type)
    }
    assert parents == found


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (WireError(place="day-1.jsonl:3", reason="no uri"), "day-1.jsonl:3: no uri"),
        (NotFoundError(kind="story", name="ferry"), "there is no story 'ferry'"),
        (
            MoveError(slug="ferry", state="spiked", move="approve", allowed="ready"),
            "'ferry' is spiked: cannot approve (possible from: ready)",
        ),
        (LockedError(lock="worker.lock", holder="process 7"), "worker.lock is held by process 7"),
        (
            NotApprovedError(slug="ferry", approved=None, offered="a" * 64),
            "'ferry': text aaaaaaaaaaaa is not approved (no decision)",
        ),
        (
            NotApprovedError(slug="ferry", approved="b" * 64, offered="a" * 64),
            "'ferry': text aaaaaaaaaaaa is not approved (the decision covers bbbbbbbbbbbb)",
        ),
        (VerificationError(part="headline", reason="differs"), "headline: differs"),
    ],
)
def test_an_error_names_the_thing(error: NewsroomError, text: str) -> None:
    assert str(error) == text


def test_an_error_carries_its_facts() -> None:
    error = MoveError(slug="ferry", state="spiked", move="approve", allowed="ready")
    assert (error.slug, error.state, error.move) == ("ferry", "spiked", "approve")


def test_asking_an_engine_again_helps_only_when_it_says_so() -> None:
    assert not GatewayError("no answer").retryable
    assert GatewayError("busy", retryable=True).retryable
    assert PublicationError("the target is down").retryable
    assert HouseError.code == "house"
