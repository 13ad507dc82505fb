"""Fetching for intake: politely, many hosts side by side, one request at a time for each.

What a server said for the next time (`Seen`) is taken and given back as a value; who keeps it is
not this module's matter. No failure is an exception here: a run over a thousand sources wants to
know what became of each.
"""

import logging
import math
import re
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TypeAlias

from newsroom_agents.clock import Clock
from newsroom_agents.errors import NewsroomError, RefusedAddressError, WebError
from newsroom_agents.ingest.robots import Robots
from newsroom_agents.ingest.turns import Turns, host_of
from newsroom_agents.web.http import UNSEEN, Answer, Seen, Web, Wish

_NEVER = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")
_LONGEST_WAIT = 30 * 86_400.0
_LONGEST_SLEEP = 1.0
_MAX_AGE = re.compile(r"\bmax-age\s*=\s*\"?(\d{1,9})\b", re.IGNORECASE)
_SECONDS = re.compile(r"\d{1,9}")
_WITH_A_BODY = frozenset({200, 203})
_NOT_MODIFIED = 304
_LEAVE_ALONE = "http.429"
_UNFORESEEN = "unforeseen"
_log = logging.getLogger(__name__)


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
    """The server asks to be left alone (429, 503); after a 429 its host is left alone."""
    FORBIDDEN = "forbidden"
    """robots.txt, or what stands for it, does not allow it."""
    REFUSED = "refused"
    """The address leads where the house does not speak to."""
    FAILED = "failed"
    """Anything else; `reason` and `code` say what."""
    UNREACHED = "unreached"
    """The time of the run was up before its turn."""


_OUTCOMES = {410: Outcome.GONE, 429: Outcome.LATER, 503: Outcome.LATER}
_WISHES = {
    Sort.FEED: Wish(
        accept="application/atom+xml,application/rss+xml,application/feed+json,"
        "application/xml;q=0.9,text/xml;q=0.9,application/json;q=0.8,*/*;q=0.5",
        refuses=_NEVER,
    ),
    Sort.PAGE: Wish(
        accept="text/html,application/xhtml+xml,*/*;q=0.1",
        refuses=(*_NEVER, "application/octet-stream", "application/gzip", "text/css"),
    ),
    Sort.SITEMAP: Wish(
        accept="application/xml,text/xml,*/*;q=0.5", refuses=_NEVER, most_bytes=20_000_000
    ),
}


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
_Running: TypeAlias = "Future[tuple[Fetched, float]]"
"""A fetch under way: what became of it, and the spacing to its host's next."""


