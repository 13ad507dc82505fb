"""The readers and their levels, with every change of a level on record."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import Session, SQLModel, col, delete, select

from newsroom_agents.archive.dialects import Dialect
from newsroom_agents.archive.reader_tables import (
    CustomerRow,
    LevelChangeRow,
    LinkRow,
    NoticeRow,
    PaidRow,
    ReaderRow,
    SessionRow,
)
from newsroom_agents.archive.tables import table_of
from newsroom_agents.errors import NotFoundError
from newsroom_agents.story.reader import (
    NOTHING,
    Customer,
    Grant,
    Level,
    LevelChange,
    PaidLevel,
    PaymentTurn,
    Reader,
)

_BY_PAYMENT = "payment"


class Readers:
    """The readers, in one open transaction; addresses are those that `address_of` gives."""

    def __init__(self, session: Session, dialect: Dialect) -> None:
        self._session, self._dialect = session, dialect

    def find(self, address: str) -> Reader | None:
        """Return a reader by address, if there is one."""
        row = self._session.get(ReaderRow, address)
        return _reader_of(row, self._paid(address)) if row else None

    def all(self) -> tuple[Reader, ...]:
        """Return all readers, by address."""
        paid: dict[str, list[Grant]] = {}
        query = select(CustomerRow.address, PaidRow).where(CustomerRow.customer == PaidRow.customer)
        for address, row in self._session.exec(query):
            paid.setdefault(address, []).append(_paid_grant(row))
        rows = self._session.exec(select(ReaderRow).order_by(col(ReaderRow.address)))
        return tuple(_reader_of(row, paid.get(row.address, ())) for row in rows)

    def grant(self, address: str, grant: Grant, by: str, at: datetime) -> LevelChange | None:
        """Give a reader a level, registering who is not known yet; None when nothing changed."""
        before = self.find(address)
        if before is not None and before.granted == grant:
            return None
        row = self._session.get(ReaderRow, address) or ReaderRow(
            address=address, level=Level.FREE.value, added=at
        )
        row.level, row.until = grant.level.value, grant.until
        self._write(row)
        return self._note(address, before, by, at)

    def remove(self, address: str, by: str, at: datetime) -> None:
        """Forget a reader with sessions, links and customers; the record of changes stays.

        Raises:
            NotFoundError: Nobody with this address is registered.
        """
        before = self.find(address)
        if before is None:
            raise NotFoundError(kind="reader", name=address)
        for table in (SessionRow, LinkRow, CustomerRow, ReaderRow):
            self._session.exec(delete(table).where(table_of(table).c.address == address))
        self._session.expire_all()
        self._note(address, before, by, at)

    def changes(self, address: str) -> tuple[LevelChange, ...]:
        """Return the changes of a reader's level, the first one first."""
        query = select(LevelChangeRow).where(LevelChangeRow.address == address)
        rows = self._session.exec(query.order_by(col(LevelChangeRow.number)))
        return tuple(_change_of(row) for row in rows)

    def take_notice(self, notice: str, at: datetime) -> bool:
        """Note that a payment notice was taken; False when it had been taken before."""
        row: Mapping[str, object] = {"id": notice, "taken": at}
        return self._dialect.insert_new(self._session, NoticeRow, [row]) > 0

    def know_customer(self, told: Customer, notice: str, now: datetime) -> None:
        """Note which reader a customer is, registering who is not known yet.

        What the provider said earlier does not overwrite what it said later.
        """
        row = self._session.get(CustomerRow, told.customer)
        if row is not None and row.at > told.at:
            return
        concerned = {told.address, row.address} if row else {told.address}
        before = {address: self.find(address) for address in sorted(concerned)}
        if before[told.address] is None:
            self._write(ReaderRow(address=told.address, level=Level.FREE.value, added=now))
        row = row or CustomerRow(customer=told.customer, address=told.address, at=told.at)
        row.address, row.at = told.address, told.at
        self._write(row)
        for address, was in before.items():
            self._note(address, was, f"{_BY_PAYMENT}: {notice}", now)

    def take_payment(self, news: PaidLevel, notice: str, at: datetime) -> bool:
        """Take a subscription's new state; False when a newer one is known.

        What has ended stays ended: providers begin a new subscription instead.
        """
        row = self._session.get(PaidRow, news.subscription)
        if row is not None and _is_newer(row, news):
            return False
        customer = self._session.get(CustomerRow, news.customer)
        before = self.find(customer.address) if customer else None
        row = row or PaidRow(
            subscription=news.subscription,
            customer=news.customer,
            level=Level.FREE.value,
            turn=news.turn.value,
            at=news.at,
        )
        row.customer, row.turn, row.at = news.customer, news.turn.value, news.at
        row.level, row.until = news.grant.level.value, news.grant.until
        self._write(row)
        if customer is not None:
            self._note(customer.address, before, f"{_BY_PAYMENT}: {notice}", at)
        return True

    def _paid(self, address: str) -> Iterable[Grant]:
        query = select(PaidRow).where(
            CustomerRow.customer == PaidRow.customer, CustomerRow.address == address
        )
        return tuple(_paid_grant(row) for row in self._session.exec(query))

    def _note(
        self, address: str, before: Reader | None, by: str, at: datetime
    ) -> LevelChange | None:
        """Record what a change did to the level that holds; None when it did nothing."""
        after = self.find(address)
        was = before.standing(at) if before else NOTHING
        now = after.standing(at) if after else NOTHING
        if was == now and bool(before) == bool(after):
            return None
        change = LevelChange(address=address, at=at, before=was, after=now, by=by)
        self._write(
            LevelChangeRow(
                address=address,
                at=at,
                before=was.level.value,
                before_until=was.until,
                after=now.level.value,
                after_until=now.until,
                by=by,
            )
        )
        return change

    def _write(self, row: SQLModel) -> None:
        self._session.add(row)
        self._session.flush()


def _is_newer(row: PaidRow, news: PaidLevel) -> bool:
    turns = list(PaymentTurn)
    known = (row.at, turns.index(PaymentTurn(row.turn)))
    has_ended = row.turn == PaymentTurn.ENDED.value
    return has_ended or known > (news.at, turns.index(news.turn))


def _reader_of(row: ReaderRow, paid: Iterable[Grant]) -> Reader:
    granted = Grant(level=Level(row.level), until=row.until)
    return Reader(address=row.address, granted=granted, paid=tuple(paid), added=row.added)


def _paid_grant(row: PaidRow) -> Grant:
    return Grant(level=Level(row.level), until=row.until)


def _change_of(row: LevelChangeRow) -> LevelChange:
    return LevelChange(
        address=row.address,
        at=row.at,
        before=Grant(level=Level(row.before), until=row.before_until),
        after=Grant(level=Level(row.after), until=row.after_until),
        by=row.by,
    )
