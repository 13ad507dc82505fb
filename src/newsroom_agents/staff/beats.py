"""The house's beats, from data/beats.toml."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from newsroom_agents.ports import Beat
from newsroom_agents.staff.files import parse_table, read_text


class _BeatTable(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    topic: str = Field(pattern=r"^\d{8}$")
    topic_name: str
    accent: str
    min_origins: int = Field(ge=2)
    weight: float = Field(ge=0, le=1)
    terms: dict[str, tuple[str, ...]]


class _BeatsFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    beat: dict[str, _BeatTable]


def read_beats(path: Path) -> dict[str, Beat]:
    """Return the beats by id.

    Raises:
        HouseError: The file is missing or a field is wrong; names file and field.
    """
    file = parse_table(read_text(path), path, _BeatsFile)
    return {
        name: Beat(
            id=name,
            title=table.title,
            topic=table.topic,
            topic_name=table.topic_name,
            accent=table.accent,
            min_origins=table.min_origins,
            weight=table.weight,
            terms=table.terms,
        )
        for name, table in file.beat.items()
    }
