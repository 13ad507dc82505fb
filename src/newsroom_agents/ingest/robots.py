"""What a host's robots.txt allows us (RFC 9309), asked once a day for each host.

A file that cannot be had because the host is in trouble allows nothing; one that is not there
allows everything. A file is cut to what concerns us before it is parsed, so that none can make us
work for long.
"""

from dataclasses import dataclass

from newsroom_agents.clock import Clock
from newsroom_agents.ports import RobotsShelf
from newsroom_agents.web.http import Web

ROBOT = "newsroom-agents"
"""The name that robots.txt knows us by."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether an address may be fetched, why not, and the spacing that its host asks for."""

    allowed: bool
    reason: str = ""
    spacing: float = 0.0


class Robots:
    """The robots.txt files of hosts; kept on a shelf for a day, or an hour after a failure."""

    def __init__(self, web: Web, shelf: RobotsShelf, clock: Clock) -> None:
        self._web, self._shelf, self._clock = web, shelf, clock

    def permission(self, url: str) -> Permission:
        """Return whether an address may be fetched; fetches its host's file when none is fresh."""
        raise NotImplementedError
