"""Who opened which text, who reads now, and what editors keep at hand, on both databases."""

from dataclasses import replace

import pytest

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.at_hand import MOST_VIEWS, SavedView
from newsroom_agents.archive.openings import PRESENT, Opening
from newsroom_agents.errors import ArchiveError

from .builders import HOUR, NOON


def test_an_opening_is_of_one_editor_and_one_text(room: Room) -> None:
    room.openings.note(Opening("council-vote", "Ida", "d1", 1, NOON))
    assert room.openings.has("Ida", "council-vote", "d1")
    assert not room.openings.has("Ida", "council-vote", "d2")
    assert not room.openings.has("Bo", "council-vote", "d1")
    assert not room.openings.has("Ida", "harbour-fire", "d1")


def test_opening_a_text_again_keeps_the_first_time(room: Room) -> None:
    room.openings.note(Opening("council-vote", "Ida", "d1", 1, NOON))
    room.openings.note(Opening("council-vote", "Ida", "d1", 1, NOON + HOUR))
    room.openings.note(Opening("council-vote", "Bo", "d1", 1, NOON + HOUR))
    assert [(one.editor, one.at) for one in room.openings.of("council-vote")] == [
        ("Ida", NOON),
        ("Bo", NOON + HOUR),
    ]


def test_whoever_opened_a_page_is_present_until_the_time_is_over(room: Room) -> None:
    room.openings.note(Opening("council-vote", "Ida", "d1", 1, NOON))
    room.openings.stay("council-vote", "Bo", NOON + PRESENT / 2)
    both = room.openings.present(["council-vote", "harbour-fire"], NOON + PRESENT / 2)
    assert both == {"council-vote": ("Bo", "Ida")}
    assert room.openings.present(["council-vote"], NOON + PRESENT) == {"council-vote": ("Bo",)}
    room.openings.leave("council-vote", "Bo")
    assert room.openings.present(["council-vote"], NOON + PRESENT) == {}


def test_a_view_is_kept_by_name_for_its_editor_only(room: Room) -> None:
    room.at_hand.save_view("Ida", SavedView(" night ", "risk=high"))
    room.at_hand.save_view("Ida", SavedView("night", "risk=high&beat=world"))
    assert room.at_hand.views("Ida") == (SavedView("night", "risk=high&beat=world"),)
    assert room.at_hand.views("Bo") == ()
    room.at_hand.drop_view("Ida", "night")
    room.at_hand.drop_view("Ida", "night")
    assert room.at_hand.views("Ida") == ()


@pytest.mark.parametrize("name", ["", "  ", "a" * 41, "a\nb"])
def test_a_view_without_a_proper_name_is_refused(room: Room, name: str) -> None:
    with pytest.raises(ArchiveError, match="printable name"):
        room.at_hand.save_view("Ida", SavedView(name, ""))


def test_an_editor_keeps_so_many_views_and_no_more(room: Room) -> None:
    for number in range(MOST_VIEWS):
        room.at_hand.save_view("Ida", SavedView(f"view {number}", ""))
    with pytest.raises(ArchiveError, match="remove one first"):
        room.at_hand.save_view("Ida", SavedView("one more", ""))
    room.at_hand.save_view("Ida", SavedView("view 1", "risk=low"))


def test_the_languages_an_editor_reads_are_unknown_until_told(room: Room) -> None:
    assert room.at_hand.reads("Ida") is None
    room.at_hand.set_reads("Ida", ["de", "ar"])
    assert room.at_hand.reads("Ida") == ("de", "ar")
    room.at_hand.set_reads("Ida", [])
    assert room.at_hand.reads("Ida") == ()


def test_an_opening_is_noted_again_only_when_it_tells_something_new(room: Room) -> None:
    first = Opening("council-vote", "Ida", "d1", 1, NOON)
    assert not room.openings.is_noted(first)
    room.openings.note(first)
    assert room.openings.is_noted(first)
    assert not room.openings.is_noted(replace(first, digest="d2"))
    assert not room.openings.is_noted(replace(first, editor="Bo"))
    assert not room.openings.is_noted(replace(first, at=NOON + PRESENT / 2))
