"""Nothing gated reaches anybody below its level: a walk over everything the reader serves."""

import http.client
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from newsroom_agents.publish.verify import verify_site_page
from newsroom_agents.story.draft import Access
from newsroom_agents.story.reader import Grant, Level
from tests.publish.exercise import package

from .builders import GONE, STORY, Pocket, Served, serving

FOR_SUBSCRIBERS = (
    "The budget lacks 38 million euros.",
    "Haushalt der Stadt",
    "gated-address",
)
FOR_MEMBERS = ("heronlike", "reserve fund bleeds quietly", "thistledown")
ADDRESSES = {
    Access.PUBLIC: ("", "free@reader.example"),
    Access.SUBSCRIBER: ("sub@reader.example",),
    Access.MEMBER: ("mem@reader.example",),
}
PEOPLE = [(address, access) for access, found in ADDRESSES.items() for address in found]
ODD_PATHS = (
    f"{STORY}index.html",
    STORY.rstrip("/"),
    f"{STORY}//",
    f"/{STORY}",
    f"{STORY}INDEX.HTML",
    STORY.upper(),
    f"{STORY}index.html/",
    f"{STORY}index.html?level=member",
    f"{STORY}?reads=member&level=member",
    f"{STORY}./",
    f"{STORY}process/../",
    f"{STORY}%2e/",
    f"{STORY}%69ndex.html",
    f"{STORY}index.html%00",
    f"{STORY}bundle.json",
    f"{STORY}.index.html.next",
    f"{STORY}.bundle.json.next",
    "/../bundles/port-alba-barrier/1.json",
    "/%2e%2e/bundles/port-alba-barrier/1.json",
    "/static/../../bundles/port-alba-barrier/1.json",
    "/static/..%2f..%2fbundles/port-alba-barrier/1.json",
    "/static/%5c..%5c..%5cbundles/port-alba-barrier/1.json",
    "/bundles/port-alba-barrier/1.json",
    "//bundles/port-alba-barrier/1.json",
    "/newsroom.db",
    "/../newsroom.db",
    "/openapi.json",
    "/docs",
)


def above(access: Access) -> tuple[str, ...]:
    """What a reader of this level must never see."""
    hidden: tuple[str, ...] = ()
    if not access.opens(Access.SUBSCRIBER):
        sources = package().sources
        hidden += (*FOR_SUBSCRIBERS, *(s.url for s in sources), *(s.uri for s in sources))
    if not access.opens(Access.MEMBER):
        hidden += FOR_MEMBERS
    return hidden


def seen(body: str, words: tuple[str, ...]) -> list[str]:
    """The words that stand in a body, as written or escaped for JSON."""
    plain = body.replace("\\/", "/")
    return [
        word for word in words if word in plain or word.encode("unicode_escape").decode() in plain
    ]


def browser_of(served: Served, address: str) -> httpx.Client:
    return served.signed_in(address) if address else served.browser()


def walk(browser: httpx.Client, served: Served, seeds: list[str]) -> Iterator[httpx.Response]:
    """Yield every answer that can be reached from the front page and the seeds."""
    waiting, known = ["/", *seeds], set()
    while waiting:
        path = waiting.pop()
        if path in known:
            continue
        known.add(path)
        answer = browser.get(path)
        yield answer
        links = [answer.headers.get("location", "")]
        links += re.findall(r"""(?:href|src|action)="([^"]*)\"""", answer.text)
        links += re.findall(r"""https?://[^\s"'<>\\]+""", answer.text)
        for link in links:
            parts = urlsplit(urljoin(f"{served.url}{path}", link.replace("&amp;", "&")))
            if parts.netloc in {urlsplit(served.url).netloc, "courier.example"}:
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))


