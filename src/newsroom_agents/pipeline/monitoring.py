"""Monitoring: from what came in to leads and recorded passes.

The numbers are computed by code; the monitor persona judges. A lead claims its event in the same
transaction in which it is filed, so two runs never open one event twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from newsroom_agents.agents.monitor import BeatNote, Candidate, CandidateItem, MonitorBrief
from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.leads import LeadState
from newsroom_agents.archive.papers import filed_as
from newsroom_agents.pipeline.briefs import places_of
from newsroom_agents.pipeline.material import PIECE
from newsroom_agents.pipeline.newsdesk import Newsdesk
from newsroom_agents.ports import EventMember
from newsroom_agents.story.lead import Lead, NewsList, Pass
from newsroom_agents.story.paper import Credit, Stage
from newsroom_agents.story.source import Snapshot
from newsroom_agents.text.language import primary
from newsroom_agents.text.tokens import search_terms, words
from newsroom_agents.text.visible import visible
from newsroom_agents.wire.signals import novelties, signals, usable_reports

_ONLY_TAKE = 1
_MAX_CANDIDATES = 500
_MAX_EARLIER = 3
_TITLE_CHARS = 80


@dataclass(frozen=True, slots=True)
class Watched:
    """What one look at the events came to."""

    events: int
    opened: tuple[Lead, ...]
    passed: tuple[Pass, ...]


def watch(desk: Newsdesk, news_time: datetime) -> Watched:
    """Judge every unclaimed event of the window; claim the leads, record the passes."""
    with desk.archive.reading() as room:
        members = room.events.window(news_time - desk.rules.window)
        brief = _brief(desk, room, members, news_time)
    if not brief.candidates:
        return Watched(0, (), ())
    work = desk.staff.monitor.work(brief, "monitoring")
    leads = [_signed(desk, lead) for lead in work.paper.leads[: desk.rules.leads_per_run]]
    with desk.archive.writing() as room:
        opened = tuple(lead for lead in leads if _claim(desk, room, lead, work.credit))
        for one in work.paper.passes:
            room.leads.record_pass(one, desk.clock())
    return Watched(len(brief.candidates), opened, work.paper.passes)


def judge_one(desk: Newsdesk, event: str) -> NewsList:
    """Return the monitor's view of one event, whatever it scored."""
    with desk.archive.reading() as room:
        reports = room.snapshots.of_event(event)
        if not reports:
            return NewsList(leads=(), passes=())
        newest = max(report.published for report in reports)
        members = room.events.window(newest - desk.rules.window)
        brief = _brief(desk, room, [one for one in members if one.event == event], newest)
    return desk.staff.monitor.work(brief, event).paper


def _brief(
    desk: Newsdesk, room: Room, members: Sequence[EventMember], news_time: datetime
) -> MonitorBrief:
    by_event: dict[str, list[EventMember]] = {}
    told: list[EventMember] = []
    claimed: dict[str, bool] = {}
    for member in members:
        if member.event not in claimed:
            claimed[member.event] = room.leads.by_event(member.event) is not None
        if claimed[member.event]:
            told.append(member)
        else:
            by_event.setdefault(member.event, []).append(member)
    new = novelties(by_event, told)
    found = [
        _candidate(desk, room, event, news_time, new.get(event, 1.0)) for event in sorted(by_event)
    ]
    candidates = sorted(
        (one for one in found if one is not None),
        key=lambda one: (-one.signals.score, one.event),
    )
    taken = room.leads.slugs(*LeadState)
    return MonitorBrief(
        news_time=news_time,
        beats=_beat_notes(desk),
        candidates=tuple(candidates[:_MAX_CANDIDATES]),
        taken=taken,
        threshold=desk.rules.threshold,
    )


def _candidate(
    desk: Newsdesk, room: Room, event: str, news_time: datetime, novelty: float
) -> Candidate | None:
    """Return the event as a candidate; None when all of it is under embargo."""
    reports = [
        report
        for report in room.snapshots.of_event(event)
        if report.embargoed_until is None or report.embargoed_until <= news_time
    ]
    if not reports:
        return None
    usable = usable_reports(reports)
    shown = sorted(usable or reports, key=lambda one: (one.published, one.uri))
    seen = signals(
        reports,
        tuple(desk.rules.beats.values()),
        news_time,
        readable=desk.rules.reads,
        novelty=novelty,
    )
    title = _title(shown, desk.rules.reads)
    return Candidate(
        event=event,
        title=title,
        signals=seen,
        items=tuple(_item(report, desk.rules.reads) for report in shown),
        ours="",
        earlier=_earlier(room, title, desk.rules.language),
        is_canceled=not usable,
    )


def _title(reports: Sequence[Snapshot], reads: frozenset[str]) -> str:
    """Return the first title the house can read, else the first."""
    readable = [one for one in reports if primary(one.language) in reads and one.title.strip()]
    found = (readable or list(reports))[0].title or reports[0].text[:_TITLE_CHARS]
    return visible(found).strip()


def _item(report: Snapshot, reads: frozenset[str]) -> CandidateItem:
    return CandidateItem(
        snapshot=report.id,
        origin=report.origin,
        outlet=visible(report.outlet.name),
        language=report.language,
        title=visible(report.title),
        published=report.published,
        words=len(words(report.text)),
        is_readable=primary(report.language) in reads,
    )


def _earlier(room: Room, title: str, language: str) -> tuple[str, ...]:
    hits = room.search.find(search_terms(title, language), _MAX_EARLIER, kind=PIECE)
    return tuple(hit.id for hit in hits)


def _beat_notes(desk: Newsdesk) -> tuple[BeatNote, ...]:
    return tuple(
        BeatNote(
            id=beat.id,
            title=beat.title,
            weight=beat.weight,
            min_origins=beat.min_origins,
            correspondent=desk.rules.bylines.everywhere,
        )
        for beat in desk.rules.beats.values()
    )


def _signed(desk: Newsdesk, lead: Lead) -> Lead:
    """Return the lead with the correspondent its places ask for."""
    with desk.archive.reading() as room:
        found: Mapping[str, Snapshot] = room.snapshots.many(lead.snapshots)
    places = places_of(found[name] for name in lead.snapshots)
    return lead.model_copy(update={"correspondent": desk.rules.bylines.pick(places, lead.beat)})


def _claim(desk: Newsdesk, room: Room, lead: Lead, credit: Credit) -> bool:
    now = desk.clock()
    filed = filed_as(Lead)(
        slug=lead.slug, stage=Stage.LEAD, take=_ONLY_TAKE, filed_at=now, credit=credit, paper=lead
    )
    if not room.leads.claim(filed):
        return False
    detail = {"event": lead.event, "why": lead.why_now, "score": str(lead.signals.score)}
    room.journal.append(lead.slug, "lead", detail, now, stage=Stage.LEAD, take=_ONLY_TAKE)
    return True


def claim_lead(desk: Newsdesk, lead: Lead, credit: Credit) -> bool:
    """Claim one lead's event under its slug; False when somebody has it."""
    signed = _signed(desk, lead)
    with desk.archive.writing() as room:
        return _claim(desk, room, signed, credit)
