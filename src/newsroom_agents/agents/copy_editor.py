"""The copy editor: the stylebook applied, every change listed, no fact touched.

After the changes the evidence checks run again. A change that brings a finding which was not there
before, or that touches a number, a name or a quotation, is undone and stays on record as undone.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from newsroom_agents.agents._copy_editor import (
    CopyEditorBrief,
    CopyEditorReply,
    ProposedChange,
    StyleRules,
    WordRule,
)
from newsroom_agents.agents._role import Composed, Role
from newsroom_agents.agents.by_hand.copy_editor import by_hand
from newsroom_agents.agents.victims import named_minors
from newsroom_agents.errors import ReplyRejectedError
from newsroom_agents.evidence.ground import check_draft
from newsroom_agents.story.check import Finding
from newsroom_agents.story.draft import Draft, Paragraph, Sentence
from newsroom_agents.story.edit import Change, EditedDraft
from newsroom_agents.story.paper import Role as RoleName
from newsroom_agents.text.dates import dates
from newsroom_agents.text.names import names
from newsroom_agents.text.numbers import quantities
from newsroom_agents.text.quotes import quotations

__all__ = [
    "ROLE",
    "CopyEditorBrief",
    "CopyEditorReply",
    "ProposedChange",
    "StyleRules",
    "WordRule",
    "compose",
]

_LANGUAGE = "en"
_SHORT_TEXTS = ("headline", "dek")
_ADDRESS = re.compile(r"(?i)https?://|www\.")


def compose(brief: CopyEditorBrief, reply: CopyEditorReply) -> Composed[EditedDraft]:
    """Return the edited draft, the changes kept and undone, and what the checks say now.

    Raises:
        ReplyRejectedError: A change names no text of the draft, names one twice, or empties it.
    """
    texts = _texts_of(brief.draft)
    _check(reply, texts)
    findings = check_draft(brief.draft, brief.dossier, brief.texts)
    before = _blocking(findings)
    changes = {
        change.where: _change(change, texts[change.where])
        for change in reply.changes
        if change.after != texts[change.where]
    }
    draft = _with(brief.draft, changes)
    if draft != brief.draft:
        findings = check_draft(draft, brief.dossier, brief.texts)
    while new := _newly_faulty(findings, before, changes):
        for where, reason in new.items():
            changes[where] = _undone(changes[where], reason)
        draft = _with(brief.draft, changes)
        findings = check_draft(draft, brief.dossier, brief.texts)
    told = tuple(named_minors(draft, brief.rules.minors_below))
    edited = EditedDraft(draft=draft, changes=tuple(changes.values()), findings=(*findings, *told))
    return Composed(paper=edited)


def _check(reply: CopyEditorReply, texts: Mapping[str, str]) -> None:
    counted = Counter(change.where for change in reply.changes)
    problems = [
        *(
            f"changes {where!r}, which the draft does not have"
            for where in counted
            if where not in texts
        ),
        *(f"changes {where} twice" for where, times in counted.items() if times > 1),
        *(f"empties {change.where}" for change in reply.changes if not change.after.strip()),
        *(
            f"prints an address in {change.where}"
            for change in reply.changes
            if _ADDRESS.search(change.after)
        ),
    ]
    if problems:
        msg = f"copy-editor: {'; '.join(problems)}"
        raise ReplyRejectedError(msg)


def _texts_of(draft: Draft) -> Mapping[str, str]:
    return {
        "headline": draft.headline,
        "dek": draft.dek,
        **{sentence.id: sentence.text for sentence in draft.sentences()},
    }


def _change(proposed: ProposedChange, before: str) -> Change:
    """Return the change, undone at once when it touches what it must not."""
    change = Change(
        where=proposed.where, before=before, after=proposed.after, rule=proposed.rule.strip()
    )
    for what, old, new in (
        ("a quotation", _quotes(before), _quotes(proposed.after)),
        ("a number", _numbers(before), _numbers(proposed.after)),
        ("a name", _names(before), _names(proposed.after)),
    ):
        if _differs(old, new, is_short_text=proposed.where in _SHORT_TEXTS):
            return _undone(change, f"it changes {what}")
    return change


def _differs(old: Counter[str], new: Counter[str], *, is_short_text: bool) -> bool:
    """Whether facts changed; a headline or dek may be cut and then lose some, never gain any."""
    return bool(new - old) if is_short_text else old != new


def _undone(change: Change, reason: str) -> Change:
    return change.model_copy(update={"is_undone": True, "why_undone": reason})


def _with(draft: Draft, changes: Mapping[str, Change]) -> Draft:
    """Return the draft with the changes that stand."""
    after = {where: change.after for where, change in changes.items() if not change.is_undone}
    sections = tuple(
        section.model_copy(
            update={
                "paragraphs": tuple(
                    _paragraph(paragraph, after) for paragraph in section.paragraphs
                )
            }
        )
        for section in draft.sections
    )
    return draft.model_copy(
        update={
            "sections": sections,
            "headline": after.get("headline", draft.headline),
            "dek": after.get("dek", draft.dek),
        }
    )


def _paragraph(paragraph: Paragraph, after: Mapping[str, str]) -> Paragraph:
    return Paragraph(sentences=tuple(_sentence(one, after) for one in paragraph.sentences))


def _sentence(sentence: Sentence, after: Mapping[str, str]) -> Sentence:
    if sentence.id not in after:
        return sentence
    return sentence.model_copy(update={"text": after[sentence.id]})


def _blocking(findings: Sequence[Finding]) -> frozenset[tuple[str, str]]:
    return frozenset((finding.where, finding.check) for finding in findings if finding.blocks)


def _newly_faulty(
    findings: Sequence[Finding],
    before: frozenset[tuple[str, str]],
    changes: Mapping[str, Change],
) -> Mapping[str, str]:
    """Return standing changes behind which the checks now find what blocks, with the reason.

    A new finding that belongs to no changed text (a copied run, for instance, is filed where it
    starts) takes back every change that still stands.
    """
    standing = [where for where, change in changes.items() if not change.is_undone]
    fresh = [
        finding
        for finding in findings
        if finding.blocks and (finding.where, finding.check) not in before
    ]
    named = {finding.where: finding.reason for finding in fresh if finding.where in standing}
    if fresh and standing and not named:
        return dict.fromkeys(standing, fresh[0].reason)
    return named


def _quotes(text: str) -> Counter[str]:
    return Counter(quote.text for quote in quotations(text) if quote.depth == 0)


def _numbers(text: str) -> Counter[str]:
    """Return the figures of a text; those of dates are the date check's, not ours."""
    days = dates(text, _LANGUAGE, None)
    return Counter(
        f"{figure.value} {figure.unit}"
        for figure in quantities(text, _LANGUAGE)
        if not any(day.start <= figure.start < day.end for day in days)
    )


def _names(text: str) -> Counter[str]:
    days = dates(text, _LANGUAGE, None)
    return Counter(
        " ".join(name.text.split())
        for name in names(text, _LANGUAGE)
        if not any(day.start <= name.start < day.end for day in days)
    )


ROLE = Role(
    name=RoleName.COPY_EDITOR,
    takes=CopyEditorBrief,
    asks=CopyEditorReply,
    gives=EditedDraft,
    compose=compose,
    by_hand=by_hand,
)
