"""The reader's account: the level, its end, and the ways out."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from newsroom_agents.reader.front import drawn, front_of
from newsroom_agents.reader.sign_in import standing_words
from newsroom_agents.reader.visits import (
    Fields,
    let_out,
    session_id,
    signed_in,
    signed_in_here,
)
from newsroom_agents.webapp.guarding import PRIVATE
from newsroom_agents.webapp.origin import form_token, refuse_foreign

router = APIRouter()


@router.api_route("/account", methods=["GET", "HEAD"])
def account(request: Request) -> Response:
    """Show who is signed in and what that opens; others are led to sign in."""
    front = front_of(request)
    here = signed_in(request, front)
    if here is None:
        return RedirectResponse("/sign-in?next=/account", HTTPStatus.SEE_OTHER, headers=PRIVATE)
    grant = here.reader.standing(front.clock())
    return drawn(
        front,
        "account.html",
        address=here.reader.address,
        standing=standing_words(grant, front.masthead.time_zone),
        level=grant.level.value,
        token=form_token(here.session),
    )


@router.post("/sign-out")
def sign_out(request: Request, fields: Fields) -> Response:
    """End this session, or all sessions of the reader where that was asked for."""
    front = front_of(request)
    session = session_id(request, front)
    refuse_foreign(request, fields, session)
    with front.archive.writing() as room:
        here = signed_in_here(request, front, room)
        if here is not None and fields.get("everywhere"):
            room.signing_in.end_all(here.reader.address)
        room.signing_in.end(session)
    answer = RedirectResponse("/", HTTPStatus.SEE_OTHER, headers=PRIVATE)
    let_out(answer, front)
    return answer
