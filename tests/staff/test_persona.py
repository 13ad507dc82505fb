"""Personas: a wrong file stops the house and says where it is wrong."""

import re
from pathlib import Path

import pytest

from newsroom_agents.errors import HouseError
from newsroom_agents.staff.persona import (
    MAX_BIO_CHARS,
    correspondents,
    on_duty,
    read_persona,
    read_personas,
)
from newsroom_agents.story.paper import Role

from .builders import persona, write_correspondent, write_persona


def test_a_persona_is_named_by_its_file_and_described_by_its_prose(tmp_path: Path) -> None:
    found = read_persona(write_persona(tmp_path, "orrin", prose="Orrin counts.\n\nTwice."))
    assert (found.id, found.character) == ("orrin", "Orrin counts.\n\nTwice.")
    assert found.head.role is Role.WRITER


def test_an_unknown_field_is_named_with_its_file(tmp_path: Path) -> None:
    path = write_persona(tmp_path, mood='"cheerful"')
    with pytest.raises(HouseError, match=re.escape(f"{path}: field 'mood': unknown field")):
        read_persona(path)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "field 'title': Field required"),
        ({"role": '"poet"'}, "field 'role': Input should be"),
        ({"on_duty": '"perhaps"'}, "field 'on_duty'"),
        ({"bio": '"Nela has covered ports for ten years."'}, "must say that the persona is an AI"),
        ({"bio": f'"AI {"x" * MAX_BIO_CHARS}"'}, f"at most {MAX_BIO_CHARS} characters"),
        ({"prose": ""}, "the character .* is missing"),
        ({"title": "Desk writer"}, "not valid TOML"),
        ({"correspondent": "true"}, "a correspondent needs beats, voice, method and lenses"),
    ],
)
def test_a_wrong_head_is_refused_with_the_field(
    tmp_path: Path, fields: dict[str, str], message: str
) -> None:
    path = write_persona(tmp_path, **fields)
    with pytest.raises(HouseError, match=message) as caught:
        read_persona(path)
    assert str(caught.value).startswith(str(path))


@pytest.mark.parametrize(
    "text",
    ["Nela counts.", "Nela.\n+++\nname = 'Nela'\n+++\nprose", "+++\nname = 'Nela'\nprose"],
    ids=["no head", "prose before the head", "a head without end"],
)
def test_a_file_without_a_head_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "nela.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HouseError, match="expected a TOML head"):
        read_persona(path)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nela.md"
    path.write_bytes(b"+++\nname = \xff\n+++\n")
    with pytest.raises(HouseError, match="cannot be read"):
        read_persona(path)


def test_a_folder_without_personas_is_no_staff(tmp_path: Path) -> None:
    with pytest.raises(HouseError, match="no persona files"):
        read_personas(tmp_path)


def test_one_persona_is_on_duty_for_a_role(tmp_path: Path) -> None:
    write_persona(tmp_path, "nela")
    write_persona(tmp_path, "orrin", on_duty="false")
    write_correspondent(tmp_path, "tamsin", on_duty="true")
    assert on_duty(read_personas(tmp_path), Role.WRITER).id == "nela"


@pytest.mark.parametrize(
    ("duty", "found"), [(("false", "false"), "nobody"), (("true", "true"), "nela, orrin")]
)
def test_nobody_or_two_on_duty_stop_the_house(
    tmp_path: Path, duty: tuple[str, str], found: str
) -> None:
    for name, is_on_duty in zip(("nela", "orrin"), duty, strict=True):
        write_persona(tmp_path, name, on_duty=is_on_duty)
    with pytest.raises(HouseError, match=f"'writer' needs one persona on duty, found {found}$"):
        on_duty(read_personas(tmp_path), Role.WRITER)


def test_a_correspondents_card_shows_what_readers_may_know(tmp_path: Path) -> None:
    write_persona(tmp_path, "nela")
    write_correspondent(tmp_path, "tamsin", name='"Tamsin"')
    [tamsin] = correspondents(read_personas(tmp_path))
    card = tamsin.card()
    assert (card.id, card.name, card.is_correspondent) == ("tamsin", "Tamsin", True)
    assert [lens.name for lens in card.lenses] == ["Who pays"]
    assert card.languages == ("en",)


def test_the_character_is_no_part_of_the_card(tmp_path: Path) -> None:
    assert "counts" not in repr(persona(tmp_path, prose="Nela counts.").card())
