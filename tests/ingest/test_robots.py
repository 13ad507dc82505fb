"""robots.txt: what is allowed, what a failure means, and how little work a hostile one makes."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.errors import RefusedAddressError
from newsroom_agents.ingest.robots import MemoryShelf, Robots, concerning_us
from newsroom_agents.ports import RobotsFile
from tests.web.servers import Server, answer, moved, pages, serving, web

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Hours:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def robots(hours: Hours | None = None, *allow: str) -> Robots:
    return Robots(web(*allow), MemoryShelf(), hours or Hours())


def allowed(text: str, *paths: str) -> list[bool]:
    """Return which paths of a host with this robots.txt may be fetched, without asking it."""
    shelf = MemoryShelf()
    origin = "http://news.example"
    kept = concerning_us(text.encode())
    shelf.put(RobotsFile(origin, NOON, is_open=True, text=kept))
    asked = Robots(web(), shelf, Hours())
    return [asked.permission(f"{origin}{path}").allowed for path in paths]


def test_the_rules_for_us_win_over_those_for_everybody() -> None:
    text = """
    User-agent: *
    Disallow: /
    User-agent: other-bot
    User-agent: Newsroom-Agents/1.0   # that is us
    Disallow: /private
    Allow: /private/open
    """
    assert allowed(text, "/feed", "/private/x", "/private/open/y") == [True, False, True]


def test_rules_for_others_are_not_ours() -> None:
    text = "User-agent: other\nDisallow: /\n\nUser-agent: newsroom\nDisallow: /\n"
    assert allowed(text, "/feed") == [True]
    assert allowed(f"{text}User-agent: *\nDisallow: /feed$\n", "/feed", "/feeds") == [False, True]


def test_a_spacing_that_is_asked_for_is_told() -> None:
    text = b"User-agent: *\nCrawl-delay: 12\nUser-agent: x\nCrawl-delay: 99\n"
    with serving(pages({"/robots.txt": answer(text)})) as server:
        assert robots().permission(f"{server.url}/feed").spacing == 12


@pytest.mark.parametrize(
    ("status", "is_allowed", "is_known"),
    [
        ("404 Not Found", True, True),
        ("403 Forbidden", True, True),
        ("410 Gone", True, True),
        ("429 Too Many Requests", False, False),
        ("500 Oops", False, False),
        ("503 Busy", False, False),
    ],
)
def test_a_file_that_is_not_there_allows_and_a_host_in_trouble_does_not(
    status: str, is_allowed: bool, is_known: bool
) -> None:
    with serving(
        pages({"/robots.txt": answer(b"User-agent: *\nDisallow: /", status=status)})
    ) as it:
        found = robots().permission(f"{it.url}/feed")
    assert (found.allowed, found.is_known) == (is_allowed, is_known)
    assert bool(found.reason) is not is_allowed


def test_a_host_that_cannot_be_reached_allows_nothing() -> None:
    with serving(pages({})) as server:
        pass
    found = robots().permission(f"{server.url}/feed")
    assert (found.allowed, found.is_known) == (False, False)
    assert "robots.txt cannot be had" in found.reason


def test_redirects_are_followed_five_times_and_never_inward() -> None:
    ways = {"/robots.txt": moved("/1"), **{f"/{n}": moved(f"/{n + 1}") for n in range(1, 5)}}
    rules = answer(b"User-agent: *\nDisallow: /")
    with serving(pages({**ways, "/5": rules})) as server:
        assert robots().permission(f"{server.url}/").reason == "robots.txt does not allow it"
    with serving(pages({**ways, "/5": moved("/6"), "/6": rules})) as server:
        assert "redirects" in robots().permission(f"{server.url}/").reason
    inward = pages({"/robots.txt": moved("http://10.0.0.1/robots.txt")})
    with serving(inward) as server, pytest.raises(RefusedAddressError):
        robots().permission(f"{server.url}/")


def test_a_host_is_asked_once_a_day_and_after_trouble_once_an_hour() -> None:
    hours = Hours()
    answers: dict[str, bytes] = {"/robots.txt": answer(b"", status="500 Oops")}
    with serving(pages(answers)) as server:
        asking = robots(hours)
        assert _asked_after(asking, server, hours, timedelta(minutes=59)) == 1
        answers["/robots.txt"] = answer(b"User-agent: *\nDisallow: /x")
        assert _asked_after(asking, server, hours, timedelta(minutes=1)) == 2
        assert asking.permission(f"{server.url}/feed").allowed
        assert _asked_after(asking, server, hours, timedelta(hours=23)) == 2
        assert _asked_after(asking, server, hours, timedelta(hours=1)) == 3


@pytest.mark.parametrize(
    "body",
    [
        b"User-agent: *\n" + b"Disallow: /a\n" * 1_000_000,
        b"User-agent: *\n" + b"".join(b"Disallow: /*%d*a*b*$\n" % n for n in range(100_000)),
        b"".join(b"User-agent: bot%d\n" % n for n in range(30_000)) + b"Allow: /\n" * 20_000,
        b"User-agent: *\n" * 40_000 + b"Disallow: /x\n" * 1000,
        b"User-agent: *\nDisallow: /" + b"*a" * 300_000,
        bytes(range(256)) * 40_000,
        b"\xff\xfe" + b"\0U\0s" * 200_000,
        b"User-agent: *\nCrawl-delay: 1e999\nCrawl-delay: nan\nCrawl-delay: -5\n",
        b"<!doctype html><html>User-agent: *</html>",
    ],
    ids=[
        "rules", "wildcards", "robots times rules", "groups", "stars", "binary", "wide", "delays",
        "page",
    ],
)  # fmt: skip
def test_a_hostile_file_takes_little_time(body: bytes) -> None:
    with serving(pages({"/robots.txt": answer(body)})) as server:
        began = time.process_time()
        asking = robots()
        for path in ("/feed", "/a" * 2000, "/" + "*a" * 1000):
            asking.permission(f"{server.url}{path}")
        assert time.process_time() - began < 6


@given(st.binary(max_size=400), st.text(max_size=200))
def test_any_bytes_are_a_robots_file(noise: bytes, text: str) -> None:
    for body in (noise, b"User-agent: *\nDisallow: " + noise, text.encode()):
        kept = concerning_us(body)
        assert concerning_us(kept.encode()) == kept
        allowed(kept, "/feed")


def test_what_is_kept_is_text_that_every_database_takes() -> None:
    assert (
        concerning_us(b"User-agent: *\nDisallow: /a\0b\xff") == "User-agent: *\nDisallow: /ab\ufffd"
    )


def test_one_host_has_one_file_for_each_scheme_and_port() -> None:
    ways = {"/robots.txt": answer(b"User-agent: *\nDisallow: /")}
    with serving(pages(ways)) as closed, serving(pages({})) as free:
        asking = robots()
        assert not asking.permission(f"{closed.url}/").allowed
        assert asking.permission(f"{free.url}/").allowed


def _asked_after(asking: Robots, server: Server, hours: Hours, passed: timedelta) -> int:
    asking.permission(f"{server.url}/feed")
    hours.now += passed
    asking.permission(f"{server.url}/feed")
    return len(server.requests)
