"""How much harm a mistake in this package could do; in doubt, high.

The class decides how many people must approve, so it errs on one side only: a story is not of risk
high when nothing in it speaks for that. Every reason is given in words, with the texts that raised
it. The word lists are a file of the house (`data/risk.toml`); this module reads and applies them.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from newsroom_agents.errors import HouseError
from newsroom_agents.evidence.certainty import rung_of
from newsroom_agents.evidence.persons import private_persons
from newsroom_agents.story.check import Finding, Rung
from newsroom_agents.story.dossier import Dossier, Excerpt
from newsroom_agents.story.draft import Sentence, SentenceKind
from newsroom_agents.story.package import Package
from newsroom_agents.story.queue import Risk, RiskReason
from newsroom_agents.text.tokens import fold

_TWO = 2
_FACTS = frozenset((SentenceKind.REPORTED, SentenceKind.QUOTE))


@dataclass(frozen=True, slots=True)
class RiskList:
    """The words of one class of risk; `pattern` finds them as whole words of a folded text."""

    id: str
    reason: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The risk class of a package, with its reasons, the gravest first."""

    risk: Risk
    reasons: tuple[RiskReason, ...]


def load_risk_lists(path: Path) -> tuple[RiskList, ...]:
    """Read the word lists of the risk classes.

    Raises:
        HouseError: The file is missing, is not TOML, or a class lacks `reason` or `terms`.
    """
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        msg = f"{path}: cannot be read as TOML: {error}"
        raise HouseError(msg) from error
    classes = read.get("class")
    if not isinstance(classes, dict) or not classes:
        msg = f"{path}: expected at least one table [class.<id>]"
        raise HouseError(msg)
    return tuple(_read_list(path, str(id_), entry) for id_, entry in classes.items())


def assess(
    package: Package,
    dossier: Dossier,
    findings: Iterable[Finding],
    lists: Iterable[RiskList],
) -> Assessment:
    """Return the risk class of a package.

    Args:
        package: Everything that will be published.
        dossier: Its sources, with origins and disagreements.
        findings: What the checks found in it; what blocks makes the risk high.
        lists: The word lists of the classes.
    """
    texts = dict(_texts(package))
    high = (
        *_by_words(texts, package.excerpts, lists),
        *_private_persons(texts, package),
        *_by_origins(package, dossier),
        *_by_findings(findings),
    )
    elevated = tuple(_elevated(package, dossier))
    risk = Risk.HIGH if high else Risk.ELEVATED if elevated else Risk.LOW
    return Assessment(risk, (*high, *elevated))


def _read_list(path: Path, id_: str, entry: object) -> RiskList:
    """Check one class and make its pattern."""
    fields = entry if isinstance(entry, dict) else {}
    reason, terms = fields.get("reason"), fields.get("terms")
    unknown = set(fields) - {"reason", "terms"}
    if unknown:
        msg = f"{path}: class {id_!r} has an unknown field {min(unknown)!r}"
        raise HouseError(msg)
    if not isinstance(reason, str) or not reason.strip():
        msg = f"{path}: class {id_!r}: expected a text in 'reason'"
        raise HouseError(msg)
    if not isinstance(terms, list) or not terms or not all(_is_term(term) for term in terms):
        msg = f"{path}: class {id_!r}: expected a list of words in 'terms'"
        raise HouseError(msg)
    longest_first = sorted({fold(term) for term in terms}, key=lambda term: (-len(term), term))
    either = "|".join(re.escape(term).replace(r"\ ", r"\s+") for term in longest_first)
    return RiskList(id_, reason, re.compile(rf"(?<!\w)(?:{either})(?!\w)"))


def _is_term(term: object) -> bool:
    return isinstance(term, str) and bool(term.strip())


def _texts(package: Package) -> Iterator[tuple[str, str]]:
    """Yield every text of the package with its place."""
    yield "headline", " / ".join((package.headline, *package.headline_variants))
    yield "dek", package.dek
    yield "teaser", package.teaser
    yield "blurb", package.blurb
    if package.art:
        yield "caption", package.art.caption
        yield "alt", package.art.alt
    for number, section in enumerate(package.sections, start=1):
        yield f"heading-{number}", section.heading
    for sentence in package.sentences():
        yield sentence.id, sentence.text


