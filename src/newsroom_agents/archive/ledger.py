"""The ledger: money is spoken for before a call is sent.

A sum that is looked at and then written is no cap: of eight threads each sees room for one more
call. So a reservation is one conditional UPDATE a scope, all of them or none, and the database
decides. What a dead process had spoken for counts as spent: its call may have been billed.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, text

from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.archive.calls_tables import RESERVATIONS, SCOPES
from newsroom_agents.errors import OverBudgetError
from newsroom_agents.ports import Cap

_LOOK_EVERY = timedelta(seconds=30)
_MILLION = 1_000_000
_NO_CAP = 2**62
_TOO_MUCH = "it does not fit into every scope"

_RESERVE = insert(RESERVATIONS)
_FIRST = text(
    "INSERT INTO calls_scope (scope, reserved, spent) VALUES (:scope, 0, 0) ON CONFLICT DO NOTHING"
)
_SPEAK_FOR = text(
    "UPDATE calls_scope SET reserved = reserved + :amount"
    " WHERE scope = :scope AND reserved + spent + :amount <= :most"
)
_CLOSE = text(
    "UPDATE calls_reservation SET settled = :amount WHERE name = :name AND settled IS NULL"
    " RETURNING amount, scopes"
)
_SPEND = text(
    "UPDATE calls_scope SET reserved = reserved - :reserved, spent = spent + :amount"
    " WHERE scope = :scope"
)


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
        self._known: set[str] = set()

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
        row = {
            "name": name,
            "scopes": json.dumps([cap.scope for cap in ordered]),
            "amount": amount,
            "at": now,
            "until": until,
        }

        wanted = [{"scope": cap.scope, "amount": amount, "most": _most(cap)} for cap in ordered]
        first = [{"scope": cap.scope} for cap in ordered if cap.scope not in self._known]

        def work(connection: Connection) -> None:
            if first:
                connection.execute(_FIRST, first)
            if connection.execute(_SPEAK_FOR, wanted).rowcount != len(wanted):
                raise OverBudgetError(_TOO_MUCH)
            connection.execute(_RESERVE, row)

        try:
            self._database.write(work)
        except OverBudgetError as error:
            raise OverBudgetError(self._in_the_way(amount, ordered)) from error
        self._known.update(cap.scope for cap in ordered)
        return name

    def settle(self, reservation: str, amount: int) -> None:
        """Put what was really spent in the place of a reservation; a second time changes nothing.

        Raises:
            StorageError: The database cannot be written.
        """
        self._database.write(lambda connection: settle(connection, reservation, amount))

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
            self.settle(name, amount)
        return len(found)

    def _in_the_way(self, amount: int, caps: Sequence[Cap]) -> str:
        """Return, in words, which scope an amount does not fit into."""
        held = {one.scope: one for one in self.balances()}
        for cap in caps:
            one = held.get(cap.scope, Balance(cap.scope, 0, 0))
            if one.reserved + one.spent + amount > _most(cap):
                return (
                    f"{cap.scope}: {_dollars(amount)} may be needed, {_dollars(one.spent)} is spent"
                    f" and {_dollars(one.reserved)} spoken for, of {_dollars(_most(cap))}"
                )
        return f"{_dollars(amount)} may be needed, and other calls were quicker"

    def held(self, scopes: Sequence[str]) -> Mapping[str, Balance]:
        """Return what these scopes hold, by name; one that nothing was spent in holds nothing."""
        known = select(SCOPES.c.scope, SCOPES.c.reserved, SCOPES.c.spent)
        with self._database.reading() as connection:
            rows = connection.execute(known.where(SCOPES.c.scope.in_(scopes))).all()
        found = {one.scope: one for one in (Balance(*row) for row in rows)}
        return {scope: found.get(scope, Balance(scope, 0, 0)) for scope in scopes}

    def balances(self) -> tuple[Balance, ...]:
        """Return what every scope holds, by name."""
        query = select(SCOPES.c.scope, SCOPES.c.reserved, SCOPES.c.spent).order_by(SCOPES.c.scope)
        with self._database.reading() as connection:
            return tuple(Balance(*row) for row in connection.execute(query))


def _most(cap: Cap) -> int:
    return _NO_CAP if cap.most_microusd is None else cap.most_microusd


def settle(connection: Connection, name: str, amount: int) -> None:
    """Close a reservation in a transaction of somebody else's; a second time changes nothing."""
    found = connection.execute(_CLOSE, {"name": name, "amount": amount}).first()
    if found is None:
        return
    spent = [
        {"scope": scope, "amount": amount, "reserved": found.amount}
        for scope in json.loads(found.scopes)
    ]
    connection.execute(_SPEND, spent)


def _dollars(microusd: int) -> str:
    return f"${microusd / _MILLION:.4f}"
