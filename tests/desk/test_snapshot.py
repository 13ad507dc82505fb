"""A stored text with a passage marked."""

import re

import pytest

from .builders import DeskHouse
from .papers import ARABIC, ENGLISH, Story, Wording, change_source, enter


def snapshots(desk: DeskHouse, story: Story | None = None) -> dict[str, str]:
    """Enter the story and return its snapshots by language."""
    draft = enter(desk.archive, desk.clock(), story)
    assert draft.package is not None
    return {source.language: source.snapshot for source in draft.package.sources}


def test_a_passage_is_marked_where_it_stands(bare_desk: DeskHouse) -> None:
    arabic = snapshots(bare_desk)["ar"]
    start = len(ARABIC[0]) + 1
    address = f"/snapshot/{arabic}?start={start}&end={start + len(ARABIC[1])}"
    page = bare_desk.signed_in("Rui").get(address).text
    expected = f'{ARABIC[0]} <mark id="passage" tabindex="-1">{ARABIC[1]}</mark> {ARABIC[2]}'
    assert expected in page
    assert '<div class="stored" lang="ar" dir="rtl">' in page
    assert "state-controlled" in page


@pytest.mark.parametrize(
    "span", ["", "?start=5&end=5", "?start=9&end=4", "?start=0&end=99999", "?start=x&end=-1"]
)
def test_a_span_that_the_text_does_not_hold_marks_nothing(bare_desk: DeskHouse, span: str) -> None:
    english = snapshots(bare_desk)["en"]
    page = bare_desk.signed_in("Ada").get(f"/snapshot/{english}{span}").text
    assert "<mark" not in page
    assert " ".join(ENGLISH) in page


def test_an_unknown_text_is_not_found(bare_desk: DeskHouse) -> None:
    answer = bare_desk.signed_in("Ada").get("/snapshot/ffffffffffffffffffff")
    assert answer.status_code == 404


def test_a_source_that_changed_says_so_and_leads_to_what_it_says_now(bare_desk: DeskHouse) -> None:
    english = snapshots(bare_desk)["en"]
    changed = change_source(bare_desk.archive, bare_desk.clock())
    page = bare_desk.signed_in("Ada").get(f"/snapshot/{english}").text
    assert "Source changed." in page
    assert f'href="/snapshot/{changed}"' in page
    assert "Source changed." not in bare_desk.signed_in("Ada").get(f"/snapshot/{changed}").text


def test_hidden_characters_are_left_out_and_counted(bare_desk: DeskHouse) -> None:
    story = Story(wording=Wording(tail="All\u200b is \u202ewell\u202c."))
    english = snapshots(bare_desk, story)["en"]
    page = bare_desk.signed_in("Ada").get(f"/snapshot/{english}").text
    assert "All is well." in page
    assert not re.search("[\u200b\u202e\u202c]", page)
    assert "3 are stored with this text" in page
