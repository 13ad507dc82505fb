"""What copies and events cost per item, in an archive of a hundred thousand items and of a million.

    python bench/wire.py [--sizes 100000 1000000] [--measured 2000] [--day 500] [--folder DIR]
        [--json FILE]

For each size an archive is made with so many items: all but the last ones are seeded as the rows
that tracing and grouping would have left (signatures and bands of their own, members of events
older than the window), the window of the last four days and the items measured go through the
house itself. Those come in portions, as runs of the monitor bring them; one in five is an edited
copy of an earlier one, one in ten another report of its event. Time and memory are those of a
process of its own. The bar: the time per item for copies and events differs at most by half.
"""

import argparse
import hashlib
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy

from newsroom_agents.archive.archive import Archive
from newsroom_agents.clock import system_clock
from newsroom_agents.pipeline.intake import group_new, take_in
from newsroom_agents.story.source import Outlet, SourceItem
from newsroom_agents.wire.events import WINDOW

MOST_GROWTH = 1.5
_PORTION = 500
_BANDS = 32
_ROWS_AT_ONCE = 500_000
_NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
_SYLLABLES = ("ba", "ker", "lo", "min", "ra", "tes", "vul", "dor", "pa", "sil", "gu", "nem", "fo")
_WORDS, _NAMES = 8_000, 20_000
_SENTENCES, _LENGTH = 9, 13


@dataclass(frozen=True, slots=True)
class Figures:
    """What one size came to; times are milliseconds an item."""

    items: int
    measured: int
    storing_cpu_ms: float
    grouping_cpu_ms: float
    grouping_wall_ms: float
    copies_found: float
    peak_mib: int
    database_mib: int


def main() -> int:
    """Measure every size, print a table, write JSON when asked; 1 when the bar is missed."""
    asked = _arguments()
    if asked.measure:
        figures = measured(asked.measure, asked.sizes[0], asked.measured, asked.day)
        print(json.dumps(asdict(figures)))
        return 0
    found = []
    for size in asked.sizes:
        with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
            seed(Path(folder), size - asked.measured - asked.day * WINDOW.days)
            found.append(_in_a_process(Path(folder), size, asked))
    for name in Figures.__slots__:
        print(f"{name:20}" + "".join(f"{getattr(one, name):>12}" for one in found))
    growth = found[-1].grouping_cpu_ms / found[0].grouping_cpu_ms
    print(f"growth of copies and events {growth:.2f} (bar {MOST_GROWTH})")
    if asked.json:
        figures_of_all = {"growth": growth, "sizes": [asdict(one) for one in found]}
        asked.json.write_text(json.dumps(figures_of_all, indent=1) + "\n", encoding="utf-8")
    return 0 if growth <= MOST_GROWTH else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--measured", type=int, default=2_000)
    parser.add_argument("--day", type=int, default=500, help="items that come in in a day")
    parser.add_argument("--folder", type=Path, help="where the archives are made for a while")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def seed(folder: Path, number: int) -> None:
    """Make an archive with so many items older than the window, as rows."""
    opened(folder).close()
    first = SourceItem(
        uri="seed:0", outlet=Outlet(id="Seed", name="Seed"), title="Seed", text=_report(0)[1],
        declared_language="en", published=_NOW - timedelta(days=400), url="", raw=b"seed",
    )  # fmt: skip
    archive = opened(folder)
    take_in(archive, [first], system_clock)
    group_new(archive, WINDOW)
    archive.close()
    with closing(sqlite3.connect(folder / "wire.sqlite")) as database:
        database.executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-800000;")
        ids = sorted(hashlib.sha256(str(at).encode()).hexdigest()[:32] for at in range(1, number))
        for table, keys in (
            ("snapshot", ("id", "uri")),
            ("signature", ("snapshot",)),
            ("event_member", ("snapshot", "uri", "event")),
        ):
            _clone(database, table, keys, ids)
        _seed_bands(database, ids)


def _clone(database: sqlite3.Connection, table: str, keys: Sequence[str], ids: list[str]) -> None:
    """Repeat the one row of a table under other ids."""
    cursor = database.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own names
    names = [column[0] for column in cursor.description]
    row = list(cursor.fetchone())
    places = [names.index(key) for key in keys]
    insert = f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})"  # noqa: S608 - the same

    def rows() -> Iterator[list[object]]:
        for one in ids:
            for place in places:
                row[place] = one
            yield list(row)

    with database:
        database.executemany(insert, rows())


