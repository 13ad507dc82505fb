"""Sign-in links, sessions, and the count of attempts.

A token is random, given out once and kept as its hash; it is found by that hash, so no comparison
takes longer the more of it is right.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, select, update

from newsroom_agents.archive.reader_tables import AttemptRow, LinkRow, SessionRow

_TOKEN_BYTES = 32
_KEEP_ATTEMPTS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SignInLink:
    """Whom a link signs in, and the page it leads back to."""

    address: str
    back: str


class SigningIn:
    """Links, sessions and attempts, in one open transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def attempt(self, who: str, most: int, within: timedelta, now: datetime) -> bool:
        """Count an attempt; False, and nothing counted, when there were `most` within that time."""
        key = _hashed(who)
        query = select(func.count()).where(AttemptRow.who == key, AttemptRow.at > now - within)
        if self._session.exec(query).one() >= most:
            return False
        self._session.add(AttemptRow(who=key, at=now))
        self._session.flush()
        return True

    def new_link(self, link: SignInLink, expires: datetime, now: datetime) -> str:
        """Make a link and return its token; what has expired is thrown away."""
        self._sweep(now)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        row = LinkRow(
            hash=_hashed(token), address=link.address, back=link.back, expires=expires, used=None
        )
        self._session.add(row)
        self._session.flush()
        return token

    def link(self, token: str, now: datetime) -> SignInLink | None:
        """Return what a link that still works is for; looking does not use it."""
        row = self._session.get(LinkRow, _hashed(token))
        if row is None or row.used is not None or row.expires <= now:
            return None
        return SignInLink(row.address, row.back)

    def use_link(self, token: str, now: datetime) -> SignInLink | None:
        """Use a link up; None when it does not work any more. Of two users at once, one wins."""
        found = self.link(token, now)
        if found is None:
            return None
        statement = (
            update(LinkRow)
            .where(col(LinkRow.hash) == _hashed(token), col(LinkRow.used).is_(None))
            .values(used=now)
        )
        return found if self._session.exec(statement).rowcount == 1 else None

    def start(self, address: str, expires: datetime) -> str:
        """Begin a session and return its id."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._session.add(SessionRow(hash=_hashed(token), address=address, expires=expires))
        self._session.flush()
        return token

    def signed_in(self, session_id: str, now: datetime) -> str:
        """Return the address of the reader who is signed in; empty for an unknown or old id."""
        row = self._session.get(SessionRow, _hashed(session_id))
        return row.address if row is not None and row.expires > now else ""

    def end(self, session_id: str) -> None:
        """End a session; an unknown one changes nothing."""
        statement = delete(SessionRow).where(col(SessionRow.hash) == _hashed(session_id))
        self._session.exec(statement)

    def end_all(self, address: str) -> None:
        """End every session of a reader, and void the links that are still unused."""
        self._session.exec(delete(SessionRow).where(col(SessionRow.address) == address))
        self._session.exec(delete(LinkRow).where(col(LinkRow.address) == address))

    def _sweep(self, now: datetime) -> None:
        self._session.exec(delete(LinkRow).where(col(LinkRow.expires) <= now))
        self._session.exec(delete(SessionRow).where(col(SessionRow.expires) <= now))
        old = col(AttemptRow.at) <= now - _KEEP_ATTEMPTS
        self._session.exec(delete(AttemptRow).where(old))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
