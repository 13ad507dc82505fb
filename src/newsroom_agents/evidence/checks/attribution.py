"""Whom a sentence makes speak, speaks in the passage it cites.

The same words mean another thing in another mouth. Quotations have their own check; this one is for
what is reported in our words ("the harbour master said the tide was low").
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from newsroom_agents.evidence.align import nearest
from newsroom_agents.evidence.check import Check, Statement, hard, soft, with_evidence
from newsroom_agents.evidence.material import Material, Passage, is_same_language, plain_words
from newsroom_agents.evidence.referring import is_meant
from newsroom_agents.evidence.speakers import all_speakers, is_outlet
from newsroom_agents.evidence.speech import speech_words
from newsroom_agents.story.check import Finding
from newsroom_agents.text.names import Name
from newsroom_agents.text.sentences import Span
from newsroom_agents.text.tokens import is_stopword

_NAME = "attribution"
_REACH = 5
_NEAR_MARK = 20
_BESIDE = 1
_BEST = 2
_MARKS = re.compile("[:\"“”«»„‘`]|(?<!\\w)'|'(?!\\w)")


def _each(statement: Statement, material: Material) -> Iterator[Finding]:
    passages = [
        passage
        for passage in statement.near
        if is_same_language(passage.language, material.language)
    ]
    if statement.is_short_text or not passages:
        return
    here = {word for passage in passages for word in passage.words}
    best = nearest(statement.passage.stems, passages, material)[:_BEST]
    rivals = _speaking_in(best, material)
    speaking = {word for passage in passages for word in _beside_verbs(passage)}
    for speaker in all_speakers(statement, material):
        words = _own_words(speaker, statement, material)
        if not words or _is_stood_in_for(words, best, material):
            continue
        span = (speaker.start, speaker.end)
        others = rivals - set(words)
        if others and not speaking & set(words) and len(others) == len(rivals):
            reason = f"“{speaker.text}” does not say this there: “{min(others)}” does"
            yield with_evidence(hard(statement, _NAME, reason, span), passages)
        elif any(words[-1] in passage.words for passage in statement.far):
            if not here & set(words) and not statement.quotations:
                reason = f"“{speaker.text}” does not speak in the cited passage"
                yield with_evidence(hard(statement, _NAME, reason, span), passages)
            elif not any(_speaks(words[-1], passage) for passage in statement.far):
                reason = f"“{speaker.text}” says nothing in the cited source"
                build = soft if statement.cites else hard
                yield with_evidence(build(statement, _NAME, reason, span), passages)


def _own_words(speaker: Name, statement: Statement, material: Material) -> list[str]:
    """Return the words of a speaker's name; none of an outlet that the sentence cites."""
    if is_outlet(speaker.text, statement, material):
        return []
    return [word for word in plain_words(speaker.text) if not is_stopword(word, material.language)]


def _is_stood_in_for(words: Sequence[str], best: Iterable[Passage], material: Material) -> bool:
    """Whether a passage makes "she" or "the company" speak, and means whom the words name."""
    return any(
        is_meant(words, Span(passage.start, passage.start), material.texts[passage.snapshot])
        for passage in best
        if passage.snapshot in material.texts
    )


def _speaking_in(passages: Iterable[Passage], material: Material) -> set[str]:
    """Return the names right beside verbs of saying."""
    return {
        word
        for passage in passages
        for word in _beside_verbs(passage, _BESIDE)
        if passage.snapshot in material.texts and word in material.texts[passage.snapshot].proper
    }


def _beside_verbs(passage: Passage, reach: int = _REACH) -> Iterator[str]:
    """Yield the words within reach of a verb of saying."""
    told = speech_words(passage.language)
    verbs = told.attribution if reach > _BESIDE else told.speech
    for at, word in enumerate(passage.words):
        if word in verbs:
            yield from passage.words[max(0, at - reach) : at + reach + 1]


def _speaks(word: str, passage: Passage) -> bool:
    """Whether a verb of saying, a colon or a quotation mark stands near the name."""
    if word not in passage.words:
        return False
    places = [at for at, said in enumerate(passage.words) if said == word]
    marks = [match.start() for match in _MARKS.finditer(passage.text)]
    spots = [passage.tokens[at] for at in places]
    if any(abs(mark - spot.start) < _NEAR_MARK for mark in marks for spot in spots):
        return True
    verbs = speech_words(passage.language).attribution
    return any(
        verbs.intersection(passage.words[max(0, at - _REACH) : at + _REACH]) for at in places
    )


PLUGIN = Check(
    name=_NAME, asks="Does whom the sentence makes speak, speak in its passage?", each=_each
)
