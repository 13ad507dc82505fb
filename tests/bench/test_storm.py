"""A storm of faults changes no story, and nobody waits longer than was stated."""

from pathlib import Path

from tests.bench.loading import load

_STORIES = 3
_ROLES_OF_A_STORY = 7
_SLACK_SECONDS = 2.0
"""What a machine that is busy with other things may add to a wait."""


def test_faults_leave_the_same_stories_and_only_the_stated_waits(tmp_path: Path) -> None:
    storm = load("storm")
    leads = storm.open_leads(tmp_path, _STORIES)
    clear = storm.reported(leads, tmp_path / "clear", storm.CLEAR, 0.0)
    after = storm.reported(leads, tmp_path / "storm", storm.STORM, 0.0)
    assert len(clear.stories) == _STORIES
    assert {state for state, *_ in clear.stories.values()} == {"ready"}
    assert after.stories == clear.stories
    assert len(clear.calls) == _STORIES * _ROLES_OF_A_STORY
    found = storm.figures(clear, after)
    assert set(found["faults"]) == {"429", "cut", "garbage"}
    assert found["waits"] == found["faults"]["429"] + found["faults"]["cut"]
    assert found["too_soon"] == 0
    assert found["most_over_stated_s"] < _SLACK_SECONDS
