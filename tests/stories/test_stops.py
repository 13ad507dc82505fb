"""Stopped in the middle, by a person or by the machine: started again, the job goes on."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.stories.shop import DEMO, ROOT, Shop

_KILLS = 3
_SEED = 20_261_122


def told(shop: Shop) -> dict[str, Any]:
    """Return the queue without what depends on the clock or on the house's own secret."""
    changing = {"age_s", "expires", "digest"}
    return {
        slug: {name: value for name, value in row.items() if name not in changing}
        for slug, row in shop.queue().items()
    }


def test_killed_at_random_moments_the_run_ends_with_the_same_queue(
    reported: Shop, tmp_path: Path
) -> None:
    shop = Shop(tmp_path / "var")
    chance = random.Random(_SEED)  # noqa: S311 - moments, not secrets
    killed = sum(
        shop.killed_after(chance.uniform(2.0, 12.0), "run", "--wire", str(DEMO))
        for _ in range(_KILLS)
    )
    assert killed, "at least one kill came before the end"
    assert shop.do("run", "--wire", str(DEMO)).code == 0
    assert told(shop) == told(reported)
    assert shop.do("journal", "verify").code == 0


def test_interrupted_it_saves_says_so_and_leaves_with_130(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "var")
    command = [sys.executable, "-m", "newsroom_agents", "--house", str(ROOT)]
    process = subprocess.Popen(
        [*command, "--var", str(shop.var), "run", "--wire", str(DEMO)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    assert process.stdout is not None
    while "leads opened" not in process.stdout.readline():
        assert time.monotonic() < deadline
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in err
    assert "Traceback" not in err
    assert shop.do("run", "--wire", str(DEMO)).code == 0
    assert shop.ready()
