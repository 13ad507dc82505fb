"""What hosts say of robots, kept so that they are asked once a day and not at every run."""

from dataclasses import asdict
from datetime import datetime

from sqlmodel import Session, col, delete, update

from newsroom_agents.archive.dialects import Dialect
from newsroom_agents.archive.robots_table import RobotsFileRow
from newsroom_agents.ports import RobotsFile


class RobotsFiles:
    """The robots.txt files seen so far, in one open transaction."""

    def __init__(self, session: Session, dialect: Dialect) -> None:
        self._session, self._dialect = session, dialect

    def get(self, origin: str) -> RobotsFile | None:
        """Return what was last learnt of an origin."""
        row = self._session.get(RobotsFileRow, origin)
        return RobotsFile(**row.model_dump()) if row else None

    def put(self, file: RobotsFile) -> None:
        """Keep what was learnt, in place of what was known."""
        values = asdict(file)
        if not self._dialect.insert_new(self._session, RobotsFileRow, [values]):
            same = col(RobotsFileRow.origin) == file.origin
            self._session.exec(update(RobotsFileRow).where(same).values(**values))

    def forget(self, before: datetime) -> None:
        """Forget what was learnt before a moment."""
        self._session.exec(delete(RobotsFileRow).where(col(RobotsFileRow.fetched) < before))
