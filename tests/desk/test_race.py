"""Twenty editors at once, in small: the benchmark's race with hundreds of rulings."""

from pathlib import Path

import pytest

from newsroom_agents.archive.archive import Archive
from tests.bench.loading import load


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_rulings_at_once_lose_nothing_and_count_once_for_each_person(
    request: pytest.FixtureRequest, database: str, tmp_path: Path
) -> None:
    race = load("desk_race")
    url = f"sqlite:///{tmp_path / 'race.sqlite'}"
    if database == "postgres":
        url = request.getfixturevalue("postgres").emptied()
    archive = Archive.open(url, tmp_path, race.clock)
    try:
        figures = race.measured(archive, race.Race(rulings=240, threads=8, stories=6), database)
    finally:
        archive.close()
    assert figures.faults == ()
    assert figures.ended["approve"] > 10
    assert figures.ended["edit"] > 5
    assert figures.rulings == 240