@pytest.mark.parametrize(("address", "access"), PEOPLE)
def test_a_walk_over_everything_shows_nothing_above_the_level(
    address: str, access: Access, served: Served
) -> None:
    site = served.front.site
    seeds = [f"/{path.relative_to(site)}" for path in sorted(site.rglob("*")) if path.is_file()]
    answers = list(walk(browser_of(served, address), served, seeds))
    assert len(answers) > len(seeds)
    assert {answer.status_code for answer in answers} <= {200, 303, 308, 404, 405, 410}
    leaks = {
        str(answer.url): found
        for answer in answers
        if (found := seen(answer.text, above(access)) + seen(str(answer.headers), above(access)))
    }
    assert leaks == {}


@pytest.mark.parametrize(("address", "access"), PEOPLE)
def test_no_odd_address_or_method_shows_more(address: str, access: Access, served: Served) -> None:
    cookie = {"Cookie": f"reader={served.session(address)}"} if address else {}
    where = urlsplit(served.url).netloc
    for path in ODD_PATHS:
        for method, headers in (
            ("GET", {}),
            ("HEAD", {}),
            ("GET", {"Range": "bytes=0-99999"}),
            ("GET", {"Accept": "application/json"}),
            ("GET", {"X-Original-URL": "/account", "X-Forwarded-Host": "evil.example"}),
            ("POST", {}),
            ("OPTIONS", {}),
        ):
            connection = http.client.HTTPConnection(where, timeout=20)
            connection.request(method, path, headers={**cookie, **headers})
            answer = connection.getresponse()
            body = answer.read().decode("utf-8", "replace")
            assert answer.status < 500, (method, path)
            assert seen(body + str(answer.getheaders()), above(access)) == [], (method, path)
            assert "evil.example" not in body + str(answer.getheaders())
            if method == "HEAD":
                assert body == ""
            connection.close()


def test_a_subscriber_sees_links_and_sections_for_subscribers(served: Served) -> None:
    page = served.signed_in("sub@reader.example").get(STORY).text
    assert seen(page, FOR_SUBSCRIBERS) == list(FOR_SUBSCRIBERS)
    for source in package().sources:
        assert f'<a href="{source.url}" rel="noreferrer nofollow">' in page
    assert "For newsletter subscribers and members" in page
    assert "There is more to this piece" in page
    assert "as a subscriber" in page


def test_a_member_sees_all_of_it_and_no_gate(served: Served) -> None:
    page = served.signed_in("mem@reader.example").get(STORY).text
    assert seen(page, FOR_MEMBERS + FOR_SUBSCRIBERS) == list(FOR_MEMBERS + FOR_SUBSCRIBERS)
    assert "There is more to this piece" not in page
    for section in package().sections:
        for sentence in section.sentences():
            assert f'id="{sentence.id}"' in page
            assert not sentence.cites or f'id="evidence-{sentence.id}"' in page


def test_a_free_reader_sees_what_everybody_sees_and_the_gate(served: Served) -> None:
    page = served.signed_in("free@reader.example").get(STORY).text
    assert "There is more to this piece" in page
    assert "as a free reader" in page


def test_everybody_gets_the_released_bytes_and_they_verify(served: Served, tmp_path: Path) -> None:
    site, browser, copy = served.front.site, served.browser(), tmp_path / "copy"
    for path in sorted(site.rglob("*")):
        if path.is_file():
            name = path.relative_to(site)
            answer = browser.get(f"/{name}")
            assert answer.content == path.read_bytes(), name
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes(answer.content)
    assert browser.get(STORY).content == (site / STORY[1:] / "index.html").read_bytes()
    assert browser.get("/").content == (site / "index.html").read_bytes()
    report = verify_site_page(copy / STORY[1:] / "index.html")
    assert report.failed == ()


def test_pages_that_are_no_articles_are_the_same_for_members(served: Served) -> None:
    answer = served.signed_in("mem@reader.example").get("/")
    assert answer.content == (served.front.site / "index.html").read_bytes()


