"""Passwords, one-time links, sessions, tokens and attempts of the desk, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from newsroom_agents.archive.api_tokens import PREFIX, Scope
from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.attempts import NO_WAIT, Limit
from newsroom_agents.archive.desk_sessions import own_handle
from newsroom_agents.archive.dump import Part, dumped
from newsroom_agents.errors import ArchiveError, NotFoundError

from .builders import HOUR, NOON, staffed

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def start(room: Room, name: str = "Ana") -> str:
    return room.desk_sessions.start(name, "Firefox on Linux", NOON + DAY, NOON)


def test_a_link_sets_a_password_once_and_looking_does_not_use_it(room: Room) -> None:
    token = room.accounts.new_link("ana", NOON + HOUR)
    found = room.accounts.link(token, NOON)
    assert found is not None
    assert found.name == "Ana"
    assert room.accounts.link(token, NOON) == found
    assert room.accounts.use_link(token, "$hash", NOON) == found
    assert room.accounts.use_link(token, "$other", NOON) is None
    assert room.accounts.password("ANA") == "$hash"


def test_a_new_link_ends_the_one_before(room: Room) -> None:
    first, second = (room.accounts.new_link("Ana", NOON + HOUR) for _ in range(2))
    assert room.accounts.link(first, NOON) is None
    assert room.accounts.link(second, NOON) is not None


def test_a_link_ends_with_its_time_and_with_its_holder(room: Room) -> None:
    token = room.accounts.new_link("Ana", NOON + HOUR)
    assert room.accounts.link(token, NOON + HOUR) is None
    room.editors.disable("Ana")
    assert room.accounts.link(token, NOON) is None
    with pytest.raises(ArchiveError, match="'Ana' is disabled"):
        room.accounts.new_link("Ana", NOON + HOUR)
    with pytest.raises(NotFoundError):
        room.accounts.new_link("Nobody", NOON + HOUR)


@pytest.mark.parametrize("token", ["", "x", "ü", "\udcff", "A" * 9000])
def test_what_was_never_given_out_opens_nothing(token: str, room: Room) -> None:
    room.accounts.new_link("Ana", NOON + HOUR)
    assert room.accounts.link(token, NOON) is None
    assert room.desk_sessions.present(token, HOUR, NOON) is None
    assert room.api_tokens.holder(token, NOON) is None


def test_nobody_has_a_password_before_they_set_one(room: Room) -> None:
    assert room.accounts.is_closed_to_all()
    assert room.accounts.password("Ana") == ""
    assert room.accounts.password("Nobody") == ""
    room.accounts.set_password("Ana", "$hash", NOON)
    assert not room.accounts.is_closed_to_all()
    room.editors.disable("Ana")
    assert room.accounts.is_closed_to_all()
    assert room.accounts.password("Ana") == ""


def test_a_new_password_ends_sessions_and_links_of_this_person_only(room: Room) -> None:
    mine, other = start(room), start(room, "Bo")
    link = room.accounts.new_link("Ana", NOON + HOUR)
    room.accounts.set_password("Ana", "$new", NOON)
    assert room.desk_sessions.present(mine, HOUR, NOON) is None
    assert room.accounts.link(link, NOON) is None
    assert room.desk_sessions.present(other, HOUR, NOON) is not None


def test_another_hash_of_the_same_password_ends_nothing(room: Room) -> None:
    room.accounts.set_password("Ana", "$old", NOON)
    session = start(room)
    room.accounts.renew_hash("Ana", "$new")
    assert room.accounts.password("Ana") == "$new"
    assert room.desk_sessions.present(session, HOUR, NOON) is not None


def test_a_session_lives_while_it_is_used_and_no_longer_than_its_end(room: Room) -> None:
    session = start(room)
    almost = NOON + HOUR - MINUTE
    assert room.desk_sessions.present(session, HOUR, almost) is not None
    assert room.desk_sessions.present(session, HOUR, NOON + HOUR) is None
    room.desk_sessions.note_use(session, almost)
    found = room.desk_sessions.present(session, HOUR, NOON + HOUR)
    assert found is not None
    assert (found.editor.name, found.seen) == ("Ana", almost)
    assert room.desk_sessions.present(session, 2 * DAY, NOON + DAY) is None


def test_sessions_are_listed_and_ended_one_by_one(room: Room) -> None:
    here, there, third = (start(room) for _ in range(3))
    other = start(room, "Bo")
    room.desk_sessions.note_use(there, NOON + MINUTE)
    handles = [one.handle for one in room.desk_sessions.of("ana", HOUR, NOON + MINUTE)]
    assert handles[0] == own_handle(there)
    assert set(handles) == {own_handle(each) for each in (here, there, third)}
    assert room.desk_sessions.end_one("Ana", own_handle(there))
    assert not room.desk_sessions.end_one("Ana", own_handle(other))
    assert room.desk_sessions.end_others("Ana", here) == 1
    assert room.desk_sessions.present(here, HOUR, NOON) is not None
    assert room.desk_sessions.present(other, HOUR, NOON) is not None
    room.desk_sessions.end(here)
    assert room.desk_sessions.of("Ana", HOUR, NOON) == ()


def test_disabling_somebody_ends_sessions_links_and_tokens_at_once(room: Room) -> None:
    session, link = start(room), room.accounts.new_link("Ana", NOON + HOUR)
    token = room.api_tokens.make("Ana", "cms", {Scope.READ}, NOON + DAY, NOON)
    room.editors.disable("ana")
    assert room.desk_sessions.present(session, HOUR, NOON) is None
    assert room.accounts.link(link, NOON) is None
    assert room.api_tokens.holder(token, NOON) is None
    assert room.api_tokens.of("Ana", NOON) == ()


def test_a_token_says_who_asks_and_what_it_opens_until_it_ends(room: Room) -> None:
    token = room.api_tokens.make("ana", "cms", {Scope.RULE, Scope.READ}, NOON + DAY, NOON)
    assert token.startswith(PREFIX)
    room.api_tokens.note_use(token, NOON + HOUR)
    found = room.api_tokens.holder(token, NOON + HOUR)
    assert found is not None
    assert found.editor.name == "Ana"
    assert found.token.scopes == {Scope.READ, Scope.RULE}
    assert (found.token.label, found.token.used) == ("cms", NOON + HOUR)
    assert room.api_tokens.holder(token, NOON + DAY) is None
    assert room.api_tokens.of("Bo", NOON) == ()
    assert room.api_tokens.revoke("Bo", found.token.handle) == ""
    assert room.api_tokens.revoke("Ana", found.token.handle) == "cms"
    assert room.api_tokens.holder(token, NOON) is None


def test_attempts_are_let_through_up_to_the_limit_with_the_time_to_wait(room: Room) -> None:
    limit = Limit("account ana", 2, 10 * MINUTE)
    waits = [room.attempts.wait([limit], NOON + at * MINUTE) for at in (0, 1, 2, 9, 10, 11, 12)]
    assert waits == [NO_WAIT, NO_WAIT, 8 * MINUTE, MINUTE, NO_WAIT, NO_WAIT, 8 * MINUTE]
    assert room.attempts.wait([Limit("another", 2, HOUR)], NOON) == NO_WAIT


def test_an_attempt_too_many_is_counted_against_nothing(room: Room) -> None:
    tight, wide = Limit("tight", 1, HOUR), Limit("wide", 9, HOUR)
    waits = [room.attempts.wait([tight, wide], NOON + MINUTE * n) for n in range(3)]
    assert waits == [NO_WAIT, 59 * MINUTE, 58 * MINUTE]
    assert room.attempts.counted("wide") == 1
    room.attempts.forget("tight")
    assert room.attempts.wait([tight, wide], NOON + HOUR) == NO_WAIT


def test_of_many_attempts_at_once_no_more_than_the_limit_get_through(archive: Archive) -> None:
    limit = Limit("account ana", 3, HOUR)

    def attempt(_: int) -> bool:
        with archive.writing() as room:
            return room.attempts.wait([limit], NOON) == NO_WAIT

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(attempt, range(16))) == 3


def test_of_many_who_use_a_link_at_once_one_sets_the_password(archive: Archive) -> None:
    with archive.writing() as room:
        staffed(room)
        token = room.accounts.new_link("Ana", NOON + HOUR)

    def use(number: int) -> bool:
        with archive.writing() as room:
            return room.accounts.use_link(token, f"${number}", NOON) is not None

    with ThreadPoolExecutor(4) as threads:
        won = [number for number, is_mine in enumerate(threads.map(use, range(8))) if is_mine]
    with archive.reading() as room:
        assert [room.accounts.password("Ana")] == [f"${number}" for number in won]


def test_what_has_expired_is_thrown_away(room: Room) -> None:
    start(room)
    room.api_tokens.make("Ana", "cms", {Scope.READ}, NOON + HOUR, NOON)
    room.attempts.wait([Limit("ana", 5, HOUR)], NOON)
    later = NOON + 2 * DAY
    room.desk_sessions.start("Ana", "", later + DAY, later)
    room.api_tokens.make("Ana", "new", {Scope.READ}, later + DAY, later)
    room.attempts.wait([Limit("ana", 5, HOUR)], later)
    counts = [
        room.session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar()  # noqa: S608
        for table in ("desk_session", "desk_token", "desk_attempt")
    ]
    assert counts == [1, 1, 1]


def test_the_database_holds_no_secret(room: Room) -> None:
    secrets = (
        start(room),
        room.accounts.new_link("Bo", NOON + HOUR),
        room.api_tokens.make("Ana", "cms", {Scope.READ}, NOON + DAY, NOON),
    )
    rows = [
        str(row)
        for table in ("desk_session", "desk_link", "desk_token")
        for row in room.session.connection().execute(text(f"SELECT * FROM {table}"))  # noqa: S608
    ]
    assert len(rows) == 3
    assert not [secret for secret in secrets if secret in str(rows)]


def test_a_backup_carries_the_passwords_and_no_way_in_that_may_have_ended(room: Room) -> None:
    room.accounts.set_password("Ana", "$hash", NOON)
    start(room)
    room.accounts.new_link("Bo", NOON + HOUR)
    room.api_tokens.make("Ana", "cms", {Scope.READ}, NOON + DAY, NOON)
    room.attempts.wait([Limit("ana", 5, HOUR)], NOON)
    carried = {portion.table for portion in dumped(room.session.connection(), Part.HOUSE)}
    assert {"editor", "desk_password"} <= carried
    assert not carried & {"desk_session", "desk_link", "desk_token", "desk_attempt"}
