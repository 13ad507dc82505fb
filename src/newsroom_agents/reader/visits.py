"""Who is asking: the session behind a cookie.

A session is a row of the archive, found by the hash of its id; the cookie carries nothing but that
id.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response

from newsroom_agents.archive.archive import Room
from newsroom_agents.reader.front import Front
from newsroom_agents.story.reader import Reader
from newsroom_agents.webapp.forms import FormLimits, read_form

_SESSION, _VISIT = "reader", "visit"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A reader at a browser with a session."""

    session: str
    reader: Reader


async def form_fields(request: Request) -> Mapping[str, str]:
    """Return the fields of a small form; anything else is refused before it is read whole."""
    return await read_form(request, FormLimits())


Fields = Annotated[Mapping[str, str], Depends(form_fields)]


def session_id(request: Request, front: Front) -> str:
    """Return the session id that the browser sent; empty when there is none."""
    return front.cookies.get(request, _SESSION)


def signed_in(request: Request, front: Front) -> SignedIn | None:
    """Return who is signed in at this browser, if anybody is."""
    if not session_id(request, front):
        return None
    with front.archive.reading() as room:
        return signed_in_here(request, front, room)


def signed_in_here(request: Request, front: Front, room: Room) -> SignedIn | None:
    """Return who is signed in, looked up in a room that is open already."""
    session = session_id(request, front)
    address = room.signing_in.signed_in(session, front.clock()) if session else ""
    reader = room.readers.find(address) if address else None
    return SignedIn(session, reader) if reader else None


def let_in(response: Response, front: Front, session: str) -> None:
    """Give the browser its new session id."""
    front.cookies.set(response, _SESSION, session, int(front.session_life.total_seconds()))


def let_out(response: Response, front: Front) -> None:
    """Take the session id away from the browser."""
    front.cookies.drop(response, _SESSION)


def visit_of(request: Request, front: Front) -> str:
    """Return what ties forms to this browser before anybody signs in; new when it has none."""
    return front.cookies.get(request, _VISIT) or secrets.token_urlsafe(32)


def keep_visit(response: Response, front: Front, visit: str) -> None:
    """Let the browser bring the visit back with its form."""
    front.cookies.set(response, _VISIT, visit)
