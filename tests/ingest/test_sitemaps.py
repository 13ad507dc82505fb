"""Sitemaps: news sitemaps, plain ones, indexes, and what is none."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsroom_agents.errors import DocumentError, WireError
from newsroom_agents.ingest.kind import Document, Entry, Found, Further, Source, source_kinds
from newsroom_agents.ingest.kinds.sitemap import parse_sitemap
from newsroom_agents.ingest.sitemap import read_sitemap

NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)
SOURCE = Source(id="quai", kind="sitemap", place="https://quai.example/news.xml", language="fr")
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://quai.example/a </loc><lastmod>2026-03-06T11:00:00Z</lastmod>
<news:news><news:publication><news:name>Le Quai</news:name><news:language>fr</news:language>
</news:publication><news:publication_date>2026-03-06T09:00:00+01:00</news:publication_date>
<news:title>Le pont ferme &amp; le bac part</news:title></news:news></url>
<url><loc>https://quai.example/b</loc><lastmod>2026-03-06</lastmod></url>
<url><loc>https://quai.example/old</loc><lastmod>2026-01-06</lastmod></url>
<url><loc>https://quai.example/undated</loc></url>
<url><loc>javascript:alert(1)</loc><lastmod>2026-03-06</lastmod></url>
</urlset>"""
INDEX = (
    "<sitemapindex>"
    + "".join(
        f"<sitemap><loc>https://{host}/{day}.xml</loc><lastmod>2026-03-0{day}</lastmod></sitemap>"
        for host, day in (
            ("quai.example", 4), ("quai.example", 6), ("other.example", 6), ("quai.example", 5),
            ("quai.example", 1),
        )
    )
    + "</sitemapindex>"
)  # fmt: skip


def found_in(text: str) -> list[Found]:
    document = Document("news.xml", text.encode(), NOW, url="https://quai.example/news.xml")
    return list(parse_sitemap(SOURCE, document))


def test_a_news_sitemap_gives_its_new_pages_newest_first() -> None:
    entries = [one for one in found_in(NEWS) if isinstance(one, Entry)]
    assert [one.item.url for one in entries] == ["https://quai.example/a", "https://quai.example/b"]
    item = entries[0].item
    assert (item.title, item.declared_language) == ("Le pont ferme & le bac part", "fr")
    assert item.published == datetime(2026, 3, 6, 8, tzinfo=UTC)
    assert item.outlet.name == "quai.example"
    assert not any(one.is_whole for one in entries)


def test_an_index_leads_to_the_newest_sitemaps_on_its_own_host() -> None:
    assert found_in(INDEX) == [
        Further("https://quai.example/6.xml"),
        Further("https://quai.example/5.xml"),
        Further("https://quai.example/4.xml"),
    ]


def test_what_came_before_a_fault_is_kept() -> None:
    error, *entries = found_in(NEWS.replace("</urlset>", "<url"))
    assert len(entries) == 2
    assert isinstance(error, WireError)
    assert "well-formed" in error.reason


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        b"no sitemap",
        b'<!DOCTYPE a [<!ENTITY b "c">]><urlset>&b;</urlset>',
        b"<urlset>" * 100_000,
    ],
    ids=["nothing", "a page", "a text", "entities", "depth"],
)
def test_what_is_no_sitemap_is_refused(body: bytes) -> None:
    with pytest.raises(DocumentError, match="expected"):
        list(read_sitemap(body))


def test_a_sitemap_in_a_file_gives_the_titles_it_has(tmp_path: Path) -> None:
    file = tmp_path / "a.sitemap.xml"
    file.write_text(NEWS.replace("2026-03-06", f"{datetime.now(UTC):%Y-%m-%d}"), encoding="utf-8")
    found = list(source_kinds()["sitemap"].read(Source("quai", "sitemap", str(file))))
    assert "Le pont ferme & le bac part" in [one.title for one in found if hasattr(one, "title")]
