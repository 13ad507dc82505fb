"""Every sentence rests on excerpts that exist, or asserts nothing.

This is the cheapest check and the one that catches most inventions, so it stands before all others:
without a citation there is nothing to compare with.
"""

from collections.abc import Iterator, Sequence

from newsroom_agents.evidence.check import Check, Statement, hard, not_checked
from newsroom_agents.evidence.material import Material
from newsroom_agents.evidence.statements import DESCRIPTIONS
from newsroom_agents.story.check import Finding, Verdict
from newsroom_agents.story.draft import SentenceKind

_NAME = "citing"
_FEWEST_SENTENCES = 2
_FEWEST_WORDS = 25


def _each(statement: Statement, material: Material) -> Iterator[Finding]:
    if statement.is_short_text:
        yield from _short_text(statement)
    elif statement.kind is SentenceKind.TRANSITION:
        yield from _transition(statement)
    elif not statement.cites:
        yield hard(statement, _NAME, "rests on nothing: no passage is cited")
    yield from _excerpts(statement, material)


def _short_text(statement: Statement) -> Iterator[Finding]:
    if not statement.near and (statement.where not in DESCRIPTIONS or _assertions(statement)):
        yield hard(statement, _NAME, f"the {statement.where} rests on no sentence of the story")
    elif statement.rests_on and len(statement.near) < len(statement.rests_on):
        yield hard(statement, _NAME, f"the {statement.where} rests on a sentence that is not there")


def _transition(statement: Statement) -> Iterator[Finding]:
    said = _assertions(statement)
    if said:
        start, end = said[0]
        reason = f"a transition asserts nothing, but this one says “{statement.text[start:end]}”"
        yield hard(statement, _NAME, reason, (start, end))


def _assertions(statement: Statement) -> list[tuple[int, int]]:
    """Return where the text names, counts or quotes anything that is not our own."""
    spans = (
        *((part.start, part.end) for part in statement.passage.quantities),
        *((part.start, part.end) for part in statement.names),
        *((part.start, part.end) for part in statement.quotations),
    )
    return sorted(span for span in spans if not statement.is_ours(*span))


def _excerpts(statement: Statement, material: Material) -> Iterator[Finding]:
    """Yield citations that lead nowhere: no such excerpt, or not what the snapshot says."""
    for cite in statement.cites if not statement.is_short_text else ():
        excerpt = material.excerpts.get(cite)
        if excerpt is None:
            yield hard(statement, _NAME, f"cites {cite}, which is not in the dossier")
            continue
        text = material.texts.get(excerpt.snapshot)
        if text is None:
            yield not_checked(statement, _NAME, f"the stored text behind {cite} is missing")
        elif text.text[excerpt.start : excerpt.end] != excerpt.text:
            yield hard(statement, _NAME, f"{cite} is not what the stored text says there")


def _whole(statements: Sequence[Statement], material: Material) -> Iterator[Finding]:
    """Yield a finding for a body that is empty or too small to be a story."""
    del material
    body = [statement for statement in statements if not statement.is_short_text]
    told = [part for part in body if part.kind is not SentenceKind.TRANSITION]
    size = sum(len(statement.passage.words) for statement in told)
    if len(told) < _FEWEST_SENTENCES or size < _FEWEST_WORDS:
        yield Finding(
            where="body",
            check=_NAME,
            verdict=Verdict.UNSUPPORTED,
            is_hard=True,
            reason=f"the body is empty or too small: {len(told)} sentences, {size} words",
        )


PLUGIN = Check(
    name=_NAME,
    asks="Does every sentence cite passages that exist?",
    each=_each,
    whole=_whole,
)
