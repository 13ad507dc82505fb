"""A house at work, as a user has it: commands in, texts and exit codes out."""

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.stories.forking import Begun, forks

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "demo"
_SECONDS = 150
_DATABASE = "newsroom.sqlite"


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said, and the code it left with."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Return the one JSON value of the output."""
        return json.loads(self.out)

    def lines(self) -> list[Any]:
        """Return the output's JSON lines."""
        return [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]


@dataclass(frozen=True, slots=True)
class Shop:
    """One house with its run-time folder; `url` is its database when that is no file in `var`."""

    var: Path
    house: Path = ROOT
    url: str = ""

    @property
    def env(self) -> dict[str, str]:
        """What tells a command where the database is."""
        return {"NEWSROOM_DATABASE_URL": self.url} if self.url else {}

    def do(self, *arguments: str, env: Mapping[str, str] | None = None) -> Said:
        """Run one command to its end."""
        told = {**clean(), **self.env, **(env or {})}
        return Said(*forks().run(self._arguments(arguments), told, self.var.parent, _SECONDS))

    def begin(self, *arguments: str, env: Mapping[str, str] | None = None) -> Begun:
        """Begin a command and do not wait for it."""
        told = {**clean(), **self.env, **(env or {})}
        return forks().begin(self._arguments(arguments), told, self.var.parent)

    def killed_after(self, seconds: float, *arguments: str) -> bool:
        """Run a command and kill it (SIGKILL) after so many seconds; False if it ended before."""
        with self.begin(*arguments) as command:
            time.sleep(seconds)
            return not command.is_over()

    def queue(self) -> dict[str, Any]:
        """Return the queue's rows by slug."""
        said = self.do("queue", "list", "--json")
        assert said.code == 0, said.err
        return {row["slug"]: row for row in said.lines()}

    def ready(self, *, risk: tuple[str, ...] = ("low", "elevated", "high")) -> list[str]:
        """Return the slugs that are ready, of these risk classes."""
        rows = self.queue().values()
        return [row["slug"] for row in rows if row["state"] == "ready" and row["risk"] in risk]

    def draft(self, slug: str) -> Any:
        """Return the queued draft."""
        said = self.do("queue", "show", slug, "--json")
        assert said.code == 0, said.err
        return said.json()

    def approve(self, slug: str, *editors: str) -> Said:
        """Approve a story by the digest in the queue, in the names of these editors."""
        digest = self.draft(slug)["digest"]
        said = Said(0, "", "")
        for editor in editors:
            said = self.do("queue", "approve", slug, "--covers", digest, "--editor", editor)
        return said

    def page(self, slug: str) -> Path:
        """Return the published page of a story."""
        return Path(self.do("site", "--page", slug).out.strip())

    def copy(self, var: Path) -> "Shop":
        """Return a second shop with a copy of everything this one has."""
        shutil.copytree(self.var, var, ignore=shutil.ignore_patterns(f"{_DATABASE}*"))
        with (
            closing(sqlite3.connect(self.var / _DATABASE)) as here,
            closing(sqlite3.connect(var / _DATABASE)) as there,
        ):
            here.backup(there)
        return Shop(var, self.house)

    def _arguments(self, arguments: Sequence[str]) -> list[str]:
        return ["--house", str(self.house), "--var", str(self.var), *arguments]


def wire(folder: Path, *events: str) -> str:
    """Write a wire with the demo's English reports of these events only."""
    folder.mkdir()
    lines = [
        line
        for file in sorted(DEMO.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if any(f":{event}" in json.loads(line)["uri"] for event in events)
        and json.loads(line)["language"] == "en"
    ]
    assert len(lines) >= 3 * len(events)
    (folder / "wire.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(folder)


def clean() -> dict[str, str]:
    """Return the environment without anything that would change the house."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NEWSROOM_", "OPENAI_"))
    }
