"""The gateway against a server that we did not write: llama.cpp's, with a model of random numbers.

    python -m venv THERE && THERE/bin/pip install --only-binary :all: xllamacpp gguf numpy
    python bench/other_server.py --python THERE/bin/python [--json FILE]

The model is made here, a megabyte of seeded noise that likes to close a quotation mark: it proves
the protocol, not the prose. `newsroom doctor --llm` probes the server, then one assignment is
fulfilled in every way of asking for a shape, and once more from the log. Without `--python` it
prints this help, so that running every benchmark does not stop here.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from newsroom_agents.archive.calls import CallLog
from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.gateway.engine import Assignment, EngineSettings, Means
from newsroom_agents.gateway.engines.openai_compatible import PLUGIN
from newsroom_agents.gateway.modes import Mode
from newsroom_agents.gateway.outcome import Invalid, Ok
from newsroom_agents.gateway.retrying import Patience
from newsroom_agents.ports import Message
from newsroom_agents.story.paper import Paper

ROOT = Path(__file__).resolve().parents[1]
MODEL = "random-tiny"
_SERVER = Path(__file__).with_name("other_server_serving.py")


class Reply(Paper):
    """What is asked for."""

    text: str


@contextmanager
def serving(python: Path, folder: Path) -> Iterator[str]:
    """Run the server in an environment of its own and give its address."""
    command = [str(python), str(_SERVER), str(folder / "random.gguf"), MODEL]
    with (
        (folder / "server.txt").open("w", encoding="utf-8") as trouble,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=trouble, text=True) as server,
    ):
        try:
            yield f"{server.stdout.readline().strip() if server.stdout else ''}/v1"
        finally:
            server.terminate()


def probed(address: str, folder: Path) -> list[tuple[str, str, str]]:
    """Return what `newsroom doctor --llm` finds."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("NEWSROOM_")}
    env |= {
        "NEWSROOM_ENGINE__NAME": "openai_compatible",
        "NEWSROOM_ENGINE__BASE_URL": address,
        "NEWSROOM_ENGINE__ENGINE_MODEL": MODEL,
    }
    newsroom = [sys.executable, "-m", "newsroom_agents", "--house", str(ROOT)]
    newsroom += ["--var", str(folder / "var"), "doctor", "--llm", "--json"]
    told = subprocess.run(newsroom, env=env, capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in told.stdout.splitlines() if line.startswith("{")]
    [probe] = [line for line in lines if "findings" in line]
    found = [
        (one["name"], "yes" if one["is_good"] else "no", one["detail"]) for one in probe["findings"]
    ]
    return [*found, ("shapes are asked for by", "", probe["mode"] or "nothing that works")]


def fulfilled(address: str, folder: Path) -> list[tuple[str, str, str]]:
    """Return what became of one assignment in every way of asking, and of its repeat."""
    database = CallsDatabase(f"sqlite:///{folder}/calls.sqlite")
    rows: list[tuple[str, str, str]] = []
    for mode in Mode:
        settings = EngineSettings(
            engine_model=MODEL,
            base_url=address,
            timeout_seconds=60,
            reply_tokens=300,
            mode=mode.value,
            api_key=SecretStr(""),
            patience=Patience(attempts=1),
        )
        engine = PLUGIN.opens(settings, Means(calls=CallLog(database)))
        for what in ("call", "repeat"):
            begun = time.perf_counter()
            outcome: Any = engine.fulfil(_assignment())
            took = f"{(time.perf_counter() - begun) * 1000:.0f} ms"
            rows.append((f"{what} by {mode.value}", type(outcome).__name__, _told(outcome, took)))
    database.close()
    return rows


def _assignment() -> Assignment[Reply]:
    return Assignment(
        role="writer",
        persona="ida",
        subject="other-server",
        messages=(Message("system", "You are Ida."), Message("user", "Write one word.")),
        prompt="p1",
        asks=Reply,
        by_hand=lambda: Reply(text=""),
    )


def _told(outcome: Any, took: str) -> str:
    if isinstance(outcome, Ok):
        used = outcome.usage
        return f"{used.tokens_in} tokens in, {used.tokens_cached} cached, {took}"
    why = outcome.errors[0] if isinstance(outcome, Invalid) else outcome.reason
    return f"{why[:90]}, {took}"


def main() -> None:
    """Serve, probe, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", type=Path, help="interpreter with xllamacpp, gguf and numpy")
    parser.add_argument("--json", type=Path, help="file to write the rows to")
    told = parser.parse_args()
    if told.python is None:
        parser.print_help()
        return
    with tempfile.TemporaryDirectory() as name, serving(told.python, Path(name)) as address:
        rows = [*probed(address, Path(name)), *fulfilled(address, Path(name))]
    for what, verdict, detail in rows:
        print(f"{what:34} {verdict:12} {detail}")
    if told.json:
        told.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
