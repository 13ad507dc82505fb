"""Fetching for intake: politely, many hosts side by side, one request at a time for each.

What a server said for the next time (`Seen`) is taken and given back as a value; who keeps it is
not this module's matter. No failure is an exception here: a run over a thousand sources wants to
know what became of each.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from newsroom_agents.clock import Clock
from newsroom_agents.ingest.robots import Robots
from newsroom_agents.web.http import UNSEEN, Answer, Seen, Web


class Sort(StrEnum):
    """What is expected at an address; decides what is asked for and which answers are refused."""

    FEED = "feed"
    PAGE = "page"
    SITEMAP = "sitemap"


class Outcome(StrEnum):
    """What became of a fetch."""

    FRESH = "fresh"
    """There is a body that may be new."""
    SAME = "same"
    """Unchanged since `seen`; no body was sent."""
    GONE = "gone"
    """410: it will not come back."""
    LATER = "later"
    """The server asks to be left alone (429, 503, or with a Retry-After)."""
    FORBIDDEN = "forbidden"
    """robots.txt, or what stands for it, does not allow it."""
    REFUSED = "refused"
    """The address leads where the house does not speak to."""
    FAILED = "failed"
    """Anything else; `reason` and `code` say what."""
    UNREACHED = "unreached"
    """The time of the run was up before its turn."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address to fetch; `key` is the caller's own name for it."""

    key: str
    url: str
    sort: Sort = Sort.FEED
    seen: Seen = UNSEEN


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of a `Wanted`.

    `answer` is there when a server answered. `seen` is to be given back next time (that of the
    answer, or the one given when nothing new came). `moved_to` is the address it has for ever now.
    `retry_after` and `max_age` are seconds the server asked to wait, None when it did not.
    """

    wanted: Wanted
    outcome: Outcome
    at: datetime
    answer: Answer | None = None
    reason: str = ""
    code: str = ""
    """Stable code of the error (`web.slow`, …), `http.404` for a status; empty without one."""
    seen: Seen = UNSEEN
    moved_to: str = ""
    retry_after: float | None = None
    max_age: float | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Manners:
    """How a fetcher behaves: seconds between two requests to one host, hosts side by side.

    A robots.txt may ask for a longer spacing, up to `longest_spacing`.
    """

    spacing: float = 1.0
    longest_spacing: float = 60.0
    at_once: int = 16
    seconds: float = 30.0


POLITE = Manners()


class Fetcher:
    """Fetches for one run; remembers when each host may be asked again."""

    def __init__(self, web: Web, robots: Robots, clock: Clock, manners: Manners = POLITE) -> None:
        self._web, self._robots, self._clock, self._manners = web, robots, clock, manners

    def fetch(self, wanted: Wanted) -> Fetched:
        """Return what became of one address, after waiting for its host's turn."""
        raise NotImplementedError

    def fetch_all(
        self, wanted: Iterable[Wanted], *, within: float | None = None
    ) -> Iterator[Fetched]:
        """Yield what became of each, as they come in; every one of `wanted` comes out once.

        Args:
            wanted: All of them; hosts are worked on side by side.
            within: Seconds after which no further fetch begins.
        """
        raise NotImplementedError
