"""What lies on each role's table, laid out from the archive."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from newsroom_agents.agents._brief import Line, Note
from newsroom_agents.agents.analyst import AnalystBrief, LensNote
from newsroom_agents.agents.by_hand.copy_editor import by_hand as by_rules
from newsroom_agents.agents.by_hand.copy_editor import has_relative_day
from newsroom_agents.agents.copy_editor import CopyEditorBrief, StyleRules
from newsroom_agents.agents.fact_checker import FactCheckerBrief
from newsroom_agents.agents.illustrator import Figure, IllustratorBrief
from newsroom_agents.agents.researcher import ResearcherBrief
from newsroom_agents.agents.translator import TranslatorBrief
from newsroom_agents.agents.writer import Limits, WriterBrief
from newsroom_agents.pipeline.showing import (
    listed,
    to_analyse,
    to_check,
    to_research,
    to_write,
)
from newsroom_agents.ports import Beat, StaffCard
from newsroom_agents.story.analysis import Analysis
from newsroom_agents.story.check import FactCheckReport, Finding, Verdict
from newsroom_agents.story.dossier import Background, Dossier, Excerpt, Source
from newsroom_agents.story.draft import Draft, SentenceKind
from newsroom_agents.story.lead import Lead
from newsroom_agents.story.source import PubStatus, Snapshot
from newsroom_agents.story.translation import Translation, TranslationStatus
from newsroom_agents.text.names import territories
from newsroom_agents.text.numbers import quantities
from newsroom_agents.text.sentences import split
from newsroom_agents.text.visible import visible

_MAX_FIGURES = 4


def translator_brief(snapshot: Snapshot, target: str) -> TranslatorBrief:
    """Return the sentences of one snapshot for the translator."""
    spans = split(snapshot.text, snapshot.language)
    return TranslatorBrief(
        snapshot=snapshot.id,
        source_language=snapshot.language,
        target_language=target,
        lines=tuple(
            Line(
                id=str(number),
                text=snapshot.text[span.start : span.end],
                language=snapshot.language,
                outlet=snapshot.outlet.name,
            )
            for number, span in enumerate(spans, start=1)
        ),
        spans=tuple((span.start, span.end) for span in spans),
    )


def number_sources(
    snapshots: Sequence[Snapshot], known: Mapping[str, str], reads: frozenset[str]
) -> tuple[Source, ...]:
    """Return the snapshots as sources `S1`, `S2`, …; a number once given is never reused.

    Args:
        snapshots: In the order of the lead.
        known: Ids that earlier dossiers of this slug gave, by snapshot.
        reads: Languages the house reads.
    """
    following = 1 + max((int(name[1:]) for name in known.values()), default=0)
    sources: list[Source] = []
    for snapshot in snapshots:
        name = known.get(snapshot.id)
        if name is None:
            name = f"S{following}"
            following += 1
        sources.append(_source(snapshot, name, reads))
    return tuple(sources)


def _source(snapshot: Snapshot, name: str, reads: frozenset[str]) -> Source:
    return Source(
        id=name,
        uri=snapshot.uri,
        outlet=snapshot.outlet.id,
        outlet_name=visible(snapshot.outlet.name),
        tier=snapshot.outlet.tier,
        ownership=snapshot.outlet.ownership,
        title=visible(snapshot.title),
        url=snapshot.url,
        language=snapshot.language,
        published=snapshot.published,
        retrieved=snapshot.retrieved,
        snapshot=snapshot.id,
        sha256=snapshot.sha256,
        text_sha256=snapshot.text_sha256,
        origin=snapshot.origin,
        is_readable=snapshot.language in reads,
    )


def researcher_brief(
    lead: Lead,
    sources: tuple[Source, ...],
    snapshots: Mapping[str, Snapshot],
    translations: Mapping[str, Translation],
    background: tuple[Background, ...],
    min_origins: int,
) -> ResearcherBrief:
    """Return the lead with all its material, sentence by sentence."""
    usable = tuple(
        source.model_copy(update={"is_readable": source.is_readable or _is_translated(done)})
        for source in sources
        if snapshots[source.snapshot].status is PubStatus.USABLE
        for done in (translations.get(source.snapshot),)
    )
    excerpts = tuple(
        excerpt
        for source in usable
        for excerpt in _excerpts(source, snapshots[source.snapshot], translations)
    )
    outlets = {source.id: source for source in usable}
    lines = tuple(
        line(excerpt, outlets[excerpt.source])
        for excerpt in excerpts
        if outlets[excerpt.source].is_readable
    )
    shown, left_out = to_research(usable, excerpts, lines)
    return ResearcherBrief(
        lead=lead,
        news_time=lead.news_time,
        sources=usable,
        excerpts=excerpts,
        lines=lines,
        background=background,
        places=places_of(snapshots[source.snapshot] for source in usable),
        min_origins=min_origins,
        listed=listed(usable, shown),
        shown=shown,
        left_out=left_out,
    )


def _is_translated(translation: Translation | None) -> bool:
    """Whether a translation is good enough to work from; a gist is not."""
    return translation is not None and translation.status is TranslationStatus.TRANSLATED


def _excerpts(
    source: Source, snapshot: Snapshot, translations: Mapping[str, Translation]
) -> Iterable[Excerpt]:
    translation = translations.get(snapshot.id)
    texts = (
        [sentence.text for sentence in translation.sentences]
        if translation is not None and _is_translated(translation)
        else []
    )
    for number, span in enumerate(split(snapshot.text, snapshot.language), start=1):
        yield Excerpt(
            id=f"{source.id}.{number}",
            snapshot=snapshot.id,
            start=span.start,
            end=span.end,
            text=snapshot.text[span.start : span.end],
            language=snapshot.language,
            translation=texts[number - 1] if number <= len(texts) else None,
        )


def places_of(snapshots: Iterable[Snapshot]) -> tuple[str, ...]:
    """Return the territories the texts name, those of most texts first."""
    named: Counter[str] = Counter()
    for snapshot in snapshots:
        named.update(set(territories(f"{snapshot.title}\n{snapshot.text}", snapshot.language)))
    return tuple(code for code, _ in sorted(named.items(), key=lambda pair: (-pair[1], pair[0])))


def line(excerpt: Excerpt, source: Source) -> Line:
    """Return an excerpt as a line of material."""
    return Line(
        id=excerpt.id,
        text=excerpt.text if excerpt.translation is None else excerpt.translation,
        language=excerpt.language,
        outlet=source.outlet_name,
    )


def lines_of(dossier: Dossier) -> tuple[Line, ...]:
    """Return the dossier's readable excerpts as lines, the most telling first."""
    sources = dossier.source_by_id()
    return tuple(
        line(excerpt, sources[excerpt.source])
        for excerpt in dossier.excerpts
        if sources[excerpt.source].is_readable
    )


