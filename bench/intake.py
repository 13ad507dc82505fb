"""What reading pages and feeds costs, beside the libraries that do part of it.

    python bench/intake.py [--pages DIR] [--feed FILE] [--json FILE]

Pages (a folder of .html or .html.gz; else invented ones) go from bytes to stored and grouped
snapshots, and beside it through bare trafilatura in the same mode with metadata, in turns, so that
a busy machine slows both; which of them begins alternates. What both need is loaded before: the
language model, and the date patterns of all languages (two seconds, once a process). The bar is
0.75 of its pages per CPU-second. A feed of 200 items (or FILE) is read by the house and by
feedparser; the bar is 15 ms on a well-formed one.
"""

import argparse
import json
import logging
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import feedparser  # type: ignore[import-untyped]
from htmldate.extractors import external_date_parser
from trafilatura import bare_extraction

from newsroom_agents.archive.archive import Archive
from newsroom_agents.clock import system_clock
from newsroom_agents.errors import WireError
from newsroom_agents.ingest.charset import decode
from newsroom_agents.ingest.feeds.feed import read_feed
from newsroom_agents.ingest.feeds.guards import inflated
from newsroom_agents.ingest.kind import Reading, Source
from newsroom_agents.ingest.kinds.page import read_pages
from newsroom_agents.pipeline.intake import group_new, take_in

LEAST_SHARE = 0.75
MOST_FEED_MS = 15.0
_TURN = 20
_REPEATS = 7
_WINDOW = timedelta(days=7)
_TOWNS = ("Port Alba", "Skerry Holm", "Lower Tarn", "Velmora", "Teistsund", "Mirthos")


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; times are CPU time."""

    pages: int
    unread: int
    house_pages_per_second: float
    bare_pages_per_second: float
    share: float
    feed_items: int
    feed_ms: float
    feedparser_ms: float


def main() -> int:
    """Measure, print a table, write JSON when asked; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=Path, help="a folder of pages")
    parser.add_argument("--feed", type=Path, help="a feed")
    parser.add_argument("--json", type=Path, help="where the figures go")
    asked = parser.parse_args()
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        pages = asked.pages or _invented_pages(Path(folder) / "pages")
        figures = measured(pages, asked.feed.read_bytes() if asked.feed else _feed(), Path(folder))
    for name, value in asdict(figures).items():
        sys.stdout.write(f"{name:24} {value:10.2f}\n")
    if asked.json:
        asked.json.write_text(json.dumps(asdict(figures), indent=1), encoding="utf-8")
    is_met = figures.share >= LEAST_SHARE and figures.feed_ms <= MOST_FEED_MS
    return 0 if is_met else 1


def measured(pages: Path, feed: bytes, folder: Path) -> Figures:
    """Return the figures for a folder of pages and the bytes of a feed."""
    files = sorted(path for path in pages.rglob("*") if path.name.endswith((".html", ".html.gz")))
    archive = Archive.open(f"sqlite:///{folder / 'bench.sqlite'}", folder, system_clock, "NORMAL")
    house = bare = 0.0
    unread = 0
    try:
        _load(archive, folder / "warm")
        for number, at in enumerate(range(0, len(files), _TURN)):
            turn = files[at : at + _TURN]
            errors: list[WireError] = []
            if number % 2:
                bare += _seconds(partial(_by_trafilatura, turn))
            house += _seconds(partial(_by_house, archive, turn, errors))
            if not number % 2:
                bare += _seconds(partial(_by_trafilatura, turn))
            unread += len(errors)
    finally:
        archive.close()
    return Figures(
        pages=len(files),
        unread=unread,
        house_pages_per_second=len(files) / house,
        bare_pages_per_second=len(files) / bare,
        share=bare / house,
        feed_items=len(read_feed(feed).items),
        feed_ms=1000 * min(_seconds(lambda: read_feed(feed)) for _ in range(_REPEATS)),
        feedparser_ms=1000 * min(_seconds(lambda: feedparser.parse(feed)) for _ in range(_REPEATS)),
    )


def _load(archive: Archive, folder: Path) -> None:
    """Load what both readers need, so that neither pays for the other."""
    pages = sorted(_invented_pages(folder).iterdir())[:2]
    _by_house(archive, pages, [])
    _by_trafilatura(pages)
    external_date_parser("in the week of the rye fair", "%Y-%m-%d")


def _by_house(archive: Archive, files: list[Path], errors: list[WireError]) -> None:
    """Take pages in as a monitoring run does: read, stored, traced, grouped."""

    def readings() -> Iterator[Reading]:
        for file in files:
            yield from read_pages(Source(id=file.name, kind="page", place=str(file)))

    errors += take_in(archive, readings(), system_clock).errors
    group_new(archive, _WINDOW)


def _by_trafilatura(files: list[Path]) -> None:
    for file in files:
        text = decode(inflated(file.read_bytes())).text
        bare_extraction(text, include_comments=False, with_metadata=True)


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _invented_pages(folder: Path) -> Path:
    """Return a folder of pages about towns that do not exist."""
    folder.mkdir()
    links = "".join(f'<li><a href="/{n}">Section number {n}</a></li>' for n in range(60))
    for number in range(60):
        town, other = _TOWNS[number % 6], _TOWNS[(number + 1) % 6]
        text = "".join(
            f"<p>{town} sent {number + part} carts of rye to {other} in week {part}, and the mill "
            f"number {number * part} ground {part * 7} sacks of it before the evening bell.</p>"
            for part in range(1, 25)
        )
        (folder / f"{number}.html").write_text(
            f"<html lang='en'><head><title>Rye goes to {other}</title></head><body><ul>{links}</ul>"
            f"<article><h1>Rye goes to {other}</h1>{text}</article><ul>{links}</ul></body></html>",
            encoding="utf-8",
        )
    return folder


def _feed() -> bytes:
    """Return a well-formed feed of 200 items."""
    items = "".join(
        f"<item><title>Rye &amp; wheat, week {n}</title><link>https://tarn.example/{n}</link>"
        f"<guid isPermaLink='false'>t{n}</guid><pubDate>Wed, 4 Mar 2026 10:{n % 60:02}:00 +0100"
        f"</pubDate><description>&lt;p&gt;{'Sacks went to the mill. ' * 12}&lt;/p&gt;</description>"
        "</item>"
        for n in range(200)
    )
    return f"<rss version='2.0'><channel><title>Tarn</title>{items}</channel></rss>".encode()


if __name__ == "__main__":
    sys.exit(main())
