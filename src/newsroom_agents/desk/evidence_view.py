"""The evidence of one text: what it cites, in its sources' own words, and what the checks say.

The original stands first and the translation beside it: the original is the evidence. For a
language that the editor does not read, the names are given in Latin letters too, because names and
figures are what can be compared without knowing the language.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsroom_agents.desk.grounds import Grounds
from newsroom_agents.desk.marks import LEGEND, Mark, Piece, mark_of, pieces_of
from newsroom_agents.desk.text_changes import text_name
from newsroom_agents.desk.voices import OtherVoice, also_said, said_otherwise, snapshot_address
from newsroom_agents.desk.wording import (
    KIND_WORDS,
    VERDICT_WORDS,
    Clockface,
    Moment,
    worded,
)
from newsroom_agents.evidence.ground import checks
from newsroom_agents.evidence.statements import HEADING
from newsroom_agents.publish.drawing import safe_url
from newsroom_agents.publish.views import Worded
from newsroom_agents.publish.wording import RUNG_WORDS, listed, standing
from newsroom_agents.story.check import Finding, SentenceVerdict
from newsroom_agents.story.dossier import Excerpt, Source
from newsroom_agents.story.edit import Change
from newsroom_agents.story.package import Package
from newsroom_agents.story.source import Ownership, Snapshot
from newsroom_agents.story.translation import Translation
from newsroom_agents.text.language import direction, display_name, primary
from newsroom_agents.text.names import names, romanise
from newsroom_agents.text.sentences import split
from newsroom_agents.text.visible import hidden_characters, visible

_CONTEXT = 1_200
"""So many characters before and behind a passage are searched for the sentences beside it."""


@dataclass(frozen=True, slots=True)
class InContext:
    """A passage between the sentences that stand before and behind it."""

    before: str
    text: str
    after: str
    lang: str
    dir: str


@dataclass(frozen=True, slots=True)
class NameRow:
    """A name as the source writes it, and in Latin letters."""

    original: str
    romanised: str


@dataclass(frozen=True, slots=True)
class ExcerptCard:
    """One passage that a text cites, with everything known of its source."""

    id: str
    outlet: str
    standing: str
    is_partial: bool
    title: Worded
    language: str
    is_read: bool
    published: Moment
    retrieved: Moment
    original: InContext | None
    translation: InContext | None
    translation_note: str
    sounds_like: str
    names: tuple[NameRow, ...]
    origin: str
    snapshot: str
    text_sha256: str
    open_at: str
    link: str
    changed: str
    hidden: int


@dataclass(frozen=True, slots=True)
class FindingLine:
    """Something a check found, in words."""

    number: int
    check: str
    asks: str
    weight: str
    blocks: bool
    reason: str
    verdict: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check that ran over the text, and what came of it."""

    name: str
    asks: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Resting:
    """A sentence that a short text rests on."""

    id: str
    text: Worded


@dataclass(frozen=True, slots=True)
class EvidencePanel:
    """Everything the evidence column shows of one text."""

    where: str
    title: str
    kind: str
    speaker: str
    mark: Mark
    mark_words: str
    pieces: tuple[Piece, ...]
    lang: str
    dir: str
    rung: tuple[str, str]
    verdict: str
    reason: str
    findings: tuple[FindingLine, ...]
    excerpts: tuple[ExcerptCard, ...]
    also: tuple[OtherVoice, ...]
    against: tuple[OtherVoice, ...]
    checks: tuple[CheckLine, ...]
    rests_on: tuple[Resting, ...]
    changes: tuple[Change, ...]
    missing: tuple[str, ...]


