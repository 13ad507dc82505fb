"""Errors as pages of the house: the asker's, those that may pass, and those nobody expected."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from newsroom_agents.errors import NewsroomError

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
_FAILED = "Something went wrong on our side"
_log = logging.getLogger(__name__)


class ErrorPage(Protocol):
    """Draws the page of an error."""

    def __call__(self, request: Request, status: HTTPStatus, title: str, words: str) -> Response:
        """Return the page; `words` may be empty."""


@dataclass(frozen=True, slots=True)
class Faults:
    """How an application tells what went wrong.

    `words` are said of an error that brings none of its own.
    """

    page: ErrorPage
    words: Mapping[HTTPStatus, str]
    titles: Mapping[HTTPStatus, str] = field(default_factory=dict)

    def tell(self, app: FastAPI) -> None:
        """Let the application answer every error with a page."""
        app.add_exception_handler(HTTPException, self._refused)
        app.add_exception_handler(NewsroomError, self._unable)
        app.add_exception_handler(Exception, self._failed)

    def _refused(self, request: Request, error: Exception) -> Response:
        """Draw an error that is the asker's; a way elsewhere is no page."""
        if not isinstance(error, HTTPException):
            raise error
        status = HTTPStatus(error.status_code)
        if "Location" in (error.headers or {}):
            return Response(status_code=status, headers=error.headers)
        words = self.words.get(status, "") if error.detail == status.phrase else error.detail
        page = self._drawn(request, status, words)
        page.headers.update(error.headers or {})
        return page

    def _unable(self, request: Request, error: Exception) -> Response:
        """Draw an error of the house that may pass: a database that is busy or away."""
        _log.error("%s %r: %s", request.method, request.url.path, error)
        words = "We cannot do this at the moment. Nothing is lost: please try again in a minute."
        return self._drawn(request, HTTPStatus.SERVICE_UNAVAILABLE, words)

    def _failed(self, request: Request, error: Exception) -> Response:
        """Draw an error that nobody expected; the server logs its trace."""
        del error
        words = "It is not your fault, and it is on record. Please try again in a minute."
        return self._drawn(request, HTTPStatus.INTERNAL_SERVER_ERROR, words)

    def _drawn(self, request: Request, status: HTTPStatus, words: str) -> Response:
        title = self.titles.get(status) or _TITLES.get(status, _FAILED)
        return self.page(request, status, title, words)
