"""How sources are doing, by what was noted of them."""

from datetime import timedelta
from pathlib import Path

import pytest

from newsroom_agents.archive.archive import Archive
from newsroom_agents.archive.source_states import SourceDay, SourceState
from newsroom_agents.errors import StorageError
from newsroom_agents.ingest.kind import Source
from newsroom_agents.pipeline.source_health import Condition, blind_beats, health, note_blind
from newsroom_agents.pipeline.source_metrics import write_metrics

from .world import START

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def source(name: str, *beats: str) -> Source:
    return Source(id=name, kind="feed", place=f"https://{name}.example/feed", beats=beats)


def state(name: str, **fields: object) -> SourceState:
    place = f"https://{name}.example/feed"
    told = {"polled": START, "succeeded": START, "brought": START, **fields}
    return SourceState(name, place, place, START + HOUR, 60.0, **told)  # type: ignore[arg-type]


def condition(archive: Archive, found: SourceState, a_day: int = 10) -> Condition:
    with archive.writing() as room:
        room.source_states.save(found)
        for number in range(10):
            day = START.date() - timedelta(days=number)
            room.source_states.count(SourceDay(found.source, day, polls=24, new=a_day))
        [one] = health(room, [source(found.source)], START)
    return one.condition


@pytest.mark.parametrize(
    ("fields", "a_day", "expected"),
    [
        ({}, 10, Condition.GOOD),
        ({"failures": 2, "failure": "web.slow"}, 10, Condition.GOOD),
        ({"failures": 3, "failure": "web.slow"}, 10, Condition.FAILING),
        ({"succeeded": None}, 10, Condition.FAILING),
        ({"brought": START - 20 * HOUR}, 10, Condition.GOOD),
        ({"brought": START - 30 * HOUR}, 10, Condition.SILENT),
        ({"brought": START - 3 * DAY}, 1, Condition.GOOD),
        ({"brought": START - 5 * DAY}, 1, Condition.SILENT),
        ({"retired": START}, 10, Condition.GONE),
    ],
)
def test_silence_and_failure_are_measured_by_the_sources_own_habit(
    sqlite_archive: Archive, fields: dict[str, object], a_day: int, expected: Condition
) -> None:
    assert condition(sqlite_archive, state("tarn", **fields), a_day) is expected


def test_a_beat_is_blind_when_all_its_sources_were_asked_and_none_is_good(
    archive: Archive,
) -> None:
    sources = [
        source("tarn", "politics", "weather"), source("quai", "weather"), source("holm", "sport"),
    ]  # fmt: skip
    with archive.writing() as room:
        room.source_states.save(state("tarn", failures=4))
        room.source_states.save(state("quai"))
        found = health(room, sources, START)
        assert [one.condition for one in found] == ["failing", "good", "unseen"]
        [blind] = blind_beats(found, START)
        assert (blind.beat, blind.detail) == ("politics", "1 sources: 1 failing")
        assert [one.beat for one in note_blind(room, sources, START)] == ["politics"]
        assert note_blind(room, sources, START + DAY) == (), "it was told before"
        [kept] = room.source_states.blind()
        assert kept.since == START
        room.source_states.save(state("tarn"))
        note_blind(room, sources, START)
        assert room.source_states.blind() == ()


def test_metrics_name_every_source_and_leave_out_what_nobody_knows(
    sqlite_archive: Archive, tmp_path: Path
) -> None:
    with sqlite_archive.writing() as room:
        room.source_states.save(state("tarn", succeeded=None, failures=3))
        found = health(room, [source("tarn", "sport"), source("quai")], START)
    write_metrics(tmp_path / "a.prom", found, blind_beats(found, START))
    lines = (tmp_path / "a.prom").read_text(encoding="utf-8").splitlines()
    assert 'newsroom_source_failures{source="tarn"} 3.0' in lines
    assert 'newsroom_sources{condition="unseen"} 1.0' in lines
    assert 'newsroom_beat_blind{beat="sport"} 1.0' in lines
    assert not [line for line in lines if "last_success" in line and "tarn" in line]
    with pytest.raises(StorageError, match="metrics cannot be written"):
        write_metrics(tmp_path / "none" / "a.prom", found, ())
