"""The queue as the desk lists it, on both databases."""

from datetime import timedelta

import pytest

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.queue_list import OPEN, News, Wanted
from newsroom_agents.story.decision import Ruling
from newsroom_agents.story.queue import QueueState, Risk

from .builders import HOUR, NOON, decision, draft

ALL = Wanted(OPEN)


def enter(room: Room, slug: str, **changes: object) -> None:
    room.queue.enter(draft(slug).model_copy(update=changes), QueueState.READY)


def slugs(room: Room, wanted: Wanted = ALL) -> list[str]:
    return [row.slug for row in room.queue_list.page(wanted).rows]


def test_a_list_goes_by_risk_then_priority_then_what_expires_first(room: Room) -> None:
    enter(room, "later", expires=NOON + 9 * HOUR)
    enter(room, "sooner", expires=NOON + 2 * HOUR)
    enter(room, "grave", risk=Risk.HIGH, expires=NOON + 30 * HOUR)
    urgent = draft("urgent").model_copy(update={"expires": NOON + 20 * HOUR})
    room.queue.enter(urgent, QueueState.READY, priority=1)
    assert slugs(room) == ["grave", "urgent", "sooner", "later"]


def test_a_page_holds_so_many_rows_and_tells_how_many_there_are(room: Room) -> None:
    for number in range(7):
        enter(room, f"story-{number}", expires=NOON + number * HOUR)
    page = room.queue_list.page(ALL, start=2, size=3)
    assert [row.slug for row in page.rows] == ["story-2", "story-3", "story-4"]
    assert page.total == 7
    assert room.queue_list.page(ALL, start=70).rows == ()


def test_a_row_tells_the_persona_the_risk_and_who_approved(room: Room) -> None:
    enter(room, "council-vote", risk=Risk.HIGH)
    room.queue.apply(decision(draft("council-vote"), Ruling.APPROVE), NOON)
    [row] = room.queue_list.page(ALL).rows
    assert row == room.queue.row("council-vote")
    assert row.persona == "ida"
    assert row.risk_reasons == tuple(one.reason for one in draft("council-vote").risk_reasons)
    assert row.approvals == ("Ana",)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(OPEN, risk=Risk.HIGH), ["cafe"]),
        (Wanted(OPEN, beat="harbours"), ["cafe"]),
        (Wanted(OPEN, language="uk"), ["cafe"]),
        (Wanted(OPEN, language="u"), []),
        (Wanted(OPEN, language='%"'), []),
        (Wanted(OPEN, words="CAFE lisboa"), ["cafe"]),
        (Wanted(OPEN, words="café berlin"), []),
        (Wanted(OPEN, words="%"), []),
        (Wanted(OPEN, words="strasse"), ["street"]),
        (Wanted((QueueState.HELD,)), []),
        (Wanted(OPEN, assigned="Ana"), []),
    ],
)
def test_a_list_is_narrowed_by_what_its_reader_wants(
    room: Room, wanted: Wanted, found: list[str]
) -> None:
    enter(
        room,
        "cafe",
        risk=Risk.HIGH,
        beat="harbours",
        languages=("uk", "pt"),
        headline="Café in Lisboa reopens",
    )
    enter(room, "street", headline="Die Straße ist frei")
    assert slugs(room, wanted) == found


def test_what_is_done_is_listed_the_latest_first(room: Room) -> None:
    for number, slug in enumerate(("first", "second", "third")):
        enter(room, slug, queued_at=NOON + number * HOUR, expires=NOON + timedelta(days=1))
    room.queue.expire(NOON + timedelta(days=2))
    assert slugs(room, Wanted((QueueState.EXPIRED,))) == ["third", "second", "first"]
    assert slugs(room) == []


def test_the_open_stories_are_counted_by_what_they_are_of(room: Room) -> None:
    enter(room, "one", languages=("de", "en"), beat="harbours")
    enter(room, "two", languages=("en",), risk=Risk.HIGH)
    kinds = room.queue_list.kinds()
    assert kinds.states == {QueueState.READY: 2}
    assert kinds.risks == {draft("one").risk: 1, Risk.HIGH: 1}
    assert kinds.languages == {"de": 1, "en": 2}
    assert kinds.beats["harbours"] == 1


def test_news_are_the_stories_that_moved_since_a_row_of_the_journal(room: Room) -> None:
    enter(room, "one")
    known = room.queue_list.news(None)
    assert known == News(room.journal.head().number)
    assert room.queue_list.news(known.number) == known
    enter(room, "two")
    room.journal.append("three", "credited", {}, NOON)
    news = room.queue_list.news(known.number)
    assert news == News(known.number + 2, frozenset({"two"}))
