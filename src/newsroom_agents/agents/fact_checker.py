"""The fact-checker: a verdict with its evidence for every sentence.

It works on top of the evidence checks, never instead: it may lower a verdict that code gave and can
lift none.
"""

from collections.abc import Container, Sequence

from newsroom_agents.agents._brief import must_know, told_once
from newsroom_agents.agents._fact_checker import (
    FactCheckerBrief,
    FactCheckerReply,
    GivenVerdict,
)
from newsroom_agents.agents._role import Composed, Role
from newsroom_agents.agents.by_hand.fact_checker import by_hand, verdict_of_code
from newsroom_agents.evidence.certainty import rung_of
from newsroom_agents.story.check import SEVERITY, FactCheckReport, SentenceVerdict, Verdict
from newsroom_agents.story.draft import Sentence
from newsroom_agents.story.paper import Role as RoleName

__all__ = ["ROLE", "FactCheckerBrief", "FactCheckerReply", "GivenVerdict", "compose"]


def compose(brief: FactCheckerBrief, reply: FactCheckerReply) -> Composed[FactCheckReport]:
    """Return the report: a verdict on every sentence, in reading order, and all findings.

    Where the reply is kinder than the checks, the checks' verdict stands.

    Raises:
        ReplyRejectedError: A sentence is unknown, missing or judged twice, an excerpt is not in
            the dossier.
    """
    sentences = tuple(brief.draft.sentences())
    told_once(
        "fact-checker",
        asked=(sentence.id for sentence in sentences),
        told=(given.sentence for given in reply.verdicts),
    )
    held = brief.dossier.excerpt_by_id()
    for given in reply.verdicts:
        must_know("fact-checker", given.cites, held, given.sentence)
    by_sentence = {given.sentence: given for given in reply.verdicts}
    verdicts = tuple(_verdict(brief, sentence, by_sentence[sentence.id]) for sentence in sentences)
    report = FactCheckReport(take=brief.take, verdicts=verdicts, findings=brief.findings)
    return Composed(paper=report)


def _verdict(brief: FactCheckerBrief, sentence: Sentence, given: GivenVerdict) -> SentenceVerdict:
    """Return the worse of the two verdicts, with the reasons of both where both find fault."""
    code = verdict_of_code(brief, sentence)
    judged = (code, given)
    verdict = min((one.verdict for one in judged), key=SEVERITY.index)
    faults = dict.fromkeys(
        one.reason.strip() for one in judged if one.verdict is not Verdict.SUPPORTED
    )
    reason = "; ".join(filter(None, faults)) or given.reason.strip() or code.reason
    return SentenceVerdict(
        sentence=sentence.id,
        verdict=verdict,
        cites=given.cites or _known(sentence.cites, brief.dossier.excerpt_by_id()),
        rung=rung_of(sentence.cites, brief.dossier, sentence.text),
        reason=reason or code.reason,
    )


def _known(cites: Sequence[str], held: Container[str]) -> tuple[str, ...]:
    return tuple(cite for cite in cites if cite in held)


ROLE = Role(
    name=RoleName.FACT_CHECKER,
    takes=FactCheckerBrief,
    asks=FactCheckerReply,
    gives=FactCheckReport,
    compose=compose,
    by_hand=by_hand,
)
