"""What may be, or is only said to be, is not told as certain.

"Could rise" becomes "will rise", "allegedly" falls away: no fact is changed, and yet the sentence
says what nobody said. The hedge is looked for beside the same words in the cited passage.
"""

from collections.abc import Iterator, Sequence

from newsroom_agents.evidence.check import Check, Statement, hard, with_evidence
from newsroom_agents.evidence.material import Material, Passage, is_same_language
from newsroom_agents.evidence.speech import speech_words
from newsroom_agents.evidence.words import evidence_words
from newsroom_agents.story.check import Finding

_NAME = "modality"
_SHARED = 2


def _each(statement: Statement, material: Material) -> Iterator[Finding]:
    outside = statement.unquoted()
    ours = {statement.passage.words[at] for at in outside}
    if ours & evidence_words().possibly or ours & evidence_words().supposedly:
        return
    told = speech_words(material.language).attribution | evidence_words().reporting
    for passage in statement.near:
        if is_same_language(passage.language, material.language):
            found = _lost_possibility(outside, statement, passage)
            if not found and not ours & told:
                found = _lost_doubt(outside, statement, passage)
            if found:
                yield with_evidence(found, [passage])
                return


def _lost_possibility(
    outside: Sequence[int], statement: Statement, passage: Passage
) -> Finding | None:
    """Return a finding when "will" stands where the passage says "may" of the same deed."""
    mine = statement.passage
    sure = {
        _deed(mine, at): at for at in _modals(mine, evidence_words().certainly) if at in outside
    }
    sure.pop("", None)
    if not sure:
        return None
    said = {_deed(passage, at) for at in _modals(passage, evidence_words().certainly)}
    for at in _modals(passage, evidence_words().possibly):
        deed = _deed(passage, at)
        if deed in sure and deed not in said:
            token = mine.tokens[sure[deed]]
            theirs = passage.tokens[at].text
            reason = f"“{token.text}” is more than the cited passage says: “{theirs}”"
            return hard(statement, _NAME, reason, (token.start, token.end))
    return None


def _lost_doubt(outside: Sequence[int], statement: Statement, passage: Passage) -> Finding | None:
    """Return a finding when the passage doubts ("allegedly") what the sentence states."""
    mine = statement.passage
    for at in _modals(passage, evidence_words().supposedly):
        around = (*passage.roots[max(0, at - 1) : at], *passage.roots[at + 1 : at + 4])
        scope = {root for root in around if root}
        places = [place for place in outside if mine.roots[place] in scope]
        if len(scope) >= _SHARED and scope <= {mine.roots[place] for place in places}:
            doubt = passage.tokens[at].text
            reason = f"the cited passage says “{doubt}”, the sentence states it as fact"
            span = (mine.tokens[places[0]].start, mine.tokens[places[-1]].end)
            return hard(statement, _NAME, reason, span)
    return None


def _modals(passage: Passage, words: frozenset[str]) -> tuple[int, ...]:
    return tuple(at for at, word in enumerate(passage.words) if word in words)


def _deed(passage: Passage, at: int) -> str:
    """Return the stem of the first word of matter after a modal verb."""
    return next((root for root in passage.roots[at + 1 : at + 4] if root), "")


PLUGIN = Check(name=_NAME, asks="Does the sentence keep the doubt of its passage?", each=_each)
