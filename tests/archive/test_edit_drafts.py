"""What an editor has not saved is found again, and is nobody else's."""

from newsroom_agents.archive.archive import Room

from .builders import HOUR, NOON


def test_an_unsaved_form_comes_back_as_it_was_sent_the_latest_only(room: Room) -> None:
    first = (("s:s1", "Grün ‏و"), ("gone:s2", "1"), ("gone:s2", "2"))
    room.edit_drafts.keep("bridge", "Ana", "a" * 64, first, NOON)
    found = room.edit_drafts.find("bridge", "Ana")
    assert found is not None
    assert (found.fields, found.digest, found.at) == (first, "a" * 64, NOON)
    room.edit_drafts.keep("bridge", "Ana", "b" * 64, first[:1], NOON + HOUR)
    again = room.edit_drafts.find("bridge", "Ana")
    assert again is not None
    assert (again.fields, again.digest) == (first[:1], "b" * 64)
    assert room.edit_drafts.find("bridge", "Bo") is None


def test_what_was_saved_is_forgotten_for_this_editor_only(room: Room) -> None:
    for editor in ("Ana", "Bo"):
        room.edit_drafts.keep("bridge", editor, "a" * 64, (), NOON)
    room.edit_drafts.drop("bridge", "Ana")
    assert room.edit_drafts.find("bridge", "Ana") is None
    assert room.edit_drafts.find("bridge", "Bo") is not None
