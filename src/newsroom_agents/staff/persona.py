"""A persona is a named staffer on file: a TOML head between +++ lines, then the character.

No persona claims a human life; its bio says that it is an AI and what it is good for.
"""

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from newsroom_agents.errors import HouseError
from newsroom_agents.ports import Lens, StaffCard
from newsroom_agents.staff.files import parse_table, read_text
from newsroom_agents.story.paper import Role

_FENCE = "+++"
MAX_BIO_CHARS = 300


class LensTable(BaseModel):
    """A lens of a correspondent as it stands in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    source: str
    questions: tuple[str, ...]


class PersonaHead(BaseModel):
    """The head of a persona file; the fields after `on_duty` are for correspondents."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    role: Role
    title: str
    bio: str
    on_duty: bool = False
    correspondent: bool = False
    beats: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    voice: str = ""
    method: str = ""
    refuses: tuple[str, ...] = ()
    lenses: tuple[LensTable, ...] = ()


class Persona(BaseModel):
    """A staffer: the id is the file's name, the character its prose."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    head: PersonaHead
    character: str

    def card(self) -> StaffCard:
        """Return what readers may know."""
        head = self.head
        return StaffCard(
            id=self.id,
            name=head.name,
            role=head.role.value,
            title=head.title,
            bio=head.bio,
            is_correspondent=head.correspondent,
            beats=head.beats,
            languages=head.languages,
            voice=head.voice,
            method=head.method,
            refuses=head.refuses,
            lenses=tuple(
                Lens(name=lens.name, source=lens.source, questions=lens.questions)
                for lens in head.lenses
            ),
        )


def read_persona(path: Path) -> Persona:
    """Return the persona in `path`.

    Raises:
        HouseError: The head is missing or a field is unknown, missing or wrong.
    """
    text = read_text(path)
    before, fence, rest = text.partition(f"{_FENCE}\n")
    head, closing, prose = rest.partition(f"\n{_FENCE}")
    if before.strip() or not fence or not closing:
        msg = f"{path}: expected a TOML head between {_FENCE} lines at the top"
        raise HouseError(msg)
    persona = Persona(
        id=path.stem, head=parse_table(head, path, PersonaHead), character=prose.strip()
    )
    _check(persona, path)
    return persona


def read_personas(folder: Path) -> dict[str, Persona]:
    """Return all personas of a folder by id.

    Raises:
        HouseError: A file is wrong, or there is none.
    """
    personas = {path.stem: read_persona(path) for path in sorted(folder.glob("*.md"))}
    if not personas:
        msg = f"{folder}: no persona files (*.md)"
        raise HouseError(msg)
    return personas


def on_duty(personas: Mapping[str, Persona], role: Role) -> Persona:
    """Return the persona who fills the role today.

    Raises:
        HouseError: Nobody, or more than one, is on duty.
    """
    found = [
        p
        for p in personas.values()
        if p.head.role is role and p.head.on_duty and not p.head.correspondent
    ]
    if len(found) != 1:
        names = ", ".join(p.id for p in found) or "nobody"
        msg = f"personas/: the role {role.value!r} needs one persona on duty, found {names}"
        raise HouseError(msg)
    return found[0]


def correspondents(personas: Mapping[str, Persona]) -> tuple[Persona, ...]:
    """Return the bylines that readers know, by id."""
    return tuple(p for p in personas.values() if p.head.correspondent)


def _check(persona: Persona, path: Path) -> None:
    head = persona.head
    if "AI" not in head.bio.split() and "AI" not in head.bio:
        msg = f"{path}: field 'bio': must say that the persona is an AI"
        raise HouseError(msg)
    if len(head.bio) > MAX_BIO_CHARS:
        msg = f"{path}: field 'bio': at most {MAX_BIO_CHARS} characters, found {len(head.bio)}"
        raise HouseError(msg)
    if not persona.character:
        msg = f"{path}: the character (the prose after the head) is missing"
        raise HouseError(msg)
    if head.correspondent and not (head.beats and head.lenses and head.voice and head.method):
        msg = f"{path}: a correspondent needs beats, voice, method and lenses"
        raise HouseError(msg)
