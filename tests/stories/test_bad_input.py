"""Bad input gets one clear line that names the thing and the place; the rest goes on."""

import json
import shutil
from pathlib import Path

import pytest

from tests.stories.shop import ROOT, Shop


def item(number: int, **more: object) -> dict[str, object]:
    return {
        "uri": f"urn:exercise:bad:{number}",
        "versioncreated": "2026-05-11T12:30:00Z",
        "language": "en",
        "headline": "EXERCISE A lamp was lit",
        "body_text": "EXERCISE – A lamp was lit in Port Alba on Monday, the warden said.",
        "provider": "Alba Post",
        **more,
    }


def write_wire(folder: Path, *lines: object) -> Path:
    folder.mkdir()
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (folder / "a.jsonl").write_text("\n".join(texts) + "\n", encoding="utf-8")
    return folder


def test_broken_lines_are_listed_with_file_and_line_and_the_others_are_read(
    tmp_path: Path,
) -> None:
    wire = write_wire(
        tmp_path / "wire",
        item(1),
        '{"uri": "urn:exercise:cut',
        item(2, body_text=""),
        item(3, versioncreated="yesterday"),
        item(4, language="xx-unknown-tag-"),
        item(5, body_text="x" * 5_000_000),
        item(6),
    )
    said = Shop(tmp_path / "var").do("monitor", "--wire", str(wire))
    assert said.code == 3
    assert "2 new" in said.out or "3 new" in said.out
    for line in (2, 3, 4, 6):
        assert f"a.jsonl:{line}:" in said.err


def test_one_uri_with_two_contents_is_one_item_with_two_snapshots(tmp_path: Path) -> None:
    wire = write_wire(
        tmp_path / "wire", item(1), item(1, body_text="EXERCISE – Another lamp was lit.")
    )
    said = Shop(tmp_path / "var").do("monitor", "--wire", str(wire))
    assert said.code == 0
    assert "1 new, 1 changed" in said.out


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("personas/odo.md", 'role = "monitor"', 'role = "monitor"\nmood = "gay"', "mood"),
        ("personas/odo.md", 'role = "monitor"', 'role = "writer"', "monitor"),
        ("prompts/writer/user.md", "", "{{ mood }}", "WriterBrief has no mood"),
        ("newsroom.toml", "[news]", "[news]\nwindow = 3", "news.window"),
        ("newsroom.toml", 'name = "extractive"', 'name = "magic"', "engine.name"),
        ("data/beats.toml", "min_origins = 3", "min_origins = 0", "min_origins"),
    ],
)
def test_a_wrong_file_of_the_house_stops_it_with_file_and_field(
    tmp_path: Path, file: str, old: str, new: str, told: str
) -> None:
    house = tmp_path / "house"
    for part in ("personas", "prompts", "data"):
        shutil.copytree(ROOT / part, house / part)
    shutil.copy(ROOT / "newsroom.toml", house)
    path = house / file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
    said = Shop(tmp_path / "var", house).do("staff")
    assert said.code == 2
    assert told in said.err
    assert len(said.err.strip().splitlines()) == 1


def test_a_missing_prompt_stops_the_house(tmp_path: Path) -> None:
    house = tmp_path / "house"
    for part in ("personas", "prompts", "data"):
        shutil.copytree(ROOT / part, house / part)
    (house / "prompts" / "analyst" / "system.md").unlink()
    said = Shop(tmp_path / "var", house).do("staff")
    assert said.code == 2
    assert "analyst" in said.err


def test_a_folder_that_is_no_house_is_named(tmp_path: Path) -> None:
    said = Shop(tmp_path / "var", tmp_path).do("staff")
    assert said.code == 2
    assert str(tmp_path) in said.err


def test_a_wire_that_does_not_exist_is_named(tmp_path: Path) -> None:
    said = Shop(tmp_path / "var").do("run", "--wire", str(tmp_path / "nowhere"))
    assert said.code == 2
    assert "nowhere" in said.err


def test_a_var_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    said = Shop(tmp_path / "ok").do("--var", str(blocked / "var"), "queue", "list")
    assert said.code == 2
    assert str(blocked) in said.err


def test_an_unknown_slug_is_named(tmp_path: Path) -> None:
    said = Shop(tmp_path / "var").do("queue", "show", "no-such-story")
    assert said.code == 2
    assert "no-such-story" in said.err
