"""Feeds as they come: every format, the common faults, and what must be refused."""

import gzip
import json
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom_agents.errors import DocumentError
from newsroom_agents.ingest.dates import moment
from newsroom_agents.ingest.feeds.feed import Feed, read_feed
from newsroom_agents.ingest.feeds.guards import LARGEST, MOST_ITEMS

CASES = Path(__file__).parent / "cases" / "feeds"
SOURCES = sorted(
    path for path in CASES.iterdir() if path.suffix == ".xml" or path.name.endswith(".source.json")
)
PIECES = (
    b"<item>", b"</item>", b"<![CDATA[", b"]]>", b"&", b"&#0;", b"&#2000000;", b"<!--", b"\xff",
)  # fmt: skip
THRICE = gzip.compress(gzip.compress(gzip.compress(b"<rss/>", mtime=0), mtime=0), mtime=0)


def expected(source: Path) -> dict[str, object]:
    name = source.name.removesuffix(".xml").removesuffix(".source.json")
    found = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def as_data(feed: Feed, like: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return of each item the fields that the case speaks of."""
    shown = []
    for item, wanted in zip(feed.items, like, strict=True):
        fields: dict[str, object] = {
            "uid": item.uid,
            "url": item.url,
            "title": item.title,
            "summary": item.summary,
            "text": item.text,
            "authors": list(item.authors),
            "language": item.language,
            "published": item.published.isoformat() if item.published else None,
        }
        shown.append({name: fields[name] for name in wanted})
    return shown


def rss(items: str, declared: str = "utf-8") -> str:
    return (
        f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel>'
        f"<title>T</title>{items}</channel></rss>"
    )


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_a_feed_is_read_as_its_case_says(source: Path) -> None:
    wanted = expected(source)
    feed = read_feed(source.read_bytes())
    assert (feed.title, feed.language) == (wanted["title"], wanted["language"])
    items = wanted["items"]
    assert isinstance(items, list)
    assert as_data(feed, items) == items


def test_a_gzipped_feed_is_unpacked() -> None:
    body = gzip.compress(rss("<item><title>a</title></item>").encode())
    assert [item.title for item in read_feed(body).items] == ["a"]


@pytest.mark.parametrize(
    ("declared", "real", "title"),
    [
        ("utf-8", "latin-1", "Canción española"),
        ("utf-8", "cp1251", "Паром вернулся в порт"),
        ("windows-1251", "cp1251", "Паром вернулся"),
        ("iso-8859-1", "utf-8", "Canción española"),
        ("iso-8859-1", "cp1252", "“Quoted” – and more…"),
        ("shift_jis", "cp932", "港の船"),
        ("gb2312", "gb18030", "港口的船"),
        ("utf-16", "utf-16", "Řeka a přístav"),
        ("no-such-charset", "utf-8", "Zażółć gęślą jaźń"),
    ],
)
def test_the_text_survives_what_a_feed_says_of_its_encoding(
    declared: str, real: str, title: str
) -> None:
    language = "ru" if "П" in title else "es"
    body = rss(f"<language>{language}</language><item><title>{title}</title></item>", declared)
    assert [item.title for item in read_feed(body.encode(real)).items] == [title]


def test_what_the_server_says_of_the_encoding_goes_before_what_the_feed_says() -> None:
    body = rss("<item><title>Паром</title></item>", "iso-8859-1").encode("koi8-r")
    assert read_feed(body, charset="koi8-r").items[0].title == "Паром"


def test_one_stray_byte_does_not_cost_the_other_characters() -> None:
    body = rss("<item><title>Żółw i łódź – ŻŻ</title></item>").encode().replace(b" i ", b" \x93i ")
    assert read_feed(body).items[0].title == "Żółw “i łódź – ŻŻ"


def test_items_without_a_guid_keep_their_name_from_poll_to_poll() -> None:
    body = rss("<item><description>Only words.</description></item>").encode()
    first, second = (read_feed(body).items[0].uid for _ in range(2))
    assert first == second
    assert first.startswith("sha256:")


def test_items_that_share_a_guid_are_told_apart_by_their_addresses() -> None:
    item = '<item><guid isPermaLink="false">same</guid><link>https://a.example/{}</link></item>'
    feed = read_feed(rss(item.format(1) + item.format(2)).encode())
    assert [one.uid for one in feed.items] == ["same", "https://a.example/2"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_a_link_that_leads_off_the_web_is_dropped(link: str) -> None:
    feed = read_feed(rss(f"<item><title>a</title><link>{link}</link></item>").encode())
    assert feed.items[0].url == ""


def test_markup_in_texts_comes_out_as_text() -> None:
    tricks = (
        "a&lt;/title&gt;&lt;img src=x onerror=alert(1)&gt;b&lt;svg&gt;&lt;script&gt;c"
        "&lt;/script&gt;&lt;/svg&gt;&lt;!-- d --&gt; {{7*7}}"
    )
    feed = read_feed(rss(f"<item><title>{tricks}</title></item>").encode())
    assert feed.items[0].title == "ab {{7*7}}"


def test_a_feed_of_too_many_items_is_read_as_far_as_is_allowed() -> None:
    body = rss("<item><title>a</title></item>" * (MOST_ITEMS + 5)).encode()
    feed = read_feed(body)
    assert (len(feed.items), feed.left_unread) == (MOST_ITEMS, 5)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "expected a feed, got nothing"),
        (b"<!doctype html><html><body><p>No feed.</p></body></html>", "expected a feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "expected a JSON Feed"),
        (b"{", "expected a JSON Feed"),
        (b"[" * 100_000, "expected a JSON Feed"),
        (b" " * (LARGEST + 1), "expected at most"),
        (gzip.compress(b" " * (LARGEST + 1), mtime=0), "expected at most"),
        (THRICE, "gzip inside gzip"),
        (b"\x1f\x8bbroken", "expected gzip that can be unpacked"),
        (b"<rss>" + b"<item>" * 300 + b"&", "tags inside each other"),
        (b"<rss>" + b"<a/>" * 500_000, "tags"),
        (b'<!DOCTYPE r [<!ENTITY a "b">]><rss/>', "expected no entities"),
    ],
)
def test_what_is_no_feed_is_refused_with_what_was_expected(body: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read_feed(body)


@pytest.mark.parametrize(
    ("text", "language", "expected_moment"),
    [
        ("Thu, 01 Jan 2026 19:48:21 GMT", "", "2026-01-01T19:48:21"),
        ("1 Jan 26 19:48 EST", "", "2026-01-02T00:48:00"),
        ("Mon,5 Jan 2026 9:08:07 -0330", "", "2026-01-05T12:38:07"),
        ("Seg, 5 Jan 2026 09:00:00 -0300", "pt-BR", "2026-01-05T12:00:00"),
        ("5 Ene 2026 09:00:00 +0000", "", "2026-01-05T09:00:00"),
        ("2026-01-05", "", "2026-01-05T00:00:00"),
        ("2026-01", "", "2026-01-01T00:00:00"),
        ("20260105T101112Z", "", "2026-01-05T10:11:12"),
        ("2026-01-05 10:11:12.345 +05:30", "", "2026-01-05T04:41:12"),
        ("2026-01-05T24:00:00Z", "", "2026-01-06T00:00:00"),
        ("Mon Jan  5 10:11:12 2026", "", "2026-01-05T10:11:12"),
        ("January 5, 2026 10:11:12", "", "2026-01-05T10:11:12"),
        ("5 января 2026 10:11", "ru", "2026-01-05T10:11:00"),
        ("2026年1月5日", "ja", "2026-01-05T00:00:00"),
    ],
)
def test_dates_are_read_in_the_forms_feeds_use(
    text: str, language: str, expected_moment: str
) -> None:
    wanted = datetime.fromisoformat(expected_moment).replace(tzinfo=UTC)
    assert moment(text, language.partition("-")[0]) == wanted


@pytest.mark.parametrize("text", ["", "soon", "0", "99 Jan 2026", "2026-13-45", "9" * 500])
def test_what_is_no_date_gives_none(text: str) -> None:
    assert moment(text) is None


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_mutated_feeds_are_read_or_refused_and_never_break_anything(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(SOURCES))
    body = bytearray(source.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(0, len(body) - 1)))
        length = data.draw(st.integers(0, 40))
        body[at : at + length] = data.draw(st.binary(max_size=12) | st.sampled_from(PIECES))
    try:
        feed = read_feed(bytes(body))
    except DocumentError:
        return
    for item in feed.items:
        assert item.uid
        assert "\x00" not in item.title + item.text
        (item.title + item.text + item.uid + item.url).encode("utf-8")


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel><item><title>" + b'&lt;a "' * 300_000 + b"</title></item></channel></rss>",
        b"<rss><channel>" + b"<item>&" * 200_000,
        b"<rss><channel><item><description>" + b"<" * 300_000,
        b"<rss><channel><item><title>" + b"&#" * 900_000,
        b'<rss a="' + b"x" * 4_900_000 + b'"><channel/></rss>',
        b"<rss><channel><item><title>" + b"<![CDATA[" * 200_000,
        b"<!--" * 900_000,
    ],
)
def test_a_hostile_feed_takes_no_longer_than_its_size(body: bytes) -> None:
    began = time.process_time()
    with suppress(DocumentError):
        read_feed(body)
    assert time.process_time() - began < 6
