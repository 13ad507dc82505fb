import re
from itertools import pairwise

import pytest

from newsroom_agents.agents._brief import Note
from newsroom_agents.agents.by_hand.digest_headlines import phrases_of
from newsroom_agents.agents.by_hand.digest_passages import quality_of, without_dateline
from newsroom_agents.agents.by_hand.digest_quoting import quoted_words, voice_in
from newsroom_agents.agents.by_hand.writer import ANALYSIS_HEADING, LABEL
from newsroom_agents.agents.writer import ROLE, WriterBrief, WriterReply, compose
from newsroom_agents.errors import ReplyRejectedError, StandardsError
from newsroom_agents.evidence.ground import check_draft
from newsroom_agents.story.analysis import Scenario
from newsroom_agents.story.draft import Access, Draft, SentenceKind
from newsroom_agents.text.quotes import quotations
from tests.agents.builders_copy import (
    DAM,
    FERRY,
    dossier,
    draft,
    ferry_dossier,
    texts_of,
    writer_brief,
)


def _reply() -> WriterReply:
    return ROLE.by_hand(writer_brief())


def _retake(last: Draft, where: str, why: str = "not what the source says") -> WriterBrief:
    notes = (Note(where=where, text=why),)
    return writer_brief().model_copy(update={"previous": last, "take": 2, "notes": notes})


def _quoting(written: Draft) -> list[str]:
    kinds = (SentenceKind.REPORTED, SentenceKind.QUOTE)
    return [one.id for one in written.sentences() if one.kind in kinds and len(one.cites) == 1]


def _changed(reply: WriterReply, **update: object) -> WriterReply:
    """Return the reply with its first sentence changed."""
    opening = reply.sections[0]
    lede = opening.paragraphs[0]
    first = lede.sentences[0].model_copy(update=update)
    lede = lede.model_copy(update={"sentences": (first, *lede.sentences[1:])})
    opening = opening.model_copy(update={"paragraphs": (lede, *opening.paragraphs[1:])})
    return reply.model_copy(update={"sections": (opening, *reply.sections[1:])})


@pytest.mark.parametrize(
    ("reports", "same_text"),
    [
        (FERRY, ()),
        (DAM, ()),
        (FERRY, ("Meridia Today", "Island Post")),
        (DAM, ("Radio Brell", "Valley Observer")),
        ({name: FERRY[name] for name in list(FERRY)[:3]}, ()),
    ],
)
def test_a_digest_by_hand_has_no_finding_that_blocks(
    reports: dict[str, str], same_text: tuple[str, ...]
) -> None:
    held = dossier(reports, same_text=same_text)
    findings = check_draft(draft(held), held, texts_of(reports))
    assert [finding for finding in findings if finding.blocks] == []


def test_a_digest_of_reports_that_differ_has_no_finding_that_blocks() -> None:
    findings = check_draft(draft(), ferry_dossier(), texts_of(FERRY))
    assert [finding for finding in findings if finding.blocks] == []


def test_every_quotation_stands_in_its_source_letter_for_letter() -> None:
    texts = "\n".join(FERRY.values())
    quotes = [quote.text for one in draft().sentences() for quote in quotations(one.text)]
    assert len(quotes) >= 5
    assert [quote for quote in quotes if quote not in texts] == []


def test_every_sentence_cites_and_every_quoting_one_names_its_outlet() -> None:
    sources = ferry_dossier().source_by_id()
    for sentence in draft().sentences():
        assert sentence.cites
        if sentence.kind is not SentenceKind.ANALYSIS:
            names = [sources[cite.partition(".")[0]].outlet_name for cite in sentence.cites]
            assert any(name in sentence.text for name in names)


def test_no_item_gives_more_than_three_sentences_and_a_fifth_of_its_words() -> None:
    quoted: dict[str, list[str]] = {}
    for sentence in draft().sentences():
        for quote in quotations(sentence.text):
            outlet = next(name for name, text in FERRY.items() if quote.text in text)
            quoted.setdefault(outlet, []).append(quote.text)
    for outlet, quotes in quoted.items():
        words = sum(len(quote.split()) for quote in quotes)
        assert len(quotes) <= 3
        assert len(quotes) == 1 or words <= 0.2 * len(FERRY[outlet].split()) + 1


def test_the_digest_reads_from_the_event_to_what_is_unknown_and_then_to_the_gate() -> None:
    headings = [section.heading for section in draft().sections]
    assert headings[0] == ""
    assert headings[-3:] == ["What is disputed", "What these reports do not say", ANALYSIS_HEADING]
    assert draft().nut_graf is not None


