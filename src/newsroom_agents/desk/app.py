"""The desk's application, put together: its parts, and what guards them.

Every answer carries the same strict headers, every error is a page of the desk, and nothing that
another site sends is taken, whatever part it is for.
"""

from http import HTTPStatus

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from newsroom_agents.desk import (
    account,
    edits,
    first_time,
    history,
    live,
    notices,
    people,
    preview,
    queue,
    record,
    rulings,
    sign_in,
    snapshots,
    static,
    story,
    takes,
)
from newsroom_agents.desk.api.app import PATH, create_api
from newsroom_agents.desk.beside import honesty, leads, published, sources, spend, staff
from newsroom_agents.desk.front import Front, drawn, signed_of
from newsroom_agents.desk.visits import refuse_nulls
from newsroom_agents.webapp.faults import Faults
from newsroom_agents.webapp.guarding import Guarded

PARTS = (
    *(static, sign_in, first_time, account, notices, people),
    *(queue, story, snapshots, record, takes, history, preview, live),
    *(rulings, edits),
    *(leads, published, sources, staff, spend, honesty),
)
"""The modules whose routes the desk answers."""

_TITLES = {HTTPStatus.FORBIDDEN: "That was not done"}
_WORDS = {HTTPStatus.NOT_FOUND: "The link may be mistyped, or the story has moved on."}


def create_app(front: Front) -> FastAPI:
    """Return the application over an open newsroom."""
    wary = [Depends(refuse_nulls)]
    app = FastAPI(dependencies=wary, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.front = front
    for part in PARTS:
        app.include_router(part.router)
    app.mount(PATH, create_api(front))
    app.add_api_route("/", _first_page, methods=["GET", "HEAD"])
    Faults(_error_page, _WORDS, _TITLES).tell(app)
    app.add_middleware(Guarded, is_secure=front.is_secure)
    return app


def _first_page() -> Response:
    """Lead to the queue."""
    return RedirectResponse("/queue", HTTPStatus.SEE_OTHER)


def _error_page(request: Request, status: HTTPStatus, title: str, words: str) -> Response:
    way = ("/queue", "To the queue") if signed_of(request) else ("/sign-in", "Sign in")
    return drawn(request, "error.html", status, title=title, words=words, action=way)
