"""What editors hear of without looking: risky and expiring stories, releases, budgets, beats."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from newsroom_agents.archive.archive import Archive
from newsroom_agents.archive.ledger import Balance
from newsroom_agents.archive.notices import Kind, Notice, NoticeWish
from newsroom_agents.archive.source_states import BlindBeat
from newsroom_agents.pipeline.booking import Books
from newsroom_agents.pipeline.durable import Bookings
from newsroom_agents.pipeline.noticing import Lookout
from newsroom_agents.settings import Settings
from newsroom_agents.story.decision import EditorRole
from newsroom_agents.story.queue import QueueState, Risk
from tests.archive.builders import NOON, bring_to, copied, draft

ALL = NoticeWish("Ana", kinds=frozenset(Kind), mail="ana@desk.example")
DAY = {"budget": {"day": 1_000_000, "month": 20_000_000}}


@dataclass
class House:
    """An archive with one editor, and somebody who looks out."""

    archive: Archive
    bookings: Bookings
    now: datetime = NOON
    held: list[Balance] = field(default_factory=list)

    def lookout(self, **settings: object) -> Lookout:
        def balances() -> Sequence[Balance]:
            return self.held

        told = Settings.model_validate(settings)
        return Lookout(self.archive, self.bookings, told, balances, lambda: self.now)

    def found(self, **settings: object) -> list[Notice]:
        return list(self.lookout(**settings).found(self.now))

    def queue(self, slug: str, risk: Risk = Risk.LOW) -> None:
        with self.archive.writing() as room:
            room.queue.enter(draft(slug, risk=risk), QueueState.READY)


@pytest.fixture
def house(empty_archive: Path, tmp_path: Path) -> Iterator[House]:
    archive = Archive.open(copied(empty_archive, tmp_path), tmp_path, lambda: NOON)
    with closing(archive), closing(Bookings(archive.engine)) as bookings:
        with archive.writing() as room:
            room.editors.add("Ana", EditorRole.EDITOR, NOON)
            room.notices.set_wish(ALL, NOON)
        yield House(archive, bookings)


def test_a_quiet_house_has_nothing_to_tell(house: House) -> None:
    house.queue("bridge")
    assert house.found() == []
    assert house.lookout().tell() == 0


def test_a_story_of_high_risk_is_told_once(house: House) -> None:
    house.queue("bridge")
    house.queue("accused", Risk.HIGH)
    [one] = house.found()
    assert (one.kind, one.path) == (Kind.HIGH_RISK, "/story/accused")
    assert one.title.startswith("High risk: ")
    assert [house.lookout().tell() for _ in range(3)] == [1, 0, 0]


def test_a_story_is_told_of_before_it_expires_and_not_after(house: House) -> None:
    house.queue("bridge")
    for hours, told in ((21.9, []), (22.1, [Kind.EXPIRING]), (24.1, [])):
        house.now = NOON + timedelta(hours=hours)
        assert [one.kind for one in house.found()] == told
    house.now = NOON + timedelta(hours=23.5)
    assert house.found()[0].title.startswith("Expires in 30 min: ")


@pytest.mark.parametrize(("spent", "told"), [(799_999, 0), (800_000, 1), (1_200_000, 1)])
def test_a_budget_is_told_of_at_eighty_percent(house: House, spent: int, told: int) -> None:
    house.held = [
        Balance(f"day {NOON:%Y-%m-%d}", 300_000, spent - 300_000),
        Balance("day 2031-05-03", 0, 9_000_000),
        Balance("story bridge", 0, 9_000_000),
        Balance(f"month {NOON:%Y-%m}", 0, 1_000_000),
    ]
    found = house.found(**DAY)
    assert [one.kind for one in found] == [Kind.BUDGET] * told
    assert all(one.name == f"budget day {NOON:%Y-%m-%d} 80" for one in found)
    assert house.found() == []


def test_a_beat_gone_blind_is_told_again_only_when_it_saw_in_between(house: House) -> None:
    lookout = house.lookout()
    for hours, told in ((0, 1), (1, 0)):
        with house.archive.writing() as room:
            since = NOON + timedelta(hours=hours)
            room.source_states.set_blind([BlindBeat("sea", since, "3 sources: 3 failing")])
        assert lookout.tell() == told
    with house.archive.writing() as room:
        room.source_states.set_blind([])
    assert lookout.tell() == 0
    with house.archive.writing() as room:
        again = BlindBeat("sea", NOON + timedelta(hours=9), "3 sources: 3 failing")
        room.source_states.set_blind([again])
    assert lookout.tell() == 1


def test_a_release_that_failed_is_told_by_its_run(house: House) -> None:
    with house.archive.writing() as room:
        slug = bring_to(room, QueueState.APPROVED).slug
        key = Books(house.bookings).release(room, slug, 1)
    assert house.found() == []
    with house.archive.engine.begin() as connection:
        ended = "UPDATE workflow_status SET status = 'ERROR', error = :error"
        connection.execute(sa.text(ended), {"error": '{"message": "the disk is full"}'})
    [one] = house.found()
    assert (one.kind, one.name, one.path) == (
        Kind.RELEASE_FAILED,
        f"release {key}",
        f"/story/{slug}",
    )
    assert "the disk is full" in one.detail


def test_a_digest_comes_at_its_time_in_the_houses_zone(house: House) -> None:
    house.queue("accused", Risk.HIGH)
    with house.archive.writing() as room:
        wish = NoticeWish("Ana", frozenset(Kind), "ana@desk.example", is_digest=True)
        room.notices.set_wish(wish, NOON)
    told = {"digest_at": "07:00"}
    assert house.lookout(notices=told, time_zone="Europe/Lisbon").tell() == 1
    with house.archive.writing() as room:
        assert room.notices.take(NOON + timedelta(hours=17, minutes=59)) is None
        assert room.notices.take(NOON + timedelta(hours=18)) is not None
