"""Signing in with name and password, and signing out.

A name that nobody has takes as long as one that somebody has, and gets the same words. Attempts are
counted before a password is looked at, for the account and for the network they come from.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from fastapi import APIRouter, BackgroundTasks, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.attempts import NO_WAIT, Limit
from newsroom_agents.archive.editors import editor_key
from newsroom_agents.desk.browsers import browser_of
from newsroom_agents.desk.front import Front, drawn, front_of
from newsroom_agents.desk.passwords import MOST, Checked
from newsroom_agents.desk.visits import (
    Fields,
    Perhaps,
    Signed,
    VisitFields,
    keep_visit,
    let_in,
    let_out,
    session_id,
    visit_of,
    write_behind,
)
from newsroom_agents.story.decision import Editor
from newsroom_agents.webapp.guarding import PRIVATE
from newsroom_agents.webapp.origin import client_of, form_token

FROM_ONE_NETWORK, FROM_EVERYWHERE, FOR_ALL_NAMES = 5, 30, 60
"""Attempts at one name from one network, at one name, and from one network at all names."""
WITHIN = timedelta(minutes=15)
_PAGE = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f\x7f]{0,1000}")
_WRONG = "Name or password is wrong."
_LOOKS = ["GET", "HEAD"]
_NOTED_COUNTS = frozenset({5, 20, 100, 500, 2_500})
"""Failures in a row that go into the journal: a flood of them must not fill it."""

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Tried:
    """A try to sign in, as it was counted."""

    name: str
    known: str
    """The hash of the account's password; empty when nobody can sign in by this name."""


@router.api_route("/sign-in", methods=_LOOKS)
def sign_in(request: Request, found: Perhaps) -> Response:
    """Show the form; who is signed in already is led on."""
    back = safe_page(request.query_params.get("back", ""))
    if found is not None:
        return RedirectResponse(back, HTTPStatus.SEE_OTHER, headers=PRIVATE)
    return _form(request, back)


@router.post("/sign-in")
async def try_password(request: Request, fields: VisitFields, later: BackgroundTasks) -> Response:
    """Sign in whoever knows the password, under a new session id."""
    name, back = fields.get("name", "").strip(), safe_page(fields.get("back", ""))
    front, password = front_of(request), fields.get("password", "")
    tried = Tried(name, await run_in_threadpool(counted_hash, request, name))
    checked = await front.passwords.check(password, tried.known)
    session = await run_in_threadpool(_enter, request, tried, checked) if checked.is_right else ""
    if not session:
        now = front.clock()
        later.add_task(write_behind, front, lambda room: _note_failure(room, tried, now))
        return _form(request, back, HTTPStatus.UNAUTHORIZED, name=name[:MOST], wrong=_WRONG)
    answer = RedirectResponse(back, HTTPStatus.SEE_OTHER, headers=PRIVATE)
    let_in(answer, front, session)
    return answer


@router.post("/sign-out")
def sign_out(request: Request, signed: Signed, fields: Fields) -> Response:
    """End this session; the id is worth nothing afterwards."""
    del fields
    front = front_of(request)
    with front.archive.writing() as room:
        room.desk_sessions.end(signed.session)
        facts = {"editor": signed.editor.name}
        room.journal.append("", "signed out", facts, front.clock())
    answer = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER, headers=PRIVATE)
    let_out(answer, front)
    return answer


def safe_page(page: str) -> str:
    """Return a page of the desk to go to: `page` itself, or the first one when it is no such."""
    return page if _PAGE.fullmatch(page) else "/"


def counted_hash(request: Request, name: str) -> str:
    """Count an attempt at a name, or refuse it, and return the hash of its password.

    A flood is refused by looking only: it does not keep others from writing.
    """
    front, limits = front_of(request), _limits(request, name)
    now = front.clock()
    with front.archive.reading() as room:
        wait = room.attempts.due(limits, now)
    if wait > NO_WAIT:
        raise _too_many(wait)
    with front.archive.writing() as room:
        wait = room.attempts.wait(limits, now)
        known = room.accounts.password(name)
    if wait > NO_WAIT:
        raise _too_many(wait)
    return known


def forget_attempts(request: Request, room: Room, name: str) -> int:
    """Count from nothing again, after the right password; return how many attempts there were."""
    account = _account(name)
    count = room.attempts.counted(account)
    for who in (account, f"{account} from {client_of(request)}"):
        room.attempts.forget(who)
    return count


def start_session(request: Request, room: Room, editor: Editor, now: datetime) -> str:
    """Begin a session under a new id; the one this browser had before ends."""
    front = front_of(request)
    room.desk_sessions.end(session_id(request))
    expires = now + timedelta(days=front.settings.session_days)
    browser = browser_of(request.headers.get("user-agent", ""))
    return room.desk_sessions.start(editor.name, browser, expires, now)


def _too_many(wait: timedelta) -> HTTPException:
    """Return the answer to one who tried too often, with the time that is right for it."""
    seconds = max(1, int(wait.total_seconds()) + 1)
    minutes = -(-seconds // 60)
    when = "a minute" if minutes == 1 else f"{minutes} minutes"
    return HTTPException(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"There were too many wrong passwords. Please try again in {when}.",
        headers={"Retry-After": str(seconds)},
    )


def _limits(request: Request, name: str) -> tuple[Limit, ...]:
    account, network = _account(name), client_of(request)
    return (
        Limit(f"{account} from {network}", FROM_ONE_NETWORK, WITHIN),
        Limit(account, FROM_EVERYWHERE, WITHIN),
        Limit(f"network {network}", FOR_ALL_NAMES, WITHIN),
    )


def _enter(request: Request, tried: Tried, checked: Checked) -> str:
    """Begin the session of one who knew the password; empty when it was changed meanwhile."""
    front = front_of(request)
    now = front.clock()
    with front.archive.writing() as room:
        if room.accounts.password(tried.name) != tried.known:
            return ""
        editor = room.editors.get(tried.name)
        if checked.renewed:
            room.accounts.renew_hash(editor.name, checked.renewed)
        attempts = forget_attempts(request, room, tried.name)
        session = start_session(request, room, editor, now)
        facts = {"editor": editor.name, "failed before": str(attempts - 1)}
        room.journal.append("", "signed in", facts, now)
    return session


def _note_failure(room: Room, tried: Tried, now: datetime) -> None:
    """Keep on record that somebody tries the passwords of an account that there is."""
    count = room.attempts.counted(_account(tried.name))
    if tried.known and count in _NOTED_COUNTS:
        facts = {"editor": room.editors.get(tried.name).name, "failures": str(count)}
        room.journal.append("", "sign-in failures", facts, now)


def _account(name: str) -> str:
    return f"account {editor_key(name)}"


def _form(
    request: Request, back: str, status: int = HTTPStatus.OK, *, name: str = "", wrong: str = ""
) -> Response:
    front: Front = front_of(request)
    visit = visit_of(request)
    values = {"back": back, "name": name, "wrong": wrong, "token": form_token(visit)}
    page = drawn(request, "sign_in.html", status, **values)
    keep_visit(page, front, visit)
    return page
