"""`newsroom lab ground`: verdict, score and findings by the contract."""

import json
from pathlib import Path

from typer.testing import CliRunner

from newsroom_agents.cli.main import app

SOURCE = (
    "The ferry Halda ran aground off Port Alba on Tuesday with 214 people on board. "
    "Harbour master Ines Caldo said “the tide fell faster than we had expected”."
)


def grounded(tmp_path: Path, *cases: object) -> list[dict[str, object]]:
    given, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given.write_text("\n".join(json.dumps(case) for case in cases), encoding="utf-8")
    CliRunner().invoke(app, ["lab", "ground", str(given), "--out", str(out)])
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def case(text: str, id_: str = "c1") -> dict[str, object]:
    return {"id": id_, "sources": [{"id": "a", "text": SOURCE, "lang": "en"}], "text": text}


def test_a_text_that_its_source_carries_is_supported(tmp_path: Path) -> None:
    [answer] = grounded(tmp_path, case("The ferry ran aground on Tuesday with 214 people."))
    assert (answer["verdict"], answer["blocks"], answer["findings"]) == ("supported", False, [])
    assert set(answer) == {"id", "verdict", "blocks", "score", "threshold", "findings"}


def test_offsets_count_in_the_whole_text_and_sentences_from_0(tmp_path: Path) -> None:
    text = "The ferry ran aground off Port Alba on Tuesday. It had 314 people on board."
    [answer] = grounded(tmp_path, case(text))
    findings = answer["findings"]
    assert isinstance(findings, list)
    [number] = [found for found in findings if found["check"] == "numbers"]
    assert text[number["start"] : number["end"]] == "314"
    assert (number["sentence"], number["hard"]) == (1, True)
    [spot] = number["evidence"][:1]
    assert spot["source"] == "a"
    assert "214" in SOURCE[spot["start"] : spot["end"]]
    assert answer["blocks"] is True


def test_an_altered_quotation_is_found(tmp_path: Path) -> None:
    text = "Ines Caldo said “the tide fell slower than we had expected”."
    [answer] = grounded(tmp_path, case(text))
    assert answer["verdict"] == "unsupported"


def test_a_case_without_sources_names_the_field(tmp_path: Path) -> None:
    wrong, empty = grounded(tmp_path, {"id": "a", "text": "x"}, case("", "b"))
    assert wrong == {"id": "a", "error": "sources: expected a list of {id, text, lang?}"}
    assert empty["verdict"] == "not_checked"
