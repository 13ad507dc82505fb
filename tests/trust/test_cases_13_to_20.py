"""Cases 13 to 17, 19 and 20: sources that name addresses and servers that answer with traps.

Everything goes through what monitoring uses: the fetcher over the door to the network, with real
servers on loopback. A canary listens on loopback too, and must never be spoken to; names are looked
up by a recorder, so that nothing ever leaves this machine.
"""

import gzip
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from ipaddress import ip_address

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom_agents.clock import fixed_clock
from newsroom_agents.ingest.fetch import Fetched, Fetcher, Manners, Outcome, Wanted
from newsroom_agents.ingest.robots import MemoryShelf, Robots
from newsroom_agents.web.http import Web
from tests.web.servers import Names, Server, answer, moved, pages, serving, web

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = b"<rss version='2.0'></rss>"
WORLD = "127.0.7.0/24"
"""Where a test's own servers stand; the canary stands outside."""
MIB = 1024 * 1024


def fetcher(door: Web, seconds: float = 3.0) -> Fetcher:
    clock = fixed_clock(NOON)
    manners = Manners(spacing=0.0, seconds=seconds)
    return Fetcher(door, Robots(door, MemoryShelf(), clock, seconds), clock, manners)


def fetched(url: str, door: Web | None = None, seconds: float = 3.0) -> Fetched:
    return fetcher(door or web(WORLD), seconds).fetch(Wanted("case", url))


@pytest.fixture
def canary() -> Iterator[Server]:
    """A server that nothing may speak to."""
    with serving(pages({})) as server:
        yield server
        assert server.connections == 0


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "0x7f.1", "2130706433", "017700000001", "[::ffff:127.0.0.1]",
        "[::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "localhost", "0", "10.0.0.1",
        "192.168.1.1", "172.16.0.9", "169.254.169.254", "[fd00:ec2::254]", "127.0.0.1.",
        "127。0。0。1", "[fe80::1%25lo]", "metadata.google.internal",
    ],
)  # fmt: skip
def test_case_13_a_feed_on_an_inward_address_is_refused_before_connecting(
    host: str, canary: Server
) -> None:
    names = Names({})
    for url in (f"http://{host}:{canary.port}/feed", f"http://{host}/feed"):
        found = fetched(url, web("wiki.example", names=names))
        assert (found.outcome, found.code) == (Outcome.REFUSED, "web.refused")
    assert names.asked == []


@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308"])
def test_case_14_a_redirect_inward_is_refused_at_its_hop(status: str, canary: Server) -> None:
    inward = f"http://127.0.0.1:{canary.port}/"
    ways = {
        "/straight": moved(inward, f"{status} Moved"),
        "/around": moved("/straight", f"{status} Moved"),
        "/named": moved(f"http://news.example:{canary.port}/", f"{status} Moved"),
        "/bare": moved(f"//127.0.0.1:{canary.port}/", f"{status} Moved"),
        "/file": moved("file:///etc/passwd", f"{status} Moved"),
    }
    names = Names({"news.example": [[ip_address("127.0.0.1")]]})
    with serving(pages(ways), "127.0.7.1") as server:
        for path in ways:
            found = fetched(f"{server.url}{path}", web(WORLD, names=names))
            assert (found.outcome, found.code) == (Outcome.REFUSED, "web.refused")
    assert names.asked == ["news.example"]


def test_case_14_a_robots_txt_that_leads_inward_is_refused(canary: Server) -> None:
    ways = {"/robots.txt": moved(f"http://127.0.0.1:{canary.port}/"), "/feed": answer(FEED)}
    with serving(pages(ways), "127.0.7.1") as server:
        assert fetched(f"{server.url}/feed").outcome is Outcome.REFUSED
        assert server.paths == ["/robots.txt"]


def test_case_15_a_name_is_looked_up_once_for_each_connection_and_pinned(canary: Server) -> None:
    """First the world's server, then the canary: the answer after the check is never asked for."""
    good, inward = ip_address("127.0.7.1"), ip_address("127.0.0.1")
    with serving(pages({"/feed": answer(FEED)}), "127.0.7.1") as server:
        names = Names({"rebound.example": [[good], [good], [inward]]})
        again = fetcher(web(WORLD, names=names))
        wanted = Wanted("case", f"http://rebound.example:{server.port}/feed")
        first, second = again.fetch(wanted), again.fetch(wanted)
    assert (first.outcome, second.outcome) == (Outcome.FRESH, Outcome.REFUSED)
    assert len(names.asked) == 3  # robots.txt, the feed, the feed again
    assert len(server.requests) == 2
    assert f"Host: rebound.example:{server.port}\r\n".encode() in server.requests[1]


