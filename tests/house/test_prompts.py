"""The house as it ships opens: every role has its prompts, and every prompt fits its brief."""

import re
from pathlib import Path

import pytest

from newsroom_agents.newsroom import House, open_house
from newsroom_agents.settings import Places
from newsroom_agents.staff.prompt import Shelf
from newsroom_agents.story.paper import Role

from .sources import ROOT

PROMPTS = ROOT / "prompts"
PARTS = ("system.md", "user.md")
SHARED = {"shared/material.md"}
PICTURES = {"illustrator/picture.md"}


@pytest.fixture(scope="module")
def house() -> House:
    """The house in this repository, with the embedded defaults."""
    return open_house(Places(house=ROOT, var=ROOT / "var"), {}, b"the secret of a test")


def test_the_house_opens_with_a_persona_on_duty_for_every_role(house: House) -> None:
    roles = {persona.head.role for persona in house.personas.values() if persona.head.on_duty}
    assert roles == set(Role)


def test_the_house_that_ships_needs_no_model(house: House) -> None:
    assert house.settings.engine.name == "extractive"


def test_every_prompt_file_belongs_to_a_role_or_is_shared() -> None:
    wanted = {f"{role.value}/{part}" for role in Role for part in PARTS} | SHARED | PICTURES
    found = {path.relative_to(PROMPTS).as_posix() for path in PROMPTS.rglob("*") if path.is_file()}
    assert found == wanted


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_every_prompt_shows_source_text_only_through_the_shared_file(role: Role) -> None:
    for part in PARTS:
        text = (PROMPTS / role.value / part).read_text(encoding="utf-8")
        assert "<material" not in text
        assert not re.search(r"\{[{%][^}]*\bmarker\b", text)


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_a_credits_digest_follows_from_the_files_alone(role: Role, house: House) -> None:
    persona = next(p for p in house.personas.values() if p.head.role is role)
    one, other = (Shelf(PROMPTS, secret).digest(role, persona) for secret in (b"one", b"other"))
    assert one == other


def test_a_copied_house_opens_and_opening_writes_nothing(tmp_path: Path) -> None:
    from newsroom_agents.cli.house import init

    init(tmp_path / "mine")
    places = Places(house=tmp_path / "mine", var=tmp_path / "var")
    assert open_house(places, {}, b"secret").personas
    assert not places.var.exists()
