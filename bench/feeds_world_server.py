"""A world of feeds on loopback: so many hosts, each an address of its own, good and bad ones.

    python bench/feeds_world_server.py HOSTS FEEDS_PER_HOST

Prints one JSON line with its port and its feeds by what they are, then serves. What a feed is
depends on its number alone. `/round` on 127.0.0.1 begins the second round, in which one good feed
in twenty has something new; `/counts` tells what was asked for and sent since.
"""

import asyncio
import gzip
import hashlib
import json
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_FIRST = 10
_ITEMS = 5
FLOOD = 6_000
"""Items of the feed that has too many."""
_CHANGES_EVERY = 20
_DRIP_SECONDS = 0.5
_MEBIBYTE = 1024 * 1024
# The kinds of feeds that are not good, and how many of a thousand there are of each.
KINDS = {
    "gone": 10, "missing": 10, "failing": 10, "busy": 5, "moved": 20, "garbled": 10, "cut": 5,
    "picture": 5, "inward": 10, "metadata": 5, "circle": 5, "bomb": 5, "nested": 5, "laughs": 5,
    "dripping": 3, "endless": 2, "headers": 2, "silent": 3, "reset": 5, "forbidden": 5, "flood": 1,
    "unmarked": 30,
}  # fmt: skip
GOOD = frozenset({"good", "moved", "unmarked", "flood"})
_WORDS = (
    *("ferry", "bridge", "library", "dam", "tunnel", "clinic", "tramway", "lighthouse", "cannery"),
    *("museum", "quarry", "airfield", "school", "observatory", "brewery", "archive", "windmill"),
    *("closed", "repaired", "measured", "sold", "rebuilt", "flooded", "emptied", "inspected"),
    *("engineers", "residents", "officials", "divers", "teachers", "farmers", "insurers", "pilots"),
    *("roof", "engine", "cable", "gate", "cellar", "pump", "chimney", "hull", "boiler", "rail"),
)
_PLACES = ("Balhaven", "Dunmere", "Kelworth", "Morvik", "Osford", "Pelstead", "Tarnwick", "Soldale")


@dataclass
class World:
    """The state of the world: which round it is, and what was asked for and sent in it."""

    kinds: dict[str, str]
    port: int = 0
    round: int = 1
    asked: Counter[str] = field(default_factory=Counter)
    bodies: Counter[str] = field(default_factory=Counter)
    inward: int = 0


