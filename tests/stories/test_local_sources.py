"""Feeds and pages in files: in at one end, a page for readers at the other."""

import json
import shutil
import tomllib
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import pytest

from tests.stories.shop import DEMO, ROOT, Shop

FEEDS = ("public-radio-eastmoor", "skerry-times", "northgate-chronicle")
PAGES = ("meridian-press", "continental-courier")


def bridge_reports() -> Mapping[str, Any]:
    """Return the English reports of the demo's bridge, by outlet."""
    lines = [
        line for file in sorted(DEMO.glob("*.jsonl")) for line in file.read_text().splitlines()
    ]
    items = [json.loads(line) for line in lines]
    return {
        item["uri"].split(":")[2]: item
        for item in items
        if item["uri"].endswith(":bridge-1") and item["language"] == "en"
    }


def as_feed(item: Mapping[str, Any]) -> str:
    body = "".join(f"<p>{escape(line)}</p>" for line in item["body_text"].split("\n") if line)
    return (
        f'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(item['provider'])}</title><language>en</language><item>"
        f"<title>{escape(item['headline'])}</title><link>{item['url']}</link>"
        f"<pubDate>{item['versioncreated']}</pubDate>"
        f"<content:encoded>{escape(body)}</content:encoded></item></channel></rss>"
    )


def as_page(item: Mapping[str, Any]) -> str:
    body = "".join(f"<p>{escape(line)}</p>" for line in item["body_text"].split("\n") if line)
    return (
        f'<html lang="en"><head><title>{escape(item["headline"])}</title>'
        f'<link rel="canonical" href="{item["url"]}">'
        f'<meta property="article:published_time" content="{item["versioncreated"]}"></head>'
        f"<body><article><h1>{escape(item['headline'])}</h1>{body}</article></body></html>"
    )


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A house whose sources are three feeds and two pages about one bridge."""
    folder = tmp_path_factory.mktemp("local")
    house = folder / "house"
    for name in ("personas", "prompts", "data"):
        shutil.copytree(ROOT / name, house / name)
    shutil.copy(ROOT / "newsroom.toml", house)
    rated = tomllib.loads((DEMO / "providers.toml").read_text(encoding="utf-8"))
    tables = []
    for outlet, item in bridge_reports().items():
        kind = "feed" if outlet in FEEDS else "page"
        place = house / "in" / outlet
        place.mkdir(parents=True)
        text = as_feed(item) if kind == "feed" else as_page(item)
        (place / ("feed.xml" if kind == "feed" else "page.html")).write_text(text, encoding="utf-8")
        table = rated[outlet]
        tables.append(
            f'[source.{outlet}]\nkind = "{kind}"\nplace = "in/{outlet}"\n'
            f'outlet = "{table["name"]}"\ncountry = "{table["country"]}"\nlanguage = "en"\n'
            f'ownership = "{table["ownership"]}"\ntier = "{table["tier"]}"\n'
            f'basis = "{table["basis"]}"\nas_of = {table["as_of"]}\n'
        )
    (house / "data" / "sources.toml").write_text("\n".join(tables), encoding="utf-8")
    return Shop(folder / "var", house)


def test_feeds_and_pages_become_a_published_page(shop: Shop) -> None:
    said = shop.do("run")
    assert said.code == 0, said.err
    [slug] = shop.ready()
    draft = shop.draft(slug)
    sources = {source["uri"]: source for source in draft["package"]["sources"]}
    given = {item["url"]: item["body_text"] for item in bridge_reports().values()}
    assert len(sources) >= 3
    for excerpt in draft["excerpts"]:
        [uri] = [u for u, s in sources.items() if s["id"] == excerpt["id"].partition(".")[0]]
        assert excerpt["text"] in " ".join(given[uri].split("\n"))
    shop.do("editors", "add", "ida", "--role", "chief")
    assert shop.approve(slug, "ida").code == 0
    assert shop.do("release", "--once").code == 0
    assert draft["package"]["headline"] in shop.page(slug).read_text(encoding="utf-8")
    assert shop.do("verify", slug).code == 0


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(shop: Shop, tmp_path: Path) -> None:
    shop = Shop(tmp_path / "var", Path(shutil.copytree(shop.house, tmp_path / "house")))
    broken = shop.house / "in" / FEEDS[0] / "broken.xml"
    broken.write_text("<html>not a feed</html>", encoding="utf-8")
    gone = shop.house / "in" / PAGES[0]
    gone.rename(gone.with_name("elsewhere"))
    said = shop.do("monitor", "--json")
    assert said.code == 3
    assert said.json()["items"] == len(FEEDS) + len(PAGES) - 1
    places = [error["place"] for error in said.json()["errors"]]
    assert sorted(places) == [PAGES[0], f"{FEEDS[0]}: broken.xml"]


def test_a_folder_can_be_read_without_being_listed(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(as_page(bridge_reports()[PAGES[1]]), encoding="utf-8")
    said = shop.do("monitor", "--source", str(tmp_path), "--json")
    assert (said.code, said.json()["items"]) == (0, 1), said.err
    assert shop.do("monitor", "--source", PAGES[1], "--json").json()["items"] == 1
    wrong = shop.do("monitor", "--source", "nowhere")
    assert wrong.code == 2
    assert "no such source" in wrong.err


def test_a_wrong_list_of_sources_stops_the_house(shop: Shop, tmp_path: Path) -> None:
    house = tmp_path / "house"
    shutil.copytree(shop.house, house)
    (house / "data" / "sources.toml").write_text('[source.a]\nkind = "telex"\nplace = "x"\n')
    said = Shop(tmp_path / "var", house).do("monitor")
    assert said.code == 2
    assert "field 'kind'" in said.err
