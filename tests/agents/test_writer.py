import re
from dataclasses import replace
from itertools import pairwise

import pytest

from newsroom_agents.agents._brief import Note
from newsroom_agents.agents.by_hand.digest_headlines import phrases_of
from newsroom_agents.agents.by_hand.digest_members import ANALYSIS_HEADING
from newsroom_agents.agents.by_hand.digest_passages import (
    quality_of,
    quotables_of,
    without_dateline,
)
from newsroom_agents.agents.by_hand.digest_quoting import attributed, quoted_words, voice_in
from newsroom_agents.agents.by_hand.digest_themes import Theme, theme_of
from newsroom_agents.agents.by_hand.writer import LABEL
from newsroom_agents.agents.writer import ROLE, WriterBrief, WriterReply, compose
from newsroom_agents.errors import ReplyRejectedError, StandardsError
from newsroom_agents.evidence.ground import check_draft
from newsroom_agents.story.analysis import Scenario
from newsroom_agents.story.check import Rung
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.draft import Access, Draft, SentenceKind
from newsroom_agents.story.source import Ownership
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


STRIKE = {
    "The Quay Record": (
        "Dockers at Porto Velin walked out on Tuesday over pay after talks failed. "
        "The union counted 1,800 dockers on strike at noon. "
        "Some 41 ships lay at anchor off the port in the afternoon. "
        "Grain traders warned that silos inland would be full within a week. "
        "The harbour board offered four per cent more pay for two years. "
        "Minister Sora Lund invited both sides to talks on Thursday."
    ),
    "Coast Wire": (
        "Cranes stood idle as dockers began a two-day strike at Porto Velin on Tuesday. "
        "According to the union 1,800 dockers on strike filled the square before the gates. "
        "Truck drivers waited in a line of nine kilometres outside the port. "
        "Coffee growers in the hills said that sacks were piling up in sheds. "
        "Porto Velin handles 60 per cent of the country's grain. "
        "Guards let 250 tonnes of medical goods through the gates."
    ),
    "State Voice": (
        "Life at Porto Velin went on as normal on Tuesday despite a small protest by dockers. "
        "The harbour board thanked all who stayed at their posts in Porto Velin. "
        "Officials praised the calm of the town and the work of the port police. "
        "The governor of the province said that the port was open to all ships."
    ),
}


def _strike() -> Dossier:
    """Return the strike's dossier, in which one outlet speaks for the state and ranks first."""
    held = dossier(STRIKE, slug="porto-velin-strike")
    sources = tuple(
        one.model_copy(update={"ownership": Ownership.STATE}) if one.id == "S3" else one
        for one in held.sources
    )
    ranked = sorted(held.excerpts, key=lambda excerpt: not excerpt.id.startswith("S3"))
    return held.model_copy(update={"sources": sources, "excerpts": tuple(ranked)})


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
        "Two people have died and three are missing, it said.",
        "Four patrol boats were taking people off the ferry, she said.",
        "From these the technical director trained a program to read the rest.",
        "The party now has ten days to go to court over the vote.",
        "For seven months of the year they lie under the snow.",
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


def test_what_only_a_state_says_is_neither_lede_nor_headline_nor_independent() -> None:
    held = _strike()
    written = draft(held)
    assert [one.rung for one in written.lede.sentences if one.rung is Rung.CLAIMED] == []
    based = {id_: one for one in written.sentences() for id_ in [one.id]}
    assert not any(
        cite.startswith("S3.") for id_ in written.rests_on.headline for cite in based[id_].cites
    )
    assert written.nut_graf is not None
    counting = written.nut_graf.sentences[0].text
    assert "State Voice" not in counting
    assert "The Quay Record" in counting
    findings = check_draft(written, held, texts_of(STRIKE))
    assert [finding for finding in findings if finding.blocks] == []


def test_what_only_a_state_says_may_be_quoted_by_name() -> None:
    quoting = [one for one in draft(_strike()).sentences() if one.cites[0].startswith("S3.")]
    assert all("State Voice" in one.text for one in quoting)


def test_a_headline_names_the_place_that_the_reports_share() -> None:
    assert "Porto Velin" in draft(_strike()).headline


def test_a_place_in_front_of_a_headline_stands_in_what_it_rests_on() -> None:
    for held in (ferry_dossier(), _strike(), dossier(DAM, slug="selka-dam")):
        written = draft(held)
        texts = {excerpt.id: excerpt.text for excerpt in held.excerpts}
        ground = " ".join(
            texts[cite]
            for one in written.sentences()
            if one.id in written.rests_on.headline
            for cite in one.cites
        )
        place = written.headline.rpartition(", ")[0].partition(": ")[0]
        assert place.lower() in ground.lower() or ": what" in written.headline


