"""An application at work: listening at a port, run until it is told to stop."""

import signal
import socket
from collections.abc import Sequence
from types import FrameType

import uvicorn
from fastapi import FastAPI

from newsroom_agents.errors import HouseError

_SECONDS_TO_END = 5
_MOST_AT_ONCE = 512


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; port 0 takes a free one.

    What it answers is sent at once: a small page would otherwise wait 40 ms for the reader's word
    that its headers came, because asyncio sets this on sockets of its own only.

    Raises:
        HouseError: The port is taken, or the host is not this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        msg = f"cannot serve on {host}:{port}: {error}"
        raise HouseError(msg) from error
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def serve(config: uvicorn.Config, listening: socket.socket) -> int:
    """Serve until SIGINT or SIGTERM, and return the signal's number.

    What is being answered is answered to its end.
    """
    seen: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        seen.append(number)

    before = {each: signal.signal(each, note) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        for each, was in before.items():
            signal.signal(each, was)
    return seen[0] if seen else 0


def served(app: FastAPI, proxies: Sequence[str]) -> uvicorn.Config:
    """Return how an application is served.

    The proxies are believed when they say where a request came from. Requests are not logged: their
    addresses hold the tokens of sign-in links.
    """
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=list(proxies),
        timeout_graceful_shutdown=_SECONDS_TO_END,
        limit_concurrency=_MOST_AT_ONCE,
    )
