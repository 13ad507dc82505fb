"""Errors of the API as problem documents (RFC 9457): what went wrong, where, what was expected."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from newsroom_agents.errors import (
    ArchiveError,
    GatewayError,
    HouseError,
    MoveError,
    NewsroomError,
    NotApprovedError,
    NotFoundError,
    StaleEditError,
    StandardsError,
    StorageError,
    UnansweredError,
)
from newsroom_agents.webapp.guarding import PRIVATE

MEDIA_TYPE = "application/problem+json"

_MOST_FAULTS = 20
_MOST_PLACE = 200
_LATER = "This cannot be done at the moment. Nothing is lost: ask again in a minute."
_NO_WAY = "There is nothing at this address."
_log = logging.getLogger(__name__)

_STATUS: Sequence[tuple[type[NewsroomError], HTTPStatus]] = (
    (StorageError, HTTPStatus.SERVICE_UNAVAILABLE),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (MoveError, HTTPStatus.CONFLICT),
    (NotApprovedError, HTTPStatus.CONFLICT),
    (StaleEditError, HTTPStatus.CONFLICT),
    (StandardsError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (ArchiveError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (HouseError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (GatewayError, HTTPStatus.SERVICE_UNAVAILABLE),
)


class Fault(BaseModel):
    """One thing of the request that cannot be read: where it stands, and what was expected."""

    where: str
    expected: str


class Problem(BaseModel):
    """Why a request was not carried out.

    `code` is stable and for programs, `detail` for people. `missing` is what an approval leaves
    open, in words; `faults` is what could not be read.
    """

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    missing: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong, before it is written down as a problem."""

    status: HTTPStatus
    code: str
    detail: str
    missing: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    def answer(self, headers: Mapping[str, str] | None = None) -> Response:
        """Return the refusal as it is sent."""
        problem = Problem(
            title=self.status.phrase,
            status=self.status,
            detail=self.detail,
            code=self.code,
            missing=self.missing,
            faults=self.faults,
        )
        told = {**PRIVATE, **(headers or {})}
        return Response(problem.model_dump_json(), self.status, told, MEDIA_TYPE)


def tell_problems(app: FastAPI) -> None:
    """Let an application answer every error with a problem document."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(NewsroomError, _unable)
    app.add_exception_handler(Exception, _failed)


def _refused(request: Request, error: Exception) -> Response:
    """Tell of an error that is the asker's."""
    del request
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    is_bare = error.detail == status.phrase
    words = _NO_WAY if is_bare and status is HTTPStatus.NOT_FOUND else error.detail
    code = status.phrase.lower().replace(" ", "_")
    return Refusal(status, f"http.{code}", words).answer(error.headers)


def _unreadable(request: Request, error: Exception) -> Response:
    """Tell what of a request cannot be read; nothing that was sent is repeated."""
    del request
    if not isinstance(error, RequestValidationError):
        raise error
    found = error.errors()
    faults = tuple(Fault(where=_place(one["loc"]), expected=one["msg"]) for one in found)
    first = faults[0]
    return Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "request",
        f"{first.where}: {first.expected}",
        faults=faults[:_MOST_FAULTS],
    ).answer()


def _unable(request: Request, error: Exception) -> Response:
    """Tell of an error of the house: the rules refuse it, or it cannot be done at the moment."""
    if not isinstance(error, NewsroomError):
        raise error
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), None)
    if status in {None, HTTPStatus.SERVICE_UNAVAILABLE}:
        _log.error("%s %r: %s", request.method, request.url.path, error)
        return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, error.code, _LATER).answer()
    missing = error.missing if isinstance(error, UnansweredError) else ()
    return Refusal(status or HTTPStatus.CONFLICT, error.code, str(error), missing).answer()


def _failed(request: Request, error: Exception) -> Response:
    """Tell of an error that nobody expected; the server logs its trace."""
    del request, error
    words = "Something went wrong on our side, and it is on record."
    return Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "failed", words).answer()


def _place(steps: Sequence[int | str]) -> str:
    """Return where something stands: `body.covers`."""
    return ".".join(str(step) for step in steps)[:_MOST_PLACE]
