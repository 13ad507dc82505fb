"""The files of the search: what is found under which words, and what may not be."""

import json
from pathlib import Path

from newsroom_agents.publish.listing import index_entry
from newsroom_agents.publish.redrawing import redraw
from newsroom_agents.publish.search_index import search_words, shard_of
from newsroom_agents.text.tokens import search_terms

from .builders import Live, files_under, kill, killed, pressroom, publish, release
from .exercise import PATH, package


def found(site: Path, word: str) -> list[str]:
    """The addresses of the pieces that hold a word, as the script looks them up."""
    path = site / "search/words" / f"{shard_of(word)}.json"
    words = json.loads(path.read_bytes()) if path.exists() else {}
    shown = [
        json.loads((site / f"search/pieces/{number // 100}.json").read_bytes())[number % 100]
        for number in words.get(word, [])
    ]
    return [piece["path"] for piece in shown if piece]


def test_a_piece_is_found_by_headline_teaser_place_topic_and_byline(tmp_path: Path) -> None:
    publish(release(), pressroom(tmp_path))
    for word in ("barrier", "suit", "ways", "portugal", "environment", "mara"):
        assert found(tmp_path / "site", word) == [PATH], word


def test_words_are_folded_and_unspaced_scripts_are_found_by_pairs(tmp_path: Path) -> None:
    story = package(headline="Łódź: مجلس المدّ 防潮闸门", language="zh")
    publish(release(story), pressroom(tmp_path))
    for word in ("lodz", "المد", "防潮", "潮闸"):
        assert found(tmp_path / "site", word) == [PATH], word


def test_no_word_that_only_a_gated_section_holds_is_in_the_search(tmp_path: Path) -> None:
    story = package()
    publish(release(story), pressroom(tmp_path))
    gated = {
        word
        for section in story.sections[3:]
        for sentence in section.sentences()
        for word in search_terms(sentence.text, "en")
    }
    shards = (tmp_path / "site/search/words").iterdir()
    held = {word for path in shards for word in json.loads(path.read_bytes())}
    assert {"heronlike", "thistledown", "bleeds"} <= gated
    assert gated & held <= search_words(index_entry(release(story)))
    assert not {"heronlike", "thistledown", "bleeds"} & held


def test_a_killed_piece_leaves_the_search_with_all_its_words(tmp_path: Path) -> None:
    live = Live()
    room = pressroom(tmp_path, live)
    other = package(slug="b", url_path="2024/06/14/b", headline="EXERCISE barrier")
    publish(release(), room, live)
    publish(release(other), room, live)
    kill(killed(release()), room, live)
    assert found(tmp_path / "site", "barrier") == ["2024/06/14/b"]
    assert found(tmp_path / "site", "argues") == []
    assert PATH not in (tmp_path / "site/search/pieces/0.json").read_text()


def test_an_update_changes_the_words(tmp_path: Path) -> None:
    live = Live()
    room = pressroom(tmp_path, live)
    publish(release(), room, live)
    publish(release(package(take=2, headline="EXERCISE sluice"), 2), room, live)
    assert found(tmp_path / "site", "sluice") == [PATH]
    assert found(tmp_path / "site", "argues") == []


def test_the_search_written_anew_is_the_one_that_grew(tmp_path: Path) -> None:
    live = Live()
    room = pressroom(tmp_path, live)
    for number in range(3):
        name = f"n{number}"
        publish(release(package(slug=name, url_path=f"2024/06/14/{name}")), room, live)
    kill(killed(release(package(slug="n1", url_path="2024/06/14/n1"))), room, live)
    grown = files_under(tmp_path / "site")
    redraw(room)
    assert files_under(tmp_path / "site") == grown


def test_a_damaged_shard_is_written_anew(tmp_path: Path) -> None:
    room = pressroom(tmp_path)
    shard = tmp_path / "site/search/words" / f"{shard_of('barrier')}.json"
    for damage in (b"{", b"[]"):
        shard.parent.mkdir(parents=True, exist_ok=True)
        shard.write_bytes(damage)
        publish(release(), room)
        assert found(tmp_path / "site", "barrier") == [PATH]
