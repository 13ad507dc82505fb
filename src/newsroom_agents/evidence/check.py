"""What a check is, and what lies before it.

A check looks at one statement at a time (`each`) or at all of them together (`whole`). It never
decides whether the story goes on: it files findings, hard ones block, and `evidence.ground` turns a
check that broke into a finding that blocks as well.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from newsroom_agents.evidence.frames import Comparison
from newsroom_agents.evidence.material import Material, Passage
from newsroom_agents.story.check import Evidence, Finding, Rung, Verdict
from newsroom_agents.story.dossier import Excerpt
from newsroom_agents.story.draft import SentenceKind
from newsroom_agents.text.names import Name
from newsroom_agents.text.quotes import Quotation


@dataclass(frozen=True, slots=True)
class Statement:
    """A text to check, with what it rests on.

    A sentence rests on excerpts: `near` are the passages it cites (the best of them where it cites
    many), `far` are all passages of the snapshots these stand in. A headline rests on sentences of
    the draft: these are its `near`, and it has no `far`. `ours` are the words, by number, that need
    no source: names of outlets and the label of a picture. `sides` are comparisons with the nearest
    passages, where they are made already.
    """

    where: str
    text: str
    kind: SentenceKind
    cites: tuple[str, ...]
    excerpts: tuple[Excerpt, ...]
    passage: Passage
    names: tuple[Name, ...]
    quotations: tuple[Quotation, ...]
    near: tuple[Passage, ...]
    far: tuple[Passage, ...]
    snapshots: tuple[str, ...]
    ours: frozenset[int] = frozenset()
    rests_on: tuple[str, ...] | None = None
    rung: Rung | None = None
    speaker: str = ""
    sides: tuple[Comparison, ...] = ()

    @property
    def is_short_text(self) -> bool:
        """Whether this is a text of the package that rests on sentences, not on excerpts."""
        return self.rests_on is not None

    def is_quoted(self, start: int, end: int) -> bool:
        """Whether a stretch of the text stands inside quotation marks."""
        return any(quote.start <= start and end <= quote.end for quote in self.quotations)

    @property
    def scope(self) -> tuple[str, ...]:
        """The snapshots in which the sentence may find what it says."""
        return tuple(dict.fromkeys(passage.snapshot for passage in self.far))

    def is_ours(self, start: int, end: int) -> bool:
        """Whether a stretch of the text holds nothing but words of the house's own tables."""
        touched = [
            at
            for at, token in enumerate(self.passage.tokens)
            if token.start < end and start < token.end
        ]
        return bool(touched) and self.ours.issuperset(touched)

    def unquoted(self) -> tuple[int, ...]:
        """Return which words of the text, by number, stand outside quotation marks."""
        if not self.quotations:
            return tuple(range(len(self.passage.tokens)))
        return tuple(
            at
            for at, token in enumerate(self.passage.tokens)
            if not self.is_quoted(token.start, token.end)
        )


Each = Callable[[Statement, Material], Iterable[Finding]]
Whole = Callable[[Sequence[Statement], Material], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A plug-in of `evidence.checks`: one question put to a text.

    `asks` is the question in words, for documentation and the desk.
    """

    name: str
    asks: str
    each: Each | None = None
    whole: Whole | None = None


def hard(
    statement: Statement, check: str, reason: str, span: tuple[int, int] | None = None
) -> Finding:
    """Return a finding that blocks: what the statement says stands in nothing it cites."""
    start, end = span or (0, len(statement.text))
    return Finding(
        where=statement.where,
        check=check,
        verdict=Verdict.UNSUPPORTED,
        is_hard=True,
        reason=reason,
        start=start,
        end=end,
    )


def soft(
    statement: Statement, check: str, reason: str, span: tuple[int, int] | None = None
) -> Finding:
    """Return a finding that is shown and does not block."""
    return hard(statement, check, reason, span).model_copy(update={"is_hard": False})


def not_checked(
    statement: Statement, check: str, reason: str, span: tuple[int, int] | None = None
) -> Finding:
    """Return a finding for what could not be compared; it blocks."""
    found = hard(statement, check, reason, span)
    return found.model_copy(update={"verdict": Verdict.NOT_CHECKED, "is_hard": False})


def evidence(passages: Iterable[Passage]) -> tuple[Evidence, ...]:
    """Return passages of sources as evidence; sentences of the draft are none."""
    return tuple(
        Evidence(snapshot=passage.snapshot, start=passage.start, end=passage.end)
        for passage in passages
        if passage.snapshot
    )


def with_evidence(finding: Finding, passages: Iterable[Passage]) -> Finding:
    """Return the finding with the passages that bear on it."""
    return finding.model_copy(update={"evidence": evidence(passages)})
