"""Who is asking: the session behind a cookie, what that person may do, and the forms they send.

Every route says what it needs as a type of its arguments: `Signed`, `Ruling` or `Administering`
for the person, `Fields` for a form that one of our pages in this browser sent. A route that
changes anything takes `Fields`.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import BackgroundTasks, Depends, HTTPException, Request, Response

from newsroom_agents.archive.api_tokens import Holder, Scope
from newsroom_agents.archive.archive import Room
from newsroom_agents.desk.front import Front, front_of
from newsroom_agents.errors import StorageError
from newsroom_agents.story.decision import Editor, EditorRole
from newsroom_agents.webapp.forms import Fields as Form
from newsroom_agents.webapp.forms import FormLimits, is_form, read_form
from newsroom_agents.webapp.origin import is_same_origin, refuse_foreign

_SESSION, _VISIT = "desk", "desk-visit"
_LOOKS = frozenset({"GET", "HEAD"})
_FORM = FormLimits(most_bytes=524_288, most_fields=5_000)
_NOTED_EVERY = timedelta(minutes=5)
_NOT_OURS = "Open the page again and send the form from it."
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An editor at a browser with a session."""

    session: str
    editor: Editor


def who_is_signed_in(request: Request, later: BackgroundTasks) -> SignedIn | None:
    """Return who is signed in at this browser, if anybody is; their session goes on living."""
    front = front_of(request)
    session = session_id(request)
    if not session:
        return None
    now = front.clock()
    with front.archive.reading() as room:
        idle = timedelta(hours=front.settings.idle_hours)
        present = room.desk_sessions.present(session, idle, now)
    if present is None:
        return None
    if now - present.seen >= _NOTED_EVERY:
        later.add_task(write_behind, front, lambda room: room.desk_sessions.note_use(session, now))
    request.state.signed = SignedIn(session, present.editor)
    return SignedIn(session, present.editor)


def write_behind(front: Front, write: Callable[[Room], None]) -> None:
    """Write what an answer did not wait for; a busy database may miss it."""
    try:
        with front.archive.writing() as room:
            write(room)
    except StorageError as error:
        _log.warning("something was not noted behind an answer: %s", error)


Perhaps = Annotated[SignedIn | None, Depends(who_is_signed_in)]
"""Whoever is signed in, on pages that are for everybody."""


def signed_in(request: Request, found: Perhaps) -> SignedIn:
    """Return who is signed in; others are led to sign in, and what they sent is refused.

    Whatever changes something and comes from another site is refused first, whoever asks.
    """
    changes = request.method not in _LOOKS
    if changes and not is_same_origin(request):
        raise HTTPException(HTTPStatus.FORBIDDEN, _NOT_OURS)
    if found is not None:
        return found
    if changes:
        msg = "You are not signed in, or your session has ended. Sign in, and send it again."
        raise HTTPException(HTTPStatus.FORBIDDEN, msg)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    way = f"/sign-in?back={quote(here, safe='/')}"
    raise HTTPException(HTTPStatus.SEE_OTHER, headers={"Location": way})


Signed = Annotated[SignedIn, Depends(signed_in)]
"""Whoever is signed in; a page with it is for every role."""


def ruling(request: Request, signed: Signed) -> SignedIn:
    """Return who is signed in, when that person may rule on stories."""
    if not signed.editor.may_rule:
        _refuse_role(request, signed, "rule on stories")
    return signed


def administering(request: Request, signed: Signed) -> SignedIn:
    """Return who is signed in, when that person manages the accounts."""
    if signed.editor.role is not EditorRole.ADMIN:
        _refuse_role(request, signed, "manage accounts")
    return signed


Ruling = Annotated[SignedIn, Depends(ruling)]
"""Whoever is signed in and may rule; others are refused, which stands in the journal."""
Administering = Annotated[SignedIn, Depends(administering)]
"""Whoever is signed in and manages accounts; others are refused, which stands in the journal."""


def opens(editor: Editor, scope: Scope) -> bool:
    """Whether a token with this scope opens anything in an editor's name."""
    if scope is Scope.READ:
        return editor.enabled
    return editor.role is EditorRole.ADMIN if scope is Scope.ADMIN else editor.may_rule


