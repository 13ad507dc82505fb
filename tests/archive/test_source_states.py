"""What is known of web sources, on both databases."""

from dataclasses import replace
from datetime import date, timedelta

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.source_states import BlindBeat, SourceDay, SourceState

from .builders import NOON

TARN = SourceState(
    source="tarn",
    place="https://tarn.example/feed",
    address="https://tarn.example/feed",
    due=NOON,
    minutes=30.0,
    etag='"a"',
)
TODAY = NOON.date()


def test_a_state_takes_the_place_of_the_earlier_one(room: Room) -> None:
    room.source_states.save(TARN)
    later = replace(TARN, etag='"b"', polled=NOON, failures=2, failure="slow", minutes=45.5)
    room.source_states.save(later)
    assert room.source_states.all() == {"tarn": later}


def test_what_a_day_gave_adds_up(room: Room) -> None:
    yesterday = TODAY - timedelta(days=1)
    for day in (yesterday, TODAY, TODAY):
        room.source_states.count(SourceDay("tarn", day, polls=1, new=3))
    room.source_states.count(SourceDay("tarn", TODAY, polls=1, failures=1))
    assert room.source_states.days(yesterday) == {
        "tarn": (
            SourceDay("tarn", yesterday, polls=1, new=3),
            SourceDay("tarn", TODAY, polls=3, failures=1, new=6),
        )
    }
    assert room.source_states.brought("tarn", TODAY) == 6
    assert room.source_states.brought("quai", TODAY) == 0
    assert room.source_states.days(date(2100, 1, 1)) == {}


def test_a_content_is_known_by_source_and_hash(room: Room) -> None:
    states = room.source_states
    states.take("tarn", {"d1": "https://tarn.example/1", "d2": "https://tarn.example/2"}, NOON)
    states.take("tarn", {"d1": "https://tarn.example/other"}, NOON)
    assert states.taken("tarn", ["d1", "d3"]) == {"d1": "https://tarn.example/1"}
    assert states.taken("quai", ["d1"]) == {}
    states.forget(NOON + timedelta(seconds=1))
    assert states.taken("tarn", ["d1", "d2"]) == {}


def test_a_blind_beat_keeps_the_time_since_when_it_is(archive: Archive) -> None:
    later = NOON + timedelta(hours=1)
    with archive.writing() as room:
        first = room.source_states.set_blind([BlindBeat("politics", NOON, "0 of 2 sources")])
    with archive.writing() as room:
        again = [BlindBeat(name, later, "0 of 3") for name in ("politics", "weather")]
        new = room.source_states.set_blind(again)
    with archive.reading() as room:
        found = room.source_states.blind()
    assert [one.beat for one in first] == ["politics"]
    assert [one.beat for one in new] == ["weather"]
    assert [(one.beat, one.since, one.detail) for one in found] == [
        ("politics", NOON, "0 of 3"),
        ("weather", later, "0 of 3"),
    ]
    with archive.writing() as room:
        assert room.source_states.set_blind([]) == ()
        assert room.source_states.blind() == ()
