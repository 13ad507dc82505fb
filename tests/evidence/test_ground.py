"""Every text of a package is checked, and a check that breaks blocks."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom_agents.evidence.check import Check, Statement, soft
from newsroom_agents.evidence.ground import checks, judge, judge_draft
from newsroom_agents.evidence.material import Material, read_material
from newsroom_agents.evidence.statements import statements_of_draft
from newsroom_agents.story.check import Finding, Rung, Verdict
from newsroom_agents.story.draft import RestsOn

from .builders import CANAL, FERRY, GROUND, Told, checked, dossier, draft, package, sentence

MATERIAL = dossier(FERRY, Told(CANAL, outlet="Velm Post"))
DRAFT = draft(*GROUND)


def _broken(statement: Statement, material: Material) -> Iterator[Finding]:
    del material
    yield soft(statement, "broken", "never seen")
    msg = "no such table"
    raise LookupError(msg)


def test_all_checks_of_the_house_are_found_by_their_files() -> None:
    expected = {"citing", "quotes", "numbers", "dates", "names", "copying", "certainty", "memory"}
    assert expected | {"injection", "negation"} <= set(checks())
    assert all(check.asks.endswith("?") for check in checks().values())


def test_a_check_that_could_not_run_is_not_checked_and_blocks() -> None:
    material = read_material(*MATERIAL, "en")
    broken = {"broken": Check(name="broken", asks="?", each=_broken)}
    result = judge(statements_of_draft(DRAFT, material), material, broken)
    assert {finding.verdict for finding in result.findings} == {Verdict.NOT_CHECKED}
    assert all(finding.blocks for finding in result.findings)
    assert {verdict.verdict for verdict in result.verdicts} == {Verdict.NOT_CHECKED}
    assert "no such table" in result.findings[0].reason


def test_every_sentence_gets_a_verdict_with_its_rung() -> None:
    paper = draft(*GROUND, sentence("Nine barges were waiting.", "S2.2"))
    verdicts = judge_draft(paper, *MATERIAL).verdicts
    assert [verdict.sentence for verdict in verdicts] == ["s1", "s2", "s3", "s4"]
    assert [verdict.verdict for verdict in verdicts] == [
        *[Verdict.SUPPORTED] * 3,
        Verdict.CONTRADICTED,
    ]
    assert verdicts[0].rung is Rung.REPORTED
    assert "Nine" in verdicts[3].reason


def test_an_honest_package_has_nothing_that_blocks() -> None:
    paper = package(
        DRAFT,
        MATERIAL[0],
        dek="It had 214 people on board.",
        caption="",
        alt="A cover in shades of blue.",
    )
    assert not [finding for finding in checked(paper, MATERIAL).findings if finding.blocks]


@pytest.mark.parametrize("where", ["headline", "dek", "teaser", "blurb"])
@pytest.mark.parametrize(
    "text",
    [
        "Ferry with 215 people aground off Port Alba",
        "Ferry ran aground off Nordhaven",
        "Ferry aground: “the worst night of my life”",
        "Ferry did not run aground off Port Alba",
    ],
)
def test_a_short_text_may_say_no_more_than_its_sentences(where: str, text: str) -> None:
    result = checked(package(DRAFT, MATERIAL[0], **{where: text}), MATERIAL)
    assert {finding.where for finding in result.findings if finding.blocks} == {where}


def test_variants_of_the_headline_are_checked_in_their_own_words() -> None:
    variants = ("Ferry aground", "215 people on a ferry aground off Port Alba")
    paper = package(DRAFT, MATERIAL[0]).model_copy(update={"headline_variants": variants})
    [finding] = [one for one in checked(paper, MATERIAL).findings if one.blocks]
    assert finding.where == "headline-variant-2"
    assert variants[1][finding.start : finding.end].startswith("215")


def test_a_fact_of_the_sources_that_its_sentence_leaves_out_is_too_much_for_a_headline() -> None:
    paper = package(DRAFT, MATERIAL[0], headline="Ferry freed off Port Alba after six hours")
    findings = [finding for finding in checked(paper, MATERIAL).findings if finding.blocks]
    assert findings
    assert {finding.where for finding in findings} == {"headline"}


def test_a_caption_that_names_no_sentence_may_say_what_the_story_says() -> None:
    honest = package(
        DRAFT, MATERIAL[0], caption="Illustration: a ferry with 214 people off Port Alba"
    )
    assert not [finding for finding in checked(honest, MATERIAL).findings if finding.blocks]
    paper = package(DRAFT, MATERIAL[0], caption="Illustration: a ferry with 215 people")
    findings = checked(paper, MATERIAL).findings
    assert {finding.where for finding in findings if finding.is_hard} == {"caption"}


def test_a_teaser_that_rests_on_nothing_is_hard() -> None:
    paper = package(DRAFT, MATERIAL[0], teaser="For members: how the reports compare.")
    bare = paper.model_copy(update={"rests_on": RestsOn(headline=("s1",))})
    findings = checked(bare, MATERIAL).findings
    assert [finding.where for finding in findings if finding.is_hard] == ["teaser"]


def test_a_headline_that_rests_on_a_sentence_that_is_not_there_is_hard() -> None:
    paper = draft(*GROUND, headline="Ferry aground", rests="s99")
    findings = judge_draft(paper, *MATERIAL).findings
    assert [finding.where for finding in findings if finding.is_hard] == ["headline"]


def test_findings_come_in_reading_order_and_the_same_for_the_same_input() -> None:
    paper = draft(*GROUND, sentence("Nine ferries sank in Nordhaven.", "S1.1"))
    once, again = judge_draft(paper, *MATERIAL), judge_draft(paper, *MATERIAL)
    assert once == again
    starts = [finding.start for finding in once.findings if finding.where == "s4"]
    assert starts == sorted(starts)


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300), source=st.text(max_size=600))
def test_no_text_crashes_a_check(text: str, source: str) -> None:
    material = dossier(Told(source or "."), FERRY)
    paper = draft(*GROUND, sentence(text, "S1.1", "S2.1"), headline=text[:40])
    findings = judge_draft(paper, *material).findings
    assert not [finding for finding in findings if "could not run" in finding.reason]
    lengths = {"s4": len(text), "headline": len(text[:40])}
    assert all(
        0 <= finding.start <= finding.end <= lengths[finding.where]
        for finding in findings
        if finding.where in lengths
    )


@pytest.mark.parametrize(
    "text", ["", " ", "…!?", "a" * 20_000, "“" * 3_000, "1" * 5_000, "، ؟ 。「" * 500, "x'" * 3_000]
)
def test_strange_and_huge_texts_are_judged_in_time(text: str) -> None:
    paper = draft(*GROUND, sentence(text, "S1.1"))
    findings = judge_draft(paper, *MATERIAL).findings
    assert not [finding for finding in findings if "could not run" in finding.reason]
