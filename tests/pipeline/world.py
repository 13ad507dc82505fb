"""A small web on loopback, and a house's poller that asks it."""

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

from newsroom_agents.archive.archive import Archive
from newsroom_agents.archive.source_states import SourceState
from newsroom_agents.ingest.fetch import Fetcher, Manners
from newsroom_agents.ingest.kind import Source, source_kinds
from newsroom_agents.ingest.robots import MemoryShelf, Robots
from newsroom_agents.pipeline.polling import Polled, Poller, Step, poll
from newsroom_agents.pipeline.schedule import Pace
from newsroom_agents.story.source import Outlet
from tests.web.servers import Server, answer, serving, web

START = datetime(2026, 3, 6, 12, tzinfo=UTC)
TEXT = (
    "The harbour office of Skerry Holm closed its last ticket counter on Friday. "
    "Travellers buy from a machine now, said the harbour master Wim Aldous. "
) * 4


@dataclass
class World:
    """A server whose answers a test changes; `posted` are whole answers by path."""

    server: Server
    posted: dict[str, bytes]
    now: datetime = START

    def clock(self) -> datetime:
        return self.now

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def put(self, path: str, body: str, *headers: str, status: str = "200 OK") -> None:
        self.posted[path] = answer(body.encode(), *headers, status=status)

    def asked(self, path: str) -> int:
        return self.server.paths.count(path)

    def source(self, name: str, path: str = "", **fields: object) -> Source:
        place = f"{self.server.url}/{path or name}"
        outlet = Outlet(id=name, name=name.title())
        told = {"kind": "feed", "outlet": outlet, "language": "en", "beats": ("transport",)}
        return Source(id=name, place=place, **{**told, **fields})  # type: ignore[arg-type]

    def poller(self, archive: Archive, pace: Pace | None = None) -> Poller:
        door = web()
        manners = Manners(spacing=0.0, seconds=5.0)
        fetcher = Fetcher(door, Robots(door, MemoryShelf(), self.clock), self.clock, manners)
        return Poller(archive, fetcher, source_kinds(), pace or Pace(), self.clock)


@contextmanager
def world() -> Iterator[World]:
    """Run a web of one server; what is asked with its own ETag is answered with 304."""
    posted: dict[str, bytes] = {}

    def script(connection: socket.socket, head: bytes) -> None:
        path = head.split(b" ", 2)[1].decode("ascii").lstrip("/")
        found = posted.get(path, answer(b"", status="404 Not Found"))
        tags = [line for line in found.split(b"\r\n") if line.startswith(b"ETag: ")]
        if tags and tags[0].removeprefix(b"ETag: ") in head:
            found = answer(b"", tags[0].decode(), status="304 Not Modified")
        connection.sendall(found)

    with serving(script) as server:
        yield World(server, posted)


def rss(*items: Mapping[str, str]) -> str:
    """Return a feed of items with title, link, guid, description, content."""
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        "<title>Feed</title>" + "".join(_item(one) for one in items) + "</channel></rss>"
    )


def _item(fields: Mapping[str, str]) -> str:
    names = {"content": "content:encoded"}
    inner = "".join(
        f"<{names.get(name, name)}>{escape(text)}</{names.get(name, name)}>"
        for name, text in fields.items()
    )
    return f"<item>{inner}</item>"


def page(text: str, canonical: str = "") -> str:
    """Return a page with an article."""
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    body = "".join(f"<p>{escape(line)}.</p>" for line in text.split(". ") if line)
    return (
        f'<html lang="en"><head><title>A page</title>{link}</head>'
        f"<body><article><h1>A page</h1>{body}</article></body></html>"
    )


def polled(
    poller: Poller,
    sources: Sequence[Source],
    until: datetime | None = None,
    *,
    at_once: bool = False,
) -> tuple[list[Step], Polled]:
    """Poll to the end; return the steps and what it came to."""
    steps: list[Step] = []
    run = poll(poller, sources, until, at_once=at_once)
    while True:
        try:
            steps.append(next(run))
        except StopIteration as end:
            return steps, end.value


@dataclass
class Kept:
    """What an archive holds, as tests look at it."""

    archive: Archive
    folder: Path = field(default_factory=Path)

    def state(self, name: str) -> SourceState:
        with self.archive.reading() as room:
            return room.source_states.all()[name]

    def texts(self) -> list[tuple[str, str]]:
        """Return uri and text of everything that is not grouped yet."""
        with self.archive.reading() as room:
            return [(one.uri, one.text) for one in room.snapshots.ungrouped()]
