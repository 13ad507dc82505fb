"""Importing does no work: no file, no network, no thread, no look at the environment.

One clean process with an empty environment imports every module and reports what happened; another
shows how little `newsroom --help` loads.
"""

import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from .sources import SRC, modules

RUN_BY_ALEMBIC = "newsroom_agents.archive.migrations.env"
"""A script of Alembic's, which gives it its context; nothing imports it."""

IMPORT_ALL = """
    import importlib, json, sys, threading

    happened = []
    not_ours = {b"OPENBLAS_MAIN_FREE": "numpy", "file": "croniter, by platform.architecture"}

    def watch(event, arguments):
        if event in ("os.putenv", "subprocess.Popen") and arguments[0] in not_ours:
            return
        if event == "open" and arguments[1] is not None and set(arguments[1]) & set("wax+"):
            happened.append(f"writes {arguments[0]}")
        elif event in ("os.mkdir", "socket.connect", "subprocess.Popen", "os.putenv"):
            happened.append(f"{event} {arguments[0]}")

    sys.addaudithook(watch)
    for name in json.loads(sys.argv[1]):
        before = len(happened), threading.active_count()
        importlib.import_module(name)
        if (len(happened), threading.active_count()) != before:
            happened.append(f"while importing {name}")
    print(json.dumps(happened))
"""
HELP = """
    import sys

    from newsroom_agents.__main__ import main

    sys.argv = ["newsroom", "--help"]
    try:
        main()
    finally:
        print("loaded", *(sys.modules), file=sys.stderr)
"""
HEAVY = (
    *("alembic", "babel", "dateparser", "dbos", "numpy", "openai", "PIL", "py3langid"),
    *("pydantic", "pydantic_settings", "rensa", "sqlalchemy", "sqlmodel", "trafilatura"),
)


@pytest.mark.timeout(120)
def test_every_module_is_imported_without_any_work(tmp_path: Path) -> None:
    names = [m.name for m in modules(SRC) if m.name != RUN_BY_ALEMBIC]
    done = _python(IMPORT_ALL, json.dumps(names), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []
    assert list(tmp_path.iterdir()) == []


def test_the_help_comes_without_the_heavy_packages(tmp_path: Path) -> None:
    done = _python(HELP, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Usage: newsroom" in done.stdout
    loaded = {name.partition(".")[0] for name in done.stderr.rpartition("loaded ")[2].split()}
    assert loaded & set(HEAVY) == set()


def _python(code: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run code in a process that knows nothing of this one."""
    return subprocess.run(
        [sys.executable, "-I", "-B", "-c", dedent(code), *arguments],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