def analyst_brief(dossier: Dossier, correspondent: StaffCard) -> AnalystBrief:
    """Return the dossier with the correspondent's lenses."""
    shown = to_analyse(dossier)
    return AnalystBrief(
        dossier=dossier,
        lines=lines_of(dossier),
        lenses=tuple(
            LensNote(name=lens.name, source=lens.source, questions=lens.questions)
            for lens in correspondent.lenses
        ),
        listed=listed(dossier.sources, shown),
        shown=shown,
    )


@dataclass(frozen=True, slots=True)
class Byliner:
    """Who signs, and the lengths the stylebook allows."""

    card: StaffCard
    limits: Limits


def writer_brief(
    signs: Byliner,
    dossier: Dossier,
    analysis: Analysis,
    take: int,
    previous: Draft | None,
    notes: tuple[Note, ...],
) -> WriterBrief:
    """Return what the writer works from; `notes` only count with a previous draft or a return."""
    shown = to_write(dossier, cited_by(analysis))
    return WriterBrief(
        dossier=dossier,
        analysis=analysis,
        listed=listed(dossier.sources, shown),
        shown=shown,
        correspondent=signs.card.id,
        voice=signs.card.voice,
        refuses=signs.card.refuses,
        limits=signs.limits,
        take=take,
        previous=previous,
        notes=notes,
    )


def notes_on(report: FactCheckReport) -> tuple[Note, ...]:
    """Return for each text at fault all that code and the fact-checker hold against it."""
    held = {
        verdict.sentence: [verdict.reason]
        for verdict in report.verdicts
        if verdict.verdict is not Verdict.SUPPORTED
    }
    for finding in report.blocking:
        reasons = held.setdefault(finding.where, [])
        if not any(finding.reason.rstrip(".") in reason for reason in reasons):
            reasons.append(finding.reason)
    return tuple(Note(where=where, text="; ".join(reasons)) for where, reasons in held.items())


def cited_by(analysis: Analysis) -> frozenset[str]:
    """Return the excerpts that any part of the analysis rests on."""
    cites = (
        *(part.cites for part in analysis.claims),
        *(part.cites for part in analysis.timeline),
        *(part.cites for part in analysis.actors),
        *(part.cites for part in analysis.scenarios),
    )
    return frozenset(chain.from_iterable(cites))


def fact_checker_brief(
    dossier: Dossier, draft: Draft, findings: tuple[Finding, ...], take: int
) -> FactCheckerBrief:
    """Return the draft with what it rests on and what code found."""
    shown = to_check(dossier, draft)
    return FactCheckerBrief(
        draft=draft,
        dossier=dossier,
        listed=listed(dossier.sources, shown),
        shown=shown,
        findings=findings,
        take=take,
    )


def copy_editor_brief(
    dossier: Dossier, draft: Draft, rules: StyleRules, texts: dict[str, str]
) -> CopyEditorBrief:
    """Return the draft with what the stylebook makes of it, and the days its sources came out."""
    brief = CopyEditorBrief(draft=draft, dossier=dossier, rules=rules, texts=texts, notes=())
    relative = [sentence for sentence in draft.sentences() if has_relative_day(sentence, rules)]
    cited = {cite.partition(".")[0] for sentence in relative for cite in sentence.cites}
    known = listed(dossier.sources, to_analyse(dossier))
    return brief.model_copy(
        update={
            "by_rule": by_rules(brief).changes,
            "dated": tuple(source for source in known if source.id in cited),
        }
    )


def illustrator_brief(
    draft: Draft, beat: Beat, places: tuple[str, ...], publication: str
) -> IllustratorBrief:
    """Return the draft with the figures its own reported sentences give."""
    figures = tuple(
        Figure(value=quantity.text, of=quantity.unit, sentence=sentence.id)
        for sentence in draft.sentences()
        if sentence.kind is SentenceKind.REPORTED
        for quantity in quantities(sentence.text, "en")
        if quantity.unit
    )
    return IllustratorBrief(
        draft=draft,
        beat=beat.id,
        beat_title=beat.title,
        accent=beat.accent,
        places=places,
        figures=figures[:_MAX_FIGURES],
        publication=publication,
    )
