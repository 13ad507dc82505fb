"""What every publishing target promises, whichever it is."""

from datetime import timedelta
from pathlib import Path

import pytest

from newsroom_agents.publish.files import Writer, staged_name
from newsroom_agents.publish.target import Target, open_targets

from .builders import CORRECTION, Live, files_under, killed, pressroom, release

CORRECTED = release(revision=2, corrections=(CORRECTION,), after=timedelta(hours=5))


@pytest.fixture(params=sorted(open_targets()))
def target(request: pytest.FixtureRequest) -> Target:
    """Each target that is found, in turn."""
    return open_targets()[request.param]


def test_a_target_has_a_name_and_publishes_something(target: Target, tmp_path: Path) -> None:
    target.publish(release(), pressroom(tmp_path))
    assert target.name
    assert files_under(tmp_path)


def test_sending_a_revision_twice_is_harmless(target: Target, tmp_path: Path) -> None:
    room = pressroom(tmp_path)
    target.publish(release(), room)
    before = files_under(tmp_path)
    target.publish(release(), room)
    assert files_under(tmp_path) == before


def test_a_higher_revision_shows_its_correction(target: Target, tmp_path: Path) -> None:
    live = Live()
    room = pressroom(tmp_path, live)
    target.publish(release(), room)
    live.record(release())
    target.publish(CORRECTED, room)
    assert any(CORRECTION.text.encode() in content for content in files_under(tmp_path).values())


def test_killing_takes_the_headline_out_of_everything_public(
    target: Target, tmp_path: Path
) -> None:
    live = Live()
    room = pressroom(tmp_path, live)
    target.publish(release(), room)
    live.record(release())
    target.kill(killed(release()), room)
    target.kill(killed(release()), room)
    for name, content in files_under(tmp_path / "site").items():
        assert b"Port Alba" not in content, name


def test_nothing_is_left_staged(target: Target, tmp_path: Path) -> None:
    room = pressroom(tmp_path)
    target.publish(release(), room)
    target.publish(CORRECTED, room)
    assert not list(tmp_path.rglob(".*.next"))


def test_a_staged_file_of_an_interrupted_run_is_never_promoted(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    writer = Writer()
    writer.write(path, b"whole")
    staged_name(path).write_bytes(b"ha")
    writer.write(path, b"whole")
    assert files_under(tmp_path) == {"page.html": b"whole"}
