"""What an approval must answer for: the findings, the changed sources, those who are accused.

A finding or a flag is named by a key that is taken from what it says: a tick or a signature counts
for exactly the words that the editor saw.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence

from newsroom_agents.story.check import Finding
from newsroom_agents.story.decision import Decision, Reply, Via
from newsroom_agents.story.queue import QueuedDraft

UNSIGNABLE = frozenset({"quotes", "citing"})
"""Checks that nobody overrules: every quotation stands in a source, every sentence has one."""
ACCUSING = frozenset({"accusations", "attribution_of_attacks"})
"""The risks (data/risk.toml) with which a story accuses somebody."""
CHANGED_SOURCE = "source changed"
"""Begins a flag that says that a cited report is not what it was."""
_KEY_DIGITS = 12


def finding_key(finding: Finding) -> str:
    """Return the key by which a finding is ticked or signed."""
    return finding.fingerprint()[:_KEY_DIGITS]


def flag_key(flag: str) -> str:
    """Return the key by which a flag on a story is ticked."""
    return hashlib.sha256(flag.encode()).hexdigest()[:_KEY_DIGITS]


def is_signable(finding: Finding) -> bool:
    """Whether an editor may answer for a blocking finding instead of mending it."""
    return finding.check not in UNSIGNABLE


def to_tick(draft: QueuedDraft, flags: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of all that an approval must tick off: soft findings, changed sources."""
    soft = (finding_key(finding) for finding in draft.findings if not finding.blocks)
    changed = (flag_key(flag) for flag in flags if flag.startswith(CHANGED_SOURCE))
    return tuple(dict.fromkeys((*soft, *changed)))


def accuses(draft: QueuedDraft) -> bool:
    """Whether the story accuses somebody, so that those accused have a right of reply."""
    return any(reason.risk in ACCUSING for reason in draft.risk_reasons)


def unanswered(
    draft: QueuedDraft, flags: Sequence[str], decision: Decision, *, was_opened: bool
) -> tuple[str, ...]:
    """Return what an approval leaves open, in words; empty when it may stand.

    At the command line only blocking findings are asked about: `queue show` opens the text and
    lists the rest.

    Args:
        draft: What lies in the queue.
        flags: What was flagged since it was queued.
        decision: The approval.
        was_opened: Whether this editor opened the story's page at this digest.
    """
    if draft.package is None:
        return ("there is no package to approve",)
    asked = list(_unsigned(draft, {one.finding: one.why for one in decision.signed}))
    if draft.hard == 0 and decision.signed:
        asked.append("a finding is signed, and none blocks")
    if decision.via is not Via.CLI:
        if not was_opened:
            asked.append("open the story's page at this text first")
        asked += _unticked(draft, flags, decision.ticked)
        asked += _unheard(draft, decision)
    return tuple(asked)


def _unsigned(draft: QueuedDraft, signed: dict[str, str]) -> Iterator[str]:
    for finding in draft.findings:
        if not finding.blocks:
            continue
        if not is_signable(finding):
            yield f"{finding.where} must be mended: {finding.reason}"
        elif not signed.get(finding_key(finding), "").strip():
            yield f"{finding.where} blocks and is not signed: {finding.reason}"


def _unticked(draft: QueuedDraft, flags: Sequence[str], ticked: Collection[str]) -> Iterator[str]:
    open_ = [key for key in to_tick(draft, flags) if key not in ticked]
    if open_:
        yield f"{len(open_)} remark{'s' if len(open_) > 1 else ''} not ticked off"


def _unheard(draft: QueuedDraft, decision: Decision) -> Iterator[str]:
    if not accuses(draft):
        return
    if decision.reply is None:
        yield "say whether those it accuses were asked for their answer"
    elif decision.reply.reply is Reply.NOT_SOUGHT and not decision.reply.why.strip():
        yield "say why no answer was sought from those it accuses"
