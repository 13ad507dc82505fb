"""The first time: a one-time link, behind which an editor sets a password of their own.

Looking at the link does not use it up, so that a mail scanner that follows links takes nothing
away; setting the password does, and signs the editor in.
"""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from newsroom_agents.desk.front import drawn, front_of
from newsroom_agents.desk.passwords import LEAST, fault_of
from newsroom_agents.desk.sign_in import start_session
from newsroom_agents.desk.visits import VisitFields, keep_visit, let_in, visit_of
from newsroom_agents.story.decision import Editor
from newsroom_agents.webapp.forms import Fields
from newsroom_agents.webapp.guarding import PRIVATE
from newsroom_agents.webapp.origin import form_token

_USED = "This link does not work any more. Ask whoever manages the accounts for a new one."

router = APIRouter()


@router.api_route("/first-time/{token}", methods=["GET", "HEAD"])
def first_time(request: Request, token: str) -> Response:
    """Show the form that sets the password."""
    return _form(request, token, _holder(request, token))


@router.post("/first-time/{token}")
async def set_password(request: Request, token: str, fields: VisitFields) -> Response:
    """Set the password, use the link up, and sign the editor in."""
    editor = await run_in_threadpool(_holder, request, token)
    wrong = new_password_fault(fields, editor.name)
    if wrong:
        return _form(request, token, editor, wrong)
    digest = await front_of(request).passwords.hashed(fields["password"])
    session = await run_in_threadpool(_enter, request, token, digest)
    answer = RedirectResponse("/", HTTPStatus.SEE_OTHER, headers=PRIVATE)
    let_in(answer, front_of(request), session)
    return answer


def new_password_fault(fields: Fields, name: str) -> str:
    """Say why the two entries of a form are no new password; empty when they are."""
    if fields.get("password", "") != fields.get("again", ""):
        return "The two entries differ. Please type the same password twice."
    return fault_of(fields.get("password", ""), name)


def _holder(request: Request, token: str) -> Editor:
    """Return whose link it is; a link that works no more is gone."""
    front = front_of(request)
    with front.archive.reading() as room:
        editor = room.accounts.link(token, front.clock())
    if editor is None:
        raise HTTPException(HTTPStatus.GONE, _USED)
    return editor


def _enter(request: Request, token: str, digest: str) -> str:
    front = front_of(request)
    now = front.clock()
    with front.archive.writing() as room:
        editor = room.accounts.use_link(token, digest, now)
        if editor is None:
            raise HTTPException(HTTPStatus.GONE, _USED)
        room.journal.append("", "password set", {"editor": editor.name, "by": "link"}, now)
        return start_session(request, room, editor, now)


def _form(request: Request, token: str, editor: Editor, wrong: str = "") -> Response:
    visit = visit_of(request)
    status = HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK
    values = {"link": token, "who": editor, "wrong": wrong, "least": LEAST}
    page = drawn(request, "first_time.html", status, **values, token=form_token(visit))
    keep_visit(page, front_of(request), visit)
    return page
