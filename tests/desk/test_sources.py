"""The sources' page: blind beats before all else, then who fails, and why one is rated so."""

from datetime import timedelta

from newsroom_agents.archive.source_states import SourceDay, SourceState
from newsroom_agents.pipeline.passes import is_web

from .builders import DeskHouse


def web_sources(house: DeskHouse) -> list[str]:
    return [s.id for s in house.front.newsroom.desk.rules.sources.values() if is_web(s)]


def test_sources_nobody_asked_are_folded_and_blame_nobody(plain_desk: DeskHouse) -> None:
    page = plain_desk.signed_in("Rui").get("/sources").text
    assert "Never asked" in page
    assert "Blind beats" not in page
    assert all(f'<code class="detail">{name}</code>' in page for name in web_sources(plain_desk))


def test_blind_beats_come_first_and_a_failure_is_told_in_full(plain_desk: DeskHouse) -> None:
    now, beat = plain_desk.clock(), ""
    sources = plain_desk.front.newsroom.desk.rules.sources.values()
    with plain_desk.archive.writing() as room:
        for source in filter(is_web, sources):
            beat = beat or next(iter(source.beats), "")
            failing = SourceState(
                source=source.id,
                place=source.place,
                address=source.place,
                due=now,
                minutes=10.0,
                polled=now,
                succeeded=now - timedelta(days=3),
                failed=now,
                failure="unreachable",
                detail="<b>no answer</b>",
                failures=5,
            )
            room.source_states.save(failing)
    page = plain_desk.signed_in().get("/sources").text
    title = plain_desk.front.newsroom.desk.rules.beats[beat].title
    assert page.index("Blind beats") < page.index("Failing")
    assert f"<b>{title}</b>" in page
    assert "<b>unreachable</b>: &lt;b&gt;no answer&lt;/b&gt;" in page
    assert "3 days ago" in page


def test_a_source_that_gives_shows_how_much_a_day_and_no_old_trouble(
    plain_desk: DeskHouse,
) -> None:
    now, source = plain_desk.clock(), web_sources(plain_desk)[0]
    with plain_desk.archive.writing() as room:
        room.source_states.count(SourceDay(source, now.date(), polls=3, new=12))
        good = SourceState(
            source=source,
            place="https://kestrel.example/feed",
            address="https://kestrel.example/feed",
            due=now,
            minutes=10.0,
            polled=now,
            succeeded=now,
            brought=now,
            failure="slow",
            detail="took a minute once",
        )
        room.source_states.save(good)
    page = plain_desk.signed_in().get("/sources").text
    assert "Doing well" in page
    assert "12.0" in page
    assert "took a minute once" not in page
