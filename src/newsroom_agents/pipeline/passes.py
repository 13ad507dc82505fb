"""One monitoring run: intake, grouping, leads, under the monitor's own lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from newsroom_agents.errors import HouseError
from newsroom_agents.ingest.kind import source_kinds
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
    desk: Newsdesk, places: Places, wires: Sequence[Path], as_of: datetime | None
) -> Pass:
    """Take in the wires, group what is new, judge the events.

    Raises:
        LockedError: Another monitoring run is under way.
        HouseError: A wire folder does not exist, or none was named.
    """
    if not wires:
        msg = "no sources: name a wire folder with --wire DIR (a folder of .jsonl files)"
        raise HouseError(msg)
    read = source_kinds()[WIRE].read
    for folder in wires:
        if not folder.is_dir():
            msg = f"--wire {folder}: expected a folder of .jsonl files"
            raise HouseError(msg)
    with holding(places.var, MONITOR_LOCK):
        readings = chain.from_iterable(read(str(folder)) for folder in wires)
        taken = take_in(desk.archive, readings, desk.clock)
        group_new(desk.archive, desk.rules.window)
        now = desk.clock()
        news_time = as_of or min(taken.newest or now, now)
        return Pass(taken=taken, watched=watch(desk, news_time), news_time=news_time)
