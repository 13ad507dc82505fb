"""Words in every script, and the forms they are compared under."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.text.tokens import (
    fold,
    is_stopword,
    is_unspaced,
    search_terms,
    shingles,
    stem,
    words,
)

_ENDINGS = ("e", "es", "ed", "ing", "ings", "al", "ality", "ation", "ations", "ational", "ly")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A 6.1-magnitude quake, 1,200 hurt", ["A", "6.1", "magnitude", "quake", "1,200", "hurt"]),
        ("Don't; l’homme d'Orly", ["Don't", "l’homme", "d'Orly"]),
        ("The B737 and G-20.", ["The", "B737", "and", "G", "20"]),
        ("हिन्दी में शब्द।", ["हिन्दी", "में", "शब्द"]),
        ("東京とBerlin", ["東", "京", "と", "Berlin"]),
        ("كِتَابٌ جديد", ["كِتَابٌ", "جديد"]),
        ("서울에서 회의", ["서울에서", "회의"]),
        ("…—!", []),
    ],
)
def test_words_are_found_in_every_script(text: str, expected: list[str]) -> None:
    assert [token.text for token in words(text)] == expected


@given(st.text(max_size=200))
def test_words_stand_where_they_say(text: str) -> None:
    found = words(text)
    assert all(text[token.start : token.end] == token.text for token in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Łódź", "LODZ"), ("İstanbul", "istanbul"), ("ﬁne", "FINE"), ("Straße", "STRASSE"),
     ("كِتَاب", "كتاب"), ("أحمد", "احمد"), ("Ёлка", "елка"), ("Ｔｏｋｙｏ", "tokyo")],
)  # fmt: skip
def test_folding_removes_case_width_and_accents(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("word", ["हिन्दी", "ไทย", "தமிழ்", "한국"])
def test_folding_keeps_the_vowel_signs_that_are_letters(word: str) -> None:
    assert fold(word) == word


@given(st.text(max_size=100))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_forms_of_a_word_share_a_stem() -> None:
    assert stem("Earthquakes", "en") == stem("earthquake", "en-GB")
    assert stem("выборы", "ru") == stem("выборов", "ru")
    assert stem("Häuser", "de") == fold(stem("Häuser", "de"))
    assert stem("Κυβέρνηση", "el") == stem("κυβερνηση", "el")
    assert stem("Serikali", "sw") == "serikali"


def test_search_terms_are_folded_words_and_pairs_of_unspaced_characters() -> None:
    assert search_terms("L’Élysée à Paris", "fr") == ("l", "elysee", "a", "paris")
    assert search_terms("東京都とA社", "ja") == ("東京", "京都", "都と", "a", "社")


def test_shingles_are_runs_of_words_or_of_characters() -> None:
    assert shingles("One two, THREE four", "en", 3) == ("one two three", "two three four")
    assert shingles("Too short", "en", 3) == ("too short",)
    assert shingles("", "en", 3) == ()
    assert shingles("港口委员会", "zh", 2) == ("港 口 委 员", "口 委 员 会")


def test_stopwords_carry_grammar() -> None:
    assert all(is_stopword(word, "en") for word in ("The", "of", "WITH", "x"))
    assert not any(is_stopword(word, "en") for word in ("ferry", "12", "war"))
    assert is_stopword("où", "fr")
    assert is_stopword("של"[:2], "he")
    assert not is_stopword("橋", "ja")


def test_unspaced_languages_are_known_by_their_primary_code() -> None:
    assert is_unspaced("zh-Hant")
    assert not is_unspaced("ko")


def test_many_threads_stem_at_once_and_get_the_same_stems() -> None:
    vocabulary = [f"{start}{end}" for start in ("bridg", "negoti", "ration") for end in _ENDINGS]
    alone = [stem(word, "en") for word in vocabulary]
    stem.cache_clear()
    with ThreadPoolExecutor(max_workers=8) as pool:
        together = list(pool.map(lambda _: [stem(word, "en") for word in vocabulary], range(16)))
    assert all(stems == alone for stems in together)


def test_threads_do_not_spoil_each_others_stems() -> None:
    roots = [f"{front}{number}" for number in range(400) for front in ("walk", "paint")]
    with ThreadPoolExecutor(8) as threads:
        found = threads.map(
            lambda shift: {root: stem(f"{root}ing{shift}"[:-1], "en") for root in roots}, range(8)
        )
        assert all(stems == {root: root for root in roots} for stems in found)
