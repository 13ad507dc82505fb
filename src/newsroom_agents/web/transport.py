"""The transport under every request: checks where it leads, then speaks HTTP within bounds.

It is a transport as any client of the HTTP library takes one, so that whatever speaks to the
network for this house can be made to go through here. What the library raises is translated.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import httpcore
import httpx

from newsroom_agents.errors import (
    BadAnswerError,
    HouseError,
    SlowError,
    UnreachableError,
)
from newsroom_agents.web.addresses import PORTS, Destination, destination
from newsroom_agents.web.connecting import (
    PinnedBackend,
    ProxyBackend,
    Resolver,
    system_resolver,
)
from newsroom_agents.web.speaking import BOUNDS, Bounds, Speaking


class CheckedTransport(httpx.BaseTransport):
    """Sends a request to a checked destination, over a connection of its own."""

    def __init__(self, speaking: Speaking, resolver: Resolver = system_resolver) -> None:
        self._speaking, self._resolver = speaking, resolver

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer, its body not yet read.

        Raises:
            WebError: There is none, or it may not be asked for.
            HouseError: The file of certificates cannot be read.
        """
        found = destination(str(request.url), self._speaking.rules)
        bounds = request.extensions.get(BOUNDS)
        if not isinstance(bounds, Bounds):
            msg = f"a request needs its bounds as extension {BOUNDS!r}"
            raise TypeError(msg)
        pool = self._pool(found, bounds)
        with _translated(found.url):
            answer = pool.handle_request(
                httpcore.Request(
                    request.method,
                    httpcore.URL(
                        scheme=found.scheme,
                        host=found.host,
                        port=found.port if found.port != PORTS[found.scheme] else None,
                        target=found.target,
                    ),
                    headers=request.headers.raw,
                    content=request.read(),
                )
            )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer, pool, found.url)
        )

    def _pool(self, found: Destination, bounds: Bounds) -> httpcore.ConnectionPool:
        context = self._context if found.scheme == "https" else None
        proxy = self._speaking.proxy
        if proxy:
            backend = ProxyBackend(found, bounds)
            return httpcore.HTTPProxy(
                proxy,
                ssl_context=context,
                proxy_ssl_context=self._context if proxy.startswith("https") else None,
                network_backend=backend,
            )
        return httpcore.ConnectionPool(
            ssl_context=context,
            network_backend=PinnedBackend(found, self._speaking.rules, self._resolver, bounds),
        )

    @cached_property
    def _context(self) -> ssl.SSLContext:
        context = httpx.create_ssl_context(trust_env=False)
        authorities = self._speaking.authorities
        if authorities:
            try:
                context.load_verify_locations(Path(authorities))
            except OSError as error:
                msg = f"field 'web.authorities': {authorities!r}: expected certificates: {error}"
                raise HouseError(msg) from error
        return context


class _Body(httpx.SyncByteStream):
    """A body as it comes, still packed; closing it closes its connection."""

    def __init__(self, answer: httpcore.Response, pool: httpcore.ConnectionPool, url: str) -> None:
        self._answer, self._pool, self._url = answer, pool, url

    def __iter__(self) -> Iterator[bytes]:
        with _translated(self._url):
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
        self._pool.close()


@contextmanager
def _translated(url: str) -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException as error:
        raise SlowError(url=url, reason="the answer did not end in time") from error
    except (httpcore.NetworkError, httpcore.ProxyError) as error:
        raise UnreachableError(url=url, reason=f"the connection failed: {error}") from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise BadAnswerError(url=url, reason=f"this is not HTTP: {error}") from error
