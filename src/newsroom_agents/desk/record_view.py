"""What lies behind a draft: why it is news, where its sources differ, who made it, what it cost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from newsroom_agents.desk.voices import snapshot_address
from newsroom_agents.desk.wording import Clockface, Moment, worded
from newsroom_agents.ports import StaffCard
from newsroom_agents.publish.views import Worded
from newsroom_agents.publish.wording import ROLE_WORDS, counted, engine_words, money, standing
from newsroom_agents.story.analysis import Analysis
from newsroom_agents.story.dossier import Disagreement, DisagreementKind, Dossier, Source
from newsroom_agents.story.lead import Lead, ScoreParts
from newsroom_agents.story.paper import DESK_CREDIT, Credit
from newsroom_agents.story.source import Ownership, Snapshot
from newsroom_agents.text.language import display_name
from newsroom_agents.text.visible import visible

_PARTS = {
    "origins": "independent origins",
    "outlets": "outlets",
    "languages": "languages",
    "freshness": "freshness",
    "beat_fit": "fit to the beat",
    "novelty": "new to the archive",
}
_KINDS = {
    DisagreementKind.FIGURE: "A figure",
    DisagreementKind.DATE: "A date",
    DisagreementKind.DENIAL: "A denial",
    DisagreementKind.ATTRIBUTION: "Who said it",
}
_SHORT = 12


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage by its outlet, and where it opens."""

    outlet: str
    id: str
    href: str


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a disagreement."""

    says: str
    origins: str
    cited: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class DisagreementView:
    """Where the sources differ, side by side."""

    kind: str
    about: str
    sides: tuple[SideView, ...]


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """Something that happened, with the passages that say so."""

    day: str
    text: str
    cited: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class LeadView:
    """Why the event was taken up, and the parts of its score in hundredths."""

    title: str
    why_now: str
    score: str
    parts: tuple[tuple[str, str], ...]
    news_time: Moment


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source of the dossier."""

    id: str
    outlet: str
    standing: str
    is_partial: bool
    title: Worded
    language: str
    is_readable: bool
    published: Moment
    href: str
    passages: str
    changed: str


@dataclass(frozen=True, slots=True)
class OriginLines:
    """Sources that carry one text."""

    words: str
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class CreditLine:
    """Who did a piece of the work, with what, and what it took."""

    work: str
    persona: str
    engine: str
    prompt: str
    calls: tuple[str, ...]
    tokens: str
    cost: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """The papers behind a draft, as far as the story came."""

    lead: Lead | None
    dossier: Dossier | None
    analysis: Analysis | None
    newer: Mapping[str, Snapshot]


@dataclass(frozen=True, slots=True)
class RecordView:
    """Everything the record's page shows."""

    lead: LeadView | None
    disagreements: tuple[DisagreementView, ...]
    questions: tuple[str, ...]
    unknown: tuple[str, ...]
    angle: str
    timeline: tuple[TimelineLine, ...]
    origins: tuple[OriginLines, ...]
    background: tuple[tuple[str, str], ...]
    credits: tuple[CreditLine, ...]
    cost: str


def record_view(
    gathered: Gathered, credits_: Sequence[Credit], staff: Mapping[str, StaffCard], face: Clockface
) -> RecordView:
    """Return what lies behind a draft."""
    dossier, analysis = gathered.dossier, gathered.analysis
    return RecordView(
        lead=lead_view(gathered.lead, face) if gathered.lead else None,
        disagreements=tuple(_disagreement(d, dossier) for d in dossier.disagreements)
        if dossier
        else (),
        questions=tuple(map(visible, dossier.questions)) if dossier else (),
        unknown=tuple(map(visible, analysis.unknown)) if analysis else (),
        angle=visible(analysis.angle) if analysis else "",
        timeline=tuple(
            TimelineLine(one.day, visible(one.text), tuple(_cited(one.cites, dossier)))
            for one in analysis.timeline
        )
        if analysis and dossier
        else (),
        origins=tuple(_origins(dossier, gathered.newer, face)) if dossier else (),
        background=tuple((one.slug, visible(one.headline)) for one in dossier.background)
        if dossier
        else (),
        credits=tuple(_credit(one, staff) for one in credits_),
        cost=money(sum(one.cost_microusd for one in credits_)),
    )