@pytest.mark.parametrize("address", ["", "mem@reader.example"])
def test_a_killed_piece_is_gone_for_everybody(address: str, served: Served) -> None:
    answer = browser_of(served, address).get(GONE)
    assert answer.status_code == 410
    assert answer.content == (served.front.site / GONE[1:] / "index.html").read_bytes()


def test_what_depends_on_the_reader_is_kept_by_no_cache(served: Served) -> None:
    member = served.signed_in("mem@reader.example")
    for path in (STORY, "/account", "/join", "/sign-in"):
        headers = member.get(path).headers
        assert (headers["cache-control"], headers["vary"]) == ("private, no-store", "Cookie")
        assert "etag" not in headers
    tag = served.browser().get(STORY).headers["etag"]
    assert served.browser().get(STORY, headers={"If-None-Match": tag}).status_code == 304
    assert member.get(STORY, headers={"If-None-Match": tag}).status_code == 200


def test_a_level_that_has_ended_opens_nothing(served: Served) -> None:
    grant = Grant(level=Level.MEMBER, until=served.clock() + timedelta(days=1))
    with served.front.archive.writing() as room:
        room.readers.grant("mem@reader.example", grant, "test", served.clock())
    browser = served.signed_in("mem@reader.example")
    assert seen(browser.get(STORY).text, FOR_MEMBERS) == list(FOR_MEMBERS)
    served.clock.forward(days=1)
    assert seen(browser.get(STORY).text, above(Access.PUBLIC)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("heronlike", "heronless"),
        ('"public_seal":', '"public_sea":'),
        ('"renderer"', '"rendererr"'),
        ("gated-address-1", "gated-address-9"),
    ],
)
def test_a_full_bundle_that_was_changed_opens_nothing(
    before: str, after: str, served: Served
) -> None:
    [path] = (served.front.bundles / "port-alba-barrier").iterdir()
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    page = served.signed_in("mem@reader.example").get(STORY)
    assert page.status_code == 200
    assert seen(page.text, above(Access.PUBLIC)) == []


def test_a_missing_full_bundle_shows_the_released_page(served: Served) -> None:
    [path] = (served.front.bundles / "port-alba-barrier").iterdir()
    path.unlink()
    page = served.signed_in("mem@reader.example").get(STORY)
    assert page.content == (served.front.site / STORY[1:] / "index.html").read_bytes()


def test_a_file_that_leads_out_of_the_site_is_not_served(served: Served) -> None:
    secret = served.front.site.parent / "secret.txt"
    secret.write_text("secret", "utf-8")
    (served.front.site / "link.txt").symlink_to(secret)
    (served.front.site / ".hidden.html").write_text("secret", "utf-8")
    for path in ("/link.txt", "/.hidden.html"):
        answer = served.browser().get(path)
        assert answer.status_code == 404
        assert "secret" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        f"/{'a' * 5000}.html",
        f"/{'a/' * 900}b.html",
        "/nowhere",
        "/account/x",
        "/sign-in/",
        "/2024/06/14/",
    ],
)
def test_an_address_that_leads_nowhere_says_so_in_the_look_of_the_house(
    path: str, served: Served
) -> None:
    answer = served.browser().get(path)
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text
    assert "/static/reader.css" in answer.text


@pytest.mark.parametrize(
    "path", ["/", STORY, "/join", "/account", "/nowhere", "/static/reader.css"]
)
def test_every_answer_carries_the_strict_headers(path: str, served: Served) -> None:
    headers = served.browser().get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers


def test_a_house_that_has_published_nothing_says_so(tmp_path: Path) -> None:
    with serving(tmp_path, f"sqlite:///{tmp_path}/newsroom.db", Pocket()) as empty:
        answer = empty.browser().get("/")
        assert answer.status_code == 200
        assert "Nothing is published yet" in answer.text
        assert empty.browser().get("/static/reader.css").status_code == 200
        assert empty.browser().get("/about/").status_code == 404