def test_the_members_section_repeats_no_sentence_of_the_public_part() -> None:
    sections = draft().sections
    public = {
        one.text for part in sections if part.access is Access.PUBLIC for one in part.sentences()
    }
    gated = [
        one.text for part in sections if part.access is Access.MEMBER for one in part.sentences()
    ]
    assert gated
    assert public.isdisjoint(gated)
    quotes = {quote.text for text in gated for quote in quotations(text)}
    assert not any(quote in text for quote in quotes for text in public)


def test_reports_that_differ_are_set_side_by_side_by_name() -> None:
    [differing] = [one for one in draft().sentences() if "differ" in one.text]
    assert "The Harbour Gazette" in differing.text
    assert "Meridia Today" in differing.text
    assert differing.cites == ("S1.2", "S2.2")


def test_a_denial_is_told_with_who_reported_it() -> None:
    [denial] = [one for one in draft().sentences() if "denied" in one.text]
    assert "Meridia Today" in denial.text


def test_headline_is_short_keeps_whole_words_and_rests_on_sentences() -> None:
    written = draft()
    assert len(written.headline) <= 90
    assert written.headline.endswith("reports say")
    assert set(written.rests_on.headline) <= {one.id for one in written.sentences()}
    phrase = re.split(r"[:,] ", written.headline)[0].lower()
    assert any(phrase in one.text.lower() for one in written.sentences())


def test_no_two_quoted_sentences_in_a_row_begin_alike() -> None:
    openings = [one.text.split("“")[0] for one in draft().sentences() if "“" in one.text]
    assert all(one != other for one, other in pairwise(openings))


def test_the_draft_says_that_rules_made_it_and_another_text_does_not() -> None:
    brief = writer_brief()
    assert draft().label == LABEL
    other = _changed(ROLE.by_hand(brief), text="North Wire reported that a ferry ran aground.")
    assert compose(brief, other).paper.label == ""


def test_too_few_passages_stop_the_story_with_the_reason() -> None:
    held = dossier({"Island Post": "A ferry ran aground at Port Alba on Saturday morning."})
    with pytest.raises(StandardsError, match="can be quoted"):
        ROLE.by_hand(writer_brief(held))


def test_sentence_ids_count_in_reading_order() -> None:
    ids = [sentence.id for sentence in draft().sentences()]
    assert ids == [f"s{number}" for number in range(1, len(ids) + 1)]


def test_an_unknown_excerpt_is_rejected_by_name() -> None:
    with pytest.raises(ReplyRejectedError, match=r"S9\.9"):
        compose(writer_brief(), _changed(_reply(), cites=("S9.9",)))


def test_a_headline_that_rests_on_no_sentence_is_rejected() -> None:
    reply = _reply().model_copy(update={"headline_rests_on": ("99",)})
    with pytest.raises(ReplyRejectedError, match="headline_rests_on names '99'"):
        compose(writer_brief(), reply)


def test_a_quote_without_its_speaker_is_rejected() -> None:
    with pytest.raises(ReplyRejectedError, match="without its speaker"):
        compose(writer_brief(), _changed(_reply(), kind=SentenceKind.QUOTE))


def test_an_address_in_the_text_is_rejected() -> None:
    with pytest.raises(ReplyRejectedError, match="address"):
        compose(writer_brief(), _changed(_reply(), text="See https://example.test/x."))


def test_a_gated_opening_is_rejected() -> None:
    reply = _reply()
    opening = reply.sections[0].model_copy(update={"access": Access.MEMBER})
    reply = reply.model_copy(update={"sections": (opening, *reply.sections[1:])})
    with pytest.raises(ReplyRejectedError, match="opening is public"):
        compose(writer_brief(), reply)


def test_a_retake_replaces_the_failing_sentence_and_keeps_all_others() -> None:
    last = draft()
    failing = _quoting(last)[-1]
    brief = _retake(last, failing)
    taken = compose(brief, ROLE.by_hand(brief)).paper
    old = {one.id: one.text for one in last.sentences()}
    new = {one.id: one.text for one in taken.sentences()}
    assert failing not in new
    assert old[failing] not in new.values()
    kept = [id_ for id_ in _quoting(last) if id_ != failing]
    assert [new[id_] for id_ in kept] == [old[id_] for id_ in kept]


def test_a_retake_never_gives_a_used_id_to_a_new_sentence() -> None:
    last = draft()
    brief = _retake(last, _quoting(last)[0])
    taken = compose(brief, ROLE.by_hand(brief)).paper
    fresh = {one.id for one in taken.sentences()} - {one.id for one in last.sentences()}
    assert all(int(id_[1:]) > len(list(last.sentences())) for id_ in fresh)


def test_a_retake_without_a_sentence_has_no_finding_that_blocks() -> None:
    last = draft()
    for failing in _quoting(last):
        brief = _retake(last, failing)
        taken = compose(brief, ROLE.by_hand(brief)).paper
        findings = check_draft(taken, ferry_dossier(), texts_of(FERRY))
        assert [finding for finding in findings if finding.blocks] == []


