"""The personas on file: known fields, known beats, no claim of a human life."""

import re
from collections import Counter

import pytest
from babel import Locale
from pydantic import BaseModel, ConfigDict

from newsroom_agents.staff.beats import read_beats
from newsroom_agents.staff.persona import Persona, correspondents, on_duty, read_personas
from newsroom_agents.story.paper import Role

from .reading import DATA, HOUSE, toml

STAFF = read_personas(HOUSE / "personas")
HUMAN_LIFE = re.compile(
    r"\b(born|raised|grew up|childhood|degree|studied|graduated|alumn\w+|heritage|native of|"
    r"lives in|based in|years of experience|veteran|award-winning|mother|father|he|she|his|her)\b",
    re.IGNORECASE,
)
FIELD = ["corvin", "ebrin", "juna", "mirel", "ostrin", "sedge", "tolva", "vela", "wenlo"]
# Two-letter codes of CLDR that name no place, and the places where nobody lives.
NO_PLACES = {"EZ", "QO", "UN", "XA", "XB", "ZZ"}
UNINHABITED = {"AQ", "BV", "CP", "GS", "HM", "TF", "UM"}


class _Region(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    territories: tuple[str, ...]


class _Regions(BaseModel):
    region: dict[str, _Region]


REGIONS = _Regions.model_validate(toml(DATA / "regions.toml")).region


@pytest.mark.parametrize("role", list(Role))
def test_each_role_has_one_persona_on_duty(role: Role) -> None:
    assert on_duty(STAFF, role).head.role is role


@pytest.mark.parametrize("persona", STAFF.values(), ids=list(STAFF))
def test_each_persona_says_that_it_is_an_ai_in_bio_and_character(persona: Persona) -> None:
    assert f"{persona.head.name} is an AI" in persona.head.bio
    assert f"{persona.head.name} is an AI" in persona.character
    assert persona.head.bio.count(".") == 1


@pytest.mark.parametrize("persona", STAFF.values(), ids=list(STAFF))
def test_no_persona_claims_a_human_life(persona: Persona) -> None:
    told = f"{persona.head.bio} {persona.head.voice} {persona.head.method} {persona.character}"
    assert HUMAN_LIFE.findall(told) == []


@pytest.mark.parametrize("persona", STAFF.values(), ids=list(STAFF))
def test_each_character_can_be_read_in_a_minute(persona: Persona) -> None:
    assert 80 <= len(persona.character.split()) <= 200


def test_files_are_named_after_their_personas() -> None:
    assert [p.id for p in STAFF.values()] == [p.head.name.lower() for p in STAFF.values()]


def test_correspondents_cover_known_beats_with_lenses_that_name_their_source() -> None:
    beats = read_beats(DATA / "beats.toml")
    found = correspondents(STAFF)
    assert [persona.id for persona in found] == FIELD
    for persona in found:
        head = persona.head
        assert set(head.beats) <= set(beats), persona.id
        assert 2 <= len(head.lenses) <= 3, persona.id
        assert head.refuses, persona.id
        assert head.role is Role.WRITER, persona.id
        assert set(head.languages) <= set(Locale("en").languages), persona.id
        for lens in head.lenses:
            assert re.search(r", \d{4}$", lens.source), lens.source
            assert 2 <= len(lens.questions) <= 4, lens.name
            assert all(question.endswith("?") for question in lens.questions), lens.name


def test_some_correspondent_takes_every_beat_of_the_world() -> None:
    beats = set(read_beats(DATA / "beats.toml"))
    assert any(
        "001" in p.head.regions and set(p.head.beats) == beats for p in correspondents(STAFF)
    )


def test_each_region_has_one_correspondent() -> None:
    covered = Counter(region for p in correspondents(STAFF) for region in p.head.regions)
    assert covered == dict.fromkeys({*REGIONS, "001"}, 1)


def test_every_place_where_people_live_is_in_one_region() -> None:
    places = {code for code in map(str, Locale("en").territories) if len(code) == 2}
    found = Counter(code for region in REGIONS.values() for code in region.territories)
    assert found == dict.fromkeys(places - NO_PLACES - UNINHABITED, 1)


def test_no_two_correspondents_share_a_lens_or_a_voice() -> None:
    field = correspondents(STAFF)
    sources = [lens.source for p in field for lens in p.head.lenses]
    questions = [question for p in field for lens in p.head.lenses for question in lens.questions]
    manners = [manner for p in field for manner in (p.head.voice, p.head.method)]
    for told in (sources, questions, manners):
        assert len(set(told)) == len(told)


@pytest.mark.parametrize("persona", STAFF.values(), ids=list(STAFF))
def test_no_persona_speaks_of_another(persona: Persona) -> None:
    told = f"{persona.head.bio} {persona.head.voice} {persona.head.method} {persona.character}"
    others = {p.head.name for p in STAFF.values()} - {persona.head.name}
    assert others.isdisjoint(re.findall(r"\w+", told))
