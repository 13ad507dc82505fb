"""`newsroom readers` and `newsroom reader`, as an operator types them."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.stories.shop import ROOT, Shop

from .builders import token_of

ANA = "ana@reader.example"


@pytest.fixture
def empty(tmp_path: Path) -> Shop:
    """A house in which nothing has happened yet."""
    return Shop(tmp_path / "var")


def test_readers_are_added_listed_and_removed(empty: Shop) -> None:
    added = empty.do("readers", "add", "Ana@Reader.example", "--level", "member")
    assert (added.code, added.out) == (0, f"{ANA} reads as member\n")
    changed = empty.do(
        "readers", "add", ANA, "--level", "subscriber", "--until", "2999-12-31", "--json"
    ).json()
    assert (changed["level"], changed["until"]) == ("subscriber", "3000-01-01 00:00:00+00:00")
    [listed] = empty.do("readers", "list", "--json").lines()
    assert listed == changed
    assert "subscriber until 3000-01-01" in empty.do("readers", "list").out
    assert empty.do("readers", "remove", ANA).code == 0
    told = empty.do("readers", "changes", ANA, "--json").lines()
    assert [row["after"]["level"] for row in told] == ["member", "subscriber", "free"]
    assert "subscriber until 3000-01-01" in empty.do("readers", "changes", ANA).out
    assert empty.do("readers", "list", "--json").out == ""
    gone = empty.do("readers", "remove", ANA)
    assert (gone.code, gone.err) == (2, f"newsroom: there is no reader '{ANA}'\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ana",), "'ana' is no e-mail address"),
        ((ANA, "--level", "queen"), "'queen' is no level"),
        ((ANA, "--until", "soon"), "'soon' is no day"),
    ],
)
def test_a_wrong_call_is_told_and_changes_nothing(
    arguments: tuple[str, ...], told: str, empty: Shop
) -> None:
    said = empty.do("readers", "add", *arguments)
    assert said.code == 2
    assert told in said.err
    assert empty.do("readers", "list", "--json").out == ""


def test_a_list_is_imported_once_and_broken_rows_are_told(empty: Shop, tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    path.write_text("email;level\nana@reader.example;member\nbo;member\n", "utf-8")
    first, second = (empty.do("readers", "import", str(path), "--json") for _ in range(2))
    assert (first.code, second.code) == (3, 3)
    assert first.err.startswith("newsroom: members.csv:3: 'bo' is no e-mail address")
    broken = [
        {
            "place": "members.csv:3",
            "reason": "'bo' is no e-mail address, expected one such as ana@example.org",
        }
    ]
    assert first.json() == {"rows": 1, "changed": 1, "broken": broken}
    assert second.json() == {"rows": 1, "changed": 0, "broken": broken}
    path.write_text("email,level\nana@reader.example,member\n", "utf-8")
    assert empty.do("readers", "import", str(path)).code == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_the_reader_serves_prints_links_and_ends_cleanly(
    number: int, code: int, empty: Shop
) -> None:
    assert empty.do("readers", "add", ANA).code == 0
    arguments = ["--house", str(ROOT), "--var", str(empty.var), "reader", "--port", "0"]
    process = subprocess.Popen(
        [sys.executable, "-m", "newsroom_agents", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    found = re.match(r"(http://127\.0\.0\.1:\d+)/", process.stdout.readline())
    assert found is not None
    with httpx.Client(
        base_url=found.group(1),
        headers={"Sec-Fetch-Site": "same-origin"},
        trust_env=False,
        timeout=30,
    ) as browser:
        page = _first_page(browser)
        answer = browser.post("/sign-in", data={"address": ANA, "token": token_of(page)})
        assert answer.status_code == 303
        printed = process.stdout.readline()
        assert printed.startswith(f"sign-in link for {ANA}: http")
        assert "token=" in printed
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert process.returncode == code
    assert "Traceback" not in err


def test_a_port_that_is_taken_is_told(empty: Shop) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = empty.do("reader", "--port", str(taken.getsockname()[1]))
    assert said.code == 2
    assert "cannot serve on 127.0.0.1:" in said.err


def _first_page(browser: httpx.Client) -> str:
    for _ in range(200):
        try:
            return browser.get("/sign-in").text
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the reader does not answer")