def _seed_bands(database: sqlite3.Connection, ids: list[str]) -> None:
    """Give every id bands that no other text has, in the order in which the table keeps them."""
    chance = numpy.random.default_rng(len(ids))
    hashes = chance.integers(-(2**63), 2**63 - 1, size=len(ids) * _BANDS, dtype=numpy.int64)
    order = numpy.argsort(hashes)
    for at in range(0, len(order), _ROWS_AT_ONCE):
        places = order[at : at + _ROWS_AT_ONCE]
        snapshots = (ids[place // _BANDS] for place in places.tolist())
        with database:
            rows = zip(hashes[places].tolist(), snapshots, strict=True)
            database.executemany("INSERT INTO band (hash, snapshot) VALUES (?, ?)", rows)


def _in_a_process(folder: Path, size: int, asked: argparse.Namespace) -> Figures:
    command = [
        *(sys.executable, __file__, "--measure", str(folder), "--sizes", str(size)),
        *("--measured", str(asked.measured), "--day", str(asked.day)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return Figures(**json.loads(done.stdout))


def measured(folder: Path, size: int, number: int, a_day: int) -> Figures:
    """Fill the window, then return what the last items cost."""
    archive = opened(folder)
    window = a_day * WINDOW.days
    everything = items(window + number, a_day)
    for portion in _portions(islice(everything, window)):
        take_in(archive, portion, system_clock)
    group_new(archive, WINDOW)
    storing = grouping = wall = 0.0
    for portion in _portions(everything):
        began = time.process_time()
        take_in(archive, portion, system_clock)
        stored, clock = time.process_time(), time.monotonic()
        group_new(archive, WINDOW)
        storing += stored - began
        grouping += time.process_time() - stored
        wall += time.monotonic() - clock
    found = _copies_found(archive, window, window + number)
    archive.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Figures(
        items=size,
        measured=number,
        storing_cpu_ms=round(1000 * storing / number, 2),
        grouping_cpu_ms=round(1000 * grouping / number, 2),
        grouping_wall_ms=round(1000 * wall / number, 2),
        copies_found=round(found, 3),
        peak_mib=peak,
        database_mib=sum(one.stat().st_size for one in folder.glob("wire.sqlite*")) >> 20,
    )


def opened(folder: Path) -> Archive:
    """Open the archive in a folder."""
    return Archive.open(f"sqlite:///{folder / 'wire.sqlite'}", folder, system_clock, "NORMAL")


def items(number: int, a_day: int) -> Iterator[SourceItem]:
    """Yield so many invented items, evenly spread over the time up to now."""
    for at in range(number):
        title, text = _report(at)
        outlet = f"Gazette {at % 97}"
        yield SourceItem(
            uri=f"item:{at}", outlet=Outlet(id=outlet, name=outlet), title=title, text=text,
            declared_language="en", url="", raw=text.encode(),
            published=_NOW - (number - at) * timedelta(days=1) / a_day,
        )  # fmt: skip


def copied(at: int) -> int | None:
    """Return which item another one copies; None when it has a text of its own."""
    return at - 3 if at % 10 in {4, 8} and at > 3 else None


def _report(at: int) -> tuple[str, str]:
    """Return title and text: of its own, of an earlier item edited, or of an earlier event."""
    source = copied(at)
    if source is not None:
        title, text = _report(source)
        return title, f"{text.rpartition('. ')[0]}. {_sentence(random.Random(at), ())}"
    event = at - 6 if at % 10 == 9 else at
    told = random.Random(f"event {event}")
    names = (*(_name(told) for _ in range(4)), str(told.randrange(11, 9999)))
    chance = random.Random(at)
    title = f"{names[0]} and {names[1]} {_word(chance)} {_word(chance)}"
    return title, " ".join(_sentence(chance, names) for _ in range(_SENTENCES))


def _sentence(chance: random.Random, names: Sequence[str]) -> str:
    words = [_word(chance) for _ in range(_LENGTH)]
    if names:
        words[4] = chance.choice(names)
    return " ".join(words).capitalize().replace(words[4].lower(), words[4]) + "."


def _word(chance: random.Random) -> str:
    """Return an invented word; the first ones are far commoner than the last."""
    return _made(int(_WORDS * chance.random() ** 3))


def _name(chance: random.Random) -> str:
    return _made(_WORDS + chance.randrange(_NAMES)).title()


def _made(number: int) -> str:
    """Return a word by its number, always the same."""
    pieces = []
    number += len(_SYLLABLES)
    while number:
        number, place = divmod(number, len(_SYLLABLES))
        pieces.append(_SYLLABLES[place])
    return "".join(pieces)


def _portions(everything: Iterator[SourceItem]) -> Iterator[list[SourceItem]]:
    while portion := list(islice(everything, _PORTION)):
        yield portion


def _copies_found(archive: Archive, first: int, last: int) -> float:
    """Return the share of copies that got the origin of what they copy."""
    found = []
    with archive.reading() as room:
        for at in range(first, last):
            source = copied(at)
            if source is not None:
                mine, theirs = (room.snapshots.latest(f"item:{one}") for one in (at, source))
                found.append(bool(mine and theirs and mine.origin == theirs.origin))
    return sum(found) / len(found) if found else 0.0


if __name__ == "__main__":
    raise SystemExit(main())
