"""How the house speaks to the network: to whom, under which name, and within which bounds."""

import time
from dataclasses import dataclass

from newsroom_agents.errors import SlowError
from newsroom_agents.web.addresses import PUBLIC, Rules

BOUNDS = "newsroom_bounds"
"""The extension of a request that carries its `Bounds`."""


@dataclass(frozen=True, slots=True)
class Speaking:
    """How the house speaks to the network.

    `user_agent` names it and says where to complain. `proxy` is the address of a proxy that
    everything goes through; then only what stands in an address is checked, since the proxy looks
    names up. `authorities` is a file of certificates that are trusted besides the usual ones.
    """

    rules: Rules = PUBLIC
    user_agent: str = "newsroom-agents"
    proxy: str = ""
    authorities: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one request may take: a moment of `time.monotonic` to end at, and bytes received."""

    until: float
    most_received: int

    def left(self, url: str) -> float:
        """Return how many seconds are left.

        Raises:
            SlowError: None.
        """
        seconds = self.until - time.monotonic()
        if seconds <= 0:
            raise SlowError(url=url, reason="the answer did not end in time")
        return seconds
