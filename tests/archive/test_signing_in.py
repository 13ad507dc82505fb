"""Sign-in links, sessions and attempts, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.signing_in import SignInLink
from newsroom_agents.errors import StorageError

from .builders import HOUR, NOON

ANA = "ana@reader.example"
LINK = SignInLink(ANA, "/2031/05/bridge/")
MINUTE = timedelta(minutes=1)


def test_a_link_works_once_and_looking_does_not_use_it(room: Room) -> None:
    token = room.signing_in.new_link(LINK, NOON + HOUR, NOON)
    assert room.signing_in.link(token, NOON) == LINK
    assert room.signing_in.link(token, NOON) == LINK
    assert room.signing_in.use_link(token, NOON) == LINK
    assert room.signing_in.use_link(token, NOON) is None
    assert room.signing_in.link(token, NOON) is None


@pytest.mark.parametrize("token", ["", "x", "ü", "\udcff", "A" * 9000])
def test_a_forged_link_is_for_nobody(token: str, room: Room) -> None:
    room.signing_in.new_link(LINK, NOON + HOUR, NOON)
    assert room.signing_in.use_link(token, NOON) is None


def test_a_link_ends_with_its_time(room: Room) -> None:
    token = room.signing_in.new_link(LINK, NOON + MINUTE, NOON)
    assert room.signing_in.link(token, NOON + MINUTE - timedelta(seconds=1)) == LINK
    assert room.signing_in.use_link(token, NOON + MINUTE) is None


def test_of_many_who_use_a_link_at_once_one_is_let_in(archive: Archive) -> None:
    with archive.writing() as room:
        token = room.signing_in.new_link(LINK, NOON + HOUR, NOON)

    def use(_: int) -> bool:
        try:
            with archive.writing() as room:
                return room.signing_in.use_link(token, NOON) is not None
        except StorageError:
            return False

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(use, range(8))) == 1


def test_a_session_lasts_until_it_ends_or_is_ended(room: Room) -> None:
    one, two = (room.signing_in.start(ANA, NOON + HOUR) for _ in range(2))
    assert room.signing_in.signed_in(one, NOON) == ANA
    assert room.signing_in.signed_in(one, NOON + HOUR) == ""
    room.signing_in.end(one)
    assert room.signing_in.signed_in(one, NOON) == ""
    assert room.signing_in.signed_in(two, NOON) == ANA


def test_ending_all_ends_links_and_sessions_of_this_reader_only(room: Room) -> None:
    mine, other = (room.signing_in.start(who, NOON + HOUR) for who in (ANA, "bo@reader.example"))
    token = room.signing_in.new_link(LINK, NOON + HOUR, NOON)
    room.signing_in.end_all(ANA)
    assert room.signing_in.signed_in(mine, NOON) == ""
    assert room.signing_in.link(token, NOON) is None
    assert room.signing_in.signed_in(other, NOON) == "bo@reader.example"


def test_attempts_are_counted_within_their_time(room: Room) -> None:
    def attempt(at: int) -> bool:
        return room.signing_in.attempt(ANA, 2, timedelta(minutes=10), NOON + at * MINUTE)

    assert [attempt(at) for at in (0, 1, 2, 9, 10, 11, 12)] == [1, 1, 0, 0, 1, 1, 0]
    assert room.signing_in.attempt("another", 2, timedelta(minutes=10), NOON)


def test_what_has_expired_is_thrown_away(room: Room) -> None:
    room.signing_in.new_link(LINK, NOON + MINUTE, NOON)
    room.signing_in.start(ANA, NOON + MINUTE)
    room.signing_in.attempt(ANA, 5, HOUR, NOON)
    room.signing_in.new_link(LINK, NOON + 50 * HOUR, NOON + 25 * HOUR)
    counts = [
        room.session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar()  # noqa: S608
        for table in ("reader_link", "reader_session", "reader_attempt")
    ]
    assert counts == [1, 0, 0]


def test_the_database_holds_no_token(room: Room) -> None:
    token = room.signing_in.new_link(LINK, NOON + HOUR, NOON)
    session = room.signing_in.start(ANA, NOON + HOUR)
    rows = [
        row
        for table in ("reader_link", "reader_session")
        for row in room.session.connection().execute(text(f"SELECT * FROM {table}"))  # noqa: S608
    ]
    assert len(rows) == 2
    assert token not in str(rows)
    assert session not in str(rows)
