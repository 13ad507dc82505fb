"""Connections: a name is looked up once, every address of it checked, and a checked one dialled.

Between a check and a second look-up a name may change where it leads; so there is no second one.
Every reading and writing ends at one moment that was set before, since a server that sends a byte
a second would otherwise never be late. Each request has a connection of its own: what one answer
leaves behind cannot pass for the beginning of the next.
"""

import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from socket import SOCK_STREAM, getaddrinfo

import httpcore

from newsroom_agents.errors import (
    RefusedAddressError,
    SlowError,
    TooLargeError,
    UnreachableError,
)
from newsroom_agents.web.addresses import Address, Destination, Rules, check_addresses, literal
from newsroom_agents.web.speaking import Bounds

Resolver = Callable[[str, int], Sequence[Address]]
"""Returns the addresses a name stands for, best first; raises OSError when there are none."""

_MOST_DIALLED = 4
_LONGEST_DIAL = 10.0


def system_resolver(host: str, port: int) -> Sequence[Address]:
    """Ask the machine for the addresses of a name."""
    # A scope behind "%" names an interface; the address before it is judged all the same.
    found = [str(entry[4][0]) for entry in getaddrinfo(host, port, type=SOCK_STREAM)]
    return [ip_address(text.partition("%")[0]) for text in dict.fromkeys(found)]


def looked_up(found: Destination, resolver: Resolver, bounds: Bounds) -> Sequence[Address]:
    """Return the addresses of a destination.

    Raises:
        UnreachableError: The name stands for none.
        SlowError: The look-up took too long.
    """
    written = literal(found.host)
    if written is not None:
        return [written]
    told: SimpleQueue[Sequence[Address] | OSError | ValueError] = SimpleQueue()

    def look_up() -> None:
        try:
            told.put(resolver(found.host, found.port))
        except (OSError, ValueError) as error:
            told.put(error)

    # The system's look-up knows no deadline; its thread may outlive the question.
    threading.Thread(target=look_up, daemon=True, name=f"look-up {found.host}").start()
    try:
        answer = told.get(timeout=bounds.left(found.url))
    except Empty as error:
        raise SlowError(url=found.url, reason="its name was not looked up in time") from error
    if isinstance(answer, Exception):
        reason = f"its name was not found: {answer}"
        raise UnreachableError(url=found.url, reason=reason) from answer
    if not answer:
        raise UnreachableError(url=found.url, reason="its name stands for no address")
    return answer


class PinnedBackend(httpcore.NetworkBackend):
    """Dials the addresses of one destination, checked just before; nothing else."""

    def __init__(
        self, found: Destination, rules: Rules, resolver: Resolver, bounds: Bounds
    ) -> None:
        self._found, self._rules = found, rules
        self._resolver, self._bounds = resolver, bounds

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to the first checked address that takes it.

        Raises:
            RefusedAddressError: The destination is not spoken to.
            UnreachableError: Nobody answers there.
        """
        found = self._found
        if (host.strip("[]"), port) != (found.host, found.port):
            raise RefusedAddressError(url=found.url, reason=f"{host}:{port} was not checked")
        addresses = looked_up(found, self._resolver, self._bounds)
        check_addresses(found, addresses, self._rules)
        failed: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in addresses[:_MOST_DIALLED]:
            try:
                seconds = min(_LONGEST_DIAL, self._bounds.left(found.url))
                inner = httpcore.SyncBackend().connect_tcp(str(address), port, timeout=seconds)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
                continue
            return _Stream(inner, found, self._bounds)
        reason = f"nobody answers: {failed or 'no address'}"
        raise UnreachableError(url=found.url, reason=reason) from failed

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Refuse: a socket of this machine is no address of the web."""
        raise RefusedAddressError(url=path, reason="expected http or https")


class ProxyBackend(httpcore.NetworkBackend):
    """Dials the proxy that the settings name, which is trusted to choose whom it speaks to."""

    def __init__(self, found: Destination, bounds: Bounds) -> None:
        self._found, self._bounds = found, bounds

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to the proxy."""
        seconds = self._bounds.left(self._found.url)
        inner = httpcore.SyncBackend().connect_tcp(host, port, timeout=seconds)
        return _Stream(inner, self._found, self._bounds)


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends at one moment, and which takes so many bytes at most."""

    def __init__(self, inner: httpcore.NetworkStream, found: Destination, bounds: Bounds) -> None:
        self._inner, self._found, self._bounds = inner, found, bounds
        self._received = 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        part = self._inner.read(max_bytes, self._bounds.left(self._found.url))
        self._received += len(part)
        if self._received > self._bounds.most_received:
            reason = f"expected at most {self._bounds.most_received} bytes as sent"
            raise TooLargeError(url=self._found.url, reason=reason)
        return part

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._bounds.left(self._found.url))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self._bounds.left(self._found.url)
        inner = self._inner.start_tls(ssl_context, server_hostname, seconds)
        return _Stream(inner, self._found, self._bounds)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)
