"""The outbox of notices: written once, taken by one, tried again, given up; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.notices import Batch, Kind, Notice, NoticeWish, Way
from newsroom_agents.clock import fixed_clock

from .builders import NOON, staffed

WISH = NoticeWish(
    "Ana",
    kinds=frozenset({Kind.HIGH_RISK, Kind.BUDGET}),
    mail="ana@desk.example",
    webhook="https://hooks.example/ana",
)
MINUTE = timedelta(minutes=1)


def notice(name: str = "high-risk bridge", kind: Kind = Kind.HIGH_RISK) -> Notice:
    return Notice(name, kind, f"About {name}", "Some words.", "/story/bridge", NOON)


def taken(room: Room, way: Way) -> Batch:
    """Return the batch that goes this way; whatever else is due is taken, too."""
    found = []
    while batch := room.notices.take(NOON + MINUTE):
        found.append(batch)
    return next(batch for batch in found if batch.way is way)


def test_a_notice_is_written_once_for_each_way_and_only_for_who_wants_it(room: Room) -> None:
    room.notices.set_wish(WISH, NOON)
    assert room.notices.tell(WISH, [notice(), notice("day", Kind.BUDGET)], NOON) == 4
    assert room.notices.tell(WISH, [notice(), notice("day", Kind.BUDGET)], NOON) == 0
    assert room.notices.tell(WISH, [notice("x", Kind.BLIND_BEAT)], NOON) == 0
    nobody = NoticeWish("Ben", kinds=frozenset(Kind))
    assert room.notices.tell(nobody, [notice()], NOON) == 0


def test_wishes_are_kept_and_those_of_who_is_gone_do_not_count(room: Room) -> None:
    assert room.notices.wish("Ana") == NoticeWish("Ana")
    for wish in (WISH, replace(WISH, is_digest=True, key_number=3)):
        room.notices.set_wish(wish, NOON)
        assert room.notices.wish("ANA") == replace(wish, editor="ANA")
        assert room.notices.wishes() == (wish,)
    room.editors.disable("Ana")
    assert room.notices.wishes() == ()


def test_what_is_due_together_goes_out_together_and_to_one_taker(room: Room) -> None:
    room.notices.set_wish(WISH, NOON)
    room.notices.tell(WISH, [notice("one"), notice("two")], NOON)
    room.notices.tell(WISH, [notice("later")], NOON + timedelta(hours=1))
    first, second = room.notices.take(NOON), room.notices.take(NOON)
    assert first is not None
    assert second is not None
    assert {first.way, second.way} == set(Way)
    assert [one.name for one in first.notices] == ["one", "two"]
    assert (first.editor, first.attempt, first.notices[0]) == ("ana", 1, notice("one"))
    assert room.notices.take(NOON) is None


def test_a_batch_whose_taker_died_goes_out_again_as_it_was(room: Room) -> None:
    room.notices.set_wish(WISH, NOON)
    room.notices.tell(WISH, [notice("one")], NOON)
    before = {batch.way: batch for batch in iter(lambda: room.notices.take(NOON), None)}
    room.notices.tell(WISH, [notice("two")], NOON)
    fresh = [room.notices.take(NOON + MINUTE) for _ in Way]
    assert [[one.name for one in batch.notices] for batch in fresh if batch] == [["two"]] * 2
    late = NOON + timedelta(minutes=5)
    again = {batch.way: batch for batch in iter(lambda: room.notices.take(late), None)}
    assert again == {way: replace(one, attempt=2) for way, one in before.items()}


def test_an_attempt_that_fails_is_made_again_later_and_at_last_given_up(room: Room) -> None:
    wish = replace(WISH, webhook="")
    room.notices.set_wish(wish, NOON)
    room.notices.tell(wish, [notice()], NOON)
    now, attempts = NOON, 0
    while batch := room.notices.take(now):
        attempts += 1
        is_tried_again = room.notices.failed(batch, f"no. {attempts}", now)
        assert room.notices.last_failure("Ana") == f"no. {attempts}"
        assert room.notices.take(now) is None
        now += timedelta(days=1)
        assert is_tried_again is (attempts < 8)
    assert attempts == 8
    assert room.notices.tell(wish, [notice()], now) == 0


def test_what_arrived_is_over_and_forgotten_after_two_months(room: Room) -> None:
    wish = replace(WISH, webhook="")
    room.notices.set_wish(wish, NOON)
    room.notices.tell(wish, [notice("one")], NOON)
    room.notices.sent(taken(room, Way.MAIL), NOON)
    assert room.notices.take(NOON + timedelta(days=1)) is None
    assert room.notices.tell(wish, [notice("one"), notice("two")], NOON) == 1
    assert room.notices.last_failure("Ana") == ""
    room.notices.sent(taken(room, Way.MAIL), NOON + timedelta(days=61))
    assert room.notices.tell(wish, [notice("one"), notice("two")], NOON) == 1


def test_what_is_no_longer_wanted_is_not_sent(room: Room) -> None:
    room.notices.set_wish(WISH, NOON)
    room.notices.tell(WISH, [notice("risk"), notice("day", Kind.BUDGET)], NOON)
    less = replace(WISH, kinds=frozenset({Kind.BUDGET}), webhook="")
    room.notices.set_wish(less, NOON)
    batch = room.notices.take(NOON)
    assert batch is not None
    assert (batch.way, [one.name for one in batch.notices]) == (Way.MAIL, ["day"])
    assert room.notices.take(NOON) is None


@pytest.mark.parametrize("rounds", [6])
def test_of_two_processes_at_once_each_batch_is_taken_by_one(
    archive: Archive, url: str, tmp_path: Path, rounds: int
) -> None:
    other = Archive.open(url, tmp_path, fixed_clock(NOON))
    names = [f"notice {number}" for number in range(rounds)]
    with archive.writing() as room:
        staffed(room)
        room.notices.set_wish(WISH, NOON)

    def work(here: Archive) -> list[str]:
        got = []
        for name in names:
            with here.writing() as room:
                room.notices.tell(WISH, [notice(name)], NOON)
            with here.writing() as room:
                batch = room.notices.take(NOON)
            got += [f"{batch.way} {one.name}" for one in batch.notices] if batch else []
        return got

    try:
        with ThreadPoolExecutor(4) as threads:
            shares = list(threads.map(work, [archive, other, archive, other]))
        with archive.writing() as room:
            rest = list(iter(lambda: room.notices.take(NOON), None))
    finally:
        other.close()
    told = [one for share in shares for one in share]
    told += [f"{batch.way} {one.name}" for batch in rest for one in batch.notices]
    assert sorted(told) == sorted(f"{way} {name}" for way in Way for name in names)
