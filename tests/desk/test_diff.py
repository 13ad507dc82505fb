"""What changed between two texts, and between two takes of a story."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.desk.takes_view import two_takes
from newsroom_agents.desk.word_diff import Fate, Piece, word_diff
from newsroom_agents.story.queue import QueuedDraft
from newsroom_agents.text.visible import visible

from .builders import DeskHouse
from .papers import SLUG, enter, retake


def told(before: str, after: str) -> str:
    """Return the pieces with their fates as one line."""
    signs = {Fate.KEPT: "{}", Fate.REMOVED: "[-{}-]", Fate.ADDED: "[+{}+]"}
    return "".join(signs[one.fate].format(one.text) for one in word_diff(before, after))


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("The vote was close.", "The vote was close.", "The vote was close."),
        ("Some 40 people left.", "Some 60 people left.", "Some [-40-][+60+] people left."),
        ("It cost 1,200 euros.", "It cost 1,250 euros.", "It cost [-1,200-][+1,250+] euros."),
        ("The quay is shut", "The old quay is shut", "The[+ old+] quay is shut"),
        ("a mayor said so", "a port master said so", "a [-mayor-][+port master+] said so"),
        ("don't stop now", "don’t stop now", "[-don't-][+don’t+] stop now"),
        ("港口已经关闭", "港口已经重开", "港口已经[-关闭-][+重开+]"),
        ("", "New words.", "[+New words.+]"),
        ("Old words.", "", "[-Old words.-]"),
        ("", "", ""),
        ("Rain fell.", "Nobody voted today", "[-Rain fell.-][+Nobody voted today+]"),
    ],
)
def test_a_diff_keeps_words_whole(before: str, after: str, line: str) -> None:
    assert told(before, after) == line


def test_changes_with_only_a_space_between_them_are_one_change() -> None:
    assert told("the red old harbour wall", "the new stone harbour wall") == (
        "the [-red old-][+new stone+] harbour wall"
    )


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_texts_can_be_read_back_from_a_diff(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(p.text for p in pieces if p.fate is not Fate.ADDED) == visible(before)
    assert "".join(p.text for p in pieces if p.fate is not Fate.REMOVED) == visible(after)


def test_texts_too_long_to_compare_are_shown_whole() -> None:
    before, after = "one two " * 1500, "one three " * 1500
    assert word_diff(before, after) == (Piece(before, Fate.REMOVED), Piece(after, Fate.ADDED))


def test_a_character_that_turns_the_line_around_is_not_shown() -> None:
    assert told("paid \u202e05", "paid 50") == "paid [-05-][+50+]"


def shown(desk: DeskHouse, query: str = "") -> str:
    answer = desk.signed_in("Ada").get(f"/story/{SLUG}/diff{query}")
    assert answer.status_code == 200
    return str(answer.text)


def test_the_last_two_takes_are_compared_text_by_text(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    retake(
        bare_desk.archive,
        bare_desk.clock(),
        headline="Harbour of Port Alba shut after a fire",
        quote="The hospital said that “19 people were hurt”.",
    )
    page = shown(bare_desk)
    assert "Two texts differ." in page
    heard = '<span class="only-heard">{}</span>'
    assert (
        f"<del>{heard.format('[removed: ')}closed{heard.format(']')}</del>"
        f"<ins>{heard.format('[added: ')}shut{heard.format(']')}</ins>"
    ) in page
    assert page.index("Headline, changed") < page.index("Sentence s2, changed")
    assert "The harbour of Port Alba closed on Monday." not in page


def test_any_two_takes_can_be_compared_in_either_order(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    retake(bare_desk.archive, bare_desk.clock(), dek="Fourteen or eighteen were hurt.")
    assert "Take 2 to take 1" in shown(bare_desk, "?from=2&to=1")
    assert "are the same in every text" in shown(bare_desk, "?from=2&to=2")


@pytest.mark.parametrize("query", ["?from=1&to=9", "?from=x", "?to=-1", "?from=99999999999999"])
def test_a_take_that_is_not_there_is_not_found(bare_desk: DeskHouse, query: str) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    answer = bare_desk.signed_in("Ada").get(f"/story/{SLUG}/diff{query}")
    assert answer.status_code == 404


def test_a_take_that_differs_only_in_hidden_characters_says_so(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    retake(bare_desk.archive, bare_desk.clock(), dek="How many\u200b were hurt is disputed.")
    assert "Only characters that a page does not show are different." in shown(bare_desk)


def test_what_surrounds_the_texts_is_compared_too(bare_desk: DeskHouse) -> None:
    first = enter(bare_desk.archive, bare_desk.clock())

    def draft(**changes: object) -> QueuedDraft:
        assert first.package is not None
        package = first.package.model_copy(update=changes)
        return first.model_copy(update={"package": package})

    change = two_takes(first, draft(destinations=("site", "feeds"), sections=(), art=None))
    assert [(one.name, one.what) for one in change.facts] == [
        ("Who reads each section", "removed"),
        ("Order of sentences", "removed"),
        ("Passages that each sentence cites", "removed"),
        ("Destinations", "changed"),
    ]
    assert {one.what for one in change.texts} == {"removed"}


def test_all_takes_are_shown_with_their_reports(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    retake(bare_desk.archive, bare_desk.clock(), headline="Harbour of Port Alba is shut")
    page = bare_desk.signed_in("Ada").get(f"/story/{SLUG}/takes").text
    assert page.index("Take 2, before you now") < page.index("Take 1</h2>")
    assert page.count("the figure is disputed") == 2
    assert "4 sentences supported by its sources." in page
