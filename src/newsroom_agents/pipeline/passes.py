"""One monitoring run: intake, grouping, leads, under the monitor's own lock."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from newsroom_agents.archive.archive import Archive
from newsroom_agents.archive.source_states import BlindBeat
from newsroom_agents.errors import HouseError, WireError
from newsroom_agents.ingest.kind import Reading, Source, source_kinds
from newsroom_agents.ingest.wire_item import is_address
from newsroom_agents.pipeline.intake import Taken, grouping, take_in
from newsroom_agents.pipeline.locks import MONITOR_LOCK, holding
from newsroom_agents.pipeline.monitoring import Watched, watch
from newsroom_agents.pipeline.newsdesk import Newsdesk
from newsroom_agents.pipeline.polling import NOTHING_POLLED, Polled, Poller, Step, poll
from newsroom_agents.pipeline.source_health import note_blind
from newsroom_agents.settings import Places

WIRE = "wire"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a monitoring run does.

    Files of `sources` are always read. Their web addresses are polled when a poller is handed in,
    and with `at_once` also before it is their turn. No request and no portion of grouping begins
    after `until`. Without `as_of` the news time is that of the newest item.
    """

    sources: Sequence[Source]
    as_of: datetime | None = None
    until: datetime | None = None
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Pass:
    """What one monitoring run did; `blind` are beats that lost their last source in it."""

    taken: Taken
    watched: Watched
    news_time: datetime
    polled: Polled = NOTHING_POLLED
    blind: tuple[BlindBeat, ...] = ()


def monitoring(
    desk: Newsdesk, places: Places, plan: Plan, poller: Poller | None
) -> Generator[Step, None, Pass]:
    """Take in the sources, group what is new, judge the events; yields how far it is.

    Killed anywhere and run again, it loses nothing and does nothing twice.

    Raises:
        LockedError: Another monitoring run is under way.
    """
    with _alone(desk.archive, places.var):
        files = chain.from_iterable(readings_of(one) for one in plan.sources if not is_web(one))
        taken = take_in(desk.archive, files, desk.clock)
        polled = NOTHING_POLLED
        if poller is not None:
            web = [one for one in plan.sources if is_web(one)]
            polled = yield from poll(poller, web, plan.until, at_once=plan.at_once)
            taken = taken.plus(polled.taken)
        yield from _grouped(desk, plan.until, taken.new)
        now = desk.clock()
        news_time = plan.as_of or min(taken.newest or now, now)
        watched = watch(desk, news_time)
        yield Step("events", watched.events, watched.events, taken.new)
        blind: tuple[BlindBeat, ...] = ()
        if poller is not None:
            web = [one for one in desk.rules.sources.values() if is_web(one)]
            with desk.archive.writing() as room:
                blind = note_blind(room, web, now)
        return Pass(taken, watched, news_time, polled, blind)


def is_web(source: Source) -> bool:
    """Whether a source lies behind a web address."""
    return is_address(source.place)


@contextmanager
def _alone(archive: Archive, var: Path) -> Iterator[None]:
    """Hold the monitor's lock: in `var`, and in a database that several machines share."""
    with holding(var, MONITOR_LOCK):
        if not archive.is_shared:
            yield
            return
        with archive.claimed(MONITOR_LOCK):
            yield


def _grouped(desk: Newsdesk, until: datetime | None, new: int) -> Iterator[Step]:
    done = 0
    for count in grouping(desk.archive, desk.rules.window):
        done += count
        yield Step("grouping", done, done, new)
        if until is not None and desk.clock() >= until:
            return


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
