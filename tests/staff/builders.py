"""Houses written for a test; everybody in them is invented."""

from pathlib import Path

from newsroom_agents.staff.persona import Persona, read_persona
from newsroom_agents.staff.prompt import Shelf
from newsroom_agents.story.paper import Paper

SECRET = b"the secret of a test house"

HEAD = {
    "name": '"Nela"',
    "role": '"writer"',
    "title": '"Desk writer"',
    "bio": '"Nela is an AI that writes short reports."',
    "on_duty": "true",
}
CORRESPONDENT = {
    **HEAD,
    "on_duty": "false",
    "correspondent": "true",
    "beats": '["coasts"]',
    "regions": '["150"]',
    "languages": '["en"]',
    "voice": '"Dry and exact."',
    "method": '"Counts before it tells."',
    "lenses": '[{name = "Who pays", source = "A handbook", questions = ["Who pays?"]}]',
}
MATERIAL = """\
{%- macro material(lines) -%}
<material {{ marker }}>
{% for line in lines %}
[{{ loop.index }}] {{ line | neutral }}
{% endfor %}
</material {{ marker }}>
{%- endmacro -%}
"""


class WriterBrief(Paper):
    """What lies on the table of a writer in these tests."""

    lines: tuple[str, ...]
    take: int


def write_persona(
    folder: Path, file: str = "nela", /, *, prose: str = "Nela counts.", **fields: str
) -> Path:
    """Write a persona file; `fields` are TOML values laid over a sound head, `""` leaves out."""
    given = HEAD | fields
    head = "\n".join(f"{field} = {value}" for field, value in given.items() if value)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{file}.md"
    path.write_text(f"+++\n{head}\n+++\n\n{prose}\n", encoding="utf-8")
    return path


def write_correspondent(folder: Path, file: str = "nela", /, **fields: str) -> Path:
    """Write a correspondent's file."""
    return write_persona(folder, file, **(CORRESPONDENT | fields))


def persona(folder: Path, **fields: str) -> Persona:
    """Return a persona read from a file written for it."""
    return read_persona(write_persona(folder, **fields))


def write_prompts(
    folder: Path, *, system: str = "You are {{ persona.name }}.", user: str = "Take {{ take }}."
) -> Path:
    """Write the prompt files of a writer and return their folder."""
    (folder / "writer").mkdir(parents=True, exist_ok=True)
    (folder / "shared").mkdir(exist_ok=True)
    (folder / "writer" / "system.md").write_text(system, encoding="utf-8")
    (folder / "writer" / "user.md").write_text(user, encoding="utf-8")
    (folder / "shared" / "material.md").write_text(MATERIAL, encoding="utf-8")
    return folder


def shelf(folder: Path, *, secret: bytes = SECRET, **prompts: str) -> Shelf:
    """Return a shelf with the prompts written for it."""
    return Shelf(write_prompts(folder, **prompts), secret)