def test_an_editor_can_have_an_outlet_left_out() -> None:
    brief = _retake(draft(), "", "Please leave out Island Post, we doubt it.")
    taken = compose(brief, ROLE.by_hand(brief)).paper
    quoting = [one for one in taken.sentences() if one.kind is not SentenceKind.ANALYSIS]
    assert not any("Island Post" in one.text for one in quoting)


def test_an_editor_can_have_it_shorter() -> None:
    last = draft()
    brief = _retake(last, "", "Make it shorter.")
    taken = compose(brief, ROLE.by_hand(brief)).paper
    assert len(list(taken.sentences())) < len(list(last.sentences()))


def test_a_heading_that_failed_becomes_a_plain_one() -> None:
    brief = _retake(draft(), "heading-2")
    assert compose(brief, ROLE.by_hand(brief)).paper.sections[1].heading == "What the reports say"


def test_a_retake_may_not_change_what_had_not_failed() -> None:
    last = draft()
    brief = _retake(last, _quoting(last)[-1])
    reply = _changed(ROLE.by_hand(brief), text="Something else was reported by North Wire.")
    with pytest.raises(ReplyRejectedError, match="s1 was to stay as it was"):
        compose(brief, reply)


def test_a_sentence_whose_excerpt_is_gone_is_dropped() -> None:
    last = draft()
    gone = next(one for one in last.sentences() if one.id == _quoting(last)[-1]).cites[0]
    held = ferry_dossier()
    held = held.model_copy(
        update={"excerpts": tuple(one for one in held.excerpts if one.id != gone)}
    )
    brief = _retake(last, "heading-2").model_copy(update={"dossier": held})
    taken = compose(brief, ROLE.by_hand(brief)).paper
    assert not any(gone in one.cites for one in taken.sentences())


@pytest.mark.parametrize(
    "text",
    [
        "He said the boat was late and the sea was rough.",
        "But the harbour master disagreed with the captain of it.",
        "Subscribe to our newsletter for more news from the harbour.",
        "the boat was late and the sea was rough that night",
        'The captain said "we are late and left it at that.',
    ],
)
def test_what_cannot_stand_alone_ranks_last(text: str) -> None:
    assert quality_of(text) < 0.5 * quality_of("A ferry ran aground off Port Alba on Saturday.")


@pytest.mark.parametrize(
    "text",
    [
        "EXERCISE – A ferry ran aground.",
        "PORT ALBA, March 14 (North Wire) - A ferry ran aground.",
        "(AP) A ferry ran aground.",
        "Port Alba – A ferry ran aground.",
    ],
)
def test_a_dateline_is_left_out_of_the_quotation(text: str) -> None:
    assert without_dateline(text) == "A ferry ran aground."


def test_a_closing_credit_is_left_out_of_the_quotation() -> None:
    assert without_dateline("A ferry ran aground (North Wire).") == "A ferry ran aground"
    assert (
        without_dateline("A ferry ran aground (it was new).") == "A ferry ran aground (it was new)."
    )


def test_figures_with_separators_do_not_disqualify_a_sentence() -> None:
    assert quality_of("The bridge is 1,284 metres long and carries 4,100 cars.") > 0.9


def test_inner_curly_marks_become_single_ones_and_nothing_else_changes() -> None:
    assert quoted_words("He called it “a shame”.") == "“He called it ‘a shame’.”"


def test_a_direct_quotation_gives_its_words_and_speaker() -> None:
    voice = voice_in('"We heard the hull scrape over the rocks," said Tomas Veil, a cook.')
    assert voice is not None
    assert (voice.words, voice.speaker) == ("We heard the hull scrape over the rocks", "Tomas Veil")


def test_a_headline_phrase_is_a_whole_clause_without_a_floating_day() -> None:
    [*phrases] = phrases_of("A ferry ran aground off Port Alba on Saturday as fog came in.", 60)
    assert "Ferry ran aground off Port Alba" in phrases
    assert not any("Saturday" in phrase for phrase in phrases)


def test_a_comma_inside_a_figure_ends_no_clause() -> None:
    [*phrases] = phrases_of("More than 6,000 people have been moved from the valley.", 60)
    assert "More than 6,000 people have been moved from the valley" in phrases


def test_what_an_analyst_quotes_is_attributed_in_the_draft() -> None:
    words = "The next relief boat is expected to leave the mainland on Sunday morning."
    brief = writer_brief()
    scenario = Scenario(text=words, lens="A lens", cites=("S3.8",))
    brief = brief.model_copy(
        update={"analysis": brief.analysis.model_copy(update={"scenarios": (scenario,)})}
    )
    texts = [one.text for one in compose(brief, ROLE.by_hand(brief)).paper.sentences()]
    assert words not in texts
