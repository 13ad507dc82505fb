"""The fact-checker's job by hand: what the evidence checks found, sentence by sentence."""

from dataclasses import dataclass

from newsroom_agents.agents._fact_checker import (
    FactCheckerBrief,
    FactCheckerReply,
    GivenVerdict,
)
from newsroom_agents.story.check import SEVERITY, Verdict
from newsroom_agents.story.draft import Sentence, SentenceKind

_MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class CodeVerdict:
    """What code alone says of a sentence."""

    verdict: Verdict
    reason: str


def by_hand(brief: FactCheckerBrief) -> FactCheckerReply:
    """Return the checks' verdict on every sentence, with its excerpts and the reason."""
    held = brief.dossier.excerpt_by_id()
    return FactCheckerReply(
        verdicts=tuple(
            GivenVerdict(
                sentence=sentence.id,
                verdict=(code := verdict_of_code(brief, sentence)).verdict,
                cites=tuple(cite for cite in sentence.cites if cite in held),
                reason=code.reason,
            )
            for sentence in brief.draft.sentences()
        )
    )


def verdict_of_code(brief: FactCheckerBrief, sentence: Sentence) -> CodeVerdict:
    """Return the worst blocking finding's verdict; without one, what the citations allow.

    A sentence that asserts something and cites nothing is unsupported, whatever the checks missed;
    a citation that leads nowhere means that nobody could check it.
    """
    blocking = [
        finding for finding in brief.findings if finding.where == sentence.id and finding.blocks
    ]
    if blocking:
        worst = min((finding.verdict for finding in blocking), key=SEVERITY.index)
        verdict = Verdict.NOT_CHECKED if worst is Verdict.SUPPORTED else worst
        reasons = dict.fromkeys(finding.reason.rstrip(".") for finding in blocking)
        return CodeVerdict(verdict, "; ".join(list(reasons)[:_MOST_REASONS]))
    if sentence.kind is SentenceKind.TRANSITION:
        return CodeVerdict(Verdict.SUPPORTED, "asserts nothing")
    if not sentence.cites:
        return CodeVerdict(Verdict.UNSUPPORTED, "rests on nothing: no passage is cited")
    held = brief.dossier.excerpt_by_id()
    missing = [cite for cite in sentence.cites if cite not in held]
    if missing:
        return CodeVerdict(Verdict.NOT_CHECKED, f"cites {', '.join(missing)}, which is not there")
    return CodeVerdict(Verdict.SUPPORTED, _carried(brief, sentence))


def _carried(brief: FactCheckerBrief, sentence: Sentence) -> str:
    """Say who carries the sentence, and what was noted that does not block."""
    sources = brief.dossier.source_by_id()
    outlets = dict.fromkeys(
        sources[cite.partition(".")[0]].outlet_name
        for cite in sentence.cites
        if cite.partition(".")[0] in sources
    )
    names = ", ".join(list(outlets)[:_MOST_REASONS])
    more = " and others" if len(outlets) > _MOST_REASONS else ""
    notes = [finding.reason for finding in brief.findings if finding.where == sentence.id]
    noted = f"; noted: {notes[0].rstrip('.')}" if notes else ""
    return f"every part stands in the cited passages of {names}{more}{noted}"