class Fetcher:
    """Fetches for one run; remembers when each host may be asked again."""

    def __init__(self, web: Web, robots: Robots, clock: Clock, manners: Manners = POLITE) -> None:
        self._web, self._robots, self._clock, self._manners = web, robots, clock, manners
        self._ready: dict[str, float] = {}

    def fetch(self, wanted: Wanted) -> Fetched:
        """Return what became of one address, after waiting for its host's turn."""
        [fetched] = self.fetch_all([wanted])
        return fetched

    def fetch_all(
        self, wanted: Iterable[Wanted], *, within: float | None = None
    ) -> Iterator[Fetched]:
        """Yield what became of each, as they come in; every one of `wanted` comes out once.

        While the caller works on one, those under way go on and no others begin.

        Args:
            wanted: All of them; hosts are worked on side by side.
            within: Seconds after which no further fetch begins.
        """
        until = math.inf if within is None else time.monotonic() + within
        turns = Turns(wanted, self._ready)
        at_once = self._manners.at_once
        pool = ThreadPoolExecutor(at_once, thread_name_prefix="fetch")
        running: dict[_Running, Wanted] = {}
        try:
            while True:
                while len(running) < at_once and time.monotonic() < until:
                    following = turns.next()
                    if following is None:
                        break
                    running[pool.submit(self._fetched, following)] = following
                if not running and (turns.is_over or time.monotonic() >= until):
                    break
                left = until - time.monotonic()
                is_full = len(running) == at_once or left <= 0
                done = _waited(running, math.inf if is_full else min(turns.wait(), left))
                results = [self._ended(future, running.pop(future)) for future in done]
                for fetched, spacing in results:
                    host = host_of(fetched.wanted.url)
                    turns.end(host, time.monotonic() + spacing)
                    if fetched.code == _LEAVE_ALONE:
                        yield from (
                            replace(fetched, wanted=one, seen=one.seen, moved_to="", answer=None)
                            for one in turns.dropped(host)
                        )
                yield from (fetched for fetched, _ in results)
            for one in turns.rest():
                reason = "the time of the run was up"
                yield Fetched(one, Outcome.UNREACHED, self._clock(), reason=reason, seen=one.seen)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _ended(self, future: _Running, wanted: Wanted) -> tuple[Fetched, float]:
        """Return what a thread found; what nobody foresaw is its source's failure alone.

        Raises:
            NewsroomError: The house itself is in trouble.
        """
        error = future.exception()
        if error is None or isinstance(error, NewsroomError):
            return future.result()
        _log.error("fetching %r failed", wanted.url, exc_info=error)
        reason = f"{type(error).__name__}: {error}"
        failed = Fetched(wanted, Outcome.FAILED, self._clock(), reason=reason, code=_UNFORESEEN)
        return replace(failed, seen=wanted.seen), self._manners.spacing

    def _fetched(self, wanted: Wanted) -> tuple[Fetched, float]:
        """Return what became of one, and the spacing to its host's next."""
        begun, now = time.monotonic(), self._clock()
        spacing = self._manners.spacing
        nothing = Fetched(wanted, Outcome.FAILED, now, seen=wanted.seen)
        try:
            permission = self._robots.permission(wanted.url)
            spacing = max(spacing, min(permission.spacing, self._manners.longest_spacing))
            if permission.allowed:
                wish = replace(_WISHES[wanted.sort], seconds=self._manners.seconds)
                answer = self._web.get(wanted.url, wish, seen=wanted.seen)
                fetched = _judged(replace(nothing, answer=answer), answer)
            elif permission.is_known:
                fetched = replace(
                    nothing, outcome=Outcome.FORBIDDEN, reason=permission.reason, code="robots"
                )
            else:
                fetched = replace(nothing, reason=permission.reason, code="robots.unknown")
        except RefusedAddressError as error:
            fetched = replace(
                nothing, outcome=Outcome.REFUSED, reason=error.reason, code=error.code
            )
        except WebError as error:
            fetched = replace(nothing, reason=error.reason, code=error.code)
        return replace(fetched, seconds=time.monotonic() - begun), spacing


def _waited(running: Iterable[_Running], seconds: float) -> set[_Running]:
    """Return those that are done, after waiting for one or for some seconds."""
    under_way = list(running)
    if not under_way:
        time.sleep(min(seconds, _LONGEST_SLEEP))
        return set()
    return wait(under_way, None if seconds == math.inf else seconds, FIRST_COMPLETED).done


def _judged(fetched: Fetched, answer: Answer) -> Fetched:
    """Return what an answer means for its source."""
    now = fetched.at
    told = replace(
        fetched,
        moved_to=answer.moved_to,
        max_age=_max_age(answer.headers.get("cache-control", "")),
        retry_after=_retry_after(answer.headers.get("retry-after", ""), now),
    )
    status = answer.status
    if status in _WITH_A_BODY:
        return replace(told, outcome=Outcome.FRESH, seen=answer.seen)
    if status == _NOT_MODIFIED and fetched.wanted.seen != UNSEEN:
        seen = answer.seen if answer.seen.etag else fetched.wanted.seen
        return replace(told, outcome=Outcome.SAME, seen=seen)
    outcome = _OUTCOMES.get(status, Outcome.FAILED)
    return replace(told, outcome=outcome, reason=f"status {status}", code=f"http.{status}")


def _max_age(control: str) -> float | None:
    found = _MAX_AGE.search(control)
    return min(float(found[1]), _LONGEST_WAIT) if found else None


def _retry_after(text: str, now: datetime) -> float | None:
    """Return how many seconds a server asks to wait: a number of them, or a date."""
    if _SECONDS.fullmatch(text):
        return min(float(text), _LONGEST_WAIT)
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    seconds = (then if then.tzinfo else then.replace(tzinfo=UTC)) - now
    return min(max(seconds.total_seconds(), 0.0), _LONGEST_WAIT)
