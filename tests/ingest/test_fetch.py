"""Fetching: what became of each address, and how politely."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from newsroom_agents.clock import fixed_clock
from newsroom_agents.errors import StorageError
from newsroom_agents.ingest.fetch import Fetched, Fetcher, Manners, Outcome, Sort, Wanted
from newsroom_agents.ingest.robots import MemoryShelf, Robots
from newsroom_agents.ports import RobotsFile
from newsroom_agents.web.http import UNSEEN, Seen
from tests.web.servers import Script, answer, moved, pages, serving, web

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = b"<rss version='2.0'></rss>"
QUICK = Manners(spacing=0.0, seconds=5.0)


def fetcher(manners: Manners = QUICK) -> Fetcher:
    door, clock = web(), fixed_clock(NOON)
    return Fetcher(door, Robots(door, MemoryShelf(), clock, manners.seconds), clock, manners)


def fetch(url: str, sort: Sort = Sort.FEED, seen: Seen = UNSEEN) -> Fetched:
    return fetcher().fetch(Wanted("tide", url, sort, seen))


def with_answer(raw: bytes, seen: Seen = UNSEEN) -> Fetched:
    with serving(pages({"/feed": raw})) as server:
        return fetch(f"{server.url}/feed", seen=seen)


def test_a_fresh_body_comes_with_what_to_say_next_time() -> None:
    found = with_answer(answer(FEED, 'ETag: "7"', "Cache-Control: public, max-age=900"))
    assert found.answer is not None
    assert (found.outcome, found.answer.body, found.at) == (Outcome.FRESH, FEED, NOON)
    assert (found.seen, found.max_age, found.reason) == (Seen('"7"'), 900, "")


def test_an_unchanged_body_is_not_sent() -> None:
    seen = Seen('"7"', "Mon, 01 Jan 2024 00:00:00 GMT")
    found = with_answer(answer(b"", status="304 Not Modified"), seen=seen)
    assert (found.outcome, found.seen) == (Outcome.SAME, seen)
    unasked = with_answer(answer(b"", status="304 Not Modified"))
    assert (unasked.outcome, unasked.code) == (Outcome.FAILED, "http.304")


@pytest.mark.parametrize(
    ("raw", "outcome", "code"),
    [
        (answer(b"", status="410 Gone"), Outcome.GONE, "http.410"),
        (answer(b"", status="404 Not Found"), Outcome.FAILED, "http.404"),
        (answer(b"", status="204 No Content"), Outcome.FAILED, "http.204"),
        (answer(b"", status="500 Oops"), Outcome.FAILED, "http.500"),
        (answer(b"", status="503 Busy"), Outcome.LATER, "http.503"),
        (b"garbage\r\n\r\n", Outcome.FAILED, "web.bad_answer"),
        (moved("http://10.0.0.1/"), Outcome.REFUSED, "web.refused"),
        (answer(b"\x89PNG", "Content-Type: image/png"), Outcome.FAILED, "web.bad_answer"),
        (answer(b"a" * 5_000_001), Outcome.FAILED, "web.too_large"),
    ],
)
def test_every_failure_is_told_by_its_kind_and_keeps_what_was_seen(
    raw: bytes, outcome: Outcome, code: str
) -> None:
    seen = Seen('"7"')
    found = with_answer(raw, seen=seen)
    assert (found.outcome, found.code, found.seen) == (outcome, code, seen)
    assert found.reason


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        ("Sun, 01 Mar 2026 12:05:00 GMT", 300.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("99999999999", None),
        ("999999999", 30 * 86_400.0),
        ("soon", None),
        ("-5", None),
    ],
)
def test_a_server_may_ask_to_wait_in_seconds_or_until_a_date(
    said: str, seconds: float | None
) -> None:
    found = with_answer(answer(b"", f"Retry-After: {said}", status="503 Busy"))
    assert found.retry_after == seconds


def test_a_lasting_move_is_told_with_the_body() -> None:
    ways = {"/feed": moved("/new", "301 Moved Permanently"), "/new": answer(FEED)}
    with serving(pages(ways)) as server:
        found = fetch(f"{server.url}/feed")
    assert (found.outcome, found.moved_to) == (Outcome.FRESH, f"{server.url}/new")


def test_what_robots_txt_forbids_is_not_asked_for() -> None:
    ways = {"/robots.txt": answer(b"User-agent: *\nDisallow: /feed")}
    with serving(pages(ways)) as server:
        found = fetch(f"{server.url}/feed")
    assert (found.outcome, found.code, server.paths) == (
        Outcome.FORBIDDEN, "robots", ["/robots.txt"]
    )  # fmt: skip


def test_a_page_asks_for_a_page_and_a_feed_for_a_feed() -> None:
    with serving(pages({"/x": answer(FEED)})) as server:
        for sort, kind in ((Sort.FEED, b"application/atom+xml"), (Sort.PAGE, b"text/html")):
            fetch(f"{server.url}/x", sort=sort)
            assert b"\r\nAccept: " + kind in server.requests[-1]


def test_one_host_is_asked_one_thing_at_a_time_with_some_time_between() -> None:
    times, at_once = [], Counter[str]()
    most = 0

    def script(connection: socket.socket, head: bytes) -> None:
        nonlocal most
        at_once["now"] += 1
        most = max(most, at_once["now"])
        time.sleep(0.02)
        if b"/robots.txt" not in head:
            times.append(time.monotonic())
        at_once["now"] -= 1
        connection.sendall(answer(FEED))

    with serving(script) as server:
        wanted = [Wanted(str(n), f"{server.url}/{n}") for n in range(4)]
        found = list(fetcher(Manners(spacing=0.1)).fetch_all(wanted))
    assert [one.outcome for one in found] == [Outcome.FRESH] * 4
    assert [one.wanted.key for one in found] == ["0", "1", "2", "3"]
    assert most == 1
    assert all(after - before >= 0.1 for before, after in pairwise(times))


def test_a_slow_host_keeps_nobody_else_waiting() -> None:
    stuck = threading.Event()

    def hanging(connection: socket.socket, head: bytes) -> None:
        stuck.wait(20)

    with hosts(6, pages({"/feed": answer(FEED)})) as quick, hosts(3, hanging, first=50) as slow:
        wanted = [Wanted(url, f"{url}/feed") for url in (*slow, *quick)]
        began = time.monotonic()
        found = fetcher(Manners(spacing=0.0, at_once=4, seconds=1.0)).fetch_all(wanted)
        first = [next(found) for _ in range(6)]
        assert time.monotonic() - began < 0.9
        rest = list(found)
        stuck.set()
    assert {one.outcome for one in first} == {Outcome.FRESH}
    assert {one.code for one in rest} == {"robots.unknown"}
    assert len(rest) == 3


def test_a_host_that_asks_for_peace_is_left_alone() -> None:
    busy = answer(b"", "Retry-After: 60", status="429 Too Many Requests")
    with serving(pages({f"/{n}": busy for n in range(5)})) as server:
        wanted = [Wanted(str(n), f"{server.url}/{n}", seen=Seen(f'"{n}"')) for n in range(5)]
        found = list(fetcher().fetch_all(wanted))
    assert server.paths == ["/robots.txt", "/0"]
    assert sorted(one.wanted.key for one in found) == ["0", "1", "2", "3", "4"]
    assert {(one.outcome, one.retry_after) for one in found} == {(Outcome.LATER, 60.0)}
    assert all(one.seen == one.wanted.seen != UNSEEN for one in found)


def test_what_there_was_no_time_for_is_told_as_such() -> None:
    with serving(pages({f"/{n}": answer(FEED) for n in range(5)})) as server:
        wanted = [Wanted(str(n), f"{server.url}/{n}") for n in range(5)]
        began = time.monotonic()
        found = list(fetcher(Manners(spacing=0.3)).fetch_all(wanted, within=0.1))
    assert time.monotonic() - began < 1
    assert Counter(one.outcome for one in found) == {Outcome.FRESH: 1, Outcome.UNREACHED: 4}


def test_an_address_that_is_none_is_refused_and_the_others_are_fetched() -> None:
    with serving(pages({"/feed": answer(FEED)})) as server:
        urls = ["", "http://[::1", "file:///etc/passwd", "http://10.0.0.1/", f"{server.url}/feed"]
        found = list(fetcher().fetch_all([Wanted(url, url) for url in urls]))
    told = {one.wanted.url: one.outcome for one in found}
    assert told.pop(f"{server.url}/feed") is Outcome.FRESH
    assert set(told.values()) == {Outcome.REFUSED}


def test_a_caller_may_stop_at_any_time() -> None:
    with serving(pages({f"/{n}": answer(FEED) for n in range(5)})) as server:
        found = fetcher().fetch_all([Wanted(str(n), f"{server.url}/{n}") for n in range(5)])
        next(found)
        assert isinstance(found, Iterator)
        del found
    assert len(server.requests) <= 4


class Unlucky(MemoryShelf):
    """A shelf on which one host's file raises what a test likes."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def get(self, origin: str) -> RobotsFile | None:
        if "127.0.0.66" in origin:
            raise self._error
        return super().get(origin)


def test_what_nobody_foresaw_is_one_source_s_failure(caplog: pytest.LogCaptureFixture) -> None:
    door, clock = web(), fixed_clock(NOON)
    with serving(pages({"/feed": answer(FEED)})) as server:
        wanted = [Wanted("odd", "http://127.0.0.66/"), Wanted("good", f"{server.url}/feed")]
        asking = Robots(door, Unlucky(ZeroDivisionError("odd")), clock)
        found = {one.wanted.key: one for one in Fetcher(door, asking, clock).fetch_all(wanted)}
        assert found["good"].outcome is Outcome.FRESH
        assert (found["odd"].code, found["odd"].reason) == ("unforeseen", "ZeroDivisionError: odd")
        assert "ZeroDivisionError" in caplog.text
        full = Robots(door, Unlucky(StorageError("the disk is full")), clock)
        with pytest.raises(StorageError):
            list(Fetcher(door, full, clock).fetch_all(wanted))


@contextmanager
def hosts(count: int, script: Script, first: int = 1) -> Iterator[list[str]]:
    """Run a server on so many loopback addresses."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(serving(script, f"127.0.0.{first + n}")).url for n in range(count)
        ]
