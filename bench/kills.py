"""Killed at random moments of a run with a model: what is asked twice, and what a second run asks.

    python bench/kills.py [--kills 10] [--seconds 1.0] [--seed 1] [--json FILE]

`newsroom run` over twenty invented reports is killed at so many random moments (SIGKILL), started
again each time, and left to end. `answered_and_sent_again` counts requests whose reply lay in the
call log when they were sent once more: the bar is none. `sent_again` is what the server saw twice;
only a call in flight at a kill may be. Then everything but the call log and the house's key is
thrown away and the run is done anew: `second_run_calls` is what it sends, and the bar is none.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from article_cost import ROOT, model, write_wire

_KEPT = ("house.key", "calls.sqlite", "calls.sqlite-wal", "calls.sqlite-shm")
_LATEST_KILL = 3.0
"""A kill comes at most so many seconds after the first call that follows a start."""
_SENT = "SELECT key FROM calls_call WHERE status = 200 AND original = '' AND reply IS NOT NULL"


def measure(folder: Path, kills: int, seconds: float, seed: int) -> dict[str, Any]:
    """Kill a run so many times, let it end, run once more over the log; return the counts."""
    chance, var, wire = random.Random(seed), folder / "var", folder / "wire"
    write_wire(wire)
    keep = folder / "requests"
    keep.mkdir()
    command = [sys.executable, "-m", "newsroom_agents", "--house", str(ROOT), "--var", str(var)]
    run = [*command, "run", "--wire", str(wire)]
    with model(seconds, keep) as address:
        env = {
            "PATH": os.environ["PATH"],
            "OPENAI_API_KEY": "sk-bench",
            "NEWSROOM_ENGINE__NAME": "openai_compatible",
            "NEWSROOM_ENGINE__BASE_URL": address,
            "NEWSROOM_ENGINE__ENGINE_MODEL": "bench-model-1",
        }
        died = sum(
            _killed(run, env, address, chance.uniform(0, _LATEST_KILL)) for _ in range(kills)
        )
        _done(run, env)
        asked = _counts(address)
        sent = _logged(var)
        states = _states(command, env)
        for path in var.iterdir():
            if path.name not in _KEPT:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        _done(run, env)
        again = _counts(address)
        second = _states(command, env)
    return {
        "kills": died,
        "calls": asked["begun"],
        "sent_again": asked["repeated"],
        "answered_and_sent_again": len(sent) - len(set(sent)),
        "states": states,
        "second_run_calls": again["begun"] - asked["begun"],
        "second_run_states": second,
    }


def _killed(run: list[str], env: Mapping[str, str], address: str, after: float) -> bool:
    """Start the run, and kill it so long after its next call; tell whether it was still at work."""
    begun = _counts(address)["begun"]
    with subprocess.Popen(run, env=dict(env), stdout=subprocess.DEVNULL) as process:
        while _counts(address)["begun"] == begun and process.poll() is None:
            time.sleep(0.02)
        time.sleep(after)
        was_at_work = process.poll() is None
        process.kill()
    return was_at_work


def _done(run: list[str], env: Mapping[str, str]) -> None:
    subprocess.run(run, env=dict(env), stdout=subprocess.DEVNULL, check=True)


def _logged(var: Path) -> list[str]:
    """Return the keys of the requests that were sent and whose reply is in the log."""
    with closing(sqlite3.connect(var / "calls.sqlite")) as log:
        return [key for (key,) in log.execute(_SENT)]


def _states(command: list[str], env: Mapping[str, str]) -> list[str]:
    listed = subprocess.run(
        [*command, "queue", "list", "--json"],
        env=dict(env),
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(json.loads(line)["state"] for line in listed.stdout.splitlines())


def _counts(address: str) -> Any:
    with urlopen(address.replace("/v1", "/counts"), timeout=30) as page:  # noqa: S310
        return json.load(page)


def main() -> None:
    """Measure, print one line per count, write the JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=1.0, help="time of a call")
    parser.add_argument("--seed", type=int, default=1, help="of the moments")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    told = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    try:
        ours = measure(folder, told.kills, told.seconds, told.seed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for name, value in ours.items():
        print(f"{name:26} {value}")
    if told.json:
        told.json.write_text(json.dumps({"ours": ours}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
