"""Readers and their levels, on both databases."""

from datetime import datetime, timedelta

import pytest

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.errors import NotFoundError
from newsroom_agents.story.draft import Access
from newsroom_agents.story.reader import (
    NOTHING,
    Customer,
    Grant,
    Level,
    PaidLevel,
    PaymentTurn,
    Reader,
    address_of,
    masked,
)

from .builders import HOUR, NOON

ANA = "ana@reader.example"
MEMBER = Grant(level=Level.MEMBER)
SUBSCRIBER = Grant(level=Level.SUBSCRIBER)


def paid(
    turn: PaymentTurn = PaymentTurn.CHANGED,
    level: Level = Level.SUBSCRIBER,
    at: datetime = NOON,
    until: datetime | None = NOON + 24 * HOUR,
) -> PaidLevel:
    grant = Grant(level=level, until=until)
    return PaidLevel(subscription="sub_1", customer="cus_1", turn=turn, grant=grant, at=at)


def customer(address: str = ANA, at: datetime = NOON) -> Customer:
    return Customer(customer="cus_1", address=address, at=at)


def found(room: Room, address: str = ANA) -> Reader:
    reader = room.readers.find(address)
    assert reader is not None
    return reader


def test_a_granted_level_holds_until_its_end(archive: Archive) -> None:
    with archive.writing() as room:
        room.readers.grant(ANA, Grant(level=Level.MEMBER, until=NOON + HOUR), "cli", NOON)
    with archive.reading() as room:
        reader = found(room)
    assert reader.access(NOON + HOUR - timedelta(seconds=1)) is Access.MEMBER
    assert reader.standing(NOON + HOUR) == NOTHING


def test_granting_the_same_again_changes_nothing(room: Room) -> None:
    assert room.readers.grant(ANA, MEMBER, "cli", NOON) is not None
    assert room.readers.grant(ANA, MEMBER, "cli", NOON + HOUR) is None
    assert len(room.readers.changes(ANA)) == 1
    assert [reader.address for reader in room.readers.all()] == [ANA]


def test_every_change_of_a_level_is_on_record(room: Room) -> None:
    room.readers.grant(ANA, SUBSCRIBER, "cli: ada", NOON)
    room.readers.grant(ANA, MEMBER, "import: list.csv", NOON + HOUR)
    room.readers.remove(ANA, "cli: ada", NOON + 2 * HOUR)
    told = [
        (change.before.level, change.after.level, change.by) for change in room.readers.changes(ANA)
    ]
    assert told == [
        (Level.FREE, Level.SUBSCRIBER, "cli: ada"),
        (Level.SUBSCRIBER, Level.MEMBER, "import: list.csv"),
        (Level.MEMBER, Level.FREE, "cli: ada"),
    ]


def test_a_removed_reader_is_gone_with_sessions_and_links(room: Room) -> None:
    room.readers.grant(ANA, MEMBER, "cli", NOON)
    session = room.signing_in.start(ANA, NOON + HOUR)
    room.readers.remove(ANA, "cli", NOON)
    assert room.readers.find(ANA) is None
    assert room.signing_in.signed_in(session, NOON) == ""
    with pytest.raises(NotFoundError, match="reader"):
        room.readers.remove(ANA, "cli", NOON)


def test_the_higher_of_a_grant_and_a_payment_holds(room: Room) -> None:
    room.readers.grant(ANA, SUBSCRIBER, "cli", NOON)
    room.readers.know_customer(customer(), "evt_1", NOON)
    assert room.readers.take_payment(paid(level=Level.MEMBER), "evt_2", NOON)
    assert found(room).standing(NOON) == Grant(level=Level.MEMBER, until=NOON + 24 * HOUR)
    assert found(room).standing(NOON + 25 * HOUR) == SUBSCRIBER
    [listed] = room.readers.all()
    assert listed == found(room)
    assert room.readers.changes(ANA)[-1].by == "payment: evt_2"


def test_a_payment_waits_for_the_customer_it_belongs_to(room: Room) -> None:
    assert room.readers.take_payment(paid(), "evt_1", NOON)
    assert room.readers.find(ANA) is None
    room.readers.know_customer(customer(), "evt_2", NOON)
    assert found(room).access(NOON) is Access.SUBSCRIBER
    [change] = room.readers.changes(ANA)
    assert (change.after.level, change.by) == (Level.SUBSCRIBER, "payment: evt_2")


def test_an_older_notice_never_overwrites_a_newer_state(room: Room) -> None:
    room.readers.know_customer(customer(), "evt_1", NOON)
    assert room.readers.take_payment(paid(level=Level.MEMBER, at=NOON), "evt_2", NOON)
    assert not room.readers.take_payment(paid(at=NOON - HOUR), "evt_3", NOON)
    assert not room.readers.take_payment(paid(PaymentTurn.MADE, at=NOON), "evt_4", NOON)
    assert found(room).access(NOON) is Access.MEMBER


def test_a_customer_who_changes_the_address_takes_the_level_along(room: Room) -> None:
    other = "ana@elsewhere.example"
    room.readers.know_customer(customer(), "evt_1", NOON)
    room.readers.take_payment(paid(), "evt_2", NOON)
    room.readers.know_customer(customer(other, NOON + HOUR), "evt_3", NOON + HOUR)
    room.readers.know_customer(customer(ANA, NOON), "evt_4", NOON + 2 * HOUR)
    assert found(room, other).access(NOON) is Access.SUBSCRIBER
    assert found(room).standing(NOON) == NOTHING
    last = room.readers.changes(ANA)[-1]
    assert (last.before.level, last.after, last.by) == (
        Level.SUBSCRIBER,
        NOTHING,
        "payment: evt_3",
    )


def test_what_has_ended_stays_ended(room: Room) -> None:
    room.readers.know_customer(customer(), "evt_1", NOON)
    room.readers.take_payment(paid(), "evt_2", NOON)
    end = paid(PaymentTurn.ENDED, Level.FREE, NOON, None)
    assert room.readers.take_payment(end, "evt_3", NOON)
    assert not room.readers.take_payment(paid(PaymentTurn.PAID, at=NOON + HOUR), "evt_4", NOON)
    assert found(room).standing(NOON) == NOTHING


def test_a_notice_is_taken_once(room: Room) -> None:
    assert room.readers.take_notice("evt_1", NOON)
    assert not room.readers.take_notice("evt_1", NOON + HOUR)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Ana@Reader.Example ", ANA),
        ("a+b@x-y.example", "a+b@x-y.example"),
        ("ana", ""),
        ("ana@localhost", ""),
        ("ana@reader.example\nBcc: bo@reader.example", ""),
        ("ana@reader.example,bo@reader.example", ""),
        ("“ana”@reader.example", ""),
        (f"{'a' * 65}@reader.example", ""),
        (f"ana@{'a.' * 130}example", ""),
        ("", ""),
    ],
)
def test_an_address_has_one_form_or_is_none(written: str, kept: str) -> None:
    assert address_of(written) == kept


def test_a_log_holds_no_whole_address() -> None:
    assert masked(ANA) == "a…@reader.example"
