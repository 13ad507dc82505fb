"""The desk, opened over a newsroom and ready to be served."""

from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from newsroom_agents.desk.app import create_app
from newsroom_agents.desk.front import Front
from newsroom_agents.desk.passwords import Passwords
from newsroom_agents.newsroom import Newsroom
from newsroom_agents.webapp.serving import served


@contextmanager
def open_desk(newsroom: Newsroom, host: str, port: int) -> Iterator[Front]:
    """Open the desk of a newsroom for the time of the block.

    Host and port are where it is served; the settings may name another address, that of a proxy.
    """
    settings = newsroom.settings.desk
    passwords = Passwords(settings)
    try:
        yield Front(newsroom, settings, passwords, settings.address or address_of(host, port))
    finally:
        passwords.close()


def address_of(host: str, port: int) -> str:
    """Return the address of what is served there, as a browser takes it."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def configured(front: Front) -> uvicorn.Config:
    """Return how the desk is served."""
    return served(create_app(front), front.settings.proxies)
