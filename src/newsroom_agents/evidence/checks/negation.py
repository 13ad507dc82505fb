"""A sentence denies what its passage denies, and nothing else.

"Not" is the smallest word that turns a report into its opposite, and it stands in nearly every
source. So it is compared where it stands: among the same words, in the cited passage.
"""

from collections.abc import Iterator, Sequence

from newsroom_agents.evidence.check import Check, Statement, hard, with_evidence
from newsroom_agents.evidence.material import Material, Passage, is_same_language
from newsroom_agents.evidence.speech import denies, deny
from newsroom_agents.evidence.statements import DESCRIPTIONS
from newsroom_agents.story.check import Finding, Verdict

_NAME = "negation"
_BEFORE, _AFTER = 3, 5
_SLACK = 3
_SHARED = 2
_NARROW, _WIDTHS = 4, (6, 8)
"""So many words behind a denial may be what it denies; further ones only after what it denies."""
_NEXT = 2
"""What is denied stands within so many words behind the denial."""


def _each(statement: Statement, material: Material) -> Iterator[Finding]:
    passages = [
        passage
        for passage in statement.near
        if is_same_language(passage.language, material.language)
    ]
    if statement.where in DESCRIPTIONS:
        return
    outside = statement.unquoted()
    for at in outside:
        if denies(statement.passage.words[at], statement.passage.language):
            yield from _added(at, statement, passages)
    yield from _removed(outside, statement, passages)


def _added(at: int, statement: Statement, passages: Sequence[Passage]) -> Iterator[Finding]:
    """Yield a finding when the sentence denies what its passage says."""
    scope = _scope(statement.passage, at, (_BEFORE, _AFTER))
    told = [
        passage
        for passage in passages
        if len(scope & passage.stems) >= min(_SHARED, max(1, len(scope)))
    ]
    if not scope or not told:
        return
    width = (_BEFORE + _SLACK, _AFTER + _SLACK)
    around = _scope(statement.passage, at, width)
    if any(
        around & _scope(passage, place, width)
        for passage in passages
        for place in _denials(passage)
    ):
        return
    token = statement.passage.tokens[at]
    reason = f"“{token.text}” denies what the cited passage says without it"
    yield _contradiction(statement, reason, (token.start, token.end), told)


def _removed(
    outside: Sequence[int], statement: Statement, passages: Sequence[Passage]
) -> Iterator[Finding]:
    """Yield a finding when the passage denies what the sentence says."""
    mine = statement.passage
    ours = frozenset(mine.roots[at] for at in outside if mine.roots[at])
    plain = [passage for passage in passages if not _denials(passage)]
    for passage in passages:
        for place in _denials(passage):
            shared = _denied(passage, place, ours)
            said_plainly = any(shared <= other.stems for other in plain)
            if shared and not said_plainly and not _is_denied_here(shared, mine):
                at = next(at for at in outside if mine.roots[at] in shared)
                span = (mine.tokens[at].start, mine.tokens[at].end)
                word = passage.tokens[place].text
                reason = f"the cited passage says “{word}” where the sentence does not"
                yield _contradiction(statement, reason, span, [passage])
                return


def _denied(passage: Passage, place: int, ours: frozenset[str]) -> frozenset[str]:
    """Return the stems that a passage denies and the sentence has, when it has nearly all."""
    has_it = bool(_scope(passage, place, (0, _NEXT)) & ours)
    for width in (_NARROW, *(_WIDTHS if has_it else ())):
        scope = _scope(passage, place, (0, width))
        shared = scope & ours
        if len(shared) >= _SHARED and len(shared) * 4 >= len(scope) * 3:
            return shared
    return frozenset()


def _is_denied_here(stems: frozenset[str], mine: Passage) -> bool:
    """Whether the sentence denies the same."""
    width = (_BEFORE + _SLACK, _AFTER + _SLACK)
    return any(stems & _scope(mine, place, width) for place in _denials(mine))


def _denials(passage: Passage) -> tuple[int, ...]:
    if not deny(passage.words, passage.language):
        return ()
    return tuple(at for at, word in enumerate(passage.words) if denies(word, passage.language))


def _scope(passage: Passage, at: int, width: tuple[int, int]) -> frozenset[str]:
    """Return the stems that stand around a word and carry matter."""
    before, after = width
    places = (*range(max(0, at - before), at), *range(at + 1, at + 1 + after))
    return frozenset(
        passage.roots[place]
        for place in places
        if place < len(passage.roots)
        and passage.roots[place]
        and not denies(passage.words[place], passage.language)
    )


def _contradiction(
    statement: Statement, reason: str, span: tuple[int, int], passages: Sequence[Passage]
) -> Finding:
    found = hard(statement, _NAME, reason, span).model_copy(
        update={"verdict": Verdict.CONTRADICTED}
    )
    return with_evidence(found, passages)


PLUGIN = Check(
    name=_NAME, asks="Does the sentence deny what its passage says, or the reverse?", each=_each
)
