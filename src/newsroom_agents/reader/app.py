"""The readers' application, put together: pages, sign-in, account, payments, and what guards them.

Every answer carries the same strict headers, every error a page of the house, and every form is
small. Whoever serves it decides the port; behind a proxy the proxy speaks TLS.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import FastAPI, Request, Response

from newsroom_agents.reader import account, forms, sign_in, site, webhook
from newsroom_agents.reader.front import Front, drawn, front_of
from newsroom_agents.webapp.faults import Faults
from newsroom_agents.webapp.guarding import Guarded

_WORDS = {
    HTTPStatus.NOT_FOUND: "The link may be mistyped. The front page has everything that is live."
}


def create_app(front: Front) -> FastAPI:
    """Return the application over an open house; its letters are sent before it ends."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        front.post.shutdown(wait=True)

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.front = front
    for part in (forms, sign_in, account, webhook, site):
        app.include_router(part.router)
    Faults(_error_page, _WORDS).tell(app)
    app.add_middleware(Guarded, is_secure=front.is_secure)
    return app


def _error_page(request: Request, status: HTTPStatus, title: str, words: str) -> Response:
    action = ("/", "To the front page")
    front = front_of(request)
    return drawn(front, "error.html", status, title=title, words=words, action=action)