def evidence_panel(
    grounds: Grounds, reads: Collection[str], face: Clockface
) -> EvidencePanel | None:
    """Return the evidence of a text; None when the draft has no such text.

    What was found in no single text of the draft, but in its body or a source, has a panel too.

    Args:
        grounds: The draft with what the text rests on.
        reads: The languages the editor reads.
        face: What tells times.
    """
    package, where = grounds.draft.package, grounds.where
    if package is None:
        return None
    sentence = grounds.sentences.get(where)
    unread = {**short_texts(package), **headings(package)}
    text = sentence.text if sentence else unread.get(where)
    findings = findings_at(grounds.draft.findings, where)
    if text is None and not findings:
        return None
    verdict = verdicts_of(grounds).get(where)
    mark = mark_of(sentence.kind if sentence else None, findings, verdict)
    rung = sentence.rung if sentence else None
    cites = sentence.cites if sentence else ()
    return EvidencePanel(
        where=where,
        title=_numbered(grounds, where) if sentence else place_name(where, grounds.sources),
        kind=KIND_WORDS[sentence.kind] if sentence else "",
        speaker=visible(sentence.speaker) if sentence else "",
        mark=mark,
        mark_words=LEGEND[mark][0],
        pieces=pieces_of(text or "", findings),
        lang=package.language,
        dir=direction(package.language),
        rung=RUNG_WORDS[rung] if rung else ("", ""),
        verdict=VERDICT_WORDS[verdict.verdict] if verdict else "",
        reason=visible(verdict.reason) if verdict else "",
        findings=finding_lines(grounds.draft.findings, {where}),
        excerpts=tuple(_cards(grounds, cites, reads, face)),
        also=also_said(grounds, cites),
        against=said_otherwise(grounds, cites),
        checks=tuple(_check_lines(findings)) if grounds.draft.report else (),
        rests_on=tuple(_resting(grounds, package)),
        changes=tuple(one for one in grounds.draft.changes if one.where == where),
        missing=tuple(cite for cite in cites if cite not in grounds.excerpts),
    )


def short_texts(package: Package) -> Mapping[str, str]:
    """Return the texts of a package beside its sentences, by the names that findings use."""
    found = {
        "headline": package.headline,
        "dek": package.dek,
        "teaser": package.teaser,
        "blurb": package.blurb,
    }
    if package.art is not None:
        found |= {"caption": package.art.caption, "alt": package.art.alt}
    return {name: text for name, text in found.items() if text}


def headings(package: Package) -> Mapping[str, str]:
    """Return the headings of a package's sections, by the names that findings use."""
    numbered = enumerate(package.sections, start=1)
    return {f"{HEADING}{n}": one.heading for n, one in numbered if one.heading.strip()}


def place_name(where: str, sources: Mapping[str, Source]) -> str:
    """Return what an editor calls a place that is no sentence; a source by its outlet."""
    source = sources.get(where)
    return f"Source {where}, {visible(source.outlet_name)}" if source else text_name(where)


def findings_at(findings: Sequence[Finding], where: str) -> tuple[Finding, ...]:
    """Return what was found in one text."""
    return tuple(finding for finding in findings if finding.where == where)


def verdicts_of(grounds: Grounds) -> Mapping[str, SentenceVerdict]:
    """Return the verdicts of the last report by sentence."""
    report = grounds.draft.report
    return {one.sentence: one for one in report.verdicts} if report else {}


def _numbered(grounds: Grounds, where: str) -> str:
    order = list(grounds.sentences)
    return f"Sentence {order.index(where) + 1} of {len(order)}"


def finding_lines(findings: Sequence[Finding], places: Collection[str]) -> tuple[FindingLine, ...]:
    """Return in words what was found at these places."""
    return tuple(_finding_lines(findings, places))


def _finding_lines(findings: Sequence[Finding], places: Collection[str]) -> Iterator[FindingLine]:
    for number, finding in enumerate(findings):
        if finding.where not in places:
            continue
        check = checks().get(finding.check)
        yield FindingLine(
            number=number,
            check=visible(finding.check),
            asks=check.asks if check else "",
            weight="blocks" if finding.blocks else "to look at",
            blocks=finding.blocks,
            reason=visible(finding.reason),
            verdict=VERDICT_WORDS[finding.verdict],
            passages=tuple(snapshot_address(e.snapshot, e.start, e.end) for e in finding.evidence),
        )


def _check_lines(findings: Sequence[Finding]) -> Iterator[CheckLine]:
    found = {finding.check for finding in findings}
    for name, check in checks().items():
        yield CheckLine(name, check.asks, "found something" if name in found else "nothing found")


def _cards(
    grounds: Grounds, cites: Sequence[str], reads: Collection[str], face: Clockface
) -> Iterator[ExcerptCard]:
    for cite in cites:
        excerpt = grounds.excerpts.get(cite)
        source = grounds.sources.get(excerpt.source) if excerpt else None
        if excerpt is not None and source is not None:
            yield _card(grounds, excerpt, source, reads, face)


