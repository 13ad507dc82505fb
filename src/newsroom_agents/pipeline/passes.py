"""One monitoring run: intake, grouping, leads, under the monitor's own lock."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from newsroom_agents.errors import HouseError, WireError
from newsroom_agents.ingest.kind import Reading, Source, source_kinds
from newsroom_agents.pipeline.intake import Taken, group_new, take_in
from newsroom_agents.pipeline.locks import MONITOR_LOCK, holding
from newsroom_agents.pipeline.monitoring import Watched, watch
from newsroom_agents.pipeline.newsdesk import Newsdesk
from newsroom_agents.settings import Places

WIRE = "wire"


@dataclass(frozen=True, slots=True)
class Pass:
    """What one monitoring run did."""

    taken: Taken
    watched: Watched
    news_time: datetime


def monitor_once(
    desk: Newsdesk, places: Places, sources: Sequence[Source], as_of: datetime | None
) -> Pass:
    """Take in the sources, group what is new, judge the events.

    Raises:
        LockedError: Another monitoring run is under way.
    """
    with holding(places.var, MONITOR_LOCK):
        readings = chain.from_iterable(map(readings_of, sources))
        taken = take_in(desk.archive, readings, desk.clock)
        group_new(desk.archive, desk.rules.window)
        now = desk.clock()
        news_time = as_of or min(taken.newest or now, now)
        return Pass(taken=taken, watched=watch(desk, news_time), news_time=news_time)


def named(
    sources: Mapping[str, Source], wires: Sequence[Path], names: Sequence[str]
) -> tuple[Source, ...]:
    """Return the sources that a command names; all of the house's when it names none.

    Args:
        sources: The house's sources by id.
        wires: Folders given as `--wire`.
        names: What was given as `--source`: an id of the house's sources, or a path.

    Raises:
        HouseError: A name is neither, or there is nothing to read at all.
    """
    for folder in wires:
        if not folder.is_dir():
            msg = f"--wire {folder}: expected a folder of .jsonl files"
            raise HouseError(msg)
    given = [Source(id=str(folder), kind=WIRE, place=str(folder)) for folder in wires]
    given += [sources.get(name) or _found_at(name, sources) for name in names]
    if not given and not sources:
        msg = (
            "no sources: name a wire folder with --wire DIR (a folder of .jsonl files), feeds or "
            "pages with --source PATH, or list sources in data/sources.toml"
        )
        raise HouseError(msg)
    return tuple(given or sources.values())


def readings_of(source: Source) -> Iterator[Reading]:
    """Yield what a source gives; a source that is gone is an error among the others' items."""
    try:
        for reading in source_kinds()[source.kind].read(source):
            if isinstance(reading, WireError) and source.kind != WIRE:
                yield WireError(place=f"{source.id}: {reading.place}", reason=reading.reason)
            else:
                yield reading
    except HouseError as error:
        yield WireError(place=source.id, reason=str(error))


def _found_at(name: str, sources: Mapping[str, Source]) -> Source:
    """Return a path as a source; its files show of which kind it is."""
    place = Path(name)
    if not place.exists():
        known = ", ".join(sources) or "none"
        msg = f"--source {name}: no such source (known: {known}) and no such folder or file"
        raise HouseError(msg)
    files = [place] if place.is_file() else sorted(place.rglob("*"))
    names = [file.name.removesuffix(".gz") for file in files]
    for kind in sorted(source_kinds().values(), key=lambda one: len(one.suffixes)):
        if any(name.endswith(kind.suffixes) for name in names):
            return Source(id=place.name, kind=kind.name, place=name)
    msg = f"--source {name}: expected files of a wire (.jsonl), pages (.html) or feeds (.xml)"
    raise HouseError(msg)