def test_a_headline_is_not_cut_inside_a_pair() -> None:
    text = "Arno Feld has been charged with the murder of his mother Ines and his sister on Monday."
    assert not any(phrase.endswith("mother Ines") for phrase in phrases_of(text, 80))
    listing = "A gale hit Port Alba, Brell and the villages on the coast on Monday evening."
    assert "Gale hit Port Alba" not in phrases_of(listing, 60)


def test_a_headline_may_be_the_clause_that_says_what_went_before() -> None:
    text = "More than 600 people left their homes after the river Selka burst a dyke overnight."
    assert "River Selka burst a dyke overnight" in phrases_of(text, 60)


def test_as_after_a_participle_ends_no_clause() -> None:
    text = "A moss found on ledges, in the far north, has been recognised as a new species."
    assert "Moss found on ledges has been recognised as a new species" in phrases_of(text, 77)


def test_the_members_section_names_figures_that_reports_share_and_that_one_gives() -> None:
    gated = [one for one in draft(_strike()).sections if one.access is Access.MEMBER]
    texts = [sentence.text for section in gated for sentence in section.sentences()]
    assert any("give the same figure: 1,800 dockers" in text for text in texts)
    assert any("only Coast Wire gives: 250 tonnes of medical goods" in text for text in texts)
    assert not any("“" in text for text in texts)


def test_without_two_comparisons_there_is_no_members_section() -> None:
    brief = writer_brief()
    bare = brief.analysis.model_copy(update={"claims": (), "timeline": (), "scenarios": ()})
    brief = brief.model_copy(update={"analysis": bare})
    written = compose(brief, ROLE.by_hand(brief)).paper
    assert {section.access for section in written.sections} == {Access.PUBLIC}


def test_a_claim_is_told_once_however_often_it_is_filed() -> None:
    brief = writer_brief()
    claim = brief.analysis.claims[0]
    twice = claim.model_copy(update={"cites": (*reversed(claim.cites),)})
    update = {"claims": (claim, twice)}
    brief = brief.model_copy(update={"analysis": brief.analysis.model_copy(update=update)})
    texts = [one.text for one in compose(brief, ROLE.by_hand(brief)).paper.sentences()]
    assert sum(text.startswith("More than one independent report") for text in texts) == 1


def test_the_houses_own_phrases_are_no_finding() -> None:
    written = draft(_strike())
    gated = {
        sentence.id
        for section in written.sections
        if section.access is Access.MEMBER
        for sentence in section.sentences()
    }
    findings = check_draft(written, _strike(), texts_of(STRIKE))
    assert gated
    assert [finding for finding in findings if finding.where in gated] == []


def test_a_full_stop_stands_inside_the_closing_mark_or_the_outlet_ends_the_sentence() -> None:
    for held in (ferry_dossier(), _strike()):
        quoting = [one for one in draft(held).sentences() if one.kind is not SentenceKind.ANALYSIS]
        whole = [one.text for one in quoting if len(one.cites) == 1]
        assert not any(text.endswith("”.") for text in whole)


def test_a_quotation_that_loses_its_full_stop_is_followed_by_its_outlet() -> None:
    passage = quotables_of(writer_brief())[0]
    cut = replace(passage, text=passage.text.rstrip("."))
    assert attributed(cut, 0, follows_same=False).text.endswith(
        f"”, according to {passage.source.outlet_name}."
    )


def test_a_share_price_is_no_matter_of_who_is_affected() -> None:
    text = "Shares of Austral Lines slipped 2.1 per cent in morning trading."
    assert theme_of(text, year=2026) is Theme.MARKET


def test_the_same_figure_stands_at_most_twice_in_the_public_part() -> None:
    told = "Rescuers took 186 people off the grounded ferry"
    ends = ("at dawn", "by rope and raft", "in heavy rain", "with two tugs alongside")
    reports = {
        name: f"{told} {end}, {name} learned. {text}"
        for (name, text), end in zip(FERRY.items(), ends, strict=True)
    }
    written = draft(dossier(reports))
    public = [part for part in written.sections if part.access is Access.PUBLIC]
    texts = [one.text for part in public for one in part.sentences()]
    assert 1 <= sum("186 people" in text for text in texts) <= 2
