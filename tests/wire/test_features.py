"""What a report is about, in terms that can be compared and read."""

from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.wire.events import group
from newsroom_agents.wire.features import OWN_KINDS, features, kind_of
from tests.wire.builders import report


def test_a_word_of_the_title_counts_twice() -> None:
    titled = features("Bridge closed", "The ferry sails. The bridge waits.", "en").terms
    plain = features("", "The ferry sails. The bridge waits.", "en").terms
    assert titled["word:bridg"] > plain["word:bridg"]
    assert titled["word:ferri"] == plain["word:ferri"]


def test_a_title_that_repeats_the_text_counts_once() -> None:
    text = "The bridge waits."
    assert features(text, text, "en").terms == features("", text, "en").terms


def test_names_places_and_figures_are_the_same_in_two_languages() -> None:
    english = features("", "Officials in Finland told Ines Calder that 1,250 ferries sank.", "en")
    russian = features("", "Власти Финляндии сообщили, что Инес Калдер видела 1,250 судов.", "ru")
    shared = set(english.terms) & set(russian.terms)
    assert {"place:FI", "name:kltl", "num:1.250"} <= shared
    assert not any(kind_of(term) in OWN_KINDS for term in shared)


def test_foreign_names_are_found_in_unspaced_scripts() -> None:
    found = features("", "港湾長のイネス・カルダーがFerryについて話した。", "ja").terms
    assert {"name:klt", "word:港湾"} <= set(found)


def test_vietnamese_syllables_are_compared_in_pairs() -> None:
    found = features("", "Hội đồng cảng đóng cửa cầu cũ", "vi").terms
    assert "pair:hội đồng" in found
    assert "word:cảng" in found


def test_a_term_is_shown_as_the_text_writes_it() -> None:
    found = features("", "The bridges of Reykjavik fell in Iceland.", "en")
    assert found.shown["word:bridg"] == "bridges"
    assert found.shown["place:IS"] == "Iceland"
    assert set(found.shown) == set(found.terms)


def test_a_long_report_has_no_more_terms_than_its_beginning() -> None:
    text = " ".join(f"word{number}" for number in range(5000))
    assert len(features("", text, "en").terms) < 1000


@given(
    st.lists(
        st.tuples(
            st.text(max_size=40), st.text(max_size=150), st.sampled_from(["en", "vi", "ar", "ja"])
        ),
        max_size=6,
    )
)
def test_any_texts_can_be_grouped(texts: list[tuple[str, str, str]]) -> None:
    reports = [
        report(f"u{number}", text, title=title, language=language, hours=number)
        for number, (title, text, language) in enumerate(texts)
    ]
    members = group(reports, ())
    assert [member.uri for member in members] == [each.uri for each in reports]
    assert all(member.why for member in members)