def _card(
    grounds: Grounds, excerpt: Excerpt, source: Source, reads: Collection[str], face: Clockface
) -> ExcerptCard:
    snapshot = grounds.snapshots.get(excerpt.snapshot)
    translation = grounds.translations.get(excerpt.snapshot)
    newer = grounds.newer.get(excerpt.snapshot)
    is_read = primary(excerpt.language) in {primary(each) for each in reads}
    in_latin = visible(romanise(excerpt.text))
    return ExcerptCard(
        id=excerpt.id,
        outlet=visible(source.outlet_name),
        standing=standing(source.tier, source.ownership),
        is_partial=source.ownership is Ownership.STATE,
        title=worded(source.title, source.language),
        language=display_name(excerpt.language),
        is_read=is_read,
        published=face.ago(source.published),
        retrieved=face.ago(source.retrieved),
        original=_in_source(excerpt, snapshot),
        translation=_translated(excerpt, translation),
        translation_note=visible(translation.note) if translation else "",
        sounds_like="" if is_read or in_latin == visible(excerpt.text) else in_latin,
        names=() if is_read else tuple(_name_rows(excerpt)),
        origin=_origin_words(grounds.same_origin(source)),
        snapshot=excerpt.snapshot,
        text_sha256=source.text_sha256,
        open_at=snapshot_address(excerpt.snapshot, excerpt.start, excerpt.end),
        link=safe_url(source.url),
        changed=f"/snapshot/{newer.id}" if newer else "",
        hidden=hidden_characters(excerpt.text),
    )


def _in_source(excerpt: Excerpt, snapshot: Snapshot | None) -> InContext | None:
    """Return the passage where it stands; None when the stored text does not hold it there."""
    if snapshot is None or snapshot.text[excerpt.start : excerpt.end] != excerpt.text:
        return None
    from_ = max(0, excerpt.start - _CONTEXT)
    text, start = snapshot.text[from_ : excerpt.end + _CONTEXT], excerpt.start - from_
    end = start + len(excerpt.text)
    spans = split(text, excerpt.language)
    before = [span.of(text) for span in spans if span.end <= start]
    after = [span.of(text) for span in spans if span.start >= end]
    return InContext(
        before=visible(before[-1]) if before else "",
        text=visible(excerpt.text),
        after=visible(after[0]) if after else "",
        lang=excerpt.language,
        dir=direction(excerpt.language),
    )


def _translated(excerpt: Excerpt, translation: Translation | None) -> InContext | None:
    """Return the passage's translation between those of its neighbours, where there is one."""
    if translation is None:
        if not excerpt.translation:
            return None
        return InContext("", visible(excerpt.translation), "", "", "auto")
    language = translation.target_language
    lines = translation.sentences
    at = [n for n, one in enumerate(lines) if one.start < excerpt.end and excerpt.start < one.end]
    text = excerpt.translation or " ".join(lines[n].text for n in at if lines[n].text)
    if not text:
        return None
    before = lines[at[0] - 1].text if at and at[0] > 0 else ""
    after = lines[at[-1] + 1].text if at and at[-1] + 1 < len(lines) else ""
    way = direction(language)
    return InContext(visible(before), visible(text), visible(after), language, way)


def _name_rows(excerpt: Excerpt) -> Iterator[NameRow]:
    seen: set[str] = set()
    for name in names(excerpt.text, excerpt.language):
        original = visible(name.text)
        if original not in seen:
            seen.add(original)
            yield NameRow(original, visible(romanise(name.text)))


def _origin_words(same: Sequence[Source]) -> str:
    if not same:
        return "an origin of its own"
    outlets = tuple(dict.fromkeys(visible(one.outlet_name) for one in same))
    return f"the same text as in {listed(outlets)}: one origin"


def _rests_on(package: Package, where: str) -> Sequence[str]:
    """Return the sentences that a text rests on: a heading, on those under it."""
    number = where.removeprefix(HEADING)
    if where.startswith(HEADING) and number in map(str, range(1, len(package.sections) + 1)):
        return [one.id for one in package.sections[int(number) - 1].sentences()]
    named: Sequence[str] = getattr(package.rests_on, where, ())
    return named


def _resting(grounds: Grounds, package: Package) -> Iterator[Resting]:
    for name in _rests_on(package, grounds.where):
        sentence = grounds.sentences.get(name)
        if sentence is not None:
            yield Resting(name, worded(sentence.text, package.language))
