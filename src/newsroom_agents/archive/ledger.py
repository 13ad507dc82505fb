"""The ledger: money is spoken for before a call is sent.

A sum that is looked at and then written is no cap: of eight threads each sees room for one more
call. So a reservation is one conditional UPDATE a scope, all of them or none, and the database
decides. What a dead process had spoken for counts as spent: its call may have been billed.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.archive.calls_tables import RESERVATIONS, SCOPES
from newsroom_agents.errors import OverBudgetError
from newsroom_agents.ports import Cap

_LOOK_EVERY = timedelta(seconds=30)
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Balance:
    """What a scope holds, in millionths of a US dollar."""

    scope: str
    reserved: int
    spent: int


class Ledger:
    """Reservations, over the call log's database."""

    def __init__(self, database: CallsDatabase) -> None:
        self._database = database
        self._looked: datetime | None = None

    def reserve(self, amount: int, caps: Sequence[Cap], now: datetime, until: datetime) -> str:
        """Speak for an amount in all scopes at once and return the reservation's name.

        Raises:
            OverBudgetError: It does not fit into one of the scopes; nothing is reserved.
            StorageError: The database cannot be written.
        """
        if self._looked is None or now - self._looked >= _LOOK_EVERY:
            self.charge_stale(now)
            self._looked = now
        name = secrets.token_hex(8)
        # In one order for all, so that two processes never wait for each other.
        ordered = sorted(caps, key=lambda cap: cap.scope)
        with self._database.writing() as connection:
            for cap in ordered:
                _speak_for(connection, cap, amount)
            connection.execute(
                insert(RESERVATIONS).values(
                    name=name,
                    scopes=json.dumps([cap.scope for cap in ordered]),
                    amount=amount,
                    at=now,
                    until=until,
                )
            )
        return name

    def settle(self, reservation: str, amount: int, now: datetime) -> None:
        """Put what was really spent in the place of a reservation; a second time changes nothing.

        Raises:
            StorageError: The database cannot be written.
        """
        del now
        with self._database.writing() as connection:
            _settle(connection, reservation, amount)

    def charge_stale(self, now: datetime) -> int:
        """Count as spent in full what nobody settled in time; return how many there were."""
        stale = (
            select(RESERVATIONS.c.name, RESERVATIONS.c.amount)
            .where(RESERVATIONS.c.settled.is_(None))
            .where(RESERVATIONS.c.until < now)
        )
        with self._database.reading() as connection:
            found = connection.execute(stale).all()
        for name, amount in found:
            with self._database.writing() as connection:
                _settle(connection, name, amount)
        return len(found)

    def balances(self) -> tuple[Balance, ...]:
        """Return what every scope holds, by name."""
        query = select(SCOPES.c.scope, SCOPES.c.reserved, SCOPES.c.spent).order_by(SCOPES.c.scope)
        with self._database.reading() as connection:
            return tuple(Balance(*row) for row in connection.execute(query))


def _speak_for(connection: Connection, cap: Cap, amount: int) -> None:
    """Add an amount to what a scope has reserved, if it fits.

    Raises:
        OverBudgetError: It does not; the caller's transaction is undone.
    """
    kind = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = {"scope": cap.scope, "reserved": 0, "spent": 0}
    connection.execute(kind(SCOPES).values(row).on_conflict_do_nothing())
    wanted = (
        update(SCOPES)
        .where(SCOPES.c.scope == cap.scope)
        .values(reserved=SCOPES.c.reserved + amount)
    )
    if cap.most_microusd is not None:
        wanted = wanted.where(SCOPES.c.reserved + SCOPES.c.spent + amount <= cap.most_microusd)
    if connection.execute(wanted).rowcount:
        return
    query = select(SCOPES.c.spent, SCOPES.c.reserved).where(SCOPES.c.scope == cap.scope)
    spent, reserved = connection.execute(query).one()
    most = cap.most_microusd or 0
    msg = (
        f"{cap.scope}: {_dollars(amount)} may be needed, {_dollars(spent)} is spent and "
        f"{_dollars(reserved)} spoken for, of {_dollars(most)}"
    )
    raise OverBudgetError(msg)


def _settle(connection: Connection, name: str, amount: int) -> None:
    open_one = (
        update(RESERVATIONS)
        .where(RESERVATIONS.c.name == name)
        .where(RESERVATIONS.c.settled.is_(None))
        .values(settled=amount)
        .returning(RESERVATIONS.c.amount, RESERVATIONS.c.scopes)
    )
    found = connection.execute(open_one).first()
    if found is None:
        return
    for scope in json.loads(found.scopes):
        connection.execute(
            update(SCOPES)
            .where(SCOPES.c.scope == scope)
            .values(reserved=SCOPES.c.reserved - found.amount, spent=SCOPES.c.spent + amount)
        )


def _dollars(microusd: int) -> str:
    return f"${microusd / _MILLION:.4f}"
