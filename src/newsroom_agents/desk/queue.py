"""The queue's page: what waits for an editor, by risk and by what runs out first.

The list offers no approval: a text is approved on its own page, where it is read.
"""

from http import HTTPStatus
from urllib.parse import parse_qsl

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.at_hand import SavedView
from newsroom_agents.archive.queue_list import PAGE, ListPage
from newsroom_agents.desk.front import Front, drawn, front_of
from newsroom_agents.desk.queue_view import Asked, QueueLine, Wordbook, pages_words, tabs
from newsroom_agents.desk.visits import Fields, Signed
from newsroom_agents.desk.wording import Clockface
from newsroom_agents.errors import ArchiveError
from newsroom_agents.publish.wording import moment

BESIDE = 30
"""So many stories stand beside an open one."""

router = APIRouter()


@router.api_route("/queue", methods=["GET", "HEAD"])
def queue(request: Request, signed: Signed) -> Response:
    """Show one page of the stories that were asked for."""
    front, asked = front_of(request), Asked.read(request.query_params)
    name, now = signed.editor.name, front.clock()
    with front.archive.reading() as room:
        page = room.queue_list.page(asked.wanted(name), asked.start)
        lines = lines_of(front, room, page, name)
        kinds, views = room.queue_list.kinds(), room.at_hand.views(name)
        news = room.queue_list.news(None).number
        editors = tuple(one.name for one in room.editors.all() if one.may_rule)
    return drawn(
        request,
        "queue.html",
        asked=asked,
        lines=lines,
        total=page.total,
        counted=pages_words(asked, page),
        tabs=tabs(asked, kinds),
        options=wordbook(front).options(kinds, editors),
        views=views,
        news=news,
        as_of=moment(now, front.masthead.time_zone),
        earlier=asked.at(asked.page - 1) if asked.page > 1 else "",
        later=asked.at(asked.page + 1) if asked.start + PAGE < page.total else "",
    )


@router.post("/queue/views")
def save_view(request: Request, signed: Signed, fields: Fields) -> Response:
    """Keep a view of the queue under a name, or forget it."""
    front, name = front_of(request), signed.editor.name
    asked = Asked.read(dict(parse_qsl(fields.get("query", ""))))
    try:
        with front.archive.writing() as room:
            if fields.get("drop"):
                room.at_hand.drop_view(name, fields["drop"])
            else:
                room.at_hand.save_view(name, SavedView(fields.get("name", ""), asked.query))
    except ArchiveError as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"{error}.".capitalize()) from error
    return RedirectResponse(asked.at(1), HTTPStatus.SEE_OTHER)


def wordbook(front: Front) -> Wordbook:
    """Return what names the things of a list at this moment."""
    desk = front.newsroom.desk
    face = Clockface(front.masthead.time_zone, front.clock())
    return Wordbook(desk.rules.beats, desk.cards, face)


def lines_of(front: Front, room: Room, page: ListPage, editor: str) -> tuple[QueueLine, ...]:
    """Return the stories of a page in words, with who reads each of them."""
    book = wordbook(front)
    present = room.openings.present([row.slug for row in page.rows], book.face.now)
    return tuple(book.line(row, editor, present.get(row.slug, ())) for row in page.rows)
