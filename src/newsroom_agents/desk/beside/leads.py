"""The leads' pages: what is followed and what was passed, and why; follow, pass, merge."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.leads import LeadState, RecordedPass
from newsroom_agents.desk.beside.asking import PORTION, Refusal, face_of, portion_of, tried
from newsroom_agents.desk.front import Front, drawn, front_of
from newsroom_agents.desk.record_view import LeadView, hundredths, lead_view
from newsroom_agents.desk.visits import Fields, Ruling, Signed, SignedIn
from newsroom_agents.desk.wording import Clockface, Moment, sources_words, worded
from newsroom_agents.errors import NotFoundError
from newsroom_agents.pipeline.aftercare import MAIN_TARGET, reports_of
from newsroom_agents.pipeline.leads import open_lead, pass_lead
from newsroom_agents.pipeline.merging import merge_event
from newsroom_agents.publish.views import Worded
from newsroom_agents.publish.wording import counted
from newsroom_agents.story.lead import Lead, Signals
from newsroom_agents.story.paper import Stage
from newsroom_agents.story.source import PubStatus, Snapshot
from newsroom_agents.text.tokens import search_terms
from newsroom_agents.text.visible import visible

_FOLLOW_UPS = "follow-ups"
_TABS = {
    LeadState.OPEN.value: "Open",
    LeadState.REPORTING.value: "In work",
    LeadState.QUEUED.value: "In the queue or beyond",
    LeadState.PASSED.value: "Passed",
    _FOLLOW_UPS: "Follow-ups",
}
_MOST_LIKE = 30
_MOST_REPORTS = 100
_MOST_REASON = 500

router = APIRouter(prefix="/leads")


@dataclass(frozen=True, slots=True)
class Tab:
    """A list of the page; `count` is empty where counting would mean reading them all."""

    name: str
    href: str
    count: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class LeadLine:
    """A lead, a passed event or a published story with news, as a list shows it."""

    title: str
    href: str
    name: str
    why: str
    score: str
    rests: str
    beat: str
    at: Moment
    event: str = ""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report that a lead rests on."""

    title: Worded
    outlet: str
    at: Moment
    href: str


@dataclass(frozen=True, slots=True)
class OtherEvent:
    """An event that may be the same one."""

    event: str
    words: str


@router.api_route("", methods=["GET", "HEAD"])
def leads(request: Request, signed: Signed) -> Response:
    """Show the leads in one state, the passed events, or published stories with news."""
    return _list(request, signed)


@router.post("/follow")
def follow(request: Request, signed: Ruling, fields: Fields) -> Response:
    """Follow an event that was passed, and go to its lead."""
    front, event = front_of(request), fields.get("event", "")
    refusal = tried(lambda: open_lead(front.newsroom.desk, event, signed.editor.name))
    if refusal:
        return _list(request, signed, refusal, LeadState.PASSED.value)
    with front.archive.reading() as room:
        lead = room.leads.by_event(event)
    return _to(lead.slug if lead else "")


@router.api_route("/{slug}", methods=["GET", "HEAD"])
def lead(request: Request, signed: Signed, slug: str) -> Response:
    """Show a lead: its score in words, the reports it rests on, what can be done with it."""
    return _one(request, signed, slug)


@router.post("/{slug}/pass")
def pass_on(request: Request, signed: Ruling, fields: Fields, slug: str) -> Response:
    """Stop following a lead, with the reason."""
    why, desk = _reason(fields), front_of(request).newsroom.desk
    if not why:
        refusal: Refusal | None = _no_reason()
    else:
        refusal = tried(lambda: pass_lead(desk, slug, why, signed.editor.name))
    return _one(request, signed, slug, refusal, fields) if refusal else _to(slug)


@router.post("/{slug}/merge")
def merge(request: Request, signed: Ruling, fields: Fields, slug: str) -> Response:
    """Tell another event within this lead, with the reason."""
    why, desk = _reason(fields), front_of(request).newsroom.desk
    if not why:
        refusal: Refusal | None = _no_reason()
    else:
        event = fields.get("event", "")
        refusal = tried(lambda: merge_event(desk, event, slug, why, signed.editor.name))
    return _one(request, signed, slug, refusal, fields) if refusal else _to(slug)


def _reason(fields: Fields) -> str:
    return " ".join(fields.get("why", "").split())[:_MOST_REASON]


def _no_reason() -> Refusal:
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "Say why; it stays on record.")


def _to(slug: str) -> Response:
    return RedirectResponse(f"/leads/{quote(slug, safe='')}", HTTPStatus.SEE_OTHER)


def _list(
    request: Request, signed: SignedIn, refusal: Refusal | None = None, state: str = ""
) -> Response:
    front = front_of(request)
    asked = state or request.query_params.get("state", "")
    state = asked if asked in _TABS else LeadState.OPEN.value
    with front.archive.reading() as room:
        counts = {each.value: number for each, number in room.leads.counts().items()}
        portion = portion_of(request, counts.get(state, 0), f"state={state}")
        lines = tuple(_lines(front, room, state, portion.start))
    return drawn(
        request,
        "leads.html",
        refusal.status if refusal else HTTPStatus.OK,
        wrong=refusal.words if refusal else "",
        tabs=[
            Tab(name, f"/leads?state={key}", f"{counts[key]:,}" if key in counts else "", is_here)
            for key, name in _TABS.items()
            for is_here in (key == state,)
        ],
        state=state,
        lines=lines,
        portion=portion,
        may_rule=signed.editor.may_rule,
    )


