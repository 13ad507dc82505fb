"""`newsroom check`: a text against a folder of sources."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from newsroom_agents.cli.main import app

SOURCE = (
    "The ferry Halda ran aground off Port Alba on Tuesday with 214 people on board. "
    "Repairs may cost three million crowns, harbour master Ines Caldo said."
)
RIGHT = "The ferry Halda ran aground off Port Alba on Tuesday with 214 people on board."
WRONG = "The ferry Halda ran aground off Port Alba on Tuesday with 241 people on board."


def check(tmp_path: Path, text: str, *options: str) -> Result:
    file, sources = tmp_path / "text.txt", tmp_path / "sources"
    sources.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    (sources / "a.txt").write_text(SOURCE, encoding="utf-8")
    return CliRunner().invoke(app, ["check", str(file), "--sources", str(sources), *options])


def test_a_text_that_its_sources_carry_exits_with_0(tmp_path: Path) -> None:
    result = check(tmp_path, RIGHT)
    assert result.exit_code == 0
    assert "supported: 0 findings block" in result.stdout


def test_a_wrong_figure_is_named_with_its_passage_and_exits_with_1(tmp_path: Path) -> None:
    result = check(tmp_path, WRONG)
    assert result.exit_code == 1
    assert "“241” is from no source; the sources say 214" in result.stdout
    assert "a.txt, 0–78: The ferry Halda" in result.stdout
    assert "\x1b[" not in result.stdout


def test_a_machine_gets_one_object_in_the_shape_of_the_lab(tmp_path: Path) -> None:
    answer = json.loads(check(tmp_path, WRONG, "--json").stdout)
    assert set(answer) == {"verdict", "blocks", "score", "threshold", "findings"}
    assert WRONG[answer["findings"][0]["start"] : answer["findings"][0]["end"]] == "241"


def test_wire_files_are_sources_too(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    item = {"uri": "w:1", "headline": "Ferry aground", "body_text": SOURCE, "language": "en"}
    (sources / "w.jsonl").write_text(json.dumps(item) + "\n", encoding="utf-8")
    assert check(tmp_path, RIGHT).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.txt", "--sources", "."], "nowhere.txt: expected a file"),
        (["text.txt", "--sources", "nowhere"], "--sources nowhere: expected a folder"),
        (["text.txt", "--sources", "empty"], "expected .txt, .md or .jsonl files, found none"),
        (["text.txt", "--sources", "broken"], "w.jsonl:1: expected a wire item"),
        (["latin.txt", "--sources", "."], "latin.txt: expected UTF-8"),
    ],
)
def test_a_wrong_call_exits_with_2_and_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.txt").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "latin.txt").write_bytes("Überfall".encode("latin-1"))
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "w.jsonl").write_text('{"uri": 1}\n', encoding="utf-8")
    result = CliRunner().invoke(app, ["check", *arguments])
    assert result.exit_code == 2
    assert said in result.stderr
