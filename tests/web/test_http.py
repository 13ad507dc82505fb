"""Asking the web: what is sent, what comes back, and what ends it."""

import gzip
import socket
import time
from ipaddress import ip_address

import pytest

from newsroom_agents.errors import (
    BadAnswerError,
    RefusedAddressError,
    SlowError,
    TooLargeError,
    UnreachableError,
    WebError,
)
from newsroom_agents.web.addresses import Address
from newsroom_agents.web.http import Seen, Wish

from .servers import Names, answer, moved, pages, serving, web

FEED = b"<rss version='2.0'></rss>"
TYPE = "Content-Type: Application/RSS+XML; Charset='Windows-1251'"


def test_an_answer_tells_what_the_server_claims() -> None:
    headers = (TYPE, 'ETag: W/"7"', "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT", "X-Day: a")
    with serving(pages({"/feed?x=1": answer(FEED, *headers)})) as server:
        found = web().get(f"{server.url}/feed?x=1#top", Wish(accept="text/xml"))
    assert (found.status, found.body, found.url) == (200, FEED, f"{server.url}/feed?x=1")
    assert (found.media_type, found.charset) == ("application/rss+xml", "windows-1251")
    assert found.seen == Seen('W/"7"', "Mon, 01 Jan 2024 00:00:00 GMT")
    assert (found.moved_to, found.hops, found.headers["x-day"]) == ("", 0, "a")
    [head] = server.requests
    assert head.startswith(b"GET /feed?x=1 HTTP/1.1\r\n")
    for line in (
        f"Host: 127.0.0.1:{server.port}", "User-Agent: newsroom-agents/test", "Accept: text/xml",
        "Accept-Encoding: gzip, deflate",
    ):  # fmt: skip
        assert f"\r\n{line}\r\n".encode() in head


def test_what_was_seen_is_given_back_and_a_304_has_no_body() -> None:
    with serving(pages({"/": answer(b"", status="304 Not Modified")})) as server:
        found = web().get(server.url, seen=Seen('"7"', "Mon, 01 Jan 2024 00:00:00 GMT"))
        web().get(server.url, seen=Seen('"7"\r\nX-Evil: 1', "Mon"))
    assert (found.status, found.body) == (304, b"")
    assert b'\r\nIf-None-Match: "7"\r\n' in server.requests[0]
    assert b"\r\nIf-Modified-Since: Mon, 01 Jan 2024 00:00:00 GMT\r\n" in server.requests[0]
    assert b"Evil" not in server.requests[1]


def test_redirects_are_followed_and_the_lasting_ones_told() -> None:
    ways = {
        "/a": moved("/b#part", "301 Moved Permanently"),
        "/b": moved("c", "308 Permanent Redirect"),
        "/c": moved("/d"),
        "/d": moved("/e", "301 Moved Permanently"),
        "/e": answer(FEED),
    }
    with serving(pages(ways)) as server:
        found = web().get(f"{server.url}/a")
    assert (found.status, found.body, found.hops) == (200, FEED, 4)
    assert (found.url, found.moved_to) == (f"{server.url}/e", f"{server.url}/c")
    assert server.paths == ["/a", "/b", "/c", "/d", "/e"]


def test_redirects_in_a_circle_and_too_many_end() -> None:
    ways = {f"/{n}": moved(f"/{n + 1}") for n in range(20)} | {"/x": moved("/y"), "/y": moved("/x")}
    with serving(pages(ways)) as server:
        for start, asked in (("/0", 6), ("/x", 2)):
            server.requests.clear()
            with pytest.raises(BadAnswerError, match="redirects"):
                web().get(f"{server.url}{start}")
            assert len(server.requests) == asked


def test_a_redirect_in_bytes_of_utf_8_is_followed() -> None:
    way = moved("/kØb".encode().decode("latin-1"))
    with serving(pages({"/": way, "/k%C3%98b": answer(FEED)})) as server:
        assert web().get(server.url).body == FEED


def test_no_cookie_comes_back_and_no_proxy_is_taken_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    ways = {"/": moved("/in"), "/in": answer(FEED, "Set-Cookie: id=7; Path=/")}
    ways["/"] = ways["/"].replace(b"\r\n", b"\r\nSet-Cookie: way=1; Path=/\r\n", 1)
    with serving(pages(ways)) as server:
        door = web()
        door.get(server.url)
        door.get(server.url)
    assert len(server.requests) == 4
    assert not any(b"cookie" in head.lower() for head in server.requests)


def test_each_request_has_a_connection_of_its_own() -> None:
    smuggled = answer(FEED) + answer(b"<evil/>")
    with serving(pages({"/": smuggled})) as server:
        door = web()
        assert [door.get(server.url).body for _ in range(3)] == [FEED] * 3
    assert server.connections == 3


