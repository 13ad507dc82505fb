"""Several processes on one archive, and one that is killed: real ones, with a real SIGKILL."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from newsroom_agents.archive.archive import Archive
from newsroom_agents.clock import fixed_clock

from .builders import NOON, item, open_archive

CLOCK = fixed_clock(NOON)

OPEN = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from newsroom_agents.archive.archive import Archive
from newsroom_agents.clock import fixed_clock
from newsroom_agents.story.source import Outlet, SourceItem

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
folder, name, url = Path(sys.argv[1]), sys.argv[2], sys.argv[3]

def item(uri):
    return SourceItem(uri=uri, outlet=Outlet(id="k", name="K"), title=uri, text=f"text of {uri}",
                      declared_language="en", published=NOON, raw=uri.encode())

archive = Archive.open(url, folder, fixed_clock(NOON))
"""
WRITE_MANY = (
    OPEN
    + """
for number in range(30):
    with archive.writing() as room:
        room.snapshots.put(item(f"urn:{name}:{number}"), "en", NOON)
        room.journal.append(name, "stored", {"n": str(number)}, NOON)
archive.close()
"""
)
WRITE_AND_HANG = (
    OPEN
    + """
with archive.writing() as room:
    for number in range(300):
        room.snapshots.put(item(f"urn:{name}:{number}"), "en", NOON)
    room.journal.append(name, "stored", {}, NOON)
    print("written", flush=True)
    time.sleep(60)
"""
)


def start(code: str, folder: Path, name: str, url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code, str(folder), name, url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_processes_that_open_a_new_archive_and_write_at_once_lose_nothing(
    empty_url: str, tmp_path: Path
) -> None:
    processes = [start(WRITE_MANY, tmp_path, name, empty_url) for name in ("a", "b")]
    for process in processes:
        _, trouble = process.communicate(timeout=120)
        assert (process.returncode, trouble) == (0, "")
    archive = Archive.open(empty_url, tmp_path, CLOCK)
    with archive.reading() as room:
        assert room.snapshots.count() == 60
        assert room.journal.verify().rows == 60
        assert room.journal.verify().is_sound
        assert [row.detail["n"] for row in room.journal.rows("b")] == [str(n) for n in range(30)]
    archive.close()


def test_a_kill_in_the_middle_of_writing_leaves_the_old_state(
    archive: Archive, url: str, tmp_path: Path
) -> None:
    with archive.writing() as room:
        room.snapshots.put(item(), "en", NOON)
    process = start(WRITE_AND_HANG, tmp_path, "a", url)
    assert process.stdout is not None
    assert process.stdout.readline() == "written\n"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    with archive.writing() as room:
        assert room.snapshots.count() == 1
        assert room.journal.head().number == 0
        room.journal.append("a", "stored", {}, NOON)


def test_processes_that_open_a_new_file_in_the_same_moment_wait_for_each_other(
    tmp_path: Path,
) -> None:
    for number in range(8):
        folder, moment = tmp_path / str(number), time.time() + 0.05
        children = [open_in_child(folder, moment) for _ in range(4)]
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0, 0]


def open_in_child(folder: Path, moment: float) -> int:
    """Open the archive at a moment in a forked process; return its id."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            time.sleep(max(0.0, moment - time.time()))
            open_archive(folder).close()
            code = 0
        finally:
            os._exit(code)
    return child


def test_threads_that_write_at_once_lose_nothing(archive: Archive) -> None:
    def write(name: int) -> None:
        for _ in range(10):
            with archive.writing() as room:
                room.journal.append(str(name), "stored", {}, NOON)

    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(write, range(8)))
    with archive.reading() as room:
        assert room.journal.verify().rows == 80
