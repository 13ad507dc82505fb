"""A served house with a gated story, a mail server, and browsers to walk it with."""

import asyncio
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from aiosmtpd.controller import Controller

from newsroom_agents.archive.archive import Archive
from newsroom_agents.reader.front import Front
from newsroom_agents.reader.mail import Letter, Mailer, SmtpMailer
from newsroom_agents.reader.serving import configured
from newsroom_agents.settings import MailSettings, ReaderSettings
from newsroom_agents.story.reader import Grant, Level
from tests.publish.builders import MASTHEAD, Live, kill, killed, pressroom, publish, release
from tests.publish.exercise import package

NOW = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
STORY = "/2024/06/14/port-alba-barrier/"
GONE = "/2024/06/01/gone/"
READERS = {
    "free@reader.example": Level.FREE,
    "sub@reader.example": Level.SUBSCRIBER,
    "mem@reader.example": Level.MEMBER,
}
SECRET = "whsec_of_the_exercise"  # noqa: S105 -- an invented one
PRICES = {"price_sub": "subscriber", "price_mem": "member"}
_LINK = re.compile(r"https?://\S+/sign-in/confirm\?token=\S+")


@dataclass
class MovingClock:
    """A clock that a test sets forward."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class MailServer:
    """A real mail server that keeps what it was sent."""

    port: int
    held: list[EmailMessage] = field(default_factory=list)
    refusal: str = ""
    seconds: float = 0

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(self.seconds)
        if self.refusal:
            return self.refusal
        self.held.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    def letter(self, number: int = 1) -> EmailMessage:
        """Return the letter of this number, waiting until it comes."""
        for _ in range(200):
            if len(self.held) >= number:
                return self.held[number - 1]
            time.sleep(0.02)
        raise AssertionError(f"only {len(self.held)} letters came")

    def link(self, number: int = 1) -> str:
        """Return the sign-in link of the letter of this number."""
        found = _LINK.search(self.letter(number).get_content())
        assert found is not None
        return found.group()


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run a mail server on a free port of this machine."""
    kept = MailServer(free_port())
    controller = Controller(kept, hostname="127.0.0.1", port=kept.port)
    controller.start()
    try:
        yield kept
    finally:
        controller.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@dataclass
class Pocket:
    """A mailer without a server: it keeps the letters."""

    letters: list[Letter] = field(default_factory=list)

    def open(self) -> "Pocket":
        return self

    def send(self, letter: Letter) -> None:
        self.letters.append(letter)

    def close(self) -> None:
        pass


@dataclass
class Served:
    """A house that answers at `url`."""

    url: str
    front: Front
    clock: MovingClock
    browsers: list[httpx.Client] = field(default_factory=list)

    def browser(self, **headers: str) -> httpx.Client:
        """Return a browser that says, as browsers do, where its forms come from."""
        client = httpx.Client(
            base_url=self.url,
            headers={"Sec-Fetch-Site": "same-origin", **headers},
            trust_env=False,
            timeout=30,
        )
        self.browsers.append(client)
        return client

    def session(self, address: str) -> str:
        """Return the id of a new session of this reader."""
        with self.front.archive.writing() as room:
            return room.signing_in.start(address, self.clock() + timedelta(days=30))

    def signed_in(self, address: str) -> httpx.Client:
        """Return a browser in which this reader is signed in."""
        client = self.browser()
        client.cookies.set("reader", self.session(address))
        return client


def write_site(folder: Path, base_url: str = MASTHEAD.base_url) -> None:
    """Publish the rich story, an open one and one that was killed."""
    live = Live()
    masthead = replace(MASTHEAD, base_url=base_url, join_url="/join")
    room = pressroom(folder, live, masthead=masthead)
    gone = release(package(slug="gone", url_path=GONE.strip("/")), at=NOW - timedelta(days=900))
    publish(gone, room, live)
    kill(killed(gone), room, live)
    publish(release(), room, live)


@contextmanager
def serving(
    folder: Path, url: str, mailer: Mailer, settings: Mapping[str, object] | None = None
) -> Iterator[Served]:
    """Serve the house whose site lies in `folder`, with readers of every level, over HTTP."""
    clock = MovingClock()
    archive = Archive.open(url, folder, clock, "NORMAL")
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    front = Front(
        archive=archive,
        clock=clock,
        site=folder / "site",
        bundles=folder / "bundles",
        masthead=replace(MASTHEAD, base_url=address, join_url="/join", support_url=""),
        settings=ReaderSettings.model_validate(
            {"prices": PRICES, "webhook_secret": SECRET, **(settings or {})}
        ),
        mailer=mailer,
        post=ThreadPoolExecutor(2),
    )
    with archive.writing() as room:
        for reader, level in READERS.items():
            room.readers.grant(reader, Grant(level=level), "test", NOW)
    server = uvicorn.Server(configured(front))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        running = Served(address, front, clock)
        yield running
        for browser in running.browsers:
            browser.close()
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()
        archive.close()


def smtp(port: int) -> SmtpMailer:
    """A mailer for the mail server of the tests."""
    settings = MailSettings(
        host="127.0.0.1", port=port, starttls=False, sender="desk@courier.example"
    )
    return SmtpMailer(settings, MASTHEAD.base_url)


def token_of(page: str, name: str = "token") -> str:
    """Return a hidden field of a page's form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, page
    return found.group(1)


def ask(browser: httpx.Client, address: str, back: str = "/") -> httpx.Response:
    """Ask for a sign-in link, as a person does: open the page, fill in the form."""
    page = browser.get("/join", params={"next": back})
    form = {"address": address, "token": token_of(page.text), "next": token_of(page.text, "next")}
    return browser.post("/sign-in", data=form)


def use(browser: httpx.Client, link: str) -> httpx.Response:
    """Open a sign-in link and press its button."""
    page = browser.get(link)
    if page.status_code != 200:
        return page
    form = {"token": token_of(page.text), "link": token_of(page.text, "link")}
    return browser.post("/sign-in/confirm", data=form)
