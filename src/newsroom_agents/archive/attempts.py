"""How often somebody tried to sign in: counted in the database, so that all processes count as one.

An attempt is counted before anything is looked at, and one too many is not counted at all: a flood
neither fills the table nor shuts an account out for longer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, select

from newsroom_agents.archive.desk_tables import DeskAttemptRow
from newsroom_agents.archive.secret_words import hashed

NO_WAIT = timedelta(0)
_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many attempts of one kind within a time."""

    who: str
    most: int
    within: timedelta


class Attempts:
    """The attempts, in one open transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def wait(self, limits: Sequence[Limit], now: datetime) -> timedelta:
        """Count an attempt against every limit, or say how long to wait where one is reached."""
        due = self.due(limits, now)
        if due > NO_WAIT:
            return due
        old = col(DeskAttemptRow.at) <= now - _KEPT
        self._session.exec(delete(DeskAttemptRow).where(old))
        for limit in limits:
            self._session.add(DeskAttemptRow(who=hashed(limit.who), at=now))
        self._session.flush()
        return NO_WAIT

    def due(self, limits: Sequence[Limit], now: datetime) -> timedelta:
        """Return how long to wait where a limit is reached, without counting anything."""
        return max((self._wait(limit, now) for limit in limits), default=NO_WAIT)

    def counted(self, who: str) -> int:
        """Return how many attempts are on record."""
        query = select(func.count()).where(DeskAttemptRow.who == hashed(who))
        return self._session.exec(query).one()

    def forget(self, who: str) -> None:
        """Count from nothing again: one of the attempts was right."""
        self._session.exec(delete(DeskAttemptRow).where(col(DeskAttemptRow.who) == hashed(who)))

    def _wait(self, limit: Limit, now: datetime) -> timedelta:
        """Return the time until the oldest of the last `most` attempts no longer counts."""
        query = (
            select(DeskAttemptRow.at)
            .where(DeskAttemptRow.who == hashed(limit.who), DeskAttemptRow.at > now - limit.within)
            .order_by(col(DeskAttemptRow.at).desc())
            .offset(limit.most - 1)
            .limit(1)
        )
        oldest = self._session.exec(query).first()
        return oldest + limit.within - now if oldest is not None else NO_WAIT
