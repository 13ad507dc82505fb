"""38: whoever changes the journal from outside is found out, on both databases."""

from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from tests.stories.shop import Said, Shop

from .served import by_hand, opened

TAIL = "DELETE FROM journal WHERE number > (SELECT MAX(number) - 3 FROM journal)"
CHAIN = "DELETE FROM journal"


@pytest.fixture
def anchored(published_on: tuple[Shop, str, str], tmp_path: Path) -> tuple[Shop, Path]:
    """A house with a journal, and its anchor kept elsewhere."""
    shop = published_on[0].copy(tmp_path / "var")
    anchor = tmp_path / "elsewhere" / "anchor.txt"
    assert shop.do("journal", "anchor", "--anchor", str(anchor)).code == 0
    return shop, anchor


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
    archive = opened(anchored[0])
    for statement in (
        "UPDATE journal SET event = 'x' WHERE number = 2",
        "DELETE FROM journal WHERE number = 2",
    ):
        with (
            archive.engine.connect() as connection,
            pytest.raises(DBAPIError, match="the journal is append-only"),
        ):
            connection.exec_driver_sql(statement)
    archive.close()


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
    by_hand(anchored[0], statement)
    said = verified(anchored[0])
    assert said.code == 1
    assert f"broken at row {row}" in said.out


def test_case_38_a_cut_tail_shows_against_the_anchor(anchored: tuple[Shop, Path]) -> None:
    shop, anchor = anchored
    by_hand(shop, TAIL)
    assert verified(shop).code == 0
    assert verified(shop, anchor).code == 1


@pytest.mark.parametrize("cut", [TAIL, CHAIN], ids=["tail", "whole chain"])
def test_case_38_what_was_cut_and_written_anew_shows_against_the_anchor(
    anchored: tuple[Shop, Path], cut: str
) -> None:
    shop, anchor = anchored
    archive = opened(shop)
    with archive.reading() as room:
        before = room.journal.head().number
    by_hand(shop, cut)
    with archive.writing() as room:
        while room.journal.head().number < before:
            room.journal.append("", "nothing to see here", {}, room.journal.head().at)
    archive.close()
    assert verified(shop).code == 0
    said = verified(shop, anchor)
    assert (said.code, "not those the anchor saw" in said.out) == (1, True)


def test_case_38_a_published_story_whose_journal_was_changed_no_longer_verifies(
    published_on: tuple[Shop, str, str], tmp_path: Path
) -> None:
    source, slug, _ = published_on
    shop = source.copy(tmp_path / "var")
    by_hand(shop, "UPDATE journal SET detail = '{}' WHERE number = 5")
    assert shop.do("verify", slug).code == 1
