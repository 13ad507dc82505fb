"""What hosts say of robots, on both databases."""

from datetime import timedelta

from newsroom_agents.archive.archive import Archive
from newsroom_agents.pipeline.robots_shelf import ArchivedRobots
from newsroom_agents.ports import RobotsFile, RobotsShelf

from .builders import NOON

FILE = RobotsFile("https://news.example", NOON, is_open=True, text="User-agent: *\nDisallow: /ø")
CLOSED = RobotsFile("https://news.example", NOON, is_open=False, reason="status 503")


def test_what_was_learnt_is_kept_in_place_of_what_was_known(archive: Archive) -> None:
    shelf: RobotsShelf = ArchivedRobots(archive)
    assert shelf.get(FILE.origin) is None
    for file in (FILE, CLOSED, FILE):
        shelf.put(file)
        assert shelf.get(FILE.origin) == file


def test_what_was_learnt_long_ago_is_forgotten(archive: Archive) -> None:
    with archive.writing() as room:
        room.robots_files.put(FILE)
        room.robots_files.forget(NOON)
        assert room.robots_files.get(FILE.origin) == FILE
        room.robots_files.forget(NOON + timedelta(seconds=1))
        assert room.robots_files.get(FILE.origin) is None
