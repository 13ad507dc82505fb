"""The readers' application, put together: pages, sign-in, account, payments, and what guards them.

Every answer carries the same strict headers, every error a page of the house, and every form is
small. Whoever serves it decides the port; behind a proxy the proxy speaks TLS.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newsroom_agents.errors import NewsroomError
from newsroom_agents.reader import account, forms, sign_in, site, webhook
from newsroom_agents.reader.front import Front, drawn, front_of

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_TITLES = {
    HTTPStatus.BAD_REQUEST: "That could not be read",
    HTTPStatus.FORBIDDEN: "This was not sent from our page",
    HTTPStatus.NOT_FOUND: "There is nothing at this address",
    HTTPStatus.METHOD_NOT_ALLOWED: "There is nothing to send here",
    HTTPStatus.GONE: "This is gone",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "That was too much at once",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many tries",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not at the moment",
}
_WORDS = {
    HTTPStatus.NOT_FOUND: "The link may be mistyped. The front page has everything that is live."
}
_FAILED = "Something went wrong on our side"
_log = logging.getLogger(__name__)


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
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(NewsroomError, _unable)
    app.add_exception_handler(Exception, _failed)
    app.add_middleware(_Guarded, is_secure=front.is_secure)
    return app


class _Guarded:
    """Puts the strict headers on every answer, those of errors too."""

    def __init__(self, app: ASGIApp, *, is_secure: bool) -> None:
        self._app = app
        self._headers = dict(HEADERS)
        if is_secure:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with our headers."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, guarded)


def _refused(request: Request, error: Exception) -> Response:
    """Draw an error that is the asker's."""
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    words = _WORDS.get(status, "") if error.detail == status.phrase else error.detail
    page = _error_page(request, status, words)
    page.headers.update(error.headers or {})
    return page


def _unable(request: Request, error: Exception) -> Response:
    """Draw an error of the house that may pass: a database that is busy or away."""
    _log.error("%s %r: %s", request.method, request.url.path, error)
    words = "We cannot do this at the moment. Nothing is lost: please try again in a minute."
    return _error_page(request, HTTPStatus.SERVICE_UNAVAILABLE, words)


def _failed(request: Request, error: Exception) -> Response:
    """Draw an error that nobody expected; the server logs its trace."""
    del error
    words = "It is not your fault, and it is on record. Please try again in a minute."
    return _error_page(request, HTTPStatus.INTERNAL_SERVER_ERROR, words)


def _error_page(request: Request, status: HTTPStatus, words: str) -> Response:
    action = ("/", "To the front page")
    title = _TITLES.get(status, _FAILED)
    front = front_of(request)
    return drawn(front, "error.html", status, title=title, words=words, action=action)
