"""A sentence may not sound more certain than its origins make it.

What one party or a state's outlet claims, and what sources dispute, is told with who says it; what
only unrated outlets carry names the outlet.
"""

import re
from collections.abc import Iterator

from newsroom_agents.evidence.certainty import divided_speakers, is_unrated_only, rung_of
from newsroom_agents.evidence.check import Check, Statement, hard
from newsroom_agents.evidence.material import Material
from newsroom_agents.evidence.speech import speech_words
from newsroom_agents.evidence.words import evidence_words
from newsroom_agents.story.check import Finding, Rung
from newsroom_agents.story.draft import SentenceKind
from newsroom_agents.text.tokens import fold

_NAME = "certainty"
_ORDER = (Rung.DISPUTED, Rung.CLAIMED, Rung.REPORTED, Rung.CONFIRMED)
_OWES = frozenset((SentenceKind.REPORTED, SentenceKind.QUOTE))


def _each(statement: Statement, material: Material) -> Iterator[Finding]:
    rung = rung_of(statement.cites, material.dossier, statement.text)
    if rung is None or statement.kind is SentenceKind.TRANSITION:
        return
    if statement.rung and _ORDER.index(statement.rung) > _ORDER.index(rung):
        reason = f"marked {statement.rung.value}, but its sources make it {rung.value}"
        yield hard(statement, _NAME, reason)
    if statement.kind not in _OWES:
        return
    divided = divided_speakers(statement.cites, material.dossier, statement.text)
    if divided:
        either = " or ".join(f"“{name}”" for name in divided)
        yield hard(statement, _NAME, f"the sources differ on who said this: {either}; say so")
    if rung in {Rung.CLAIMED, Rung.DISPUTED} and not _is_attributed(statement, material):
        why = "sources contradict each other" if rung is Rung.DISPUTED else "only one side says so"
        yield hard(statement, _NAME, f"stated as fact, but {why}: say who says it")
    elif _hides_outlet(statement, material):
        yield hard(statement, _NAME, "only unrated outlets carry this: name the outlet")


def _hides_outlet(statement: Statement, material: Material) -> bool:
    """Whether unrated outlets alone carry a sentence that names none of them."""
    if statement.is_short_text or _names_outlet(statement, material):
        return False
    return is_unrated_only(statement.cites, material.dossier)


def _is_attributed(statement: Statement, material: Material) -> bool:
    """Whether the sentence says who says so, or that it is not settled."""
    text = fold(statement.text)
    outside = _outside_quotes(statement)
    words = set(re.findall(r"[^\W\d_]+", fold(outside)))
    return (
        bool(words & speech_words(material.language).attribution)
        or any(hedge in text for hedge in evidence_words().hedges)
        or _names_outlet(statement, material)
    )


def _outside_quotes(statement: Statement) -> str:
    signs = list(statement.text)
    for quotation in statement.quotations:
        signs[quotation.start : quotation.end] = " " * (quotation.end - quotation.start)
    return "".join(signs)


def _names_outlet(statement: Statement, material: Material) -> bool:
    text = fold(statement.text)
    return any(
        fold(name) in text
        for source in material.sources_of(statement.cites)
        for name in (source.outlet_name, source.outlet)
        if name
    )


PLUGIN = Check(
    name=_NAME,
    asks="Does the wording claim more certainty than the origins give?",
    each=_each,
)
