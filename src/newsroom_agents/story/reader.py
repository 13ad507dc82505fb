"""Who reads, and how much of it: levels, what gives them, and every change of them on record.

An operator grants a level and a payment gives one; both stand side by side and the higher one
holds, so that a subscription that ends takes away nothing that a person was given.
"""

import re
from datetime import datetime
from enum import StrEnum

from newsroom_agents.story.draft import Access
from newsroom_agents.story.paper import Paper

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}"
)
_LONGEST_ADDRESS = 254


class Level(StrEnum):
    """What a reader is; each level reads what those before it read."""

    FREE = "free"
    SUBSCRIBER = "subscriber"
    MEMBER = "member"

    @property
    def access(self) -> Access:
        """What this level opens."""
        return _ACCESS[self]

    @property
    def rank(self) -> int:
        """How high the level is, from 0."""
        return list(Level).index(self)


_ACCESS = {
    Level.FREE: Access.PUBLIC,
    Level.SUBSCRIBER: Access.SUBSCRIBER,
    Level.MEMBER: Access.MEMBER,
}


class Grant(Paper):
    """A level and the moment it ends; None for one without an end."""

    level: Level
    until: datetime | None = None

    def at(self, now: datetime) -> "Grant":
        """Return what holds at `now`: this, or free once it has ended."""
        return self if self.until is None or now < self.until else NOTHING


NOTHING = Grant(level=Level.FREE)


class Reader(Paper):
    """A registered reader; `address` is the e-mail address in the form that `address_of` gives."""

    address: str
    granted: Grant
    paid: tuple[Grant, ...]
    added: datetime

    def standing(self, now: datetime) -> Grant:
        """Return the highest level that holds at `now`; of two equal ones, the longer."""
        held = [grant.at(now) for grant in (self.granted, *self.paid)]
        return max(held, key=_height)

    def access(self, now: datetime) -> Access:
        """Return what the reader may read at `now`."""
        return self.standing(now).level.access


class LevelChange(Paper):
    """A change of a reader's level, and who or what made it."""

    address: str
    at: datetime
    before: Grant
    after: Grant
    by: str


class Customer(Paper):
    """Which reader a payment provider's customer is; `at` is when the provider said so."""

    customer: str
    address: str
    at: datetime


class PaymentTurn(StrEnum):
    """What a payment notice tells of a subscription; of one second, the later one here counts."""

    MADE = "made"
    CHANGED = "changed"
    PAID = "paid"
    ENDED = "ended"


class PaidLevel(Paper):
    """A subscription with a payment provider, as one of its notices tells it.

    `subscription` and `customer` are the provider's ids; `at` is when the provider made the notice.
    """

    subscription: str
    customer: str
    turn: PaymentTurn
    grant: Grant
    at: datetime


def address_of(text: str) -> str:
    """Return an e-mail address in the one form it is kept in; empty when it is none."""
    address = text.strip().lower()
    is_good = len(address) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(address)
    return address if is_good else ""


def masked(address: str) -> str:
    """Return an address as logs may hold it: `a…@example.org`."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"


def _height(grant: Grant) -> tuple[int, bool, float]:
    end = grant.until
    return grant.level.rank, end is None, end.timestamp() if end else 0
