"""What the pages beside the queue have in common: which part of a list, and what came of a wish."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request

from newsroom_agents.desk.front import Front
from newsroom_agents.desk.wording import Clockface
from newsroom_agents.errors import (
    ArchiveError,
    GatewayError,
    MoveError,
    StandardsError,
    StorageError,
)

PORTION = 40
"""So many rows stand on one page."""
_LONGEST_NUMBER = 6


@dataclass(frozen=True, slots=True)
class Portion:
    """One page of a list: where it starts, and the addresses of the pages around it."""

    start: int
    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not done."""

    status: HTTPStatus
    words: str


def portion_of(request: Request, total: int, kept: str = "") -> Portion:
    """Return the page of a list that was asked for; `kept` is what else its address says."""
    told = request.query_params.get("page", "")
    number = int(told) if told.isascii() and told.isdigit() and len(told) < _LONGEST_NUMBER else 1
    last = max(1, -(-total // PORTION))
    page = min(max(1, number), last)
    address = f"{request.url.path}?{kept}{'&' if kept else ''}page="
    return Portion(
        start=(page - 1) * PORTION,
        earlier=f"{address}{page - 1}" if page > 1 else "",
        later=f"{address}{page + 1}" if page < last else "",
    )


def tried(work: Callable[[], object]) -> Refusal | None:
    """Do what somebody asked for; return why it was refused, if it was."""
    try:
        work()
    except MoveError as error:
        return Refusal(HTTPStatus.CONFLICT, str(error))
    except StorageError:
        raise
    except (ArchiveError, StandardsError, GatewayError) as error:
        return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
    return None


def face_of(front: Front) -> Clockface:
    """Return what tells times at this moment."""
    return Clockface(front.masthead.time_zone, front.clock())