@pytest.mark.parametrize("inward", ["127.0.0.1", "10.0.0.1", "::1", "::ffff:127.0.0.1", "fe80::1"])
def test_case_15_mixed_answers_are_refused_whatever_their_order(
    inward: str, canary: Server
) -> None:
    mixed = [ip_address("127.0.7.1"), ip_address(inward)]
    for addresses in (mixed, mixed[::-1]):
        names = Names({"mixed.example": [addresses]})
        found = fetched(f"http://mixed.example:{canary.port}/", web(WORLD, names=names))
        assert found.outcome is Outcome.REFUSED
        assert names.asked == ["mixed.example"]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "gopher://127.0.7.1:{port}/_x", "data:text/xml,<rss/>", "ftp://a.example/",
        "http://user:pass@127.0.7.1:{port}/", "http://news.example@127.0.0.1:{port}/",
        "http://127.0.7.1:{port}/\r\nX-Evil: 1", "http://127.0.7.1:{port}/ HTTP/1.1\r\n\r\nGET /x",
        "http://127.0.7.1:{port}\\@127.0.0.1/", "unix:///var/run/x.sock", "http://127.0.7.1:{port}/\0",
    ],
)  # fmt: skip
def test_case_16_what_is_no_plain_address_is_refused(url: str, canary: Server) -> None:
    found = fetched(url.replace("{port}", str(canary.port)))
    assert (found.outcome, found.code) == (Outcome.REFUSED, "web.refused")
    assert "pass" not in found.reason


BOMBED = """
import json, resource, sys
from datetime import UTC, datetime
from newsroom_agents.clock import fixed_clock
from newsroom_agents.ingest.fetch import Fetcher, Manners, Wanted
from newsroom_agents.ingest.robots import MemoryShelf, Robots
from newsroom_agents.web.addresses import rules_of
from newsroom_agents.web.http import Web
from newsroom_agents.web.speaking import Speaking
door = Web(Speaking(rules_of(["127.0.7.0/24"], [80])))
clock = fixed_clock(datetime(2026, 3, 1, tzinfo=UTC))
fetcher = Fetcher(door, Robots(door, MemoryShelf(), clock), clock, Manners(spacing=0.0))
fetcher.fetch(Wanted("warm", sys.argv[1] + "/warm"))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
codes = [fetcher.fetch(Wanted("case", sys.argv[1] + path)).code for path in sys.argv[2:]]
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"codes": codes, "grown": (after - before) * 1024}))
"""


def test_case_17_a_gibibyte_of_gzip_stops_at_the_cap_in_little_memory() -> None:
    mebibyte = gzip.compress(b"\0" * MIB)
    bomb = mebibyte * 1024  # members in a row are one body to whoever unpacks them
    chunked = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    nested = gzip.compress(bomb)
    ways = {
        "/warm": answer(FEED),
        "/bomb": answer(bomb, "Content-Encoding: gzip"),
        "/chunked": chunked + b"%x\r\n%s\r\n0\r\n\r\n" % (len(bomb), bomb),
        "/nested": answer(nested, "Content-Encoding: gzip, gzip"),
        "/hidden": answer(nested, "Content-Encoding: gzip"),
        "/said": answer(b"", "Content-Encoding: gzip").replace(b": 0", b": 9999999999"),
    }
    with serving(pages(ways), "127.0.7.1") as server:
        done = subprocess.run(
            [sys.executable, "-c", BOMBED, server.url, *list(ways)[1:]],
            capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
    found = json.loads(done.stdout)
    # Gzip inside gzip is a body of its own kind to the door, and refused by whoever reads feeds.
    assert found["codes"] == [
        "web.too_large", "web.too_large", "web.bad_answer", "", "web.too_large"
    ]  # fmt: skip
    assert found["grown"] < 64 * MIB


def _drip(connection: socket.socket, head: bytes) -> None:
    if b"/robots.txt" in head:
        connection.sendall(answer(b""))
        return
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"<")
        time.sleep(0.05)


def _drip_the_head(connection: socket.socket, head: bytes) -> None:
    if b"/robots.txt" in head:
        connection.sendall(answer(b""))
        return
    for byte in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000:
        connection.sendall(bytes([byte]))
        time.sleep(0.05)


