"""What a revision leaves of a draft."""

import pytest

from newsroom_agents.errors import StandardsError
from newsroom_agents.story.draft import (
    Access,
    Draft,
    Paragraph,
    RestsOn,
    Section,
    Sentence,
    SentenceKind,
)
from newsroom_agents.story.revision import NewText, PlacedSection, Revision


def sentence(name: str) -> Sentence:
    return Sentence(id=name, text=f"Text {name}.", kind=SentenceKind.REPORTED, cites=("S1.1",))


def section(heading: str, *names: str, access: Access = Access.PUBLIC) -> Section:
    sentences = tuple(sentence(name) for name in names)
    return Section(heading=heading, access=access, paragraphs=(Paragraph(sentences=sentences),))


DRAFT = Draft(
    slug="council-vote",
    headline="EXERCISE: the council votes",
    dek="What is known",
    sections=(section("", "s1", "s2"), section("Later", "s3"), section("Why", "s4")),
    rests_on=RestsOn(headline=("s1", "s2"), dek=("s3",)),
    correspondent="ostrin",
)


def test_a_text_is_changed_where_it_is_named() -> None:
    texts = (NewText(where="s2", text="Other words."), NewText(where="dek", text="Known so far"))
    changed = Revision(texts=texts).draft(DRAFT)

    assert [one.text for one in changed.sentences()] == [
        "Text s1.",
        "Other words.",
        "Text s3.",
        "Text s4.",
    ]
    assert (changed.headline, changed.dek) == (DRAFT.headline, "Known so far")


def test_a_removed_sentence_carries_no_other_text_any_more() -> None:
    changed = Revision(removed=("s2", "s3")).draft(DRAFT)

    assert [one.id for one in changed.sentences()] == ["s1", "s4"]
    assert [one.heading for one in changed.sections] == ["", "Why"]
    assert (changed.rests_on.headline, changed.rests_on.dek) == (("s1",), ())


def test_sections_stand_in_the_order_and_behind_the_gate_that_the_editor_gives_them() -> None:
    placed = (
        PlacedSection(was=1, heading="", access=Access.PUBLIC),
        PlacedSection(was=3, heading="The reasons", access=Access.MEMBER),
    )
    changed = Revision(sections=placed).draft(DRAFT)

    assert [(one.heading, one.access) for one in changed.sections] == [
        ("", Access.PUBLIC),
        ("The reasons", Access.MEMBER),
    ]
    assert changed.rests_on.dek == ()


@pytest.mark.parametrize(
    ("revision", "expected"),
    [
        (Revision(removed=("s1", "s2", "s3", "s4")), "no sentence is left"),
        (Revision(texts=(NewText(where="lede", text="x"),)), "there is no text 'lede'"),
        (Revision(texts=(NewText(where="s1", text="x"),) * 2), "'s1' is changed twice"),
        (
            Revision(sections=(PlacedSection(was=2, heading="", access=Access.PUBLIC),) * 2),
            "section 2 is placed twice",
        ),
        (
            Revision(sections=(PlacedSection(was=0, heading="", access=Access.PUBLIC),)),
            "there is no section 0, expected 1 to 3",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name(revision: Revision, expected: str) -> None:
    with pytest.raises(StandardsError, match=expected):
        revision.draft(DRAFT)
