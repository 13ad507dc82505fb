"""How a command gets at the newsroom: the options of the whole program, and the open house."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from newsroom_agents.cli.terminal import speaking

if TYPE_CHECKING:
    from newsroom_agents.archive.archive import Archive
    from newsroom_agents.clock import Clock
    from newsroom_agents.newsroom import Newsroom
    from newsroom_agents.settings import Places


@dataclass(frozen=True, slots=True)
class Where:
    """Where the house and its run-time files are, as the caller said."""

    house: Path | None
    var: Path | None

    def options(self) -> tuple[str, ...]:
        """Return the options as they would be typed again, for printed commands."""
        named = (("--house", self.house), ("--var", self.var))
        return tuple(f"{name} {shlex.quote(str(path))}" for name, path in named if path)


def where(context: typer.Context) -> Where:
    """Return what `--house` and `--var` said."""
    found = context.find_root().obj
    return found if isinstance(found, Where) else Where(None, None)


@contextmanager
def opened(context: typer.Context) -> Iterator["Newsroom"]:
    """Open the newsroom for a command; its errors become one line and an exit code."""
    from newsroom_agents.newsroom import open_newsroom
    from newsroom_agents.settings import environment

    place = where(context)
    with speaking(), open_newsroom(place.house, place.var, environment()) as newsroom:
        yield newsroom


@dataclass(frozen=True, slots=True)
class Records:
    """The newsroom's records, without its staff: enough to look things up, and quick to open."""

    archive: "Archive"
    places: "Places"
    clock: "Clock"


@contextmanager
def records(context: typer.Context) -> Iterator[Records]:
    """Open the archive alone; its errors become one line and an exit code."""
    from newsroom_agents.archive.archive import Archive
    from newsroom_agents.clock import system_clock
    from newsroom_agents.settings import environment, find_places, read_settings

    place, env = where(context), environment()
    with speaking():
        places = find_places(place.house, place.var, env)
        settings = read_settings(places.house, env)
        archive = Archive.open(
            settings.database_url(places.var),
            places.var,
            system_clock,
            settings.database.synchronous,
        )
        try:
            yield Records(archive, places, system_clock)
        finally:
            archive.close()


def account() -> str:
    """Return the system account that runs the command, for the record of a decision."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
