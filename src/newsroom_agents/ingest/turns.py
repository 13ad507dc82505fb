"""Whose turn it is: one request at a time for each host, and some time between two.

Waiting hosts cost nothing: nobody sleeps for one of them while another is ready.
"""

import heapq
import math
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar
from urllib.parse import urlsplit


class Addressed(Protocol):
    """Something with an address."""

    @property
    def url(self) -> str:
        """The address."""
        ...


AddressedT = TypeVar("AddressedT", bound=Addressed)


class Turns(Generic[AddressedT]):
    """Whose turn it is: the hosts by when they may be asked next, each with what is wanted of it.

    A host that is being asked has no turn until it was told when the next may be.
    """

    def __init__(self, wanted: Iterable[AddressedT], ready: dict[str, float]) -> None:
        self._ready = ready
        self._queues: dict[str, deque[AddressedT]] = {}
        for one in wanted:
            self._queues.setdefault(host_of(one.url), deque()).append(one)
        self._turns = [(ready.get(host, 0.0), host) for host in self._queues]
        heapq.heapify(self._turns)

    @property
    def is_over(self) -> bool:
        """Whether no host waits for a turn."""
        return not self._turns

    def wait(self) -> float:
        """Return how many seconds there are until the next turn; for ever without one."""
        return max(0.0, self._turns[0][0] - time.monotonic()) if self._turns else math.inf

    def next(self) -> AddressedT | None:
        """Return what is to be fetched now; None when no host is ready."""
        if not self._turns or self.wait() > 0:
            return None
        _, host = heapq.heappop(self._turns)
        return self._queues[host].popleft()

    def end(self, host: str, ready: float) -> None:
        """Say that a host was asked, and when it may be again."""
        self._ready[host] = ready
        if self._queues[host]:
            heapq.heappush(self._turns, (ready, host))

    def dropped(self, host: str) -> list[AddressedT]:
        """Return what is still wanted of a host, and want it no more."""
        left = list(self._queues[host])
        self._queues[host].clear()
        self._turns = [turn for turn in self._turns if turn[1] != host]
        heapq.heapify(self._turns)
        return left

    def rest(self) -> Iterator[AddressedT]:
        """Yield all that is still wanted."""
        for queue in self._queues.values():
            yield from queue


def host_of(url: str) -> str:
    """Return the host of an address in small letters; the address itself when it has none."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url