def _lines(front: Front, room: Room, state: str, start: int) -> Iterator[LeadLine]:
    face = face_of(front)
    if state == _FOLLOW_UPS:
        yield from _follow_ups(front, room, face)
    elif state == LeadState.PASSED.value:
        for one in room.leads.passes(start, PORTION):
            yield _passed_line(front, one, face)
    else:
        for slug in room.leads.slugs(LeadState(state))[start : start + PORTION]:
            filed = room.leads.get(slug).filed
            at = face.ago(filed.filed_at)
            yield _line(front, filed.paper, filed.paper.why_now, f"/leads/{quote(slug)}", at)


def _line(front: Front, paper: Lead, why: str, href: str, at: Moment) -> LeadLine:
    return LeadLine(
        title=visible(paper.title),
        href=href,
        name=paper.slug,
        why=visible(why),
        score=hundredths(paper.signals.score),
        rests=_rests(paper.signals),
        beat=_beat(front, paper.beat),
        at=at,
    )


def _passed_line(front: Front, one: RecordedPass, face: Clockface) -> LeadLine:
    paper = one.paper
    return LeadLine(
        title=visible(paper.title),
        href="",
        name=paper.event,
        why=f"{paper.reason.value.capitalize()}: {visible(paper.why)}",
        score=hundredths(paper.signals.score),
        rests=_rests(paper.signals),
        beat=_beat(front, paper.signals.beat),
        at=face.ago(one.last),
        event=paper.event,
    )


def _follow_ups(front: Front, room: Room, face: Clockface) -> Iterator[LeadLine]:
    """Yield the latest published stories of which something came in since their last take."""
    for published in room.publications.latest(MAIN_TARGET, 0, PORTION):
        filed = room.papers.latest(published.slug, Stage.LEAD, Lead)
        if filed is None or published.kill is not None:
            continue
        known = set(filed.paper.snapshots)
        reports = reports_of(room, filed.paper.event)
        new = [r for r in reports if r.status is PubStatus.USABLE and r.id not in known]
        if new:
            newest = max(one.published for one in new)
            why = f"{counted(len(new), 'new report')} since the last take".capitalize()
            href = f"/published/{quote(published.slug)}"
            yield _line(front, filed.paper, why, href, face.ago(newest))


def _rests(signals: Signals) -> str:
    return sources_words(signals.origins, signals.outlets, signals.languages)


def _beat(front: Front, beat: str) -> str:
    known = front.newsroom.desk.rules.beats.get(beat)
    return known.title if known else beat or "no beat"


def _one(
    request: Request,
    signed: SignedIn,
    slug: str,
    refusal: Refusal | None = None,
    given: Fields | None = None,
) -> Response:
    front = front_of(request)
    face = face_of(front)
    with front.archive.reading() as room:
        try:
            found = room.leads.get(slug)
        except NotFoundError as error:
            raise HTTPException(HTTPStatus.NOT_FOUND) from error
        paper = found.filed.paper
        reports = reports_of(room, paper.event)
        is_queued = found.state is LeadState.QUEUED
        may_merge = signed.editor.may_rule and found.state is not LeadState.PASSED
        others = tuple(_alike(room, paper)) if may_merge else ()
    view: LeadView = lead_view(paper, face)
    return drawn(
        request,
        "lead.html",
        refusal.status if refusal else HTTPStatus.OK,
        wrong=refusal.words if refusal else "",
        given=given or {},
        slug=slug,
        state=_TABS[found.state.value],
        view=view,
        beat=_beat(front, paper.beat),
        correspondent=_persona(front, paper.correspondent),
        rests=_rests(paper.signals),
        reports=[_report(one, face) for one in reports[:_MOST_REPORTS]],
        hidden_reports=max(0, len(reports) - _MOST_REPORTS),
        others=others,
        story=f"/story/{quote(slug)}" if is_queued else "",
        may_pass=signed.editor.may_rule and found.state is LeadState.OPEN,
    )


def _persona(front: Front, persona: str) -> str:
    card = front.newsroom.desk.cards.get(persona)
    return card.name if card else persona


def _report(one: Snapshot, face: Clockface) -> ReportLine:
    title = worded(one.title or one.url or one.uri, one.language)
    return ReportLine(
        title, visible(one.outlet.name), face.ago(one.published), f"/snapshot/{one.id}"
    )


def _alike(room: Room, paper: Lead) -> Iterator[OtherEvent]:
    """Yield the open leads and lately passed events, those with words in common first."""
    mine = set(search_terms(paper.title, "en"))
    found: list[tuple[int, str, str]] = []
    for slug in room.leads.slugs(LeadState.OPEN)[: 2 * PORTION]:
        other = room.leads.get(slug).filed.paper
        if other.event != paper.event:
            found.append(
                (_shared_words(mine, other.title), other.event, f"lead {slug}: {other.title}")
            )
    for one in room.leads.passes(0, 5 * PORTION):
        if one.paper.event != paper.event and room.leads.by_event(one.paper.event) is None:
            shared = _shared_words(mine, one.paper.title)
            found.append((shared, one.paper.event, f"passed: {one.paper.title}"))
    found.sort(key=lambda one: -one[0])
    for _, event, words in found[:_MOST_LIKE]:
        yield OtherEvent(event, visible(words)[:_MOST_REASON])


def _shared_words(mine: set[str], title: str) -> int:
    return len(mine & set(search_terms(title, "en")))
