"""The lab: cases in, answers out, in order, and one bad case never costs the others."""

import base64
import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

import pytest
from typer.testing import CliRunner

from newsroom_agents.cli.lab_cases import Answer, Case, cases_of, measure_each, text_of
from newsroom_agents.cli.main import app
from newsroom_agents.cli.terminal import Code
from newsroom_agents.errors import HouseError

FERRY = "The ferry between Port Alba and Skerry Holm stopped sailing after Oona Varga closed it."
FERRY_LATER = "Oona Varga said the ferry from Port Alba to Skerry Holm stays closed until 14 June."
BAKERY = "A bakery in Lower Tarn won the regional prize for its rye bread, judges announced."


def shout(case: Case) -> Answer:
    """Measure a case for the tests of the runner."""
    return {"id": case["id"], "loud": text_of(case, "text").upper()}


def write_cases(file: Path, cases: Iterable[object]) -> Path:
    lines = [case if isinstance(case, str) else json.dumps(case) for case in cases]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def answers(file: Path) -> list[Mapping[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def call(name: str, cases: Path, out: Path, *options: str) -> int:
    return CliRunner().invoke(app, ["lab", name, str(cases), "--out", str(out), *options]).exit_code


@pytest.mark.parametrize("jobs", [1, 2])
def test_answers_keep_the_order_of_the_cases(tmp_path: Path, jobs: int) -> None:
    cases = write_cases(tmp_path / "in", ({"id": n, "text": f"t{n}"} for n in range(20)))
    code = measure_each(cases_of(cases), tmp_path / "out", shout, jobs)
    assert code is Code.DONE
    assert [answer["loud"] for answer in answers(tmp_path / "out")] == [f"T{n}" for n in range(20)]


def test_a_bad_case_gives_its_id_and_the_reason_and_the_run_goes_on(tmp_path: Path) -> None:
    cases = write_cases(
        tmp_path / "in",
        ["{broken", {"text": "no id"}, {"id": "a", "text": 7}, {"id": "b", "text": "fine"}],
    )
    code = measure_each(cases_of(cases), tmp_path / "out", shout)
    assert code is Code.PART
    broken, nameless, wrong, fine = answers(tmp_path / "out")
    assert broken["id"] is None
    assert str(broken["error"]).startswith("line 1: expected one JSON object")
    assert nameless["error"] == "line 2: expected a JSON object with an id"
    assert wrong == {"id": "a", "error": "text: expected a text, got int"}
    assert fine == {"id": "b", "loud": "FINE"}


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(HouseError, match="nowhere: expected a file of JSON lines"):
        measure_each(cases_of(tmp_path / "nowhere"), tmp_path / "out", shout)


def test_an_answer_file_that_cannot_be_written_stops_the_call_with_2(tmp_path: Path) -> None:
    cases = write_cases(tmp_path / "in", [{"id": 1, "title": "", "text": FERRY}])
    assert call("group", cases, tmp_path / "missing" / "out") == Code.WRONG


def test_grouping_gives_copies_one_origin_and_reports_of_one_event_one_label(
    tmp_path: Path,
) -> None:
    cases = write_cases(
        tmp_path / "in",
        [
            {"id": "a", "lang": "en", "date": "2026-03-01T08:00:00Z", "title": "", "text": FERRY},
            {"id": "b", "lang": "en", "date": "2026-03-01", "title": "", "text": BAKERY},
            {"id": "c", "date": "2026-03-01T09:00:00+01:00", "title": "", "text": FERRY_LATER},
            {"id": "d", "lang": "en", "date": "2026-03-01T10:00:00Z", "title": "", "text": FERRY},
            {"id": "e", "title": " ", "text": ""},
            {"id": "f", "date": "yesterday", "title": "", "text": FERRY},
        ],
    )
    assert call("group", cases, tmp_path / "out") == Code.PART
    a, b, c, d, e, f = answers(tmp_path / "out")
    assert a["origin"] == d["origin"] != c["origin"]
    assert a["event"] == c["event"] == d["event"] != b["event"]
    assert e == {"id": "e", "error": "text: expected a text that is not empty"}
    assert set(f) == {"id", "error"}


def test_a_pair_is_judged_with_a_score_between_0_and_1(tmp_path: Path) -> None:
    cases = write_cases(
        tmp_path / "in",
        [
            {"id": 1, "a": {"text": FERRY}, "b": {"lang": "en", "text": FERRY_LATER}},
            {"id": 2, "a": {"text": FERRY}, "b": {"title": "Bread", "text": BAKERY}},
            {"id": 3, "a": {"text": FERRY}},
        ],
    )
    assert call("pairs", cases, tmp_path / "out") == Code.PART
    alike, different, halved = answers(tmp_path / "out")
    assert alike["same"] is True
    assert different["same"] is False
    assert 0 <= float(str(different["score"])) < float(str(alike["score"])) <= 1
    assert halved == {"id": 3, "error": "b: expected an object with a text"}


def test_feeds_are_read_from_base64_or_a_path(tmp_path: Path) -> None:
    body = (
        b"<rss version='2.0'><channel><item><title>Rye &amp; wheat</title></item></channel></rss>"
    )
    (tmp_path / "a.xml").write_bytes(body)
    cases = write_cases(
        tmp_path / "in",
        [
            {"id": 1, "base64": base64.b64encode(body).decode(), "url": None},
            {"id": 2, "path": str(tmp_path / "a.xml")},
            {"id": 3, "base64": base64.b64encode(b"<p>no feed").decode()},
            {"id": 4, "base64": "%"},
            {"id": 5, "path": str(tmp_path / "missing")},
            {"id": 6},
        ],
    )
    assert call("feeds", cases, tmp_path / "out") == Code.PART
    found = answers(tmp_path / "out")
    for answer in found[:2]:
        assert answer["ok"] is True
        [item] = cast("list[dict[str, object]]", answer["items"])
        assert set(item) == {"uid", "url", "title", "published", "summary", "language"}
        assert item["title"] == "Rye & wheat"
    assert (found[2]["ok"], found[2]["items"]) == (False, [])
    assert all("error" in answer for answer in found[2:])


def test_pages_are_read_from_lines_or_from_a_folder(tmp_path: Path) -> None:
    text = "".join(f"<p>{FERRY} {FERRY_LATER} {n}</p>" for n in range(4))
    page = f"<html><head><title>Ferry</title></head><body><article>{text}</article></body></html>"
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html").write_text(page, encoding="utf-8")
    (folder / "b.html.gz").write_bytes(gzip.compress(page.encode()))
    assert call("extract", folder, tmp_path / "out") == Code.DONE
    assert [answer["id"] for answer in answers(tmp_path / "out")] == ["a", "b"]
    cases = write_cases(
        tmp_path / "in", [{"id": 1, "html": page}, {"id": 2, "html": ""}, {"id": 3}]
    )
    assert call("extract", cases, tmp_path / "out") == Code.PART
    first, *bad = answers(tmp_path / "out")
    assert set(first) >= {"id", "title", "text", "published", "language", "authors", "paywalled"}
    assert FERRY in str(first["text"])
    assert all("error" in answer for answer in bad)