def calling(scope: Scope) -> Callable[[Request, BackgroundTasks], Holder]:
    """Return what finds the holder of a request's `Authorization: Bearer` token.

    A token without the scope, or whose editor may no longer do such things, is refused.
    """

    def holder(request: Request, later: BackgroundTasks) -> Holder:
        front, now = front_of(request), front_of(request).clock()
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        found, token = None, given.strip()
        if kind.lower() == "bearer" and token:
            with front.archive.reading() as room:
                found = room.api_tokens.holder(token, now)
        if found is None:
            asked = {"WWW-Authenticate": "Bearer"}
            raise HTTPException(HTTPStatus.UNAUTHORIZED, "No token, or none that works.", asked)
        if scope not in found.token.scopes or not opens(found.editor, scope):
            asked = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}
            msg = f"This token does not open {scope.value!r}."
            raise HTTPException(HTTPStatus.FORBIDDEN, msg, asked)
        if found.token.used is None or now - found.token.used >= _NOTED_EVERY:
            later.add_task(write_behind, front, lambda room: room.api_tokens.note_use(token, now))
        return found

    return holder


async def checked_fields(request: Request, signed: Signed) -> Form:
    """Return the fields of a form that our own page sent from this session."""
    refuse_strange_form(request)
    fields = await read_form(request, _FORM)
    refuse_foreign(request, fields, signed.session)
    return fields


Fields = Annotated[Form, Depends(checked_fields)]
"""The fields of a form that our own page sent from this session."""


async def visit_fields(request: Request) -> Form:
    """Return the fields of a form that our own page sent before anybody signed in."""
    refuse_strange_form(request)
    fields = await read_form(request, FormLimits())
    refuse_foreign(request, fields, front_of(request).cookies.get(request, _VISIT))
    return fields


VisitFields = Annotated[Form, Depends(visit_fields)]
"""The fields of a form that our own page sent before anybody signed in."""


def refuse_nulls(request: Request) -> None:
    """Refuse an address with a null in it: nothing has such a name, and Postgres looks for none."""
    if "\x00" in request.url.path or "%00" in request.url.query:
        raise HTTPException(HTTPStatus.NOT_FOUND)


def refuse_strange_form(request: Request) -> None:
    """Refuse what no page of ours sends: from another site, or of another kind."""
    if not (is_form(request) and is_same_origin(request)):
        raise HTTPException(HTTPStatus.FORBIDDEN, _NOT_OURS)


def session_id(request: Request) -> str:
    """Return the session id that the browser sent; empty when there is none."""
    return front_of(request).cookies.get(request, _SESSION)


def let_in(response: Response, front: Front, session: str) -> None:
    """Give the browser its new session id."""
    life = timedelta(days=front.settings.session_days)
    front.cookies.set(response, _SESSION, session, int(life.total_seconds()))
    front.cookies.drop(response, _VISIT)


def let_out(response: Response, front: Front) -> None:
    """Take the session id away from the browser."""
    front.cookies.drop(response, _SESSION)


def visit_of(request: Request) -> str:
    """Return what ties forms to this browser before anybody signs in; new when it has none."""
    return front_of(request).cookies.get(request, _VISIT) or secrets.token_urlsafe(32)


def keep_visit(response: Response, front: Front, visit: str) -> None:
    """Let the browser bring the visit back with its form."""
    front.cookies.set(response, _VISIT, visit)


def _refuse_role(request: Request, signed: SignedIn, wish: str) -> None:
    """Refuse what this role may not do, and keep it on record."""
    front, editor = front_of(request), signed.editor
    facts = {
        "editor": editor.name,
        "role": editor.role.value,
        "asked": f"{request.method} {request.url.path}"[:200],
    }
    with front.archive.writing() as room:
        room.journal.append("", "desk refusal", facts, front.clock())
    msg = f"You are signed in as {editor.name}, {editor.role.value}: that role does not {wish}."
    raise HTTPException(HTTPStatus.FORBIDDEN, msg)
