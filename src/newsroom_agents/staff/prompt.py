"""Prompts are files: Jinja over the brief's fields, with a digest for the credit.

Every role has `system.md` (what never changes for a persona) and `user.md` (the brief). A provider
caches what two requests begin with, so `user.md` tells first what stays from take to take, the
sources above all, then says `{{ stable_end }}`, then what this take asks.

Source text enters only through `shared/material.md`, neutralised and behind a marker that no source
can guess: an HMAC of the house's secret over the stable part without it, so that an identical
request stays identical and a later take begins with the same bytes.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, meta
from jinja2.sandbox import SandboxedEnvironment

from newsroom_agents.errors import HouseError
from newsroom_agents.ports import Message
from newsroom_agents.staff.files import read_text
from newsroom_agents.staff.neutral import neutral, neutral_lines
from newsroom_agents.staff.persona import Persona
from newsroom_agents.story.paper import Paper, Role, canonical_json

_SHARED = "shared/material.md"
_PARTS = ("system", "user")
_PICTURE, _REPLY = "picture", "reply"
"""The part by which a picture is asked for, and what it may use beside the brief."""
_UNMARKED = "\x00marker\x00"
_STABLE_END = "\x00stable\x00"
_MARKER_DIGITS = 16
_GIVEN = frozenset({"persona", "marker", "stable_end"})


@dataclass(frozen=True, slots=True)
class Rendered:
    """A prompt ready to send, and the digest of what it was made from."""

    messages: tuple[Message, ...]
    digest: str


class Shelf:
    """The prompts of a house."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        self._folder = folder
        self._secret = secret
        self._jinja = SandboxedEnvironment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        self._jinja.filters["neutral"] = neutral
        self._jinja.filters["neutral_lines"] = neutral_lines
        self._jinja.filters["iso"] = _iso
        self._jinja.filters["minute"] = _minute
        self._jinja.globals["marker"] = _UNMARKED
        self._jinja.globals["stable_end"] = _STABLE_END
        self._asked: dict[Path, frozenset[str]] = {}

    def check_fits(self, role: Role, takes: type[Paper], persona: Persona) -> None:
        """Check that a persona's prompts fit the role's brief.

        Raises:
            HouseError: The persona has another role, a prompt file is missing or not a template, or
                it asks for a field the brief does not have; names file and variable.
        """
        if persona.head.role is not role:
            msg = f"{persona.id} is a {persona.head.role.value}, not a {role.value}"
            raise HouseError(msg)
        for part in self._parts(role):
            path = self._folder / role.value / f"{part}.md"
            given = _GIVEN | {_REPLY} if part == _PICTURE else _GIVEN
            for name in sorted(self._variables(path) - given):
                if name not in takes.model_fields:
                    msg = f"{path}: {takes.__name__} has no {name}"
                    raise HouseError(msg)

    def render(self, role: Role, persona: Persona, brief: Paper) -> Rendered:
        """Return the messages for this brief.

        Raises:
            HouseError: A template fails; names the file.
        """
        fields = {name: getattr(brief, name) for name in type(brief).model_fields}
        given = {**fields, "persona": _PersonaView.of(persona)}
        texts = [self._render_part(role, part, given) for part in _PARTS]
        stable = canonical_json([text.partition(_STABLE_END)[0] for text in texts])
        marker = hmac.new(self._secret, stable, hashlib.sha256).hexdigest()[:_MARKER_DIGITS]
        messages = tuple(
            Message(author=part, text=text.replace(_UNMARKED, marker).replace(_STABLE_END, ""))
            for part, text in zip(_PARTS, texts, strict=True)
        )
        return Rendered(messages=messages, digest=self.digest(role, persona))

    def picture(self, role: Role, brief: Paper, reply: Paper) -> str:
        """Return the words by which a picture is asked for; empty when the role has none.

        Raises:
            HouseError: The template fails; names the file.
        """
        if _PICTURE not in self._parts(role):
            return ""
        fields = {name: getattr(brief, name) for name in type(brief).model_fields}
        return self._render_part(role, _PICTURE, {**fields, _REPLY: reply}).strip()

    def digest(self, role: Role, persona: Persona) -> str:
        """Return the sha256 over the persona and every file its prompt is made from, in hex."""
        parts = [read_text(self._folder / role.value / f"{part}.md") for part in self._parts(role)]
        parts += [read_text(self._folder / _SHARED), persona.model_dump_json()]
        return hashlib.sha256(canonical_json(parts)).hexdigest()

    def _parts(self, role: Role) -> tuple[str, ...]:
        """Return the parts of a role's prompt; one that draws has words for the picture too."""
        has_picture = (self._folder / role.value / f"{_PICTURE}.md").is_file()
        return (*_PARTS, _PICTURE) if has_picture else _PARTS

    def _render_part(self, role: Role, part: str, given: dict[str, object]) -> str:
        name = f"{role.value}/{part}.md"
        try:
            return self._jinja.get_template(name).render(given)
        except TemplateError as error:
            msg = f"{self._folder / name}: {error}"
            raise HouseError(msg) from error

    def _variables(self, path: Path) -> frozenset[str]:
        """Return the names a template needs from outside; ten writers share one template."""
        if path not in self._asked:
            text = read_text(path)
            try:
                found = meta.find_undeclared_variables(self._jinja.parse(text))
            except TemplateError as error:
                msg = f"{path}: {error}"
                raise HouseError(msg) from error
            self._asked[path] = frozenset(found)
        return self._asked[path]


@dataclass(frozen=True, slots=True)
class _PersonaView:
    """What a template may know of the persona."""

    name: str
    title: str
    character: str
    voice: str
    method: str

    @classmethod
    def of(cls, persona: Persona) -> "_PersonaView":
        head = persona.head
        return cls(head.name, head.title, persona.character, head.voice, head.method)


def _minute(moment: datetime) -> str:
    """Return a moment to the minute; all times of a prompt are UTC."""
    return f"{moment:%Y-%m-%d %H:%M}"


def _iso(moment: date | datetime) -> str:
    return moment.isoformat()
