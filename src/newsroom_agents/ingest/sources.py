"""The sources a house reads: data/sources.toml, checked before the first of them is read.

A rating needs a basis and the day on which it was looked at; without a basis an outlet stays
unrated. What is wrong stops the house with file, source and field, because a source that silently
fell away would be missed by nobody.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from newsroom_agents.errors import HouseError
from newsroom_agents.ingest.kind import Source, SourceKind
from newsroom_agents.ingest.wire_item import is_address
from newsroom_agents.story.source import Outlet, Ownership, Tier
from newsroom_agents.text.language import is_valid_tag

FILE = "sources.toml"
_ID = r"^[a-z0-9][a-z0-9-]{0,60}$"


class SourceTable(BaseModel):
    """One source as the file has it.

    `place` is a folder or file, below the house's folder unless it is absolute, or a web address.
    `ownership` and `tier` count only with a `basis` (an address) and its `as_of`. `unverified`
    marks a web address that nobody has seen to work; `newsroom sources check` looks. `fetch_pages`
    says whether the page behind an entry is fetched when the source gives only its summary.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    place: str = Field(min_length=1)
    outlet: str = ""
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    language: str = ""
    beats: tuple[str, ...] = ()
    ownership: Ownership = Ownership.UNRATED
    tier: Tier = Tier.UNRATED
    basis: str = ""
    as_of: date | None = None
    unverified: bool = False
    fetch_pages: bool = True

    @property
    def is_rated(self) -> bool:
        """Whether somebody rated the outlet at all."""
        return (self.ownership, self.tier) != (Ownership.UNRATED, Tier.UNRATED)

    def rated_outlet(self) -> Outlet | None:
        """Return the outlet behind the source; None where the source itself names it."""
        if not self.outlet:
            return None
        return Outlet(
            id=self.outlet,
            name=self.outlet,
            country=self.country,
            ownership=self.ownership,
            tier=self.tier,
            basis=self.basis,
        )


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Mapping[Annotated[str, Field(pattern=_ID)], SourceTable] = Field(default_factory=dict)


class SourceList(Mapping[str, Source]):
    """The sources of a house by id; the file is read when somebody first looks.

    A long list takes a fifth of a second, and most commands have no need of it. Whoever looks may
    meet a `HouseError`, as from `read_sources`.
    """

    def __init__(self, path: Path, kinds: Mapping[str, SourceKind], beats: frozenset[str]) -> None:
        self._path, self._kinds, self._beats = path, kinds, beats

    @cached_property
    def _sources(self) -> Mapping[str, Source]:
        return read_sources(self._path, self._kinds, self._beats)

    def __getitem__(self, name: str) -> Source:
        return self._sources[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def read_sources(
    path: Path, kinds: Mapping[str, SourceKind], beats: frozenset[str]
) -> dict[str, Source]:
    """Return the sources of a house by id; none when it has no such file.

    Args:
        path: Where data/sources.toml is or would be.
        kinds: The kinds of sources there are.
        beats: The beats of the house.

    Raises:
        HouseError: Something is wrong; names the file, the source and the field.
    """
    tables = read_tables(path)
    for name, field, problem in problems_of(tables, kinds, beats):
        msg = f"{path}: source {name!r}: field {field!r}: {problem}"
        raise HouseError(msg)
    house = path.parent.parent
    return {
        name: Source(
            id=name,
            kind=table.kind,
            place=table.place if is_address(table.place) else str(house / table.place),
            outlet=table.rated_outlet(),
            language=table.language,
            beats=table.beats,
            fetches_pages=table.fetch_pages,
        )
        for name, table in tables.items()
    }


def read_tables(path: Path) -> Mapping[str, SourceTable]:
    """Return the tables of the file by source, each read by itself.

    Raises:
        HouseError: The file cannot be read, or a field is not what it should be.
    """
    if not path.exists():
        return {}
    try:
        return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).source
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        msg = f"{path}: expected TOML in UTF-8: {error}"
        raise HouseError(msg) from error
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(step) for step in problem["loc"])
        msg = f"{path}: field {field!r}: {problem['msg']}"
        raise HouseError(msg) from error


def table_of(name: str, fields: Mapping[str, str]) -> SourceTable:
    """Return a source from its fields as texts.

    Raises:
        HouseError: The id or a field is not what it should be.
    """
    try:
        return _File.model_validate({"source": {name: fields}}).source[name]
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(step) for step in problem["loc"][1:])
        msg = f"source {name!r}: field {field!r}: {problem['msg']}"
        raise HouseError(msg) from error


def append_tables(path: Path, tables: Mapping[str, SourceTable]) -> None:
    """Write sources behind those that the file has; what stands there stays as it is.

    Raises:
        HouseError: The file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write("".join(_toml(name, table) for name, table in tables.items()))
    except OSError as error:
        msg = f"{path}: expected a file that can be written: {error.strerror}"
        raise HouseError(msg) from error


def _toml(name: str, table: SourceTable) -> str:
    """Return a source as TOML, without the fields it leaves open."""
    lines = [f"\n[source.{name}]"]
    for field, value in table.model_dump(mode="json", exclude_defaults=True).items():
        # A JSON text or list of texts is TOML as well; a date stands without quotes.
        shown = value if field == "as_of" else json.dumps(value, ensure_ascii=False)
        lines.append(f"{field} = {shown}")
    return "\n".join(lines) + "\n"


def problems_of(
    tables: Mapping[str, SourceTable], kinds: Mapping[str, SourceKind], beats: frozenset[str]
) -> list[tuple[str, str, str]]:
    """Return source, field and trouble of all that is wrong in some tables."""
    return [
        (name, field, problem)
        for name, table in tables.items()
        for field, problem in _problems(table, kinds, beats)
    ]


def _problems(
    table: SourceTable, kinds: Mapping[str, SourceKind], beats: frozenset[str]
) -> list[tuple[str, str]]:
    """Return field and trouble of what one table says wrongly."""
    found = []
    if table.kind not in kinds:
        found.append(("kind", f"no kind {table.kind!r}, expected one of {', '.join(kinds)}"))
    elif is_address(table.place) and kinds[table.kind].parse is None:
        found.append(("place", f"expected a folder or a file: a {table.kind} has no web address"))
    if table.language and not is_valid_tag(table.language):
        found.append(("language", f"expected a BCP 47 code such as 'pt', got {table.language!r}"))
    unknown = [beat for beat in table.beats if beat not in beats]
    if unknown:
        found.append(
            ("beats", f"no beat {unknown[0]!r}, expected some of {', '.join(sorted(beats))}")
        )
    if table.is_rated and not table.outlet:
        found.append(("outlet", "expected a name, since ownership or tier rate it"))
    if table.is_rated and not table.basis.strip():
        found.append(("basis", "expected an address that supports ownership and tier"))
    if table.is_rated and table.as_of is None:
        found.append(("as_of", "expected the day on which the basis was looked at"))
    return found
