"""A thousand feeds on two hundred hosts, polled twice: what it costs, and what gets through.

    python bench/feeds_world.py [--hosts 200] [--feeds 5] [--seconds 5] [--spacing 0.2] [--json F]

The world (feeds_world_server.py) runs on loopback in a process of its own: most feeds are good,
others are gone, broken, slow or hostile. `newsroom monitor` polls all of them, and again after one
good feed in twenty has something new. The bars: no unchanged body is sent a second time to a feed
whose server marks versions, the second run takes at most 15 seconds of CPU, every good feed is read
in both, and nothing is ever led inward.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from feeds_world_server import GOOD

ROOT = Path(__file__).parents[1]
MOST_CPU = 15.0
_TIMEOUT = 1800


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the monitor: its seconds, what it says it did, and what the world saw."""

    wall: float
    cpu: float
    peak_mib: float
    asked: int
    unchanged: int
    failed: int
    new: int
    bodies: dict[str, int]
    robots: int
    inward: int
    good_failed: int
    failures: dict[str, int]


@dataclass(frozen=True, slots=True)
class World:
    """The world as served: its port, and what each feed is."""

    port: int
    kinds: Mapping[str, str]

    def told(self, path: str) -> Any:
        """Ask the world's own side."""
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return json.load(answer)


def main() -> int:
    """Poll twice, print a table, write JSON when asked; 1 when a bar is missed."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder, _served(asked.hosts, asked.feeds) as world:
        house = _house(Path(folder), world)
        environment = {
            **os.environ,
            "NEWSROOM_WEB__ALLOW": "127.0.1.0/24",
            "NEWSROOM_WEB__SECONDS": str(asked.seconds),
            "NEWSROOM_WEB__SPACING": str(asked.spacing),
        }
        first = _run(house, world, environment)
        world.told("/round")
        second = _run(house, world, environment)
    _print(world, first, second)
    missed = _missed(first, second)
    for bar in missed:
        print(f"missed: {bar}")
    if asked.json:
        figures = {"first": asdict(first), "second": asdict(second), "missed": missed}
        asked.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--feeds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--spacing", type=float, default=0.2)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


@contextmanager
def _served(hosts: int, feeds: int) -> Iterator[World]:
    script = Path(__file__).with_name("feeds_world_server.py")
    command = [sys.executable, str(script), str(hosts), str(feeds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            told = json.loads(server.stdout.readline() if server.stdout else "{}")
            yield World(told["port"], told["kinds"])
        finally:
            server.kill()


def _house(folder: Path, world: World) -> Path:
    """Write a house whose sources are the world's feeds."""
    house = folder / "house"
    house.mkdir()
    for name in ("personas", "prompts", "data"):
        shutil.copytree(ROOT / name, house / name)
    shutil.copy(ROOT / "newsroom.toml", house)
    tables = (
        f'[source.{_source_id(place)}]\nkind = "feed"\nlanguage = "en"\n'
        f'place = "http://{_address(place, world.port)}"\n'
        f'outlet = "Gazette {place}"\nfetch_pages = false\n'
        for place in world.kinds
    )
    (house / "data" / "sources.toml").write_text("\n".join(tables), encoding="utf-8")
    return house


def _address(place: str, port: int) -> str:
    host, _, path = place.partition("/")
    return f"{host}:{port}/{path}"


def _source_id(place: str) -> str:
    return "world-" + place.replace(".", "-").replace("/", "-")


def _run(house: Path, world: World, environment: Mapping[str, str]) -> Run:
    """Poll every feed once, as a process of its own."""
    names = [word for place in world.kinds for word in ("--source", _source_id(place))]
    command = [sys.executable, "-m", "newsroom_agents", "--house", str(house), "monitor", "--json"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [*command, *names], env=dict(environment), capture_output=True, text=True,
        timeout=_TIMEOUT, check=False,
    )  # fmt: skip
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 3}:
        raise SystemExit(done.stderr)
    said, seen = json.loads(done.stdout), world.told("/counts")
    kinds = {_source_id(place): kind for place, kind in world.kinds.items()}
    failed = Counter(kinds.get(one["place"].partition(":")[0], "?") for one in said["errors"])
    return Run(
        wall=round(wall, 1),
        cpu=round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        peak_mib=round(after.ru_maxrss / 1024),
        asked=said["asked"],
        unchanged=said["unchanged"],
        failed=said["failed"],
        new=said["new"],
        bodies=seen["bodies"],
        robots=seen["asked"].get("robots", 0),
        inward=seen["inward"],
        good_failed=sum(count for kind, count in failed.items() if kind in GOOD - {"flood"}),
        failures=dict(sorted(failed.items())),
    )


def _missed(first: Run, second: Run) -> list[str]:
    bars = {
        "an unchanged body was sent again": second.bodies.get("unchanged", 0) == 0,
        f"the second run took more than {MOST_CPU:g} s CPU": second.cpu <= MOST_CPU,
        "a good feed was not read": first.good_failed == second.good_failed == 0,
        "something was led inward": first.inward == second.inward == 0,
        "not every feed was asked": first.asked == second.asked,
    }
    return [bar for bar, is_met in bars.items() if not is_met]


def _print(world: World, first: Run, second: Run) -> None:
    bad = Counter(world.kinds.values())
    print(f"{len(world.kinds)} feeds: " + ", ".join(f"{n} {kind}" for kind, n in bad.items()))
    print(f"{'':34}{'first run':>12}{'second run':>12}")
    rows = (
        ("seconds", "wall"), ("seconds of CPU", "cpu"), ("peak memory, MiB", "peak_mib"),
        ("feeds asked", "asked"), ("unchanged", "unchanged"), ("failed", "failed"),
        ("new items", "new"), ("robots.txt asked", "robots"), ("led inward", "inward"),
        ("good feeds that failed", "good_failed"),
    )  # fmt: skip
    for name, figure in rows:
        print(f"{name:34}{getattr(first, figure):>12}{getattr(second, figure):>12}")
    for name in ("unchanged", "changed", "unmarked"):
        counts = first.bodies.get(name, 0), second.bodies.get(name, 0)
        print(f"bodies sent, {name:21}{counts[0]:>12}{counts[1]:>12}")
    print("failures, second run: " + json.dumps(second.failures))


if __name__ == "__main__":
    raise SystemExit(main())
