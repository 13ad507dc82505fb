"""Stopped in the middle, by a person or by the machine: started again, the job goes on."""

import random
import signal
from pathlib import Path
from typing import Any

from tests.stories.shop import DEMO, Shop, wire

_EVENTS = ("bridge", "archive", "flood", "ferry")
_KILLS = 3
_SEED = 20_261_122


def told(shop: Shop) -> dict[str, Any]:
    """Return the queue without what depends on the clock or on the house's own secret."""
    changing = {"age_s", "expires", "digest"}
    return {
        slug: {name: value for name, value in row.items() if name not in changing}
        for slug, row in shop.queue().items()
    }


def test_killed_at_random_moments_the_run_ends_with_the_same_queue(tmp_path: Path) -> None:
    job = ("run", "--wire", wire(tmp_path / "wire", *_EVENTS))
    shop, calm = Shop(tmp_path / "var"), Shop(tmp_path / "calm")
    assert calm.do(*job).code == 0
    chance = random.Random(_SEED)  # noqa: S311 - moments, not secrets
    killed = sum(shop.killed_after(chance.uniform(0.3, 4.0), *job) for _ in range(_KILLS))
    assert killed, "at least one kill came before the end"
    assert shop.do(*job).code == 0
    assert told(shop) == told(calm)
    assert shop.do("journal", "verify").code == 0


def test_interrupted_it_saves_says_so_and_leaves_with_130(tmp_path: Path) -> None:
    job = ("run", "--wire", str(DEMO))
    shop = Shop(tmp_path / "var")
    with shop.begin(*job) as process:
        while b"leads opened" not in (line := process.out.readline()):
            assert line
        process.send(signal.SIGINT)
        assert process.wait(60) == 130
        err = process.said_in_trouble()
    assert "interrupted" in err
    assert "Traceback" not in err
    assert shop.do(*job).code == 0
    assert shop.ready()
