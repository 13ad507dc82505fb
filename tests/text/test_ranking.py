"""Rare words count, repeated passages do not."""

import pytest

from newsroom_agents.text.ranking import (
    Corpus,
    Document,
    cosine,
    overlap,
    query,
    select_diverse,
    terms,
    weighted,
)

PASSAGES = {
    "bridge": "The council closed the old bridge at Skerry Holm.",
    "ferry": "A ferry replaces the bridge until June.",
    "again": "The old bridge at Skerry Holm was closed by the council.",
    "budget": "The budget of the council grew by four percent.",
    "pensions": "Pensions will rise in June.",
}
CORPUS = Corpus(Document(name, text, "en") for name, text in PASSAGES.items())


def test_the_rarer_term_says_more() -> None:
    assert CORPUS.weight("pension") > CORPUS.weight("bridg") > CORPUS.weight("council") - 1e-9
    assert CORPUS.weight("nowhere") > CORPUS.weight("pension")


def test_the_passage_with_the_rare_words_comes_first() -> None:
    best = CORPUS.best(terms("How high will pensions be, says the council?", "en"), 3)
    assert best[0].id == "pensions"
    assert len(best) == 3
    assert best[0].score > best[1].score


def test_a_passage_without_a_shared_word_is_not_an_answer() -> None:
    assert CORPUS.best(("volcano",), 5) == ()
    assert CORPUS.score(("volcano",), "bridge") == 0


def test_equals_keep_the_order_they_came_in() -> None:
    twins = Corpus(Document(name, "Same words here", "en") for name in ("b", "a"))
    assert [ranked.id for ranked in twins.best(("word",), 2)] == ["b", "a"]


def test_an_empty_corpus_answers_nothing() -> None:
    assert Corpus(()).best(("a",), 3) == ()
    assert len(Corpus(())) == 0


def test_two_passages_may_not_share_an_id() -> None:
    with pytest.raises(ValueError, match="two documents have the id 'x'"):
        Corpus([Document("x", "a", "en"), Document("x", "b", "en")])


def test_terms_are_stems_without_grammar() -> None:
    assert terms("The bridges of Skerry’s council", "en") == ("bridg", "skerri", "council")
    assert terms("旧橋閉鎖", "ja") == ("旧橋", "橋閉", "閉鎖")
    assert query(["The bridge", "Bridges closed"], "en") == ("bridg", "close")


def test_overlap_is_the_share_of_the_shorter_side() -> None:
    assert overlap(("a", "b"), ("b", "c", "d")) == 0.5
    assert overlap((), ("a",)) == 0


def test_a_choice_leaves_out_what_says_the_same_again() -> None:
    vectors = {name: weighted(CORPUS.terms_of(name), CORPUS) for name in PASSAGES}
    assert cosine(vectors["bridge"], vectors["again"]) > 0.99
    relevance = {"bridge": 1.0, "again": 0.99, "ferry": 0.6, "budget": 0.5, "pensions": -1.0}
    assert select_diverse(relevance, vectors, 3) == ("bridge", "ferry", "budget")
    assert select_diverse(relevance, vectors, 9, worth=1.0) == (
        "bridge", "again", "ferry", "budget",
    )  # fmt: skip


def test_nothing_to_choose_from_is_no_choice() -> None:
    assert select_diverse({}, {}, 3) == ()
    assert select_diverse({"a": 0.0}, {}, 3) == ("a",)
