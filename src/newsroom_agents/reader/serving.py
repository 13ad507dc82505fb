"""The readers' application at work: opened over a house, run until it is told to stop."""

import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

import uvicorn

from newsroom_agents.archive.archive import Archive
from newsroom_agents.clock import Clock
from newsroom_agents.errors import HouseError
from newsroom_agents.pipeline.verifying import masthead_of
from newsroom_agents.publish.target import BUNDLES, SITE
from newsroom_agents.reader.app import create_app
from newsroom_agents.reader.front import Front
from newsroom_agents.reader.mail import Mailer, SmtpMailer
from newsroom_agents.settings import Settings

_LETTERS_AT_ONCE = 4
_SECONDS_TO_END = 5
_MOST_AT_ONCE = 512


def open_front(
    archive: Archive, var: Path, settings: Settings, clock: Clock, terminal: Mailer
) -> Front:
    """Return the readers' side of a house.

    Args:
        archive: The house's memory.
        var: The folder with the site and the bundles.
        settings: The house's settings.
        clock: Says what time it is.
        terminal: Carries the letters when no mail server is set.
    """
    masthead = masthead_of(settings)
    mailer = SmtpMailer(settings.mail, masthead.base_url) if settings.mail.host else terminal
    return Front(
        archive=archive,
        clock=clock,
        site=var / SITE,
        bundles=var / BUNDLES,
        masthead=masthead,
        settings=settings.reader,
        mailer=mailer,
        post=ThreadPoolExecutor(_LETTERS_AT_ONCE, "letters"),
    )


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; port 0 takes a free one.

    Raises:
        HouseError: The port is taken, or the host is not this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        msg = f"cannot serve on {host}:{port}: {error}"
        raise HouseError(msg) from error


def serve(front: Front, listening: socket.socket) -> int:
    """Serve until SIGINT or SIGTERM, and return the signal's number.

    What is being answered is answered to its end.
    """
    seen: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        seen.append(number)

    before = {each: signal.signal(each, note) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        uvicorn.Server(configured(front)).run(sockets=[listening])
    finally:
        for each, was in before.items():
            signal.signal(each, was)
    return seen[0] if seen else 0


def configured(front: Front) -> uvicorn.Config:
    """Return how the application is served.

    The proxies of the settings are believed when they say where a request came from. Requests are
    not logged: their addresses hold the tokens of sign-in links.
    """
    return uvicorn.Config(
        create_app(front),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=list(front.settings.proxies),
        timeout_graceful_shutdown=_SECONDS_TO_END,
        limit_concurrency=_MOST_AT_ONCE,
    )