def test_a_body_larger_than_wished_is_refused_or_cut() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    ways = {
        "/said": answer(b"a" * 1001),
        "/chunked": head + b"64\r\n%s\r\n" % (b"a" * 100) * 20,
        "/packed": answer(gzip.compress(b"a" * 10_000), "Content-Encoding: gzip"),
    }
    with serving(pages(ways)) as server:
        for path in ways:
            with pytest.raises(TooLargeError, match="1000 bytes"):
                web().get(f"{server.url}{path}", Wish(most_bytes=1000))
            cut = web().get(f"{server.url}{path}", Wish(most_bytes=1000, cuts=True))
            assert cut.body == b"a" * 1000


def test_a_document_of_a_kind_that_is_not_wanted_is_not_read() -> None:
    picture = answer(b"\xff\xd8", "Content-Type: image/jpeg")
    with serving(pages({"/": picture})) as server, pytest.raises(BadAnswerError, match="jpeg"):
        web().get(server.url, Wish(refuses=("image/",)))


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"", BadAnswerError),
        (b"220 mail.example ESMTP\r\n\r\n", BadAnswerError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", BadAnswerError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\nx", BadAnswerError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nshort", BadAnswerError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nshort", BadAnswerError),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", BadAnswerError),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", BadAnswerError),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000 + b"\r\n\r\n", BadAnswerError),
        (b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n" + b"a" * 50, BadAnswerError),
        (b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n", BadAnswerError),
        (b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n", RefusedAddressError),
        (b"HTTP/1.1 302 Found\r\nLocation: http://a:b@127.0.0.1/\r\n\r\n", RefusedAddressError),
    ],
)
def test_what_is_no_answer_is_told_as_such(raw: bytes, error: type[WebError]) -> None:
    with serving(lambda connection, _: connection.sendall(raw)) as server, pytest.raises(error):
        web().get(server.url, Wish(seconds=5))


def test_a_server_that_sends_a_byte_now_and_then_is_late_all_the_same() -> None:
    def dripping(connection: socket.socket, head: bytes) -> None:
        start = {b"/head": b"", b"/body": b"HTTP/1.1 200 OK\r\n\r\n"}[head.split()[1]]
        connection.sendall(start)
        for _ in range(100):
            connection.sendall(b"H")
            time.sleep(0.02)

    with serving(dripping) as server:
        for path in ("/head", "/body"):
            began = time.monotonic()
            with pytest.raises(SlowError):
                web().get(f"{server.url}{path}", Wish(seconds=0.3))
            assert time.monotonic() - began < 1.5


def test_a_name_that_is_not_looked_up_in_time_is_late() -> None:
    def asleep(host: str, port: int) -> list[Address]:
        time.sleep(1)
        return []

    with pytest.raises(SlowError, match="looked up"):
        web(names=asleep).get("http://news.example/", Wish(seconds=0.1))


def test_a_host_where_nobody_answers_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(UnreachableError, match="nobody answers"):
        web().get(f"http://127.0.0.1:{port}/")
    with pytest.raises(UnreachableError, match="not found"):
        web().get("http://no-such.example/")
    with pytest.raises(UnreachableError, match="no address"):
        web(names=Names({"empty.example": [[]]})).get("http://empty.example/")


def test_the_next_address_of_a_name_is_tried_when_nobody_answers_at_the_first() -> None:
    addresses = [ip_address("127.0.0.77"), ip_address("127.0.0.1")]
    with serving(pages({"/": answer(FEED)})) as server:
        door = web("127.0.0.0/8", names=Names({"news.example": [addresses]}))
        assert door.get(f"http://news.example:{server.port}/").body == FEED
    assert f"\r\nHost: news.example:{server.port}\r\n".encode() in server.requests[0]


def test_something_is_posted_and_a_redirect_is_not_followed() -> None:
    ways = {"/hook": answer(b"taken", status="202 Accepted"), "/away": moved("/hook")}
    with serving(pages(ways)) as server:
        door = web()
        found = door.post(f"{server.url}/hook", b"{}", {"Content-Type": "application/json"})
        away = door.post(f"{server.url}/away", b"{}", {})
    assert (found.status, found.body, away.status) == (202, b"taken", 302)
    assert server.requests[0].startswith(b"POST /hook ")
    assert b"\r\nContent-Length: 2\r\n" in server.requests[0]
    with pytest.raises(RefusedAddressError):
        web("wiki.example").post(f"{server.url}/hook", b"{}", {})
    assert server.paths == ["/hook", "/away"]
