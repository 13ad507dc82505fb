"""An editor's own account: the password, the signed-in browsers, the tokens for programs."""

from datetime import timedelta
from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from newsroom_agents.archive.api_tokens import Scope
from newsroom_agents.archive.desk_sessions import own_handle
from newsroom_agents.desk.first_time import new_password_fault
from newsroom_agents.desk.front import drawn, front_of
from newsroom_agents.desk.passwords import LEAST
from newsroom_agents.desk.sign_in import (
    counted_hash,
    forget_attempts,
    start_session,
)
from newsroom_agents.desk.visits import Fields, Signed, SignedIn, let_in, opens
from newsroom_agents.webapp.guarding import PRIVATE

_MOST_LABEL = 80
_MOST_TOKENS = 20
_WORDS = {
    Scope.READ: "read the queue and the stories",
    Scope.RULE: "rule on stories",
    Scope.EDIT: "change stories",
    Scope.ADMIN: "manage accounts",
}

router = APIRouter(prefix="/account")


@router.api_route("", methods=["GET", "HEAD"])
def account(request: Request, signed: Signed) -> Response:
    """Show the account."""
    return _page(request, signed)


@router.post("/password")
async def change_password(request: Request, signed: Signed, fields: Fields) -> Response:
    """Set another password and end every other session; the old password is asked for."""
    known = await run_in_threadpool(counted_hash, request, signed.editor.name)
    passwords = front_of(request).passwords
    checked = await passwords.check(fields.get("current", ""), known)
    wrong = new_password_fault(fields, signed.editor.name)
    if not checked.is_right:
        wrong = "The current password is wrong."
    if wrong:
        return await run_in_threadpool(_page, request, signed, wrong=wrong)
    digest = await passwords.hashed(fields["password"])
    session = await run_in_threadpool(_set_password, request, signed, known, digest)
    answer = _back()
    let_in(answer, front_of(request), session)
    return answer


@router.post("/sessions/end")
def end_session(request: Request, signed: Signed, fields: Fields) -> Response:
    """End the session that the form points at, or all but this one."""
    name = signed.editor.name
    handle = fields.get("session", "")
    with front_of(request).archive.writing() as room:
        if handle:
            room.desk_sessions.end_one(name, handle)
        else:
            room.desk_sessions.end_others(name, signed.session)
        facts = {"editor": name, "which": "one" if handle else "all others"}
        room.journal.append("", "session ended", facts, front_of(request).clock())
    return _back()


@router.post("/tokens")
def make_token(request: Request, signed: Signed, fields: Fields) -> Response:
    """Make a token and show it, this once."""
    front, name = front_of(request), signed.editor.name
    label = " ".join(fields.get("label", "").split())[:_MOST_LABEL]
    scopes = {scope for scope in Scope if scope.value in fields.every("scope")}
    days = _days(fields.get("days", ""), front.settings.token_days)
    wrong = _token_fault(signed, label, scopes, days)
    if wrong:
        return _page(request, signed, token_wrong=wrong)
    now = front.clock()
    with front.archive.writing() as room:
        if len(room.api_tokens.of(name, now)) >= _MOST_TOKENS:
            return _page(request, signed, token_wrong=f"More than {_MOST_TOKENS} are too many.")
        made = room.api_tokens.make(name, label, scopes, now + timedelta(days=days), now)
        words = " ".join(sorted(scopes))
        facts = {"editor": name, "label": label, "scopes": words, "days": str(days)}
        room.journal.append("", "token made", facts, now)
    return _page(request, signed, made=made)


@router.post("/tokens/revoke")
def revoke_token(request: Request, signed: Signed, fields: Fields) -> Response:
    """End a token at once."""
    front, name = front_of(request), signed.editor.name
    with front.archive.writing() as room:
        label = room.api_tokens.revoke(name, fields.get("handle", ""))
        if label:
            facts = {"editor": name, "label": label}
            room.journal.append("", "token revoked", facts, front.clock())
    return _back()


def _token_fault(signed: SignedIn, label: str, scopes: set[Scope], days: int) -> str:
    """Say why no such token can be made; empty when it can."""
    if not label.isprintable() or not label:
        return "A token needs a name: which program is it for?"
    if not scopes:
        return "A token needs to open something: tick what the program does."
    if not all(opens(signed.editor, scope) for scope in scopes):
        raise HTTPException(HTTPStatus.FORBIDDEN, "A token cannot do what its editor may not.")
    return "" if days else "Say for how many days the token is to work."


def _days(text: str, most: int) -> int:
    """Return a number of days up to the most; 0 when the text is none."""
    return (
        min(int(text), most) if text.isascii() and text.isdigit() and len(text) < _MOST_LABEL else 0
    )


def _set_password(request: Request, signed: SignedIn, known: str, digest: str) -> str:
    """Set the password, unless it was changed meanwhile, and return the new session's id."""
    front, editor = front_of(request), signed.editor
    now = front.clock()
    with front.archive.writing() as room:
        if room.accounts.password(editor.name) != known:
            raise HTTPException(HTTPStatus.CONFLICT, "The password was just changed elsewhere.")
        room.accounts.set_password(editor.name, digest, now)
        forget_attempts(request, room, editor.name)
        room.journal.append("", "password set", {"editor": editor.name, "by": "account"}, now)
        return start_session(request, room, editor, now)


def _back() -> Response:
    return RedirectResponse("/account", HTTPStatus.SEE_OTHER, headers=PRIVATE)


def _page(
    request: Request, signed: SignedIn, *, wrong: str = "", token_wrong: str = "", made: str = ""
) -> Response:
    front, name = front_of(request), signed.editor.name
    now = front.clock()
    with front.archive.reading() as room:
        idle = timedelta(hours=front.settings.idle_hours)
        sessions = room.desk_sessions.of(name, idle, now)
        tokens = room.api_tokens.of(name, now)
    return drawn(
        request,
        "account.html",
        HTTPStatus.BAD_REQUEST if wrong or token_wrong else HTTPStatus.OK,
        sessions=sessions,
        this=own_handle(signed.session),
        tokens=tokens,
        scopes=[(each, _WORDS[each]) for each in Scope if opens(signed.editor, each)],
        most_days=front.settings.token_days,
        least=LEAST,
        wrong=wrong,
        token_wrong=token_wrong,
        made=made,
    )
