"""The shelf for robots.txt files in the archive; each is read and kept by itself."""

from dataclasses import dataclass

from newsroom_agents.archive.archive import Archive
from newsroom_agents.ports import RobotsFile


@dataclass(frozen=True, slots=True)
class ArchivedRobots:
    """Files that outlive the run; fetching asks from many threads, so every call has its room."""

    archive: Archive

    def get(self, origin: str) -> RobotsFile | None:
        """Return what was last learnt of an origin."""
        with self.archive.reading() as room:
            return room.robots_files.get(origin)

    def put(self, file: RobotsFile) -> None:
        """Keep what was learnt, in place of what was known."""
        with self.archive.writing() as room:
            room.robots_files.put(file)
