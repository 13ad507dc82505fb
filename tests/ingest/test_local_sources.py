"""Feeds and pages in files, as sources of a house."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsroom_agents.errors import HouseError, WireError
from newsroom_agents.ingest.kind import Reading, Source, source_kinds
from newsroom_agents.ingest.sources import read_sources
from newsroom_agents.story.source import Outlet, Ownership, SourceItem, Tier

CASES = Path(__file__).parent / "cases"
BEATS = frozenset({"politics", "transport"})
LISTED = """
[source.holm]
kind = "feed"
place = "feeds"
outlet = "Holm Observer"
country = "GB"
language = "en"
beats = ["transport"]
ownership = "private"
tier = "2"
basis = "https://press.example/holm"
as_of = 2026-03-01
"""


def reading(kind: str, place: Path, outlet: Outlet | None = None) -> list[Reading]:
    source = Source(id="here", kind=kind, place=str(place), outlet=outlet)
    return list(source_kinds()[kind].read(source))


def items(found: list[Reading]) -> list[SourceItem]:
    return [one for one in found if isinstance(one, SourceItem)]


def errors(found: list[Reading]) -> list[tuple[str, str]]:
    return [(one.place, one.reason) for one in found if isinstance(one, WireError)]


def test_a_folder_of_feeds_gives_their_items_in_the_order_of_the_files(tmp_path: Path) -> None:
    for name in ("rdf.xml", "atom.xml"):
        (tmp_path / name).write_bytes((CASES / "feeds" / name).read_bytes())
    (tmp_path / "c.xml").write_text("no feed at all")
    found = reading("feed", tmp_path)
    assert [item.title for item in items(found)] == [
        "Rat < Bürger", "Wert <b> bleibt", "Ponte fechada",
    ]  # fmt: skip
    assert [item.place for item in items(found)][:1] == ["atom.xml, item 1"]
    [(place, reason)] = errors(found)
    assert place == "c.xml"
    assert reason.startswith("expected a feed")


def test_an_item_is_known_by_its_address_else_by_its_name_in_the_source(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes((CASES / "feeds" / "rss2.xml").read_bytes())
    first, _, third = items(reading("feed", tmp_path))
    assert first.uri == first.url == "https://holm.example/news/ferry?a=1&b=2"
    assert third.uri.startswith("here:sha256:")
    assert (third.url, third.text) == ("", "Without a title, a link or a date.")


def test_a_feed_speaks_for_the_outlet_of_its_source_else_for_itself(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes((CASES / "feeds" / "rdf.xml").read_bytes())
    rated = Outlet(id="Tarn", name="Tarn", tier=Tier.ONE, basis="https://press.example")
    assert items(reading("feed", tmp_path, rated))[0].outlet == rated
    assert items(reading("feed", tmp_path))[0].outlet == Outlet(id="Tarn Post", name="Tarn Post")


def test_an_item_without_a_date_has_that_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes((CASES / "feeds" / "json_feed.source.json").read_bytes())
    os.utime(file, (1_772_600_000, 1_772_600_000))
    assert items(reading("feed", file))[1].published == datetime.fromtimestamp(1_772_600_000, UTC)


def test_a_page_takes_what_lies_beside_it(tmp_path: Path) -> None:
    body = (CASES / "pages" / "puente.html").read_bytes().replace(b"utf-8", b"latin-1")
    (tmp_path / "a.html").write_bytes(body.decode().encode("latin-1"))
    (tmp_path / "a.html.json").write_text(
        json.dumps(
            {
                "url": "https://quai.example/puente",
                "content_type": "text/html; charset=iso-8859-1",
                "outlet": "El Quai",
                "retrieved": "2026-03-06T13:00:00Z",
                "status": 200,
            }
        )
    )
    [item] = items(reading("page", tmp_path))
    assert (item.uri, item.url) == ("https://quai.example/puente",) * 2
    assert item.outlet == Outlet(id="El Quai", name="El Quai")
    assert item.published == datetime(2026, 3, 6, 12, 15, tzinfo=UTC)
    assert item.raw == (tmp_path / "a.html").read_bytes()
    assert "quedará cerrado" in item.text


def test_a_page_is_read_even_when_what_lies_beside_it_is_broken(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes((CASES / "pages" / "ferry.html").read_bytes())
    (tmp_path / "a.html.json").write_text('{"retrieved": "yesterday"}')
    (tmp_path / "b.html").write_text("<html><body></body></html>")
    found = reading("page", tmp_path)
    assert [item.title for item in items(found)] == ["Ferry fares rise by four crowns"]
    assert [place for place, _ in errors(found)] == ["a.html.json", "b.html"]
    assert "retrieved" in errors(found)[0][1]


def test_what_lies_beside_a_page_is_not_taken_for_a_feed(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>page</p>")
    (tmp_path / "a.html.json").write_text("{}")
    assert reading("feed", tmp_path) == []


def test_a_file_beyond_what_may_be_read_is_reported_and_not_held(tmp_path: Path) -> None:
    with (tmp_path / "a.xml").open("wb") as file:
        file.truncate(2_000_000_000)
    assert errors(reading("feed", tmp_path)) == [("a.xml", "expected at most 5000000 bytes")]


def write_list(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "data" / "sources.toml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def test_the_list_of_sources_carries_outlet_and_rating(tmp_path: Path) -> None:
    found = read_sources(write_list(tmp_path, LISTED), source_kinds(), BEATS)
    assert found["holm"].place == str(tmp_path / "feeds")
    outlet = found["holm"].outlet
    assert outlet is not None
    assert (outlet.ownership, outlet.tier, outlet.country) == (Ownership.PRIVATE, Tier.TWO, "GB")


def test_a_house_without_a_list_has_no_sources(tmp_path: Path) -> None:
    assert read_sources(tmp_path / "data" / "sources.toml", source_kinds(), BEATS) == {}


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (('kind = "feed"', 'kind = "telex"'), "'holm': field 'kind': no kind 'telex'"),
        (('["transport"]', '["sport"]'), "field 'beats': no beat 'sport', expected some of"),
        (('language = "en"', 'language = "xx"'), "field 'language': expected a BCP 47 code"),
        (('basis = "https://press.example/holm"', ""), "field 'basis': expected an address"),
        (("as_of = 2026-03-01", ""), "field 'as_of': expected the day"),
        (('outlet = "Holm Observer"', ""), "field 'outlet': expected a name"),
        (('tier = "2"', 'tier = "9"'), "field 'source.holm.tier'"),
        (('country = "GB"', 'country = "Holm"'), "field 'source.holm.country'"),
        (('place = "feeds"', ""), "field 'source.holm.place'"),
        (("[source.holm]", "[source.holm"), "expected TOML in UTF-8"),
        (('kind = "feed"', 'kind = "feed"\ncolour = "red"'), "field 'source.holm.colour'"),
    ],
)
def test_a_wrong_list_stops_the_house_with_file_and_field(
    tmp_path: Path, wrong: tuple[str, str], expected: str
) -> None:
    path = write_list(tmp_path, LISTED.replace(*wrong))
    with pytest.raises(HouseError) as raised:
        read_sources(path, source_kinds(), BEATS)
    assert str(raised.value).startswith(str(path))
    assert expected in str(raised.value)
