"""What a host's robots.txt allows us (RFC 9309), asked once a day for each host.

A file that cannot be had because the host is in trouble allows nothing; one that is not there
allows everything. A file is cut to the lines that concern us before it is parsed, since the work of
a parser grows with robots times rules, and a file may name thousands of both.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from protego import Protego

from newsroom_agents.clock import Clock
from newsroom_agents.errors import RefusedAddressError, WebError
from newsroom_agents.ports import RobotsFile, RobotsShelf
from newsroom_agents.web.http import Answer, Web, Wish

ROBOT = "newsroom-agents"
"""The name that robots.txt knows us by."""

_ASKED_AGAIN = timedelta(hours=24)
_ASKED_AGAIN_IN_TROUBLE = timedelta(hours=1)
_WISH = Wish(accept="text/plain,*/*;q=0.5", most_bytes=512_000, cuts=True)
_TOO_MANY_REQUESTS, _SERVER_ERROR = 429, 500
_AGENT = re.compile(r"user[\s_-]*agent\b[\s:]*(.*)", re.IGNORECASE)
_OUTSIDE_GROUPS = ("sitemap", "site-map", "host")
_PARSED_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether an address may be fetched, why not, and the spacing that its host asks for.

    Without `is_known` the host could not be asked, and its silence is taken for a no.
    """

    allowed: bool
    reason: str = ""
    spacing: float = 0.0
    is_known: bool = True


class MemoryShelf:
    """Files of robots for one run, kept in memory."""

    def __init__(self) -> None:
        self._files: dict[str, RobotsFile] = {}

    def get(self, origin: str) -> RobotsFile | None:
        """Return what was last learnt of an origin."""
        return self._files.get(origin)

    def put(self, file: RobotsFile) -> None:
        """Keep what was learnt, in place of what was known."""
        self._files[file.origin] = file


class Robots:
    """The robots.txt files of hosts; kept on a shelf for a day, or an hour after a failure.

    `seconds` is the most that asking for one may take.
    """

    def __init__(self, web: Web, shelf: RobotsShelf, clock: Clock, seconds: float = 15.0) -> None:
        self._web, self._shelf, self._clock = web, shelf, clock
        self._wish = replace(_WISH, seconds=seconds)
        self._parsed: OrderedDict[str, tuple[RobotsFile, Protego]] = OrderedDict()
        self._lock = threading.Lock()

    def permission(self, url: str) -> Permission:
        """Return whether an address may be fetched; fetches its host's file when none is fresh.

        Two threads may ask for the same host at once; then its file may be fetched twice.

        Raises:
            RefusedAddressError: The house does not speak to that host at all.
        """
        found = self._web.leads_to(url)
        file = self._fresh(found.origin)
        if not file.is_open:
            return Permission(allowed=False, reason=file.reason, is_known=False)
        rules = self._rules(file)
        spacing = rules.crawl_delay(ROBOT) or 0.0
        if rules.can_fetch(found.url, ROBOT):
            return Permission(allowed=True, spacing=spacing)
        return Permission(allowed=False, reason="robots.txt does not allow it", spacing=spacing)

    def _fresh(self, origin: str) -> RobotsFile:
        known, now = self._shelf.get(origin), self._clock()
        if known is not None:
            wait = _ASKED_AGAIN if known.is_open else _ASKED_AGAIN_IN_TROUBLE
            if timedelta(0) <= now - known.fetched < wait:
                return known
        learnt = self._learnt(origin)
        self._shelf.put(learnt)
        return learnt

    def _learnt(self, origin: str) -> RobotsFile:
        """Return what a host says now."""
        now = self._clock()
        try:
            answer = self._web.get(f"{origin}/robots.txt", self._wish)
        except RefusedAddressError:
            raise
        except WebError as error:
            trouble = error.reason
        else:
            trouble = _trouble(answer)
            if not trouble:
                return RobotsFile(origin, now, is_open=True, text=concerning_us(answer.body))
        reason = f"its robots.txt cannot be had: {trouble}"
        return RobotsFile(origin, now, is_open=False, reason=reason)

    def _rules(self, file: RobotsFile) -> Protego:
        """Return the rules of a file; those of the hosts asked last are kept parsed."""
        with self._lock:
            held = self._parsed.pop(file.origin, None)
            if held is None or held[0] != file:
                held = (file, Protego.parse(file.text))
            self._parsed[file.origin] = held
            while len(self._parsed) > _PARSED_AT_ONCE:
                self._parsed.popitem(last=False)
        return held[1]


def concerning_us(body: bytes) -> str:
    """Return the groups of a robots.txt that concern us: those for us, and those for everybody."""
    text = body.decode("utf-8-sig", errors="replace").replace("\0", "")
    return "\n".join(_lines(text))


def _lines(text: str) -> Iterator[str]:
    named: list[str] = []
    is_naming = False
    for whole in text.splitlines():
        line = whole.partition("#")[0].strip()
        found = _AGENT.match(line)
        if found:
            named = named if is_naming else []
            is_naming = True
            name = found[1].partition("/")[0].strip().lower()
            if name in {ROBOT, "*"} and name not in named:
                named.append(name)
                yield f"User-agent: {name}"
        elif line and not line.lower().startswith(_OUTSIDE_GROUPS):
            is_naming = False
            if named:
                yield line


def _trouble(answer: Answer) -> str:
    """Return why an answer says nothing of what is allowed; empty when it does."""
    if answer.status >= _SERVER_ERROR or answer.status == _TOO_MANY_REQUESTS:
        return f"status {answer.status}"
    return ""
