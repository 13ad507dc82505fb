"""38: whoever changes the journal from outside is found out."""

import sqlite3
from pathlib import Path

import pytest

from tests.stories.shop import Said, Shop


@pytest.fixture
def anchored(published: tuple[Shop, str], tmp_path: Path) -> tuple[Shop, Path]:
    """A house with a journal, and its anchor kept elsewhere."""
    shop = published[0].copy(tmp_path / "var")
    anchor = tmp_path / "elsewhere" / "anchor.txt"
    assert shop.do("journal", "anchor", "--anchor", str(anchor)).code == 0
    return shop, anchor


def tamper(shop: Shop, *statements: str) -> None:
    """Change the journal by hand, as somebody with the file could."""
    connection = sqlite3.connect(shop.var / "newsroom.sqlite")
    triggers = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%journal%'"
    ).fetchall()
    assert triggers, "the journal is guarded by triggers"
    for (name,) in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def verified(shop: Shop, anchor: Path | None = None) -> Said:
    """Look at the whole chain."""
    more = ("--anchor", str(anchor)) if anchor else ()
    return shop.do("journal", "verify", *more)


def test_case_38_an_untouched_journal_is_sound(anchored: tuple[Shop, Path]) -> None:
    shop, anchor = anchored
    assert verified(shop).code == 0
    assert "proven up to row" in verified(shop, anchor).out


def test_case_38_without_dropping_the_guards_no_row_can_be_changed(
    anchored: tuple[Shop, Path],
) -> None:
    connection = sqlite3.connect(anchored[0].var / "newsroom.sqlite")
    with pytest.raises(sqlite3.DatabaseError, match="journal"):
        connection.execute("UPDATE journal SET event = 'x' WHERE number = 2")
    with pytest.raises(sqlite3.DatabaseError, match="journal"):
        connection.execute("DELETE FROM journal WHERE number = 2")
    connection.close()


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ("UPDATE journal SET detail = '{}' WHERE number = 5", "5"),
        ("DELETE FROM journal WHERE number = 5", "5"),
    ],
)
def test_case_38_an_edited_or_deleted_row_is_named(
    anchored: tuple[Shop, Path], statement: str, row: str
) -> None:
    tamper(anchored[0], statement)
    said = verified(anchored[0])
    assert said.code == 1
    assert f"broken at row {row}" in said.out


def test_case_38_a_cut_tail_shows_against_the_anchor(anchored: tuple[Shop, Path]) -> None:
    shop, anchor = anchored
    tamper(shop, "DELETE FROM journal WHERE number > (SELECT MAX(number) - 3 FROM journal)")
    assert verified(shop).code == 0
    assert verified(shop, anchor).code == 1


def test_case_38_a_published_story_whose_journal_was_changed_no_longer_verifies(
    published: tuple[Shop, str], tmp_path: Path
) -> None:
    source, slug = published
    shop = source.copy(tmp_path / "var")
    tamper(shop, "UPDATE journal SET detail = '{}' WHERE number = 5")
    assert shop.do("verify", slug).code == 1