def kinds_of(hosts: int, per_host: int) -> dict[str, str]:
    """Return what each feed is, by host and path; the bad ones are spread over the hosts."""
    places = [f"127.0.1.{_FIRST + host}/{n}" for n in range(per_host) for host in range(hosts)]
    kinds = dict.fromkeys(places, "good")
    bad = [kind for kind, count in KINDS.items() for _ in range(count * len(places) // 1000)]
    step = max(1, len(places) // max(1, len(bad)))
    for place, kind in zip(places[::step], bad, strict=False):
        kinds[place] = kind
    return kinds


def feed_of(place: str, version: int, items: int = _ITEMS) -> bytes:
    """Return a feed of invented items; a later version has one item more."""
    chance = random.Random(place)
    parts = [_item(place, number, chance) for number in range(items + version - 1)]
    body = "".join(reversed(parts))
    head = f"<title>Gazette {place}</title><link>http://{place}</link>"
    return f"<rss version='2.0'><channel>{head}{body}</channel></rss>".encode()


def _item(place: str, number: int, chance: random.Random) -> str:
    words = [chance.choice(_WORDS) for _ in range(60)]
    where = f"{chance.choice(_PLACES)} {chance.randrange(1000)}"
    text = " ".join(f"{word}{'.' if n % 12 == 11 else ''}" for n, word in enumerate(words))
    return (
        f"<item><title>{words[0].title()} {words[1]} in {where}</title>"
        f"<link>http://{place}/story/{number}</link><guid>{place}/{number}</guid>"
        f"<pubDate>Mon, 02 Mar 2026 {number % 24:02}:00:00 GMT</pubDate>"
        f"<description>In {where} {text}</description></item>"
    )


def _whole(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def _moved(location: str, status: str = "302 Found") -> bytes:
    return _whole(b"", f"Location: {location}", status=status)


def _packed(body: bytes, coding: str) -> bytes:
    return _whole(body, "Content-Type: application/rss+xml", f"Content-Encoding: {coding}")


def _bomb() -> bytes:
    """Return a gibibyte as gzip, in members; whoever unpacks them gets one body."""
    return gzip.compress(b"\0" * _MEBIBYTE) * 1024


LAUGHS = (
    b"<!DOCTYPE rss [<!ENTITY a 'ha'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><rss><channel><item><title>&j;</title></item></channel></rss>"
)


def _answers(world: World) -> dict[str, bytes]:
    """Return the whole answers of the feeds that always say the same."""
    shallow = feed_of("127.0.1.1/0", 1)
    return {
        "gone": _whole(b"", status="410 Gone"),
        "missing": _whole(b"<p>Not here", status="404 Not Found"),
        "failing": _whole(b"", status="500 Oops"),
        "busy": _whole(b"", "Retry-After: 600", status="503 Busy"),
        "garbled": _whole(bytes(range(256)) * 40, "Content-Type: application/rss+xml"),
        "cut": _whole(shallow)[:-200],
        "picture": _whole(b"\x89PNG" * 1000, "Content-Type: image/png"),
        "inward": _moved(f"http://127.0.0.1:{world.port}/inward"),
        "metadata": _moved("http://169.254.169.254/latest/meta-data/"),
        "circle": _moved("?again"),
        "bomb": _packed(_bomb(), "gzip"),
        "nested": _packed(gzip.compress(gzip.compress(shallow)), "gzip, gzip"),
        "laughs": _whole(LAUGHS, "Content-Type: application/rss+xml"),
        "reset": b"",
        "flood": _whole(feed_of("127.0.1.2/0", 1, items=FLOOD)),
    }


class Host:
    """Answers requests to one host of the world."""

    def __init__(self, world: World, address: str, answers: dict[str, bytes]) -> None:
        self._world, self._address, self._answers = world, address, answers
        self._odd: dict[str, Callable[[asyncio.StreamWriter], Awaitable[None]]] = {
            "dripping": self._drip, "endless": self._endless, "headers": self._headers,
            "silent": self._silent,
        }  # fmt: skip

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(" ", 2)[1].partition("?")[0]
            await self._answer(path, head, writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, path: str, head: str, writer: asyncio.StreamWriter) -> None:
        world, place = self._world, f"{self._address}{path}".removesuffix("/new")
        if path == "/robots.txt":
            world.asked["robots"] += 1
            forbidden = [
                one.partition("/")[2] for one, kind in world.kinds.items()
                if kind == "forbidden" and one.startswith(f"{self._address}/")
            ]  # fmt: skip
            rules = "".join(f"Disallow: /{one}\n" for one in forbidden)
            writer.write(_whole(f"User-agent: *\n{rules}".encode()))
            return
        kind = world.kinds.get(place, "missing")
        world.asked[kind] += 1
        if kind in self._odd:
            await self._odd[kind](writer)
        elif kind in self._answers:
            writer.write(self._answers[kind])
        elif kind == "moved" and not path.endswith("/new"):
            writer.write(_moved(f"{path}/new", "301 Moved Permanently"))
        else:
            writer.write(self._feed(place, kind, head))

    def _feed(self, place: str, kind: str, head: str) -> bytes:
        """Return a good feed, or that it has not changed."""
        number = int(hashlib.sha256(place.encode()).hexdigest()[:8], 16)
        changed = self._world.round > 1 and number % _CHANGES_EVERY == 0
        version = 2 if changed else 1
        etag = f'"{version}"'
        if kind != "unmarked" and f"if-none-match: {etag}" in head.lower():
            return _whole(b"", f"ETag: {etag}", status="304 Not Modified")
        marks = () if kind == "unmarked" else (f"ETag: {etag}",)
        said = "changed" if changed else "unchanged"
        self._world.bodies[said if marks else "unmarked"] += 1
        return _whole(feed_of(place, version), "Content-Type: application/rss+xml", *marks)

    async def _drip(self, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for byte in feed_of("127.0.1.3/0", 1):
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(_DRIP_SECONDS)

    async def _endless(self, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"10000\r\n" + b"a" * 65_536 + b"\r\n")
            await writer.drain()

    async def _headers(self, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X-Tide: high\r\n" * 1000)
            await writer.drain()

    async def _silent(self, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)


async def _control(
    world: World, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Answer the benchmark; whoever asks for anything else was led inward."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    path = head.split(" ", 2)[1]
    if path == "/round":
        world.round += 1
        world.asked.clear()
        world.bodies.clear()
    elif path != "/counts":
        world.inward += 1
    told = {"asked": world.asked, "bodies": world.bodies, "inward": world.inward}
    writer.write(_whole(json.dumps(told).encode(), "Content-Type: application/json"))
    await writer.drain()
    writer.close()


async def serve(hosts: int, per_host: int) -> None:
    """Serve the world until killed."""
    world = World(kinds_of(hosts, per_host))

    async def control(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _control(world, reader, writer)

    inner = await asyncio.start_server(control, "127.0.0.1", 0)
    world.port = inner.sockets[0].getsockname()[1]
    answers = _answers(world)
    for number in range(hosts):
        address = f"127.0.1.{_FIRST + number}"
        host = Host(world, address, answers)
        await asyncio.start_server(host.answer, address, world.port)
    print(json.dumps({"port": world.port, "kinds": world.kinds}), flush=True)
    await inner.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
