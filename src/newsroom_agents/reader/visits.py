"""Who is asking: the session behind a cookie, and whether a form was really sent from our pages.

A session is a row of the archive, found by the hash of its id; the cookie carries nothing but that
id. A form is taken when the browser says that it comes from this site and it carries a token that
only our own page could hold.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import Depends, HTTPException, Request, Response

from newsroom_agents.archive.archive import Room
from newsroom_agents.reader.front import Front
from newsroom_agents.story.reader import Reader

_MOST_BYTES = 8_192
_MOST_FIELDS = 20
_FORM = "application/x-www-form-urlencoded"
_IPV6_PREFIX = 64


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A reader at a browser with a session."""

    session: str
    reader: Reader


async def form_fields(request: Request) -> Mapping[str, str]:
    """Return the fields of a small form; anything else is refused before it is read whole."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "The form could not be read.")
    body = await body_up_to(request, _MOST_BYTES)
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "The form could not be read.") from error
    return dict(pairs)


Fields = Annotated[Mapping[str, str], Depends(form_fields)]


async def body_up_to(request: Request, most: int) -> bytes:
    """Return the body of a request; one of more than `most` bytes is refused on the way."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That was too much at once.")
    return bytes(body)


def session_id(request: Request, front: Front) -> str:
    """Return the session id that the browser sent; empty when there is none."""
    return request.cookies.get(_name(front, "reader"), "")


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
    life = int(front.session_life.total_seconds())
    _set_cookie(response, front, "reader", session, life)


def let_out(response: Response, front: Front) -> None:
    """Take the session id away from the browser."""
    _set_cookie(response, front, "reader", "", 0)


def visit_of(request: Request, front: Front) -> str:
    """Return what ties forms to this browser before anybody signs in; new when it has none."""
    known = request.cookies.get(_name(front, "visit"), "")
    return known or secrets.token_urlsafe(32)


def keep_visit(response: Response, front: Front, visit: str) -> None:
    """Let the browser bring the visit back with its form."""
    _set_cookie(response, front, "visit", visit, None)


def form_token(key: str) -> str:
    """Return the token of the forms of a session or visit; it tells nobody the key."""
    return hashlib.sha256(f"form:{key}".encode("utf-8", "surrogatepass")).hexdigest()


def refuse_foreign(request: Request, fields: Mapping[str, str], key: str) -> None:
    """Refuse a form that was not sent from a page of ours in this browser.

    Args:
        request: The request with the form.
        fields: The form's fields; `token` must be that of `key`.
        key: The session id or the visit that the page was made for.
    """
    given = fields.get("token", "").encode("utf-8", "surrogatepass")
    is_ours = bool(key) and hmac.compare_digest(given, form_token(key).encode())
    if not (is_ours and _is_same_origin(request)):
        raise HTTPException(HTTPStatus.FORBIDDEN, "Open the page again and send the form from it.")


def client_of(request: Request) -> str:
    """Return where a request comes from, as attempts are counted: an address or its network.

    Whatever a proxy says that is no address counts as one place.
    """
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return "an unknown place"
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address), _IPV6_PREFIX), strict=False))
    return str(address)


def _is_same_origin(request: Request) -> bool:
    """Whether the browser says that one of our pages sent this; no word at all is a no."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    try:
        origin = urlsplit(request.headers.get("origin", ""))
    except ValueError:
        return False
    return bool(origin.netloc) and origin.netloc == request.headers.get("host", "")


def _name(front: Front, name: str) -> str:
    return f"__Host-{name}" if front.is_secure else name


def _set_cookie(response: Response, front: Front, name: str, value: str, life: int | None) -> None:
    response.set_cookie(
        _name(front, name),
        value,
        max_age=life,
        path="/",
        secure=front.is_secure,
        httponly=True,
        samesite="lax",
    )
