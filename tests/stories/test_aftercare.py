"""What happens to a published story: corrected, killed, updated, never changed in silence."""

import json
from pathlib import Path

import pytest

from tests.stories.shop import Shop


@pytest.fixture
def out(published: tuple[Shop, str], tmp_path: Path) -> tuple[Shop, str]:
    """A copy of the house with one published story."""
    shop, slug = published
    return shop.copy(tmp_path / "var"), slug


def test_a_correction_stands_on_the_page_in_the_feed_and_in_the_bundle(
    out: tuple[Shop, str], tmp_path: Path
) -> None:
    shop, slug = out
    note = tmp_path / "note.txt"
    note.write_text("An earlier version named the wrong pier (EXERCISE).", encoding="utf-8")
    said = shop.do("correct", slug, "--text", str(note))
    assert said.code == 0, said.err
    page = shop.page(slug)
    assert "the wrong pier" in page.read_text(encoding="utf-8")
    assert "the wrong pier" in (page.parent / "bundle.json").read_text(encoding="utf-8")
    assert "the wrong pier" in (shop.var / "site" / "feed.xml").read_text(encoding="utf-8")
    assert shop.do("verify", slug).code == 0
    assert shop.queue()[slug]["state"] == "published"


def test_a_second_correction_leaves_the_first_standing(
    out: tuple[Shop, str], tmp_path: Path
) -> None:
    shop, slug = out
    for number, text in enumerate(("The first was wrong.", "The second was wrong too.")):
        note = tmp_path / f"{number}.txt"
        note.write_text(text, encoding="utf-8")
        assert shop.do("correct", slug, "--text", str(note)).code == 0
    page = shop.page(slug).read_text(encoding="utf-8")
    assert "The first was wrong." in page
    assert "The second was wrong too." in page


def test_an_empty_correction_is_refused(out: tuple[Shop, str], tmp_path: Path) -> None:
    shop, slug = out
    note = tmp_path / "note.txt"
    note.write_text("  \n", encoding="utf-8")
    assert shop.do("correct", slug, "--text", str(note)).code == 1


def test_a_killed_story_leaves_a_notice_and_no_trace_in_feeds(out: tuple[Shop, str]) -> None:
    shop, slug = out
    page = shop.page(slug)
    headline = shop.draft(slug)["package"]["headline"]
    said = shop.do("kill", slug, "--why", "the reports were withdrawn (EXERCISE)")
    assert said.code == 0, said.err
    text = page.read_text(encoding="utf-8")
    assert "withdrawn" in text
    assert headline not in text
    assert headline not in (page.parent / "bundle.json").read_text(encoding="utf-8")
    for name in ("feed.xml", "sitemap.xml", "index.html"):
        assert page.parent.name not in (shop.var / "site" / name).read_text(encoding="utf-8")
    assert shop.queue()[slug]["state"] == "killed"
    assert shop.do("correct", slug, "--text", str(page)).code == 1


def test_an_update_is_reported_anew_and_approved_anew(
    out: tuple[Shop, str], tmp_path: Path
) -> None:
    shop, slug = out
    assert shop.do("update", slug).code == 1, "nothing new has come in"
    draft = shop.draft(slug)
    source = draft["package"]["sources"][0]
    body = " ".join(one["text"] for one in draft["excerpts"])
    more = {
        "uri": "urn:exercise:later",
        "versioncreated": "2026-05-13T12:00:00Z",
        "language": "en",
        "headline": source["title"],
        "body_text": f"EXERCISE – {body} Officials said more would be known on Friday.",
        "provider": "Late Courier",
    }
    wire = tmp_path / "wire"
    wire.mkdir()
    (wire / "late.jsonl").write_text(json.dumps(more) + "\n", encoding="utf-8")
    assert shop.do("monitor", "--wire", str(wire)).code == 0
    said = shop.do("update", slug)
    assert said.code == 0, said.err
    assert shop.do("report", slug).code == 0
    row = shop.queue()[slug]
    assert (row["state"], row["take"]) == ("ready", 2)
    shop.approve(slug, "Ada", "Bo")
    assert shop.do("release").code == 0
    assert "updated with new reports" in shop.page(slug).read_text(encoding="utf-8")
    assert shop.do("verify", slug).code == 0
