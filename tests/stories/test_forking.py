"""A command in a fork is the command that a shell starts."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stories.forking import forks
from tests.stories.shop import ROOT, Shop, clean


@pytest.mark.parametrize(
    "command", [("queue", "show", "nowhere"), ("queue", "list"), ("no-such-command",)]
)
def test_it_says_what_a_python_from_nothing_says(tmp_path: Path, command: tuple[str, ...]) -> None:
    shop = Shop(tmp_path / "var")
    place = ["--house", str(ROOT), "--var", str(shop.var)]
    said = subprocess.run(
        [sys.executable, "-m", "newsroom_agents", *place, *command],
        capture_output=True,
        text=True,
        check=False,
        env=clean(),
        cwd=tmp_path,
    )
    forked = shop.do(*command)
    assert (forked.code, forked.out, forked.err) == (said.returncode, said.stdout, said.stderr)


def test_it_has_the_environment_and_the_folder_it_was_given_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    told = {"NEWSROOM_VAR": "elsewhere/var"}
    assert forks().run(["queue", "list"], told, tmp_path, 60)[0] == 0
    assert (tmp_path / "elsewhere" / "var").is_dir()
    assert "NEWSROOM_VAR" not in os.environ


def test_it_can_be_killed_and_its_end_is_told(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "var")
    with shop.begin("worker") as worker:
        assert worker.out.readline().startswith(b"worker house: takes ")
        assert not worker.is_over()
        worker.send(signal.SIGKILL)
        assert worker.wait(30) == -signal.SIGKILL
    assert shop.do("worker", "adopt", "house").code == 0


def test_one_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    arguments = ["--var", str(tmp_path / "var"), "worker"]
    with pytest.raises(subprocess.TimeoutExpired):
        forks().run(arguments, clean(), tmp_path, 0.2)
