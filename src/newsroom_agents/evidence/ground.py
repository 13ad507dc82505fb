"""The public door of the evidence checks: a draft or a package in, findings and verdicts out.

Every text that a reader will see is checked, not the body alone. A check that breaks is a finding
that blocks: no error ever reads as approval.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from newsroom_agents.errors import NewsroomError
from newsroom_agents.evidence.certainty import rung_of
from newsroom_agents.evidence.check import Check, Statement
from newsroom_agents.evidence.material import Material, read_material
from newsroom_agents.evidence.statements import statements_of_draft, statements_of_package
from newsroom_agents.plugins import discover
from newsroom_agents.story.check import SEVERITY, Finding, SentenceVerdict, Verdict
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.draft import Draft, SentenceKind
from newsroom_agents.story.package import Package

CHECKS = "newsroom_agents.evidence.checks"
"""Package and entry-point group in which checks are found."""

_LANGUAGE = "en"
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NewsroomError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a broken check raises; anything else (no memory, interrupt) is not the check's to raise."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything the checks say of a draft or package: findings, and a verdict per sentence."""

    findings: tuple[Finding, ...]
    verdicts: tuple[SentenceVerdict, ...]


def check_draft(
    draft: Draft, dossier: Dossier, texts: Mapping[str, str], language: str = _LANGUAGE
) -> tuple[Finding, ...]:
    """Return what the checks find in a draft: sentences, headline, dek and headings.

    Args:
        draft: The draft as written.
        dossier: What it may rest on.
        texts: The stored texts by snapshot id; what is missing is reported as not checked.
        language: Language of the draft.
    """
    return judge_draft(draft, dossier, texts, language).findings


def judge_draft(
    draft: Draft, dossier: Dossier, texts: Mapping[str, str], language: str = _LANGUAGE
) -> Checked:
    """Return findings and a verdict per sentence for a draft."""
    material = read_material(dossier, texts, language)
    return judge(statements_of_draft(draft, material), material, checks())


def check_package(package: Package, dossier: Dossier, texts: Mapping[str, str]) -> Checked:
    """Return findings and verdicts for a package: every text of it is checked.

    Headline, dek, teaser, blurb, caption and alternative text may say no more than the sentences
    they rest on.
    """
    material = read_material(dossier, texts, package.language)
    return judge(statements_of_package(package, material), material, checks())


@cache
def checks() -> Mapping[str, Check]:
    """Return the checks of the house, by name; they are looked for once.

    Raises:
        HouseError: A module of the checks offers no `PLUGIN`, or the wrong kind.
    """
    return discover(CHECKS, Check)


def judge(
    statements: Sequence[Statement], material: Material, checks: Mapping[str, Check]
) -> Checked:
    """Put every check to every statement."""
    places = {statement.where: at for at, statement in enumerate(statements)}
    found = _findings(statements, material, checks.values())
    findings = tuple(sorted(found, key=lambda finding: _order(finding, places)))
    blocking: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.blocks:
            blocking.setdefault(finding.where, []).append(finding)
    verdicts = tuple(
        _verdict(statement, blocking.get(statement.where, ()), material)
        for statement in statements
        if not statement.is_short_text
    )
    return Checked(findings, verdicts)


def _findings(
    statements: Sequence[Statement], material: Material, checks: Iterable[Check]
) -> Iterator[Finding]:
    for check in checks:
        if check.each:
            for statement in statements:
                yield from _ran(check, statement.where, _bound(check.each, statement, material))
        if check.whole:
            yield from _ran(check, "body", _bound(check.whole, statements, material))


def _bound(
    question: Callable[..., Iterable[Finding]], *put_to: object
) -> Callable[[], Iterable[Finding]]:
    return lambda: question(*put_to)


def _ran(check: Check, where: str, run: Callable[[], Iterable[Finding]]) -> tuple[Finding, ...]:
    """Run a check; when it breaks, return the finding that says so and blocks."""
    try:
        return tuple(run())
    except _BROKEN as error:
        broken = Finding(
            where=where,
            check=check.name,
            verdict=Verdict.NOT_CHECKED,
            is_hard=True,
            reason=f"the check could not run ({type(error).__name__}: {error})",
        )
        return (broken,)


def _order(finding: Finding, places: Mapping[str, int]) -> tuple[int, int, int, str]:
    """Order findings as a reader meets them, the blocking first at the same place."""
    at = places.get(finding.where, len(places))
    return at, finding.start, 0 if finding.blocks else 1, finding.check


def _verdict(
    statement: Statement, blocking: Iterable[Finding], material: Material
) -> SentenceVerdict:
    """Return the verdict on a sentence: its worst blocking finding's."""
    worst = min(blocking, key=lambda finding: SEVERITY.index(finding.verdict), default=None)
    asserts = statement.kind is not SentenceKind.TRANSITION
    carried = "every part stands in the cited passages" if asserts else "asserts nothing"
    return SentenceVerdict(
        sentence=statement.where,
        verdict=worst.verdict if worst else Verdict.SUPPORTED,
        cites=statement.cites,
        rung=rung_of(statement.cites, material.dossier, statement.text),
        reason=worst.reason if worst else carried,
    )
