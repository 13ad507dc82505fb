"""`newsroom verify` on a house that has published: what it opens, and what it refuses."""

import sqlite3
import zlib
from pathlib import Path

import pytest

from tests.stories.shop import Shop


@pytest.fixture
def out(published: tuple[Shop, str], tmp_path: Path) -> tuple[Shop, str]:
    """A copy of the house with one published story."""
    shop, slug = published
    return shop.copy(tmp_path / "var"), slug


def test_the_notice_of_a_killed_story_is_compared(out: tuple[Shop, str]) -> None:
    shop, slug = out
    page = shop.page(slug)
    assert shop.do("kill", slug, "--why", "the reports were withdrawn (EXERCISE)").code == 0
    said = shop.do("verify", slug)
    assert said.code == 0, said.out
    with page.open("a", encoding="utf-8") as file:
        file.write("<p>But it was all true</p>\n")
    said = shop.do("verify", slug)
    assert said.code == 1
    assert "FAIL notice: index.html, line " in said.out


def test_stored_bytes_that_changed_are_found(out: tuple[Shop, str]) -> None:
    shop, slug = out
    sources = shop.draft(slug)["package"]["sources"]
    with sqlite3.connect(shop.var / "newsroom.sqlite") as connection:
        changed = connection.execute(
            "UPDATE raw SET packed = ? WHERE sha256 = ?",
            (zlib.compress(b"other bytes"), sources[0]["sha256"]),
        )
        assert changed.rowcount == 1
    connection.close()
    said = shop.do("verify", slug)
    assert said.code == 1
    assert f"FAIL stored raw bytes: {sources[0]['id']} ({sources[0]['snapshot']})" in said.out


@pytest.mark.parametrize("name", ["", "bundle.json"])
def test_an_anchor_without_a_slug_is_refused(name: str, published: tuple[Shop, str]) -> None:
    shop, slug = published
    what = shop.page(slug).parent / name
    said = shop.do("verify", str(what), "--anchor", "nowhere.tsv")
    assert said.code == 2
    assert not said.out
    assert said.err.startswith("newsroom: --anchor needs a slug")
    assert said.err.count("\n") == 1


def test_an_anchor_file_that_is_missing_is_no_proof(published: tuple[Shop, str]) -> None:
    shop, slug = published
    said = shop.do("verify", slug, "--anchor", "nowhere.tsv")
    assert said.code == 2
    assert "nowhere.tsv" in said.err
