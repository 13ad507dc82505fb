"""`newsroom sources`: listing, adding, checking, and lists of feeds in and out."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from newsroom_agents.cli.main import app
from newsroom_agents.cli.terminal import Code
from newsroom_agents.errors import DocumentError
from newsroom_agents.ingest.opml import read_opml

ROOT = Path(__file__).parents[2]
LIST = b"""<?xml version="1.0" encoding="utf-8"?>
<opml version="1.1"><head><title>Ports & towns</title></head><body>
<outline text="Ports">
<outline text="Holm &quot;O&quot; Observer" xmlUrl="https://holm.example/feed" language="en"/>
<outline title="Holm Observer" xmlURL="https://holm.example/other?a=1&b=2"/>
<outline text="Twice" xmlUrl="https://holm.example/feed"/>
<outline text="Off the web" xmlUrl="file:///etc/passwd"/>
</outline></body></opml>"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for name in ("personas", "prompts", "data"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "newsroom.toml", tmp_path)
    (tmp_path / "data" / "sources.toml").unlink(missing_ok=True)
    return tmp_path


def call(house: Path, *arguments: str) -> Result:
    place = ["--house", str(house), "--var", str(house / "var")]
    return CliRunner().invoke(app, [*place, "sources", *arguments])


def listed(house: Path) -> dict[str, dict[str, object]]:
    said = call(house, "list", "--json")
    return {row["id"]: row for row in map(json.loads, said.stdout.splitlines())}


def test_an_added_source_is_listed_and_can_be_checked(house: Path) -> None:
    (house / "in").mkdir()
    (house / "in" / "a.xml").write_text(
        "<rss version='2.0'><channel><item><title>Rye wins</title></item></channel></rss>"
    )
    (house / "in" / "b.xml").write_text("no feed")
    added = call(house, "add", "holm", "--kind", "feed", "--place", "in", "--outlet", 'The "O"')
    assert added.exit_code == Code.DONE, added.stderr
    assert (listed(house)["holm"]["outlet"], listed(house)["holm"]["tier"]) == (
        'The "O"',
        "unrated",
    )
    checked = call(house, "check", "holm")
    assert checked.exit_code == Code.PART
    assert checked.stdout == "holm: 1 items, 1 that cannot be read\n"
    assert "holm: b.xml: expected a feed" in checked.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Holm!", "--kind", "feed", "--place", "in"), "field"),
        (("holm", "--kind", "telex", "--place", "in"), "--kind: no kind 'telex'"),
        (("holm", "--kind", "feed", "--place", "in", "--language", "xx"), "--language: expected"),
        (("holm", "--kind", "feed", "--place", ""), "place"),
    ],
)
def test_a_source_that_would_stop_the_house_is_not_added(
    house: Path, arguments: tuple[str, ...], said: str
) -> None:
    refused = call(house, "add", *arguments)
    assert refused.exit_code == Code.WRONG
    assert said in refused.stderr
    assert not (house / "data" / "sources.toml").exists()


def test_a_source_is_not_added_twice(house: Path) -> None:
    for code in (Code.DONE, Code.WRONG):
        assert call(house, "add", "a", "--kind", "wire", "--place", "in").exit_code == code


def test_a_list_of_feeds_comes_in_once_and_goes_out_again(house: Path) -> None:
    (house / "list.opml").write_bytes(LIST)
    first, again = (call(house, "import", str(house / "list.opml")) for _ in range(2))
    assert first.stdout.startswith("2 sources added")
    assert again.stdout.startswith("0 sources added")
    found = listed(house)
    assert {name: row["place"] for name, row in found.items()} == {
        "holm-o-observer": "https://holm.example/feed",
        "holm-observer": "https://holm.example/other?a=1&b=2",
    }
    exported = call(house, "export").stdout
    assert {feed.address for feed in read_opml(exported.encode())} == {
        "https://holm.example/feed",
        "https://holm.example/other?a=1&b=2",
    }


def test_an_address_that_the_house_does_not_speak_to_is_named(house: Path) -> None:
    call(house, "add", "a", "--kind", "feed", "--place", "http://127.0.0.1:9/feed")
    assert listed(house)["a"]["unverified"] is True
    checked = call(house, "check")
    assert checked.exit_code == Code.NO
    assert "127.0.0.1" in checked.stderr


def test_a_wire_has_no_web_address(house: Path) -> None:
    said = call(house, "add", "a", "--kind", "wire", "--place", "https://holm.example/wire")
    assert said.exit_code == Code.WRONG
    assert "--place: expected a folder or a file" in said.stderr


@pytest.mark.parametrize(
    "body", [b"", b"<rss/>", b"plain", b"<!DOCTYPE o [<!ENTITY a 'b'>]><opml/>"]
)
def test_what_is_no_list_of_feeds_is_refused(body: bytes) -> None:
    with pytest.raises(DocumentError, match="expected"):
        read_opml(body)


def test_a_list_that_cannot_be_read_is_named(house: Path) -> None:
    said = call(house, "import", str(house / "nowhere.opml"))
    assert said.exit_code == Code.WRONG
    assert "nowhere.opml" in said.stderr
