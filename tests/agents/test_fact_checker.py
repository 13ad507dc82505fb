import pytest

from newsroom_agents.agents.fact_checker import ROLE, FactCheckerBrief, FactCheckerReply, compose
from newsroom_agents.errors import ReplyRejectedError
from newsroom_agents.story.check import Finding, Verdict
from newsroom_agents.story.draft import Draft, Sentence
from tests.agents.builders_copy import draft, fact_checker_brief, ferry_dossier


def _brief(*findings: Finding, written: Draft | None = None) -> FactCheckerBrief:
    brief = fact_checker_brief(written or draft(), ferry_dossier())
    return brief.model_copy(update={"findings": findings})


def _finding(verdict: Verdict, *, is_hard: bool = True, where: str = "s1") -> Finding:
    return Finding(where=where, check="numbers", verdict=verdict, is_hard=is_hard, reason="“14” …")


def _with_first(written: Draft, **update: object) -> Draft:
    """Return the draft with its first sentence changed."""
    section = written.sections[0]
    lede = section.paragraphs[0]
    first: Sentence = lede.sentences[0].model_copy(update=update)
    lede = lede.model_copy(update={"sentences": (first, *lede.sentences[1:])})
    section = section.model_copy(update={"paragraphs": (lede, *section.paragraphs[1:])})
    return written.model_copy(update={"sections": (section, *written.sections[1:])})


def _replace(reply: FactCheckerReply, **update: object) -> FactCheckerReply:
    first = reply.verdicts[0].model_copy(update=update)
    return FactCheckerReply(verdicts=(first, *reply.verdicts[1:]))


def test_a_clean_digest_passes_by_hand() -> None:
    brief = fact_checker_brief(draft(), ferry_dossier())
    report = compose(brief, ROLE.by_hand(brief)).paper
    assert report.passed
    assert [verdict.sentence for verdict in report.verdicts] == [
        sentence.id for sentence in brief.draft.sentences()
    ]


def test_the_worst_finding_of_a_sentence_is_its_verdict() -> None:
    brief = _brief(_finding(Verdict.UNSUPPORTED), _finding(Verdict.CONTRADICTED))
    report = compose(brief, ROLE.by_hand(brief)).paper
    assert report.verdicts[0].verdict is Verdict.CONTRADICTED
    assert not report.passed


def test_what_no_check_could_judge_is_not_checked() -> None:
    brief = _brief(_finding(Verdict.NOT_CHECKED, is_hard=False))
    assert compose(brief, ROLE.by_hand(brief)).paper.verdicts[0].verdict is Verdict.NOT_CHECKED


def test_a_soft_finding_is_noted_and_blocks_nothing() -> None:
    brief = _brief(_finding(Verdict.UNSUPPORTED, is_hard=False))
    verdict = compose(brief, ROLE.by_hand(brief)).paper.verdicts[0]
    assert verdict.verdict is Verdict.SUPPORTED
    assert "noted: “14”" in verdict.reason


def test_a_sentence_without_citation_is_unsupported_even_without_a_finding() -> None:
    brief = _brief(written=_with_first(draft(), cites=()))
    verdict = compose(brief, ROLE.by_hand(brief)).paper.verdicts[0]
    assert verdict.verdict is Verdict.UNSUPPORTED


def test_a_citation_that_leads_nowhere_is_not_checked() -> None:
    brief = _brief(written=_with_first(draft(), cites=("S9.9",)))
    verdict = compose(brief, ROLE.by_hand(brief)).paper.verdicts[0]
    assert (verdict.verdict, verdict.cites) == (Verdict.NOT_CHECKED, ())


def test_a_reply_cannot_lift_what_code_found() -> None:
    brief = _brief(_finding(Verdict.UNSUPPORTED))
    kind = _replace(ROLE.by_hand(brief), verdict=Verdict.SUPPORTED, reason="looks fine")
    verdict = compose(brief, kind).paper.verdicts[0]
    assert verdict.verdict is Verdict.UNSUPPORTED
    assert verdict.reason != "looks fine"


def test_a_reply_can_lower_what_code_gave() -> None:
    brief = _brief()
    strict = _replace(ROLE.by_hand(brief), verdict=Verdict.CONTRADICTED, reason="S2 says otherwise")
    report = compose(brief, strict).paper
    assert report.verdicts[0].verdict is Verdict.CONTRADICTED
    assert not report.passed


@pytest.mark.parametrize("found", [Verdict.UNSUPPORTED, Verdict.CONTRADICTED])
def test_where_code_and_reply_find_fault_the_reasons_of_both_are_kept(found: Verdict) -> None:
    brief = _brief(_finding(found))
    fault = {"verdict": Verdict.UNSUPPORTED, "reason": "S2 does not say who they were"}
    verdict = compose(brief, _replace(ROLE.by_hand(brief), **fault)).paper.verdicts[0]
    assert verdict.verdict is found
    assert verdict.reason == "“14” …; S2 does not say who they were"


def test_findings_are_carried_over() -> None:
    finding = _finding(Verdict.UNSUPPORTED, where="headline")
    brief = _brief(finding)
    report = compose(brief, ROLE.by_hand(brief)).paper
    assert report.findings == (finding,)
    assert not report.passed


@pytest.mark.parametrize("change", ["missing", "twice", "unknown"])
def test_every_sentence_is_judged_exactly_once(change: str) -> None:
    brief = _brief()
    reply = ROLE.by_hand(brief)
    verdicts = {
        "missing": reply.verdicts[1:],
        "twice": (*reply.verdicts, reply.verdicts[0]),
        "unknown": (*reply.verdicts, reply.verdicts[0].model_copy(update={"sentence": "s99"})),
    }[change]
    with pytest.raises(ReplyRejectedError):
        compose(brief, FactCheckerReply(verdicts=verdicts))


def test_an_unknown_excerpt_is_rejected() -> None:
    brief = _brief()
    with pytest.raises(ReplyRejectedError, match=r"S9\.9"):
        compose(brief, _replace(ROLE.by_hand(brief), cites=("S9.9",)))
