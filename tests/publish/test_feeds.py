"""Feed, sitemaps, robots.txt."""

import json
from datetime import timedelta
from pathlib import Path

from defusedxml.ElementTree import fromstring

from newsroom_agents.publish.target import Target, open_targets
from newsroom_agents.story.publication import Release

from .builders import CORRECTION, RELEASED, Live, kill, killed, pressroom, publish, release
from .exercise import PATH, package

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def test_the_site_comes_before_the_feeds_that_link_to_it() -> None:
    targets = open_targets()
    assert list(targets) == ["site", "feeds"]
    assert all(isinstance(target, Target) for target in targets.values())


def test_the_feed_is_atom_with_all_that_an_entry_needs(tmp_path: Path) -> None:
    publish(release(), pressroom(tmp_path))
    feed = fromstring((tmp_path / "site/feed.xml").read_bytes())
    assert feed.tag == f"{ATOM}feed"
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"https://courier.example/{PATH}/"
    assert entry.findtext(f"{ATOM}updated") == "2024-06-14T12:10:00Z"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Mara Venn (AI persona)"
    assert entry.findtext(f"{ATOM}summary") == package().blurb


def corrected() -> Release:
    """The story with a correction."""
    return release(revision=2, corrections=(CORRECTION,), after=timedelta(hours=5))


def test_rss_says_who_wrote_and_what_was_corrected(tmp_path: Path) -> None:
    publish(corrected(), pressroom(tmp_path))
    root = fromstring((tmp_path / "site/rss.xml").read_bytes())
    assert root.get("version") == "2.0"
    [item] = root.findall("channel/item")
    assert item.findtext("guid") == f"https://courier.example/{PATH}/"
    assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == "Mara Venn (AI persona)"
    assert item.findtext("pubDate") == "Fri, 14 Jun 2024 12:10:00 GMT"
    assert item.findtext(f"{ATOM}updated") == "2024-06-14T17:10:00Z"
    assert (item.findtext("description") or "").startswith("Correction, 14 June 2024: EXERCISE.")


def test_the_json_feed_marks_what_is_gated_and_what_was_corrected(tmp_path: Path) -> None:
    publish(corrected(), pressroom(tmp_path))
    feed = json.loads((tmp_path / "site/feed.json").read_bytes())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://courier.example/feed.json"
    [item] = feed["items"]
    assert item["url"] == f"https://courier.example/{PATH}/"
    assert item["_newsroom"]["is_accessible_for_free"] is False
    assert [note["text"] for note in item["_newsroom"]["corrections"]] == [CORRECTION.text]
    assert item["content_text"].startswith("Correction, 14 June 2024")


def test_every_page_says_where_the_feeds_are(tmp_path: Path) -> None:
    publish(release(), pressroom(tmp_path))
    for path in (f"{PATH}/index.html", "index.html", "places/pt/index.html"):
        page = (tmp_path / "site" / path).read_text()
        for kind in ("atom+xml", "rss+xml", "feed+json"):
            assert f'rel="alternate" type="application/{kind}"' in page
    place = (tmp_path / "site/places/pt/index.html").read_text()
    assert 'href="feed.xml" title="Portugal (Atom)"' in place
    feed = fromstring((tmp_path / "site/places/pt/feed.xml").read_bytes())
    assert feed.findtext(f"{ATOM}title") == "Portugal | The Exercise Courier"


def test_hostile_text_stays_text_in_the_feed(tmp_path: Path) -> None:
    words = "]]></title><script>&\x00\x0b\ufffe"
    publish(release(package(headline=words, blurb=words)), pressroom(tmp_path))
    feed = fromstring((tmp_path / "site/feed.xml").read_bytes())
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "]]></title><script>&"
    assert fromstring((tmp_path / "site/sitemap-news.xml").read_bytes()) is not None


def addresses(path: Path) -> list[str]:
    """The addresses of a sitemap, without the house's own front part."""
    found = [url.findtext(f"{MAP}loc") or "" for url in fromstring(path.read_bytes())]
    return [address.removeprefix("https://courier.example/") for address in found]


def test_the_sitemaps_name_every_standing_page_and_every_piece(tmp_path: Path) -> None:
    publish(release(), pressroom(tmp_path))
    site = tmp_path / "site"
    assert addresses(site / "sitemap.xml") == ["sitemaps/pages.xml", "sitemaps/1.xml"]
    standing = addresses(site / "sitemaps/pages.xml")
    assert standing == [
        "", "about/", "persona/", "persona/mara-venn/", "archive/", "archive/2024/06/",
        "places/", "places/pt/", "topics/", "topics/environment/",
    ]  # fmt: skip
    assert all((site / path / "index.html").is_file() for path in standing)
    assert addresses(site / "sitemaps/1.xml") == [f"{PATH}/"]


def test_the_news_sitemap_holds_the_last_two_days(tmp_path: Path) -> None:
    live = Live()
    room = pressroom(tmp_path, live)
    old = package(slug="old", url_path="2024/06/11/old")
    publish(release(old, at=RELEASED - timedelta(hours=49)), room, live)
    publish(release(), room, live)
    urls = fromstring((tmp_path / "site/sitemap-news.xml").read_bytes())
    [news] = urls.findall(f"{MAP}url/{NEWS}news")
    assert news.findtext(f"{NEWS}title") == package().headline
    assert news.findtext(f"{NEWS}publication/{NEWS}language") == "en"


def test_a_withdrawn_piece_is_gone_from_feed_and_sitemaps(tmp_path: Path) -> None:
    live = Live()
    room = pressroom(tmp_path, live)
    publish(release(), room, live)
    kill(killed(release()), room)  # the archive still lists it: the targets know better
    feeds = ("feed.xml", "rss.xml", "places/pt/feed.xml", "topics/environment/feed.xml")
    assert PATH not in (tmp_path / "site/feed.json").read_text()
    for name in (*feeds, "sitemaps/1.xml", "sitemap-news.xml"):
        content = (tmp_path / "site" / name).read_text()
        assert PATH not in content
        assert fromstring(content.encode()) is not None


def test_robots_txt_points_to_the_sitemaps(tmp_path: Path) -> None:
    publish(release(), pressroom(tmp_path))
    text = (tmp_path / "site/robots.txt").read_text()
    assert "Sitemap: https://courier.example/sitemap.xml\n" in text