def lead_view(lead: Lead, face: Clockface) -> LeadView:
    """Return why an event was taken up, in words."""
    parts = lead.signals.parts
    return LeadView(
        title=visible(lead.title),
        why_now=visible(lead.why_now),
        score=hundredths(lead.signals.score),
        parts=tuple((words, _part(parts, name)) for name, words in _PARTS.items()),
        news_time=face.ago(lead.news_time),
    )


def _part(parts: ScoreParts, name: str) -> str:
    return hundredths(float(getattr(parts, name)))


def hundredths(share: float) -> str:
    """Return a share in words: `62 of 100`."""
    return f"{round(100 * share)} of 100"


def _disagreement(row: Disagreement, dossier: Dossier) -> DisagreementView:
    sides = (
        SideView(
            visible(side.says),
            counted(len(side.origins), "origin"),
            tuple(_cited(side.cites, dossier)),
        )
        for side in row.sides
    )
    return DisagreementView(_KINDS[row.kind], visible(row.about), tuple(sides))


def _cited(cites: Sequence[str], dossier: Dossier) -> Iterator[Cited]:
    excerpts, sources = dossier.excerpt_by_id(), dossier.source_by_id()
    for cite in cites:
        excerpt = excerpts.get(cite)
        source = sources.get(excerpt.source) if excerpt else None
        if excerpt and source:
            address = snapshot_address(excerpt.snapshot, excerpt.start, excerpt.end)
            yield Cited(visible(source.outlet_name), cite, address)


def _origins(
    dossier: Dossier, newer: Mapping[str, Snapshot], face: Clockface
) -> Iterator[OriginLines]:
    """Yield the sources by origin; those whose text most outlets carry come first."""
    passages: dict[str, int] = {}
    for excerpt in dossier.excerpts:
        passages[excerpt.source] = passages.get(excerpt.source, 0) + 1
    ordered = sorted(dossier.sources, key=_origin_of)
    groups = [tuple(members) for _, members in groupby(ordered, key=_origin_of)]
    for group in sorted(groups, key=lambda members: (-len(members), members[0].published)):
        outlets = len({source.outlet for source in group})
        words = f"{counted(outlets, 'outlet')}, one text: counted once" if len(group) > 1 else ""
        lines = (_source(one, passages.get(one.id, 0), newer, face) for one in group)
        yield OriginLines(words.capitalize(), tuple(lines))


def _origin_of(source: Source) -> str:
    return source.origin or source.snapshot


def _source(
    source: Source, passages: int, newer: Mapping[str, Snapshot], face: Clockface
) -> SourceLine:
    now = newer.get(source.snapshot)
    return SourceLine(
        id=source.id,
        outlet=visible(source.outlet_name),
        standing=standing(source.tier, source.ownership),
        is_partial=source.ownership is Ownership.STATE,
        title=worded(source.title, source.language),
        language=display_name(source.language),
        is_readable=source.is_readable,
        published=face.ago(source.published),
        href=f"/snapshot/{source.snapshot}",
        passages=counted(passages, "passage"),
        changed=f"/snapshot/{now.id}" if now else "",
    )


def _credit(credit: Credit, staff: Mapping[str, StaffCard]) -> CreditLine:
    by_desk = credit.engine == DESK_CREDIT.engine
    tokens = credit.tokens_in + credit.tokens_out
    return CreditLine(
        work=ROLE_WORDS[credit.role] if credit.role else "By hand" if by_desk else "House code",
        persona=staff[credit.persona].name if credit.persona in staff else credit.persona,
        engine=engine_words(credit),
        prompt=credit.prompt[:_SHORT],
        calls=credit.calls,
        tokens=f"{tokens:,} tokens" if tokens else "",
        cost=money(credit.cost_microusd),
    )
