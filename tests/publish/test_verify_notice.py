"""Verifying a withdrawal: the notice and its record are the ones we write, and nothing is left."""

from pathlib import Path

import pytest

from newsroom_agents.publish.verify_notice import notice_checks

from .builders import MASTHEAD, Live, kill, killed, pressroom, publish, release
from .exercise import PATH


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site on which the rich story was withdrawn."""
    live = Live()
    room = pressroom(tmp_path, live)
    publish(release(), room, live)
    kill(killed(release()), room, live)
    return room.site


def failed(site: Path) -> dict[str, str]:
    checks = notice_checks(killed(release()), site, MASTHEAD)
    return {check.name: check.detail for check in checks if not check.ok}


def test_a_withdrawal_as_we_wrote_it_has_nothing_wrong(site: Path) -> None:
    assert not failed(site)


@pytest.mark.parametrize(
    ("file", "old", "new", "wrong"),
    [
        ("index.html", b"</html>\n", b"</html>\n<p>But it was all true</p>", {"notice"}),
        ("index.html", b"Its main source", b"Its only source", {"notice"}),
        ("bundle.json", b'"revision": 2', b'"revision": 3', {"withdrawal", "seal"}),
        ("bundle.json", b'"slug": ', b'"slug":  ', {"withdrawal"}),
        ("bundle.json", b"withdrawn/1", b"withdrawn/2", {"withdrawal", "seal"}),
    ],
)
def test_a_changed_notice_or_record_is_found(
    file: str, old: bytes, new: bytes, wrong: set[str], site: Path
) -> None:
    path = site / PATH / file
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))
    assert set(failed(site)) == wrong
    assert f"{file}, line " in failed(site)[min(wrong - {"seal"})]


def test_files_missing_or_left_over_are_named(site: Path) -> None:
    folder = site / PATH
    (folder / "process").mkdir(exist_ok=True)
    (folder / "process" / "index.html").write_text("left")
    assert failed(site) == {"nothing left": "still there: process/index.html"}
    (folder / "process" / "index.html").unlink()
    (folder / "bundle.json").unlink()
    (folder / "index.html").unlink()
    assert set(failed(site)) == {"notice", "withdrawal", "seal"}
