import pytest

from newsroom_agents.agents.by_hand.copy_editor import shortened
from newsroom_agents.agents.copy_editor import (
    ROLE,
    CopyEditorReply,
    ProposedChange,
    compose,
)
from newsroom_agents.errors import ReplyRejectedError
from newsroom_agents.story.draft import Draft
from newsroom_agents.story.edit import EditedDraft
from tests.agents.builders_copy import copy_editor_brief, draft


def _with_text(written: Draft, where: str, text: str) -> Draft:
    sections = tuple(
        section.model_copy(
            update={
                "paragraphs": tuple(
                    paragraph.model_copy(
                        update={
                            "sentences": tuple(
                                one.model_copy(update={"text": text}) if one.id == where else one
                                for one in paragraph.sentences
                            )
                        }
                    )
                    for paragraph in section.paragraphs
                )
            }
        )
        for section in written.sections
    )
    return written.model_copy(update={"sections": sections})


def _text(edited: EditedDraft, where: str) -> str:
    return next(one.text for one in edited.draft.sentences() if one.id == where)


def _proposed(where: str, after: str, written: Draft | None = None) -> EditedDraft:
    change = ProposedChange(where=where, after=after, rule="plain word")
    brief = copy_editor_brief(written or draft())
    return compose(brief, CopyEditorReply(changes=(change,))).paper


def _by_hand(written: Draft) -> EditedDraft:
    brief = copy_editor_brief(written)
    return compose(brief, ROLE.by_hand(brief)).paper


def test_a_clean_digest_needs_no_change() -> None:
    edited = _by_hand(draft())
    assert edited.changes == ()
    assert edited.draft == draft()


def test_a_word_is_replaced_outside_quotation_marks_only() -> None:
    sentence = next(one for one in draft().sentences() if one.cites == ("S1.2",))
    text = f"Those who utilise words: {sentence.text}"
    edited = _by_hand(_with_text(draft(), sentence.id, text))
    assert _text(edited, sentence.id) == text.replace("utilise", "use")
    [change] = edited.changes
    assert (change.rule, change.is_undone) == ("utilise: plain word", False)


def test_quoted_words_stay_as_they_were_said() -> None:
    text = "Island Post said: “They utilise ropes and he slammed the door.”"
    edited = _by_hand(_with_text(draft(), "s1", text))
    assert _text(edited, "s1") == text


def test_a_relative_day_becomes_the_day_of_the_cited_report() -> None:
    sentence = next(one for one in draft().sentences() if one.cites == ("S1.2",))
    text = sentence.text.replace("according to", "as told yesterday by")
    edited = _by_hand(_with_text(draft(), sentence.id, text))
    assert "as told on 13 March 2026 by" in _text(edited, sentence.id)
    assert not any(change.is_undone for change in edited.changes)


def test_an_outlet_called_today_keeps_its_name() -> None:
    edited = _by_hand(draft())
    assert any("Meridia Today" in one.text for one in edited.draft.sentences())


def test_doubled_spaces_go() -> None:
    sentence = next(iter(draft().sentences()))
    text = sentence.text.replace(" reported", "  reported", 1)
    assert _text(_by_hand(_with_text(draft(), "s1", text)), "s1") == sentence.text


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("Fourteen", "Fifteen", "quotation"),
        ("Harbour Gazette", "Harbour Bugle", "name"),
    ],
)
def test_a_changed_fact_is_undone_with_the_reason(old: str, new: str, why: str) -> None:
    sentence = next(one for one in draft().sentences() if one.cites == ("S1.2",))
    edited = _proposed(sentence.id, sentence.text.replace(old, new))
    [change] = edited.changes
    assert change.is_undone
    assert why in change.why_undone
    assert _text(edited, sentence.id) == sentence.text


def test_a_change_that_the_checks_object_to_is_undone() -> None:
    sentence = next(one for one in draft().sentences() if one.cites == ("S1.2",))
    edited = _proposed(sentence.id, "Some passengers were hurt, and nobody was not surprised.")
    [change] = edited.changes
    assert change.is_undone
    assert change.why_undone
    assert edited.draft == draft()


def test_a_headline_may_lose_words_and_gain_none() -> None:
    written = draft()
    cut = written.headline.rpartition(":")[0] or written.headline.rpartition(",")[0]
    assert not _proposed("headline", f"{cut}, reports say").changes[0].is_undone
    assert _proposed("headline", f"{written.headline} in 1999").changes[0].is_undone


def test_a_change_to_an_unknown_sentence_is_rejected() -> None:
    with pytest.raises(ReplyRejectedError, match="s99"):
        _proposed("s99", "Anything.")


def test_an_emptied_sentence_is_rejected() -> None:
    with pytest.raises(ReplyRejectedError, match="empties s1"):
        _proposed("s1", " ")


def test_one_text_is_changed_at_most_once() -> None:
    change = ProposedChange(where="s1", after="A.", rule="r")
    with pytest.raises(ReplyRejectedError, match="changes s1 twice"):
        compose(copy_editor_brief(draft()), CopyEditorReply(changes=(change, change)))


def test_a_long_text_is_cut_at_its_last_clause_that_fits() -> None:
    assert shortened("A ferry ran aground, and many waited; some slept.", 30) == (
        "A ferry ran aground."
    )
    assert shortened("No clause ends here at all in this line", 20).endswith("line")