def _endless(connection: socket.socket, head: bytes) -> None:
    if b"/robots.txt" in head:
        connection.sendall(answer(b""))
        return
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"10000\r\n" + b"a" * 65_536 + b"\r\n")


def _endless_crumbs(connection: socket.socket, head: bytes) -> None:
    if b"/robots.txt" in head:
        connection.sendall(answer(b""))
        return
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"1\r\na\r\n" * 10_000)


def _endless_beginnings(connection: socket.socket, head: bytes) -> None:
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def test_case_19_servers_that_never_end_keep_nobody_else_waiting() -> None:
    scripts = [_drip, _drip_the_head, _endless, _endless_crumbs, _endless_beginnings]
    lying = answer(FEED).replace(f": {len(FEED)}".encode(), b": 4000")
    with ExitStack() as stack:
        bad = [
            stack.enter_context(serving(one, f"127.0.7.{n}")) for n, one in enumerate(scripts, 1)
        ]
        liar = stack.enter_context(serving(pages({"/feed": lying}), "127.0.7.90"))
        good = [
            stack.enter_context(serving(pages({"/feed": answer(FEED)}), f"127.0.7.{100 + n}"))
            for n in range(8)
        ]
        wanted = [Wanted(one.host, f"{one.url}/feed") for one in (*bad, liar, *good)]
        began, cpu = time.monotonic(), time.process_time()
        door = web(WORLD)
        told = {one.wanted.key: one for one in fetcher(door, seconds=1.5).fetch_all(wanted)}
        wall, cpu = time.monotonic() - began, time.process_time() - cpu
    assert {told[one.host].outcome for one in good} == {Outcome.FRESH}
    codes = [told[one.host].code for one in (*bad, liar)]
    assert codes[:3] == ["web.slow", "web.slow", "web.too_large"]
    assert codes[3] in {"web.too_large", "web.slow"}
    assert codes[4:] == ["robots.unknown", "web.bad_answer"]
    assert wall < 8


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(noise=st.binary(max_size=120), at=st.integers(0, 200), cut=st.integers(0, 400))
def test_cases_13_to_20_any_mutated_answer_is_an_answer_or_a_named_error(
    noise: bytes, at: int, cut: int
) -> None:
    packed = gzip.compress(FEED * 5)
    wholes = (
        answer(FEED, "Content-Type: text/xml; charset=utf-8", 'ETag: "1"'),
        answer(packed, "Content-Encoding: gzip"),
        moved("http://127.0.7.1/x", "301 Moved"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
    )
    bodies = {f"/{n}": (one[:at] + noise + one[at:])[: cut or None] for n, one in enumerate(wholes)}
    with serving(pages(bodies), "127.0.7.1") as server:
        began = time.monotonic()
        wanted = [Wanted(path, f"{server.url}{path}") for path in bodies]
        told = list(fetcher(web(WORLD), seconds=0.5).fetch_all(wanted))
        assert time.monotonic() - began < 5
    assert len(told) == len(wholes)
    assert all(one.outcome is Outcome.FRESH or one.code for one in told)


@pytest.mark.parametrize(
    ("robots", "outcome"),
    [
        (answer(b"", status="500 Oops"), Outcome.FAILED),
        (answer(b"", status="503 Busy"), Outcome.FAILED),
        (b"", Outcome.FAILED),
        (moved("/robots.txt"), Outcome.FAILED),
        (answer(b"", status="404 Not Found"), Outcome.FRESH),
        (answer(bytes(range(256)) * 8000), Outcome.FRESH),
        (answer(b"User-agent: *\n" + b"Disallow: /x\n" * 1_000_000), Outcome.FRESH),
        (answer(b"a" * 100_000_000), Outcome.FRESH),
        (answer(b"User-agent: *\nDisallow: /"), Outcome.FORBIDDEN),
    ],
    ids=["500", "503", "nothing", "circle", "404", "binary", "million", "100 MB", "forbidden"],
)
def test_case_20_robots_txt_decides_within_bounds(robots: bytes, outcome: Outcome) -> None:
    ways = {"/robots.txt": robots, "/feed": answer(FEED)}
    with serving(pages(ways), "127.0.7.1") as server:
        began = time.monotonic()
        found = fetched(f"{server.url}/feed", seconds=10)
        assert time.monotonic() - began < 5
    assert found.outcome is outcome
    assert ("/feed" in server.paths) == (outcome is Outcome.FRESH)
