"""A sentence denies what its passage denies, and nothing else.

"Not" is the smallest word that turns a report into its opposite, and it stands in nearly every
source. So it is compared where it stands: among the same words, in the cited passage.
"""

from collections.abc import Iterator, Sequence

from newsroom_agents.evidence.check import Check, Statement, hard, with_evidence
from newsroom_agents.evidence.material import Material, Passage
from newsroom_agents.evidence.words import evidence_words
from newsroom_agents.story.check import Finding, Verdict
from newsroom_agents.text.language import primary
from newsroom_agents.text.tokens import Token, fold, is_stopword, stem, words

_NAME = "negation"
_BEFORE, _AFTER = 3, 5
_SLACK = 3
_SHARED = 2


def _each(statement: Statement, material: Material) -> Iterator[Finding]:
    own = primary(material.language)
    passages = [passage for passage in statement.near if primary(passage.language) == own]
    tokens = [
        token for token in words(statement.text) if not statement.is_quoted(token.start, token.end)
    ]
    denials = [at for at, token in enumerate(tokens) if _denies(token.text)]
    for at in denials:
        yield from _added(at, tokens, statement, passages)
    if not denials:
        yield from _removed(tokens, statement, passages)


def _denies(word: str) -> bool:
    folded = fold(word)
    return folded in evidence_words().negations or folded.endswith("n't")


def _added(
    at: int, tokens: Sequence[Token], statement: Statement, passages: Sequence[Passage]
) -> Iterator[Finding]:
    """Yield a finding when the sentence denies what its passage says."""
    language = statement.passage.language
    scope = _scope(tokens, at, language, (_BEFORE, _AFTER))
    told = [
        passage
        for passage in passages
        if len(scope & passage.stems) >= min(_SHARED, max(1, len(scope)))
    ]
    if not scope or not told:
        return
    for passage in told:
        theirs = words(passage.text)
        for place in (place for place, token in enumerate(theirs) if _denies(token.text)):
            width = (_BEFORE + _SLACK, _AFTER + _SLACK)
            if scope & _scope(theirs, place, language, width):
                return
    token = tokens[at]
    reason = f"“{token.text}” denies what the cited passage says without it"
    yield _contradiction(statement, reason, (token.start, token.end), told)


def _removed(
    tokens: Sequence[Token], statement: Statement, passages: Sequence[Passage]
) -> Iterator[Finding]:
    """Yield a finding when the passage denies what the sentence says."""
    ours = statement.passage.stems
    language = statement.passage.language
    plain = [passage for passage in passages if not _has_denial(passage)]
    for passage in passages:
        theirs = words(passage.text)
        for place in (place for place, token in enumerate(theirs) if _denies(token.text)):
            scope = _scope(theirs, place, language, (0, 4))
            shared = scope & ours
            said_plainly = any(len(shared & other.stems) == len(shared) for other in plain)
            if len(shared) >= _SHARED and len(shared) * 4 >= len(scope) * 3 and not said_plainly:
                last = next(
                    (token for token in tokens if stem(token.text, language) in shared), tokens[0]
                )
                reason = (
                    f"the cited passage says “{theirs[place].text}” where the sentence does not"
                )
                yield _contradiction(statement, reason, (last.start, last.end), [passage])
                return


def _has_denial(passage: Passage) -> bool:
    return any(_denies(word) for word in passage.words)


def _scope(
    tokens: Sequence[Token], at: int, language: str, width: tuple[int, int]
) -> frozenset[str]:
    """Return the stems that stand around a word and carry matter."""
    before, after = width
    around = [*tokens[max(0, at - before) : at], *tokens[at + 1 : at + 1 + after]]
    return frozenset(
        stem(token.text.removesuffix("'s"), language)
        for token in around
        if not is_stopword(token.text, language) and not _denies(token.text)
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
