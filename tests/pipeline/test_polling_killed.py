"""A poll that is killed (SIGKILL) before any statement loses nothing and takes nothing twice."""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import event

from newsroom_agents.archive.archive import Archive
from newsroom_agents.clock import fixed_clock
from newsroom_agents.ingest.kind import Source

from .world import START, TEXT, Kept, World, page, polled, rss

FILE = "house.sqlite"
STRIDE = 12


@contextmanager
def opened(folder: Path) -> Iterator[Archive]:
    archive = Archive.open(f"sqlite:///{folder / FILE}", folder, fixed_clock(START))
    try:
        yield archive
    finally:
        archive.close()


def filled(net: World) -> list[Source]:
    """Put up two sources, one of which leads to pages, and return them."""
    entries = [
        {
            "title": f"Counter {number} closes at the harbour",
            "link": f"{net.server.url}/p{number}",
            "description": f"The harbour office closed counter {number} on Friday.",
        }
        for number in range(3)
    ]
    net.put("quai", rss(*entries), 'ETag: "q"')
    net.put("tarn", rss({"title": "Ferry", "link": "https://tarn.example/1", "content": TEXT}))
    for number in range(3):
        net.put(f"p{number}", page(f"{TEXT} Number {number}."))
    return [net.source("quai"), net.source("tarn")]


def poll_and_die(folder: Path, net: World, sources: list[Source], statement: int) -> None:
    """Poll in a forked process that kills itself before a statement; never returns."""
    code = 1
    try:
        with opened(folder) as archive:
            numbers = count(1)

            def step(*_: object) -> None:
                if next(numbers) == statement:
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(archive.engine, "before_cursor_execute", step)
            event.listen(archive.engine, "commit", step)
            polled(net.poller(archive), sources)
            code = 0
    finally:
        os._exit(code)


def test_a_run_killed_before_any_statement_ends_as_one_that_was_not(
    net: World, tmp_path: Path
) -> None:
    sources = filled(net)
    empty, whole = tmp_path / "empty", tmp_path / "whole"
    with opened(empty):
        pass
    shutil.copytree(empty, whole)
    with opened(whole) as archive:
        polled(net.poller(archive), sources)
        expected = sorted(Kept(archive).texts())
    assert len(expected) == 4
    killed = 0
    for statement in count(1, STRIDE):
        folder = tmp_path / f"at-{statement}"
        shutil.copytree(empty, folder)
        child = os.fork()
        if child == 0:
            poll_and_die(folder, net, sources, statement)
        _, status = os.waitpid(child, 0)
        with opened(folder) as archive:
            polled(net.poller(archive), sources)
            assert sorted(Kept(archive).texts()) == expected, f"killed before {statement}"
        if not os.WIFSIGNALED(status):
            assert os.WEXITSTATUS(status) == 0
            break
        killed += 1
    assert killed > 3
