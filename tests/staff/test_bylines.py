"""Who signs: the first place and the beat of a story find their correspondent."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from newsroom_agents.errors import HouseError
from newsroom_agents.staff.beats import read_beats
from newsroom_agents.staff.bylines import Bylines, read_bylines
from newsroom_agents.staff.persona import Persona, read_personas

from .builders import write_correspondent

HOUSE = Path(__file__).parents[2]
PERSONAS = read_personas(HOUSE / "personas")
BEATS = frozenset(read_beats(HOUSE / "data" / "beats.toml"))
COASTS = frozenset({"coasts", "harvests"})
REGIONS = """
[region."150"]
name = "Europe"
territories = ["PT", "ES"]
[region."034"]
name = "South Asia"
territories = ["LK"]
"""


@pytest.mark.parametrize(
    ("place", "correspondent"),
    [
        ("PT", "corvin"),
        ("CY", "corvin"),
        ("KE", "juna"),
        ("MR", "juna"),
        ("LA", "mirel"),
        ("MN", "mirel"),
        ("KI", "mirel"),
        ("BO", "wenlo"),
        ("MX", "wenlo"),
        ("BB", "wenlo"),
        ("DZ", "ebrin"),
        ("IR", "ebrin"),
        ("TR", "ebrin"),
        ("RU", "tolva"),
        ("KG", "tolva"),
        ("GE", "tolva"),
        ("LK", "ostrin"),
        ("AF", "ostrin"),
        ("CA", "sedge"),
        ("GL", "sedge"),
    ],
)
def test_the_house_sends_a_place_to_its_correspondent(place: str, correspondent: str) -> None:
    assert _house().pick((place, "PT", "KE"), "politics") == correspondent


@pytest.mark.parametrize("place", ["AQ", "UN", "XX", ""])
def test_a_place_that_no_region_covers_goes_to_the_desk_of_the_world(place: str) -> None:
    assert _house().pick((place, "PT"), "politics") == "vela"


def test_a_story_without_a_place_goes_to_the_desk_of_the_world() -> None:
    assert _house().pick((), "politics") == "vela"


def test_what_a_regional_correspondent_does_not_cover_goes_to_the_desk_of_the_world() -> None:
    house = _house()
    for place, (regional,) in house.by_territory.items():
        elsewhere = BEATS - house.beats[regional]
        assert {house.pick((place,), beat) for beat in elsewhere} == {"vela"}, place
        assert {house.pick((place,), beat) for beat in house.beats[regional]} == {regional}, place


def test_the_desk_of_the_world_takes_every_beat() -> None:
    assert set(PERSONAS["vela"].head.beats) == BEATS


def test_of_two_in_a_region_the_one_who_covers_the_beat_signs(tmp_path: Path) -> None:
    write_correspondent(tmp_path, "world", regions='["001"]')
    write_correspondent(tmp_path, "ashore", beats='["harvests"]')
    write_correspondent(tmp_path, "seaward", beats='["coasts"]')
    bylines = _read(tmp_path)
    assert bylines.pick(("PT",), "coasts") == "seaward"
    assert bylines.pick(("PT",), "harvests") == "ashore"
    assert bylines.pick(("LK",), "coasts") == "world"


def test_a_tenth_correspondent_is_one_file(tmp_path: Path) -> None:
    write_correspondent(tmp_path, "tenth", beats='["sport"]', regions='["009"]')
    bylines = _read_house({**PERSONAS, **read_personas(tmp_path)})
    assert bylines.pick(("FJ",), "sport") == "tenth"
    assert bylines.pick(("FJ",), "politics") == "mirel"


def test_two_for_the_whole_world_stop_the_house(tmp_path: Path) -> None:
    write_correspondent(tmp_path, "second", beats='["sport"]', regions='["009", "001"]')
    with pytest.raises(HouseError, match=r"'001' \(the world\), found vela, second$"):
        _read_house({**PERSONAS, **read_personas(tmp_path)})


def test_nobody_for_the_whole_world_stops_the_house() -> None:
    with pytest.raises(HouseError, match=r"'001' \(the world\), found nobody$"):
        _read_house({name: p for name, p in PERSONAS.items() if name != "vela"})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"regions": '["150", "151"]'}, "field 'regions': no region '151' in regions.toml"),
        ({"regions": '["PT"]'}, "field 'regions': no region 'PT' in regions.toml"),
        ({"beats": '["coasts", "moods"]'}, "field 'beats': no beat 'moods' in beats.toml"),
    ],
)
def test_an_unknown_region_or_beat_is_named_with_its_file_and_field(
    tmp_path: Path, fields: dict[str, str], message: str
) -> None:
    write_correspondent(tmp_path, "world", regions='["001"]')
    write_correspondent(tmp_path, "tamsin", **fields)
    with pytest.raises(HouseError, match=re.escape(f"personas/tamsin.md: {message}")):
        _read(tmp_path)


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ('territories = ["LK"]', 'territories = "LK"', "region.034.territories"),
        ('name = "Europe"', "", "region.150.name"),
    ],
)
def test_a_wrong_field_of_the_regions_is_named(
    tmp_path: Path, before: str, after: str, field: str
) -> None:
    write_correspondent(tmp_path, "world", regions='["001"]')
    with pytest.raises(HouseError, match=re.escape(f"regions.toml: field '{field}'")):
        _read(tmp_path, REGIONS.replace(before, after))


def _house() -> Bylines:
    return _read_house(PERSONAS)


def _read_house(personas: Mapping[str, Persona]) -> Bylines:
    return read_bylines(personas, HOUSE / "data" / "regions.toml", BEATS)


def _read(folder: Path, regions: str = REGIONS) -> Bylines:
    path = folder / "regions.toml"
    path.write_text(regions, encoding="utf-8")
    return read_bylines(read_personas(folder), path, COASTS)
