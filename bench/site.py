"""What it takes to publish one more piece on a site that has many.

    python bench/site.py [--pieces 20000] [--json FILE]

An archive is filled with invented pieces and their site is drawn: all lists, search, feeds and
sitemaps. Articles lie only around those that are measured, since no release opens any other. Then
the targets that a release uses publish new pieces, correct an old one and kill an old one, with the
real archive behind them; measured are seconds, from the call to the record, and files written. The
limit is one second for a new piece.
"""

import argparse
import json
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from site_pieces import BEATS, MASTHEAD, STAFF, correction, made

from newsroom_agents.archive.archive import Archive
from newsroom_agents.archive.packing import pack
from newsroom_agents.pipeline.live import LivePieces
from newsroom_agents.publish.files import Writer
from newsroom_agents.publish.listing import index_entry
from newsroom_agents.publish.redrawing import redraw
from newsroom_agents.publish.target import Pressroom, open_targets
from newsroom_agents.story.publication import Kill, Release
from newsroom_agents.story.shelf import shelves_of

LIMIT_SECONDS = 1.0
_AROUND = 12
_NEW = 5


@dataclass
class CountingWriter(Writer):
    """Counts the files and bytes it lays down."""

    files: dict[str, int] = field(default_factory=dict)

    def put(self, path: Path, content: bytes) -> None:
        """Write a file and count it."""
        self.files[str(path)] = len(content)
        super().put(path, content)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one change took."""

    seconds: float
    cpu_seconds: float
    files: int
    bytes: int


class Pictures:
    """No pictures: invented pieces have none."""

    def put(self, content: bytes) -> str:
        """Refuse: nothing is kept."""
        raise NotImplementedError

    def get(self, sha256: str) -> bytes:
        """Refuse: nothing is kept."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Bench:
    """The house under measurement."""

    archive: Archive
    database: Path
    room: Pressroom
    writer: CountingWriter

    def fill(self, pieces: int) -> None:
        """Record pieces as live, and draw their site around what is measured."""
        with closing(sqlite3.connect(self.database)) as rows, rows:
            for number in range(pieces):
                _lay(rows, made(number))
        for number in sorted(_near(pieces // 2, pieces) | _near(pieces - 1, pieces)):
            self.publish(made(number))
        redraw(self.room)

    def publish(self, sent: Release) -> None:
        """Publish on all targets and record it, as a release does."""
        for target in open_targets().values():
            target.publish(sent, self.room)
        with self.archive.writing() as room:
            room.publications.record(sent.publication, index_entry(sent))

    def kill(self, sent: Release) -> None:
        """Withdraw from all targets and record it."""
        kill = Kill(at=sent.publication.updated + timedelta(hours=2), why="EXERCISE")
        revision = sent.publication.revision + 1
        gone = sent.publication.model_copy(update={"kill": kill, "revision": revision})
        for target in open_targets().values():
            target.kill(gone, self.room)
        with self.archive.writing() as room:
            room.publications.record(gone, None)

    def measured(self, act: Callable[[Release], None], sent: Release) -> Figures:
        """Do something with a release and say what it took."""
        self.writer.files.clear()
        before, cpu = time.perf_counter(), time.process_time()
        act(sent)
        seconds, cpu = time.perf_counter() - before, time.process_time() - cpu
        written = self.writer.files
        return Figures(round(seconds, 3), round(cpu, 3), len(written), sum(written.values()))


def _lay(rows: sqlite3.Connection, sent: Release) -> None:
    """Record a live piece as the archive does, without its questions: there are too many pieces."""
    entry, publication = index_entry(sent), sent.publication
    at = f"{publication.first_published:%Y-%m-%d %H:%M:%S.%f}"
    packed = [pack(paper.canonical()) for paper in (publication, entry)]
    values = (publication.slug, "site", publication.revision, at, True, False, *packed)
    rows.execute(
        "INSERT INTO publication (slug, target, revision, first_published, is_current, is_killed,"
        " packed, entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        values,
    )
    rows.executemany(
        "INSERT INTO shelf (target, kind, key, slug, first_published, is_live)"
        " VALUES ('site', ?, ?, ?, ?, 1)",
        [(shelf.kind.value, shelf.key, entry.slug, at) for shelf in shelves_of(entry)],
    )


def _near(number: int, pieces: int) -> set[int]:
    return set(range(max(0, number - _AROUND), min(pieces, number + _AROUND)))


@contextmanager
def opened(folder: Path) -> Iterator[Bench]:
    """Open an archive and a pressroom in a folder."""
    database = folder / "newsroom.sqlite"
    archive = Archive.open(
        f"sqlite:///{database}",
        folder,
        lambda: datetime(2040, 1, 1, tzinfo=UTC),
    )
    writer = CountingWriter()
    room = Pressroom(
        site=folder / "site",
        bundles=folder / "bundles",
        masthead=MASTHEAD,
        staff=STAFF,
        beats=BEATS,
        blobs=Pictures(),
        published=LivePieces(archive),
        writer=writer,
    )
    try:
        yield Bench(archive, database, room, writer)
    finally:
        archive.close()


def measure(folder: Path, pieces: int) -> dict[str, Figures]:
    """Return what each kind of change took on a site of so many pieces."""
    old = pieces // 2
    with opened(folder) as bench:
        bench.fill(pieces)
        new = [bench.measured(bench.publish, made(pieces + n)) for n in range(_NEW)]
        newest = made(pieces + _NEW - 1)
        return {
            "publish": max(new, key=lambda figures: figures.seconds),
            "publish again": bench.measured(bench.publish, newest),
            "correct an old one": bench.measured(
                bench.publish, made(old, corrections=(correction(old),))
            ),
            "kill an old one": bench.measured(bench.kill, made(old + 1)),
        }


def main() -> int:
    """Measure, print the table, write the JSON; 1 when the limit is broken."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pieces", type=int, default=20_000, help="how many pieces are live")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="site-"))
    try:
        found = measure(folder, options.pieces)
        files = sum(1 for path in (folder / "site").rglob("*") if path.is_file())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{options.pieces:,} pieces, {files:,} files of lists, search, feeds and near articles")
    print(f"{'':20} {'seconds':>8} {'CPU':>6} {'files':>6} {'kB':>7}")
    for name, figures in found.items():
        times = f"{figures.seconds:8.3f} {figures.cpu_seconds:6.3f}"
        print(f"{name:20} {times} {figures.files:6} {figures.bytes / 1000:7.0f}")
    ok = found["publish"].seconds <= LIMIT_SECONDS
    print(f"limit for one more: {LIMIT_SECONDS} s, {'kept' if ok else 'broken'} (worst of {_NEW})")
    if options.json:
        told = {
            "pieces": options.pieces,
            "limit_seconds": LIMIT_SECONDS,
            "ok": ok,
            **{name: asdict(figures) for name, figures in found.items()},
        }
        options.json.write_text(json.dumps(told, indent=1), "utf-8")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
