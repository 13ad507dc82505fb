"""Whom a sentence makes speak, speaks in the passage it cites.

The same words mean another thing in another mouth. Quotations have their own check; this one is for
what is reported in our words ("the harbour master said the tide was low").
"""

from collections.abc import Iterator

from newsroom_agents.evidence.check import Check, Statement, hard, with_evidence
from newsroom_agents.evidence.material import Material, is_same_language, plain_words
from newsroom_agents.evidence.speakers import is_outlet, speakers
from newsroom_agents.story.check import Finding
from newsroom_agents.text.tokens import is_stopword

_NAME = "attribution"


def _each(statement: Statement, material: Material) -> Iterator[Finding]:
    passages = [
        passage
        for passage in statement.near
        if is_same_language(passage.language, material.language)
    ]
    if statement.is_short_text or statement.quotations or not passages:
        return
    here = {word for passage in passages for word in passage.words}
    elsewhere = {word for passage in statement.far for word in passage.words}
    for speaker in speakers(statement):
        words = [
            word for word in plain_words(speaker.text) if not is_stopword(word, material.language)
        ]
        known = bool(words) and words[-1] in elsewhere
        if known and not here & set(words) and not is_outlet(speaker.text, statement, material):
            reason = f"“{speaker.text}” does not speak in the cited passage"
            finding = hard(statement, _NAME, reason, (speaker.start, speaker.end))
            yield with_evidence(finding, passages)


PLUGIN = Check(
    name=_NAME, asks="Does whom the sentence makes speak, speak in its passage?", each=_each
)
