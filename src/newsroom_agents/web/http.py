"""Asking the web: one request, every hop of it checked, and a bounded answer.

There is no client that remembers: no cookies, no pool, no proxy from the environment. Redirects are
followed here, because each names an address that a stranger chose. What a library raises becomes
one of the `WebError`s, so that a caller can tell a refused address from a slow or a broken one.
"""

import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

from newsroom_agents.errors import BadAnswerError, RefusedAddressError, TooLargeError
from newsroom_agents.web.addresses import Destination, destination
from newsroom_agents.web.speaking import BOUNDS, Bounds, Speaking
from newsroom_agents.web.unpacking import ACCEPTED, Unpacking

if TYPE_CHECKING:
    import httpx

    from newsroom_agents.web.connecting import Resolver
    from newsroom_agents.web.transport import CheckedTransport

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_EVER = frozenset({301, 308})
_MOST_HOPS = 5
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}")
_LENGTH = re.compile(r"[0-9]{1,18}")
_HEADER = re.compile(r"[ -~]{1,1000}")
_LONGEST_HEADER = 8_000
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


class Web:
    """The door to the network; may be used by many threads at once."""

    def __init__(self, speaking: Speaking, resolver: "Resolver | None" = None) -> None:
        self._speaking, self._resolver = speaking, resolver

    def leads_to(self, url: str) -> Destination:
        """Return where an address leads, as far as its writing tells; nothing is asked for.

        Raises:
            RefusedAddressError: It is not spoken to.
        """
        return destination(url, self._speaking.rules)

    def get(self, url: str, wish: Wish = ANYTHING, *, seen: Seen = UNSEEN) -> Answer:
        """Return what stands at an address, after at most five redirects.

        Args:
            url: The address.
            wish: What is asked for, and how much of it is taken.
            seen: What an earlier answer said; the answer may then have status 304 and no body.

        Raises:
            WebError: There is no answer that could be used; its subclass says why.
        """
        headers = {"Accept": wish.accept, **_conditions(seen)}
        bounds = Bounds(time.monotonic() + wish.seconds, _most_received(wish))
        at, moved_to, is_for_ever = self.leads_to(url).url, "", True
        passed = []
        while True:
            passed.append(at)
            answer = self._exchanged(_Errand("GET", at, headers, wish, bounds))
            following = _following(answer)
            if not following:
                return replace(answer, moved_to=moved_to, hops=len(passed) - 1)
            at = self.leads_to(following).url
            if at in passed or len(passed) > _MOST_HOPS:
                reason = f"expected at most {_MOST_HOPS} redirects, and none in a circle"
                raise BadAnswerError(url=url, reason=reason)
            is_for_ever = is_for_ever and answer.status in _FOR_EVER
            moved_to = at if is_for_ever else moved_to

    def post(
        self, url: str, body: bytes, headers: Mapping[str, str], wish: Wish = ANYTHING
    ) -> Answer:
        """Send something to an address and return the answer; redirects are not followed.

        Raises:
            WebError: There is no answer that could be used; its subclass says why.
        """
        bounds = Bounds(time.monotonic() + wish.seconds, _most_received(wish))
        named = {"Accept": wish.accept, **headers}
        return self._exchanged(_Errand("POST", url, named, wish, bounds, body))

    def _exchanged(self, errand: "_Errand") -> Answer:
        """Return the answer to one request."""
        import httpx  # noqa: PLC0415 - dear; not every command speaks to the network

        url = self.leads_to(errand.url).url
        headers = {
            "User-Agent": self._speaking.user_agent,
            "Accept-Encoding": ACCEPTED,
            "Connection": "close",
            **errand.headers,
        }
        try:
            request = httpx.Request(
                errand.method,
                url,
                headers=headers,
                content=errand.body,
                extensions={BOUNDS: errand.bounds},
            )
        except (httpx.InvalidURL, UnicodeError) as error:
            raise RefusedAddressError(url=url, reason=f"expected an address: {error}") from error
        response = self._transport.handle_request(request)
        try:
            return _answer(response, url, errand)
        finally:
            response.close()

    @cached_property
    def _transport(self) -> "CheckedTransport":
        from newsroom_agents.web.connecting import system_resolver  # noqa: PLC0415 - as above
        from newsroom_agents.web.transport import CheckedTransport  # noqa: PLC0415 - as above

        return CheckedTransport(self._speaking, self._resolver or system_resolver)


@dataclass(frozen=True, slots=True)
class _Errand:
    """One request, and what may be taken in answer to it."""

    method: str
    url: str
    headers: Mapping[str, str]
    wish: Wish
    bounds: Bounds
    body: bytes = b""


def _most_received(wish: Wish) -> int:
    """Return how many bytes a connection may bring, headers and chunk marks included."""
    return 2 * wish.most_bytes + _MEGABYTE


def _conditions(seen: Seen) -> dict[str, str]:
    """Return the headers that ask for a body only if it has changed."""
    named = {"If-None-Match": seen.etag, "If-Modified-Since": seen.last_modified}
    return {name: value for name, value in named.items() if _HEADER.fullmatch(value)}


def _answer(response: "httpx.Response", url: str, errand: _Errand) -> Answer:
    headers = {name: value[:_LONGEST_HEADER] for name, value in response.headers.items()}
    claimed = headers.get("content-type", "")
    media = _MEDIA_TYPE.match(claimed.strip())
    charset = _CHARSET.search(claimed)
    answer = Answer(
        url=url,
        status=response.status_code,
        body=b"",
        media_type=media[0].lower() if media else "",
        charset=charset[1].lower() if charset else "",
        seen=Seen(headers.get("etag", ""), headers.get("last-modified", "")),
        headers=headers,
    )
    is_told = response.is_success or errand.method != "GET"
    return replace(answer, body=_body(response, answer, errand.wish)) if is_told else answer


def _body(response: "httpx.Response", answer: Answer, wish: Wish) -> bytes:
    """Return the body of an answer, unpacked, and cut where the wish says so.

    Raises:
        WebError: It is not of a kind that was asked for, too large, broken, or late.
    """
    if answer.media_type.startswith(wish.refuses):
        reason = f"expected another kind of document, got {answer.media_type}"
        raise BadAnswerError(url=answer.url, reason=reason)
    said = answer.headers.get("content-length", "")
    if _LENGTH.fullmatch(said) and int(said) > wish.most_bytes and not wish.cuts:
        reason = f"expected at most {wish.most_bytes} bytes, the server announces {said}"
        raise TooLargeError(url=answer.url, reason=reason)
    coding = answer.headers.get("content-encoding", "")
    unpacking = Unpacking(answer.url, coding, wish.most_bytes)
    try:
        for piece in response.iter_raw():
            unpacking.take(piece)
        unpacking.end()
    except TooLargeError:
        if not wish.cuts:
            raise
    return unpacking.body


def _following(answer: Answer) -> str:
    """Return where a redirect leads; empty for an answer that is none."""
    location = answer.headers.get("location", "")
    if answer.status not in _REDIRECTS or not location:
        return ""
    # Some servers write such addresses in bytes of UTF-8, which may have been read as Latin-1.
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urldefrag(urljoin(answer.url, location.strip(" \t"))).url
    except ValueError as error:
        reason = f"it redirects to no address: {error}"
        raise BadAnswerError(url=answer.url, reason=reason) from error
