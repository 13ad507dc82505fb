"""Programs that ask the desk's API with a token."""

from datetime import timedelta

import httpx2
from fastapi.testclient import TestClient

from newsroom_agents.archive.api_tokens import Scope
from newsroom_agents.desk.app import create_app

from .builders import NETWORK, DeskHouse

API = "/api/v1"


def token(house: DeskHouse, name: str, *scopes: Scope) -> str:
    """Return a new token of this person; without scopes one that opens all of them."""
    now = house.clock()
    with house.archive.writing() as room:
        ends = now + timedelta(days=30)
        return room.api_tokens.make(name, "a test", scopes or tuple(Scope), ends, now)


def program(house: DeskHouse, name: str = "Ada", *scopes: Scope) -> TestClient:
    """Return a program that asks in this person's name; it is no browser."""
    client = TestClient(
        create_app(house.front),
        base_url=f"{house.front.address}{API}",
        headers={"Authorization": f"Bearer {token(house, name, *scopes)}"},
        client=(NETWORK, 40_000),
        raise_server_exceptions=False,
    )
    return house.held.enter_context(client)


def rule(
    asking: TestClient, slug: str, wish: str, key: str = "", **more: object
) -> httpx2.Response:
    """Send a ruling."""
    headers = {"Idempotency-Key": key} if key else {}
    return asking.post(f"/stories/{slug}/rulings", json={"ruling": wish, **more}, headers=headers)


def approve(asking: TestClient, slug: str, key: str = "") -> httpx2.Response:
    """Open a story and approve what lies there, with every remark ticked."""
    told = asking.get(f"/stories/{slug}").json()
    return rule(
        asking,
        slug,
        "approve",
        key,
        covers=told["story"]["digest"],
        ticked=[one["key"] for one in told["rulings"]["to_tick"]],
        reply={"reply": "asked"} if told["rulings"]["accuses"] else None,
    )


def problem(answer: httpx2.Response) -> dict[str, object]:
    """Return the problem document of an answer that is one."""
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert isinstance(told, dict)
    assert told["status"] == answer.status_code
    assert told["detail"]
    assert told["code"]
    return told
