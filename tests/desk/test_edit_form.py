"""The edit form as plain fields: what it changes, and what becomes of two editors' forms."""

import pytest

from newsroom_agents.desk.edit_form import filled_in, form_of, homeless, merged, revision_of
from newsroom_agents.errors import StandardsError
from newsroom_agents.story.draft import Access, Paragraph, Section, Sentence, SentenceKind
from newsroom_agents.story.package import Package
from newsroom_agents.story.revision import PlacedSection
from tests.archive.builders import package as small_package


def package() -> Package:
    """Return a package of two sections: s1 and s2 in paragraphs of their own, then s3."""

    def paragraph(*names: str) -> Paragraph:
        kind = SentenceKind.REPORTED
        return Paragraph(
            sentences=tuple(Sentence(id=n, text=f"Text {n}.", kind=kind) for n in names)
        )

    sections = (
        Section(heading="", access=Access.PUBLIC, paragraphs=(paragraph("s1"), paragraph("s2"))),
        Section(heading="More", access=Access.MEMBER, paragraphs=(paragraph("s3"),)),
    )
    return small_package("bridge").model_copy(update={"sections": sections})


PACKAGE = package()
FORM = form_of(PACKAGE)


def test_an_untouched_form_changes_nothing_however_a_browser_ends_its_lines() -> None:
    assert revision_of(PACKAGE, FORM).is_empty
    sent = filled_in({**FORM, "t:s1": "Text s1.\r\n", "token": "x", "do": "save"})
    assert revision_of(PACKAGE, sent).is_empty
    assert "token" not in sent


def test_words_removals_and_tags_are_named_by_their_place() -> None:
    told = {**FORM, "t:s1": "Other.", "t:dek": "New dek", "gone:s3": "1", "places": "pt, no"}
    revision = revision_of(PACKAGE, told)
    assert {one.where: one.text for one in revision.texts} == {"s1": "Other.", "dek": "New dek"}
    assert (revision.removed, revision.places, revision.topics) == (("s3",), ("PT", "NO"), None)
    assert revision.sections == ()


def test_a_sentence_moves_to_another_section_and_a_section_opens() -> None:
    told = {**FORM, "at:s2": "2.1.1", "at:s3": "2.1.2", "access:2": "public"}
    assert revision_of(PACKAGE, told).sections == (
        PlacedSection(was=1, heading="", access=Access.PUBLIC, paragraphs=(("s1",),)),
        PlacedSection(was=2, heading="More", access=Access.PUBLIC, paragraphs=(("s2", "s3"),)),
    )


def test_sections_change_places_and_keep_what_stands_in_them() -> None:
    told = {**FORM, "order:1": "2", "order:2": "1"}
    assert [(one.was, one.paragraphs) for one in revision_of(PACKAGE, told).sections] == [
        (2, ()),
        (1, ()),
    ]


def test_a_new_section_is_made_of_what_is_placed_in_it() -> None:
    told = {**FORM, "at:s2": "3.1.1", "heading:3": "Afterwards", "access:3": "subscriber"}
    last = revision_of(PACKAGE, told).sections[-1]
    expected = {"was": 0, "heading": "Afterwards", "access": Access.SUBSCRIBER}
    assert last == PlacedSection.model_validate({**expected, "paragraphs": [["s2"]]})


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("at:s2", "first", "s2: 'first' is no place"),
        ("at:s2", "1.²", "is no place"),
        ("at:s2", "9.1.1", "s2 stands in no section; there are 3"),
        ("order:1", "last", "section 1: 'last' is no place"),
        ("access:1", "everyone", "section 1: 'everyone' is no access"),
        ("t:s1", " ", "texts.0.text|text: "),
    ],
)
def test_what_cannot_be_read_is_named(field: str, value: str, expected: str) -> None:
    with pytest.raises(StandardsError, match=expected):
        revision_of(PACKAGE, filled_in({**FORM, field: value}))


def test_of_two_forms_yours_wins_where_you_changed_and_theirs_elsewhere() -> None:
    theirs = {**FORM, "t:s1": "Theirs.", "t:dek": "Their dek"}
    yours = {**FORM, "t:s1": "Mine.", "t:headline": "My headline", "gone:s3": "1"}
    both = merged(FORM, theirs, yours)
    assert (both["t:s1"], both["t:dek"]) == ("Mine.", "Their dek")
    assert (both["t:headline"], both["gone:s3"]) == ("My headline", "1")


def test_words_at_a_text_that_is_gone_are_not_lost() -> None:
    theirs = {name: value for name, value in FORM.items() if not name.endswith(":s2")}
    yours = {**FORM, "t:s2": "My better words."}
    assert "t:s2" not in merged(FORM, theirs, yours)
    assert homeless(FORM, theirs, yours) == {"s2": "My better words."}
