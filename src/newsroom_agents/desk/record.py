"""The record behind a draft: lead, disagreements, questions, timeline, dossier, credits."""

from fastapi import APIRouter, Request, Response

from newsroom_agents.archive.archive import Room
from newsroom_agents.desk.front import drawn, front_of
from newsroom_agents.desk.queue import wordbook
from newsroom_agents.desk.record_view import Gathered, record_view
from newsroom_agents.desk.story import find_story
from newsroom_agents.desk.visits import Signed
from newsroom_agents.story.analysis import Analysis
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.lead import Lead
from newsroom_agents.story.paper import Stage

router = APIRouter()


@router.api_route("/story/{slug}/record", methods=["GET", "HEAD"])
def record(request: Request, signed: Signed, slug: str) -> Response:
    """Show what lies behind a draft, as far as the story came."""
    front = front_of(request)
    book = wordbook(front)
    with front.archive.reading() as room:
        lying = find_story(room, slug)
        gathered = _gathered(room, slug)
    view = record_view(gathered, lying.draft.credits, book.staff, book.face)
    line = book.line(lying.row, signed.editor.name, ())
    return drawn(request, "record.html", row=lying.row, line=line, view=view, tab="record")


def _gathered(room: Room, slug: str) -> Gathered:
    lead = room.papers.latest(slug, Stage.LEAD, Lead)
    dossier = room.papers.latest(slug, Stage.RESEARCH, Dossier)
    analysis = room.papers.latest(slug, Stage.ANALYSIS, Analysis)
    read = [one.snapshot for one in dossier.paper.sources] if dossier else []
    return Gathered(
        lead=lead.paper if lead else None,
        dossier=dossier.paper if dossier else None,
        analysis=analysis.paper if analysis else None,
        newer=room.snapshots.superseded(read),
    )
