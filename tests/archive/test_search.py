"""Full-text search, as its callers use it: with folded terms."""

from collections.abc import Sequence

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.search import Searchable
from newsroom_agents.text.tokens import search_terms

from .builders import HOUR, NOON


def add(room: Room, name: str, text: str, language: str = "en", hours: int = 0) -> None:
    at = NOON + hours * HOUR
    terms = search_terms(text, language)
    room.search.index(Searchable("story", name, f"Title {name}", terms, language, at))


def found(room: Room, text: str, language: str = "en", limit: int = 10) -> Sequence[str]:
    return [hit.id for hit in room.search.find(search_terms(text, language), limit)]


def test_the_document_that_fits_best_comes_first(room: Room) -> None:
    add(room, "a", "The bridge at Port Alba closed after the storm")
    add(room, "b", "The storm passed over the hills")
    add(room, "c", "Nothing happened in the hills")
    assert found(room, "bridge storm") == ["a", "b"]
    assert found(room, "storm bridge", limit=1) == ["a"]
    [hit] = room.search.find(["bridge"], 5)
    assert (hit.kind, hit.title, hit.language, hit.at) == ("story", "Title a", "en", NOON)


def test_case_accents_and_scripts_do_not_stand_in_the_way(room: Room) -> None:
    add(room, "pt", "A Assembleia votou em São Tomás", "pt")
    add(room, "ja", "国会で首相が辞任を表明", "ja")
    add(room, "hi", "दिल्ली में पुल बंद", "hi")
    add(room, "hi2", "दल में", "hi")
    add(room, "ru", "Мост закрыт", "ru")
    assert found(room, "SAO tomas", "pt") == ["pt"]
    assert found(room, "辞任", "ja") == ["ja"]
    assert found(room, "दिल्ली", "hi") == ["hi"]
    assert found(room, "МОСТ", "ru") == ["ru"]


def test_signs_of_the_query_language_are_only_text(room: Room) -> None:
    add(room, "a", "AND OR NOT near")
    for term in ('"', "a*", "NEAR(", "x AND", "terms:near", "^a", "-", "3.14", "''", "\x00", "%"):
        room.search.find([term], 5)
    assert [hit.id for hit in room.search.find(["and"], 5)] == ["a"]
    assert room.search.find([], 5) == ()
    assert room.search.find(["", " "], 5) == ()


def test_a_figure_with_its_separators_is_found_as_one_term(room: Room) -> None:
    add(room, "a", "It cost 3.14 million")
    add(room, "b", "It cost 14.3 million")
    assert found(room, "3.14") == ["a"]


def test_an_earlier_day_and_a_kind_narrow_the_answer(room: Room) -> None:
    add(room, "old", "bridge", hours=-2)
    add(room, "new", "bridge", hours=2)
    room.search.index(Searchable("snapshot", "s", "t", ["bridge"], "en", NOON))
    before = room.search.find(["bridge"], 9, before=NOON)
    assert [hit.id for hit in before] == ["old"]
    assert [hit.id for hit in room.search.find(["bridge"], 9, kind="snapshot")] == ["s"]


def test_a_document_indexed_again_is_found_by_its_new_words_only(room: Room) -> None:
    add(room, "a", "bridge")
    add(room, "a", "tunnel")
    assert (found(room, "bridge"), found(room, "tunnel")) == ([], ["a"])


def test_a_deleted_document_is_not_found(room: Room) -> None:
    add(room, "a", "bridge")
    add(room, "b", "bridge")
    room.search.delete("story", "a")
    room.search.delete("story", "a")
    assert found(room, "bridge") == ["b"]
    add(room, "c", "tunnel")
    assert found(room, "bridge") == ["b"]
