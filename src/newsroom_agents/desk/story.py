"""A story's page: the draft beside its evidence.

Opening it is recorded: nobody may approve a text whose page they never opened at exactly that
digest.
"""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.openings import Opening
from newsroom_agents.archive.queue_list import Wanted
from newsroom_agents.archive.queue_rows import QueueRow
from newsroom_agents.desk.evidence_view import EvidencePanel, evidence_panel
from newsroom_agents.desk.front import Front, drawn, front_of
from newsroom_agents.desk.grounds import read_grounds
from newsroom_agents.desk.queue import BESIDE, lines_of, wordbook
from newsroom_agents.desk.queue_view import WAITING
from newsroom_agents.desk.ruling_view import ruling_of
from newsroom_agents.desk.story_view import (
    attention_words,
    changed_sources,
    draft_view,
    first_text,
    reading_words,
    risk_lines,
)
from newsroom_agents.desk.text_changes import told_reasons
from newsroom_agents.desk.visits import Fields, Signed
from newsroom_agents.desk.wording import Clockface
from newsroom_agents.errors import NotFoundError, PublicationError
from newsroom_agents.publish.presentation import picture_file
from newsroom_agents.story.queue import QueuedDraft
from newsroom_agents.text.language import display_name, is_valid_tag
from newsroom_agents.webapp.guarding import PRIVATE

_LONGEST = 100

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Lying:
    """A story as it lies in the queue: what lists show of it, and the draft."""

    row: QueueRow
    draft: QueuedDraft


def find_story(room: Room, slug: str) -> Lying:
    """Return a story of the queue; one that nobody knows is the same 404 as any other page."""
    try:
        return Lying(room.queue.row(slug), room.queue.draft(slug))
    except NotFoundError as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error


def clockface(front: Front) -> Clockface:
    """Return what tells times at this moment."""
    return Clockface(front.masthead.time_zone, front.clock())


def languages_read(front: Front, room: Room, editor: str) -> tuple[str, ...]:
    """Return the languages an editor reads: their own word, or what the house reads."""
    told = room.at_hand.reads(editor)
    return tuple(sorted(front.newsroom.desk.rules.reads)) if told is None else told


@router.api_route("/story/{slug}", methods=["GET", "HEAD"])
def story(request: Request, signed: Signed, slug: str) -> Response:
    """Show a draft with the evidence of one of its texts, and record that this editor opened it."""
    front, name = front_of(request), signed.editor.name
    face = clockface(front)
    with front.archive.reading() as room:
        lying = find_story(room, slug)
        where = request.query_params.get("s", "")[:_LONGEST] or first_text(lying.draft)
        panel = _panel(front, room, lying.draft, where, name)
        package = lying.draft.package
        newer = (
            room.snapshots.superseded(one.snapshot for one in package.sources) if package else {}
        )
        others = room.openings.present([slug], face.now).get(slug, ())
        beside = room.queue_list.page(Wanted(WAITING), size=BESIDE)
        lines = lines_of(front, room, beside, name)
        news = room.queue_list.news(None).number
        ruling = ruling_of(room, lying.row, lying.draft, signed.editor)
        opening = Opening(slug, name, lying.row.digest, lying.row.take, face.now)
        is_noted = room.openings.is_noted(opening)
    if request.method == "GET" and not is_noted and not _is_ahead(request):
        with front.archive.writing() as room:
            room.openings.note(opening)
    view = draft_view(lying.draft, where)
    order = [one.id for one in package.sentences()] if package else []
    line = wordbook(front).line(lying.row, name, ())
    return drawn(
        request,
        "story.html",
        line=line,
        row=lying.row,
        ruling=ruling,
        draft=lying.draft,
        view=view,
        attention=attention_words(view) if view else "",
        panel=panel,
        where=where,
        risk=risk_lines(lying.draft),
        reasons=told_reasons(lying.draft.reasons, order),
        changed=changed_sources(lying.draft, newer),
        readers=reading_words([each for each in others if each != name]),
        beside=lines,
        total=beside.total,
        news=news,
        tab="draft",
    )


@router.get("/story/{slug}/evidence")
def evidence(request: Request, signed: Signed, slug: str) -> Response:
    """Return the evidence of one text alone, for the page that is open already."""
    front, where = front_of(request), request.query_params.get("s", "")[:_LONGEST]
    with front.archive.reading() as room:
        lying = find_story(room, slug)
        panel = _panel(front, room, lying.draft, where, signed.editor.name)
    if panel is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return drawn(request, "_evidence.html", panel=panel, row=lying.row)


@router.get("/story/{slug}/picture/{sha256}")
def picture(request: Request, signed: Signed, slug: str, sha256: str) -> Response:
    """Answer with the illustration of the draft; no other picture is at this address."""
    del signed
    front = front_of(request)
    with front.archive.reading() as room:
        package = find_story(room, slug).draft.package
    if package is None or package.art is None or package.art.sha256 != sha256:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    try:
        file, content = picture_file(sha256, front.archive.blobs, "art")
    except PublicationError as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error
    return Response(content, media_type=file.media_type, headers=PRIVATE)


@router.api_route("/reading", methods=["GET", "HEAD"])
def reading(request: Request, signed: Signed) -> Response:
    """Show which languages this editor reads."""
    front = front_of(request)
    with front.archive.reading() as room:
        reads = languages_read(front, room, signed.editor.name)
        found = {*room.queue_list.kinds().languages, *reads, *front.newsroom.desk.rules.reads}
    listed = sorted((display_name(code), code) for code in found)
    return drawn(request, "reading.html", languages=listed, reads=reads)


@router.post("/reading")
def set_reading(request: Request, signed: Signed, fields: Fields) -> Response:
    """Keep which languages this editor reads."""
    front = front_of(request)
    codes = [code for code in fields.every("language") if is_valid_tag(code)][:_LONGEST]
    with front.archive.writing() as room:
        room.at_hand.set_reads(signed.editor.name, sorted(set(codes)))
    return RedirectResponse("/reading", HTTPStatus.SEE_OTHER)


def _panel(
    front: Front, room: Room, draft: QueuedDraft, where: str, editor: str
) -> EvidencePanel | None:
    reads = languages_read(front, room, editor)
    return evidence_panel(read_grounds(room, draft, where), reads, clockface(front))


def _is_ahead(request: Request) -> bool:
    """Whether the browser only fetches ahead, so that nobody has seen anything yet."""
    purpose = request.headers.get("sec-purpose", "") or request.headers.get("purpose", "")
    return "prefetch" in purpose
