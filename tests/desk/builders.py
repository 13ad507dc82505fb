"""A desk over an open house, and browsers to walk it with."""

import asyncio
import re
import socket
import threading
import time
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

import httpx2
import uvicorn
from fastapi.testclient import TestClient

from newsroom_agents.archive.archive import Archive
from newsroom_agents.clock import system_clock
from newsroom_agents.desk.app import create_app
from newsroom_agents.desk.front import Front
from newsroom_agents.desk.passwords import Passwords
from newsroom_agents.desk.serving import address_of, configured, open_desk
from newsroom_agents.newsroom import open_newsroom
from newsroom_agents.settings import DeskSettings
from newsroom_agents.story.decision import EditorRole
from tests.stories.shop import ROOT

ResultT = TypeVar("ResultT")
PASSWORD = "a quiet harbour at noon"  # noqa: S105 -- an invented one
PEOPLE = {
    "Ada": EditorRole.EDITOR,
    "Bo": EditorRole.EDITOR,
    "Cy": EditorRole.CHIEF,
    "Rui": EditorRole.READER,
    "Max": EditorRole.ADMIN,
}
CHEAP = {"hash_kib": 19_456, "hash_passes": 2, "hash_lanes": 1}
"""The least that the settings allow: tests hash often."""
NETWORK = "203.0.113.7"


@dataclass
class MovingClock:
    """A clock that a test sets forward."""

    now: datetime = field(default_factory=system_clock)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class DeskHouse:
    """An open house with its desk; what is opened from it is closed with it."""

    front: Front
    clock: MovingClock
    held: ExitStack

    @property
    def archive(self) -> Archive:
        return self.front.archive

    def browser(self, network: str = NETWORK, **headers: str) -> TestClient:
        """Return a browser that says, as browsers do, where its forms come from."""
        client = TestClient(
            create_app(self.front),
            base_url=self.front.address,
            headers={"Sec-Fetch-Site": "same-origin", **headers},
            follow_redirects=False,
            client=(network, 40_000),
        )
        return self.held.enter_context(client)

    def signed_in(self, name: str = "Ada") -> TestClient:
        """Return a browser in which this person is signed in."""
        client = self.browser()
        client.cookies.set("desk", self.session(name))
        return client

    def session(self, name: str) -> str:
        """Return the id of a new session of this person."""
        now = self.clock()
        with self.archive.writing() as room:
            return room.desk_sessions.start(name, "A test", now + timedelta(days=7), now)

    def events(self, *events: str) -> list[Mapping[str, str]]:
        """Return what the journal says of these events of the house, in order."""
        with self.archive.reading() as room:
            return [row.detail for row in room.journal.rows("") if row.event in events]


@contextmanager
def opened_desk(
    var: Path, env: Mapping[str, str] | None = None, desk: Mapping[str, object] | None = None
) -> Iterator[DeskHouse]:
    """Open the house over this run-time folder, and its desk, in this process."""
    clock = MovingClock()
    told = {f"NEWSROOM_DESK__{name.upper()}": str(value) for name, value in CHEAP.items()}
    told |= {f"NEWSROOM_DESK__{name.upper()}": str(v) for name, v in (desk or {}).items()}
    with (
        open_newsroom(ROOT, var, {**told, **(env or {})}, clock) as newsroom,
        open_desk(newsroom, "127.0.0.1", 8800) as front,
        ExitStack() as held,
    ):
        yield DeskHouse(front, clock, held)


@contextmanager
def serving(house: DeskHouse) -> Iterator[DeskHouse]:
    """Serve the desk of a house on a free port, for browsers that are real."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = address_of("127.0.0.1", listening.getsockname()[1])
    served = DeskHouse(replace(house.front, address=address), house.clock, house.held)
    server = uvicorn.Server(configured(served.front))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield served
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()


def staff(archive: Archive, at: datetime) -> None:
    """Register everybody who is not registered yet, all with the same password."""
    digest = hashed_once()
    with archive.writing() as room:
        known = {editor.name for editor in room.editors.all()}
        for name, role in PEOPLE.items():
            if name not in known:
                room.editors.add(name, role, at)
            room.accounts.set_password(name, digest, at)


@cache
def hashed_once() -> str:
    """Return the hash of the password that everybody has."""
    passwords = Passwords(DeskSettings.model_validate(CHEAP))
    try:
        return passwords.hashed_now(PASSWORD)
    finally:
        passwords.close()


def awaited(work: Coroutine[object, object, ResultT]) -> ResultT:
    """Return what a coroutine returns; a thread of its own runs it, for a browser may hold ours."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


def token_of(page: str, name: str = "token") -> str:
    """Return a hidden field of a page's form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, page
    return found.group(1)


def sign_in(
    browser: TestClient, name: str = "Ada", password: str = PASSWORD, back: str = "/"
) -> httpx2.Response:
    """Sign in as a person does: open the page, fill in the form."""
    page = browser.get("/sign-in", params={"back": back})
    form = {
        "name": name,
        "password": password,
        "token": token_of(page.text),
        "back": token_of(page.text, "back"),
    }
    return browser.post("/sign-in", data=form)


def send(browser: TestClient, address: str, page: str = "", **fields: str) -> httpx2.Response:
    """Send a form from a page of the desk, with the token that the page holds."""
    token = token_of(browser.get(page or address).text)
    return browser.post(address, data={"token": token, **fields})
