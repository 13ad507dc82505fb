"""Asking the web: one request, every hop of it checked, and a bounded answer.

There is no client that remembers: no cookies, no pool, no proxy from the environment. Redirects are
followed here, because each names an address that a stranger chose. What a library raises becomes
one of the `WebError`s, so that a caller can tell a refused address from a slow or a broken one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsroom_agents.web.addresses import PUBLIC, Rules

if TYPE_CHECKING:
    from newsroom_agents.web.connecting import Resolver

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_EVER = frozenset({301, 308})
_MOST_HOPS = 5
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}")
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What an earlier answer said of its own version; given back, an unchanged body is not sent.

    Both are kept as they came and mean nothing to us.
    """

    etag: str = ""
    last_modified: str = ""


UNSEEN = Seen()


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for, and how much of an answer is taken.

    `accept` goes to the server. An answer of one of the media types in `refuses` (whole, or their
    first half with the slash) is not read. A body larger than `most_bytes` is an error, or with
    `cuts` cut there. `seconds` is for everything: look-up, every hop, the body's last byte.
    """

    accept: str = "*/*"
    refuses: tuple[str, ...] = ()
    most_bytes: int = 5 * _MEGABYTE
    seconds: float = 30.0
    cuts: bool = False


ANYTHING = Wish()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, whatever its status.

    `url` is where the answer came from after `hops` redirects; `moved_to` is the address that the
    first one has for ever, empty when it has not moved. `media_type` and `charset` are as the
    server claims, in small letters, empty when it claims none. `headers` have small names.
    """

    url: str
    status: int
    body: bytes
    media_type: str = ""
    charset: str = ""
    seen: Seen = UNSEEN
    moved_to: str = ""
    hops: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)


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


class Web:
    """The door to the network; may be used by many threads at once."""

    def __init__(self, speaking: Speaking, resolver: "Resolver | None" = None) -> None:
        self._speaking, self._resolver = speaking, resolver

    def get(self, url: str, wish: Wish = ANYTHING, *, seen: Seen = UNSEEN) -> Answer:
        """Return what stands at an address, after at most five redirects.

        Args:
            url: The address.
            wish: What is asked for, and how much of it is taken.
            seen: What an earlier answer said; the answer may then have status 304 and no body.

        Raises:
            WebError: There is no answer that could be used; its subclass says why.
        """
        raise NotImplementedError

    def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        wish: Wish = ANYTHING,
    ) -> Answer:
        """Send something to an address and return the answer; redirects are not followed.

        Raises:
            WebError: There is no answer that could be used; its subclass says why.
        """
        raise NotImplementedError
