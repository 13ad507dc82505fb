"""Beats, bylines and stylebook: a wrong field is named with its file."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from newsroom_agents.errors import HouseError
from newsroom_agents.staff.beats import read_beats
from newsroom_agents.staff.bylines import Bylines, read_bylines
from newsroom_agents.staff.persona import read_personas
from newsroom_agents.staff.stylebook import read_stylebook

from .builders import write_correspondent

HOUSE = Path(__file__).parents[2]
BEATS = frozenset({"coasts", "harvests"})
REGIONS = """
[region."150"]
name = "Europe"
territories = ["PT", "ES"]
[region."034"]
name = "Southern Asia"
territories = ["LK"]
"""
BEAT = """
[beat.coasts]
title = "Coasts"
topic = "06000000"
topic_name = "environment"
accent = "teal"
min_origins = 2
weight = 0.5
[beat.coasts.terms]
en = ["tide"]
"""
Reader = Callable[[Path], object]


def test_beats_are_read_by_their_id(tmp_path: Path) -> None:
    [coasts] = read_beats(_file(tmp_path, BEAT)).values()
    assert (coasts.id, coasts.min_origins, coasts.terms["en"]) == ("coasts", 2, ("tide",))


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ("min_origins = 2", "min_origins = 1", "beat.coasts.min_origins"),
        ("weight = 0.5", "weight = 1.5", "beat.coasts.weight"),
        ('topic = "06000000"', 'topic = "weather"', "beat.coasts.topic"),
        ('accent = "teal"', 'accents = "teal"', "beat.coasts.accent"),
    ],
)
def test_a_wrong_field_of_a_beat_is_named(
    tmp_path: Path, before: str, after: str, field: str
) -> None:
    path = _file(tmp_path, BEAT.replace(before, after))
    with pytest.raises(HouseError, match=re.escape(f"{path}: field '{field}'")):
        read_beats(path)


@pytest.mark.parametrize("reader", [read_beats, read_stylebook])
def test_a_missing_or_broken_file_is_named(tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / "data.toml"
    with pytest.raises(HouseError, match=re.escape(f"{path}: the file is missing")):
        reader(path)
    path.write_text("[beat", encoding="utf-8")
    with pytest.raises(HouseError, match=re.escape(f"{path}: not valid TOML")):
        reader(path)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("headline_chars = ", "headline_words = 9\nheadline_chars = ", "unknown field"),
        ("headline_chars = ", "headline_chars = 3 #", "greater than 20"),
        ("name_minors = ", "name_children = true\nname_minors = ", "unknown field"),
    ],
)
def test_a_wrong_field_of_the_stylebook_is_named(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    sound = (HOUSE / "data" / "stylebook.toml").read_text(encoding="utf-8")
    assert before in sound
    with pytest.raises(HouseError, match=message):
        read_stylebook(_file(tmp_path, sound.replace(before, after, 1)))


def test_the_first_place_of_a_story_picks_who_signs(tmp_path: Path) -> None:
    bylines = _bylines(tmp_path)
    assert bylines.pick(("PT", "LK"), "coasts") == "tamsin"
    assert bylines.pick(("LK", "PT"), "coasts") == "breaking"
    assert bylines.pick((), "coasts") == "breaking"


def test_a_story_off_the_correspondents_beats_goes_to_the_desk_of_the_world(tmp_path: Path) -> None:
    assert _bylines(tmp_path).pick(("PT",), "harvests") == "breaking"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"regions": '["151"]'}, r"tamsin\.md: field 'regions': no region '151'"),
        ({"beats": '["moods"]'}, r"tamsin\.md: field 'beats': no beat 'moods'"),
        ({"regions": '["001"]'}, "found breaking, tamsin"),
    ],
)
def test_a_correspondent_of_an_unknown_region_or_beat_stops_the_house(
    tmp_path: Path, fields: dict[str, str], message: str
) -> None:
    with pytest.raises(HouseError, match=message):
        _bylines(tmp_path, **fields)


def test_somebody_covers_the_world(tmp_path: Path) -> None:
    write_correspondent(tmp_path / "personas", "tamsin")
    personas = read_personas(tmp_path / "personas")
    with pytest.raises(HouseError, match="found nobody"):
        read_bylines(personas, _file(tmp_path, REGIONS), BEATS)


def _bylines(folder: Path, **fields: str) -> Bylines:
    write_correspondent(folder / "personas", "breaking", regions='["001"]')
    write_correspondent(folder / "personas", "tamsin", **fields)
    return read_bylines(read_personas(folder / "personas"), _file(folder, REGIONS), BEATS)


def _file(folder: Path, text: str) -> Path:
    path = folder / "data.toml"
    path.write_text(text, encoding="utf-8")
    return path