def _by_words(
    texts: Mapping[str, str], excerpts: Iterable[Excerpt], lists: Iterable[RiskList]
) -> Iterator[RiskReason]:
    folded = {where: fold(text) for where, text in texts.items()}
    for excerpt in excerpts:
        folded[excerpt.id] = fold(f"{excerpt.text} {excerpt.translation or ''}")
    for listed in lists:
        found = {
            where: match.group()
            for where, text in folded.items()
            if (match := listed.pattern.search(text))
        }
        if found:
            said = ", ".join(f"“{word}”" for word in list(dict.fromkeys(found.values()))[:4])
            reason = f"{listed.reason} ({said})"
            yield RiskReason(risk=listed.id, reason=reason, where=tuple(found))


def _private_persons(texts: Mapping[str, str], package: Package) -> Iterator[RiskReason]:
    """Yield a reason when persons are named to whom no text gives an office."""
    excerpts = (
        said for one in package.excerpts for said in (one.text, one.translation or "") if said
    )
    outlets = (name for source in package.sources for name in (source.outlet_name, source.outlet))
    persons = private_persons(texts, excerpts, outlets, package.language)
    if persons:
        named = ", ".join(persons)
        met = dict.fromkeys(place for places in persons.values() for place in places)
        reason = f"It names persons to whom no text gives a public office: {named}."
        yield RiskReason(risk="private_person", reason=reason, where=tuple(met))


def _by_origins(package: Package, dossier: Dossier) -> Iterator[RiskReason]:
    """Yield reasons of who says it: one origin alone, one party alone, or sources at odds."""
    facts = [sentence for sentence in package.sentences() if sentence.kind in _FACTS]
    origins = {origin for sentence in facts for origin in _origins(sentence, dossier)}
    if len(origins) < _TWO:
        reason = "Everything in it comes from one origin." if origins else "No origin carries it."
        yield RiskReason(risk="single_origin", reason=reason)
    for rung, risk, reason in (
        (Rung.CLAIMED, "one_party", "Only a party or a state-controlled outlet says this."),
        (Rung.DISPUTED, "disputed", "Sources contradict each other on this."),
    ):
        where = tuple(
            sentence.id
            for sentence in facts
            if rung_of(sentence.cites, dossier, sentence.text) is rung
        )
        if where:
            yield RiskReason(risk=risk, reason=reason, where=where)


def _origins(sentence: Sentence, dossier: Dossier) -> frozenset[str]:
    cited = {cite.partition(".")[0] for cite in sentence.cites}
    return frozenset(source.origin for source in dossier.sources if source.id in cited)


def _by_findings(findings: Iterable[Finding]) -> Iterator[RiskReason]:
    blocking = [finding.where for finding in findings if finding.blocks]
    if blocking:
        count = len(blocking)
        reason = f"The checks block it: {count} finding{'s' if count > 1 else ''}."
        yield RiskReason(risk="findings", reason=reason, where=tuple(dict.fromkeys(blocking)))


def _elevated(package: Package, dossier: Dossier) -> Iterator[RiskReason]:
    """Yield what calls for a second look, not for a second approval."""
    single = tuple(
        sentence.id
        for sentence in package.sentences()
        if sentence.kind in _FACTS and len(_origins(sentence, dossier)) == 1
    )
    if single:
        reason = "Some sentences rest on one origin each and name it."
        yield RiskReason(risk="single_origin_sentences", reason=reason, where=single)
    cited = {excerpt.id.partition(".")[0] for excerpt in package.excerpts}
    unread = tuple(s.id for s in dossier.sources if s.id in cited and not s.is_readable)
    if unread:
        reason = "It cites sources in languages that the house does not read."
        yield RiskReason(risk="unread_sources", reason=reason, where=unread)
