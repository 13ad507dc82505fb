"""A storm of faults: the same stories as on a clear day, and no wait but those that are stated.

    python bench/storm.py [--stories 20] [--seconds 0.05] [--json FILE]

Invented events are opened as leads once, and two copies of that house report them: one from a model
that never fails, one from a model that answers 20 of 100 calls with 429, cuts off 10 and spoils the
JSON of 10. The house's key and clock are the same, so the digests of the queued packages are, too,
when every word is. A wait is the time from the end of a failed call to the next call with the same
body; stated is what the server asked for, or else the retry's own longest wait.
"""

import argparse
import json
import shutil
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from article_cost import ROOT
from model_server import MODEL, Call, ModelServer, read_options
from throughput import write_wire

from newsroom_agents.clock import fixed_clock
from newsroom_agents.ingest.kind import Source
from newsroom_agents.newsroom import open_newsroom
from newsroom_agents.pipeline.passes import WIRE, Plan, monitoring
from newsroom_agents.pipeline.working import book_reports, work_off

STORM = ("429", "", "cut", "", "429", "", "garbage", "", "", "")
"""What befalls ten calls in a row."""
CLEAR = ("",)
ASKED_TO_WAIT = 1.0
"""What the benchmark's server puts into Retry-After."""
_FIRST_WAIT = 0.5
_AS_OF = fixed_clock(datetime(2026, 11, 20, 12, tzinfo=UTC))
_TIMEOUT = 600.0


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a call waited after a fault, and how long it was to wait at most."""

    fault: str
    stated: float
    taken: float


@dataclass(frozen=True, slots=True)
class Day:
    """What came of one house: its stories as they stand in the queue, and the server's book."""

    stories: dict[str, tuple[str, str, int, str]]
    calls: tuple[Call, ...]
    wall: float
    unfinished: int

    @property
    def waits(self) -> tuple[Wait, ...]:
        """The waits between a failed call and the next one with the same body."""
        by_body: defaultdict[str, list[Call]] = defaultdict(list)
        for call in sorted(self.calls, key=lambda one: one.start):
            by_body[call.sha256].append(call)
        return tuple(wait for calls in by_body.values() for wait in _waits(calls))


def _waits(calls: Sequence[Call]) -> Iterator[Wait]:
    for number, (one, after) in enumerate(pairwise(calls)):
        if one.fault in {"429", "cut"}:
            stated = ASKED_TO_WAIT if one.fault == "429" else _FIRST_WAIT * 2.0**number
            yield Wait(one.fault, stated, after.start - one.end)


@contextmanager
def model(faults: Sequence[str], seconds: float) -> Iterator[ModelServer]:
    """Run the model's server in a thread."""
    options = read_options(
        ["--port", "0", *(["--seconds", str(seconds)] if seconds else ["--fast"])]
    )
    options.fault = list(faults)
    with ModelServer(options) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def open_leads(folder: Path, stories: int) -> Path:
    """Make a house with so many open leads, found by rule; return its run-time folder."""
    write_wire(folder / "wire", stories)
    source = Source(id="town", kind=WIRE, place=str(folder / "wire"))
    by_rule = {"NEWSROOM_ENGINE__NAME": "extractive"}
    with open_newsroom(ROOT, folder / "leads", by_rule, _AS_OF) as newsroom:
        for _ in monitoring(newsroom.desk, newsroom.places, Plan([source]), None):
            pass
    return folder / "leads"


def reported(leads: Path, var: Path, faults: Sequence[str], seconds: float) -> Day:
    """Report every lead of a copy of a house, from a model with these faults."""
    shutil.copytree(leads, var)
    with model(faults, seconds) as server:
        env = {
            "OPENAI_API_KEY": "sk-bench",
            "NEWSROOM_ENGINE__NAME": "openai_compatible",
            "NEWSROOM_ENGINE__BASE_URL": f"http://127.0.0.1:{server.server_address[1]}/v1",
            "NEWSROOM_ENGINE__ENGINE_MODEL": MODEL,
        }
        with open_newsroom(ROOT, var, env, _AS_OF) as newsroom:
            desk, begun = newsroom.working_desk, time.monotonic()
            keys = book_reports(desk, (), None)
            done = work_off(desk, newsroom.workshop, keys, _TIMEOUT, lambda _: None)
            wall = time.monotonic() - begun
            with newsroom.desk.archive.reading() as room:
                rows = room.queue.rows()
    stories = {row.slug: (row.state.value, row.headline, row.take, row.digest) for row in rows}
    return Day(stories, tuple(server.book.calls), wall, len(done.waiting))


def figures(clear: Day, storm: Day) -> dict[str, Any]:
    """Return what the storm cost, and whether it changed anything."""
    faults = [call.fault for call in storm.calls if call.fault]
    waits = storm.waits
    return {
        "stories": len(clear.stories),
        "ready": sum(state == "ready" for state, *_ in clear.stories.values()),
        "same_as_on_a_clear_day": sum(
            clear.stories[slug] == row for slug, row in storm.stories.items()
        ),
        "unfinished": clear.unfinished + storm.unfinished,
        "calls_clear": len(clear.calls),
        "calls_storm": len(storm.calls),
        "faults": {kind: faults.count(kind) for kind in sorted(set(faults))},
        "waits": len(waits),
        "stated_s": round(sum(wait.stated for wait in waits), 1),
        "taken_s": round(sum(wait.taken for wait in waits), 1),
        "most_over_stated_s": round(
            max((wait.taken - wait.stated for wait in waits), default=0), 2
        ),
        "too_soon": sum(wait.fault == "429" and wait.taken < wait.stated for wait in waits),
        "wall_clear_s": round(clear.wall, 1),
        "wall_storm_s": round(storm.wall, 1),
    }


def main() -> None:
    """Measure both days, print, write the JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stories", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=0.05, help="time of a call")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    told = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="storm-"))
    try:
        leads = open_leads(folder, told.stories)
        clear = reported(leads, folder / "clear", CLEAR, told.seconds)
        storm = reported(leads, folder / "storm", STORM, told.seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    found = figures(clear, storm)
    for name, value in found.items():
        print(f"{name:24} {value}")
    if told.json:
        told.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
