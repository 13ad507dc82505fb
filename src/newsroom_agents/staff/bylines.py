"""Who signs a story: its places pick a regional correspondent, else the breaking-news desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from newsroom_agents.errors import HouseError
from newsroom_agents.staff.files import parse_table, read_text
from newsroom_agents.staff.persona import Persona, correspondents

WORLD = "001"
"""M49's code of the world: the region of the desk that takes what no other covers."""


class _RegionTable(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    territories: tuple[str, ...]


class _RegionsFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    region: dict[str, _RegionTable]


@dataclass(frozen=True, slots=True)
class Bylines:
    """The correspondents by the territories and beats they cover."""

    by_territory: Mapping[str, Sequence[str]]
    beats: Mapping[str, frozenset[str]]
    everywhere: str

    def pick(self, places: Sequence[str], beat: str) -> str:
        """Return the persona id of the correspondent for these places (the first counts most)."""
        for place in places[:1]:
            for persona in self.by_territory.get(place, ()):
                if beat in self.beats[persona]:
                    return persona
        return self.everywhere


def read_bylines(personas: Mapping[str, Persona], path: Path, beats: frozenset[str]) -> Bylines:
    """Return who covers what.

    Raises:
        HouseError: The regions' file is wrong, a correspondent names an unknown region or beat, or
            nobody (or more than one) covers the world.
    """
    regions = parse_table(read_text(path), path, _RegionsFile).region
    by_territory: dict[str, list[str]] = {}
    everywhere: list[str] = []
    writers = correspondents(personas)
    for persona in writers:
        _check(persona, regions, beats)
        for region in persona.head.regions:
            if region == WORLD:
                everywhere.append(persona.id)
            for territory in regions[region].territories if region != WORLD else ():
                by_territory.setdefault(territory, []).append(persona.id)
    if len(everywhere) != 1:
        found = ", ".join(everywhere) or "nobody"
        msg = f"personas/: one correspondent needs the region {WORLD!r} (the world), found {found}"
        raise HouseError(msg)
    return Bylines(
        by_territory=by_territory,
        beats={persona.id: frozenset(persona.head.beats) for persona in writers},
        everywhere=everywhere[0],
    )


def _check(persona: Persona, regions: Mapping[str, object], beats: frozenset[str]) -> None:
    for region in persona.head.regions:
        if region != WORLD and region not in regions:
            msg = f"personas/{persona.id}.md: field 'regions': no region {region!r} in regions.toml"
            raise HouseError(msg)
    for beat in persona.head.beats:
        if beat not in beats:
            msg = f"personas/{persona.id}.md: field 'beats': no beat {beat!r} in beats.toml"
            raise HouseError(msg)
