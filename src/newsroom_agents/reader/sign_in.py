"""Signing in by a link that comes by mail and works once.

Known or not, an address gets the same answer after the same work: the letter is written behind the
answer's back. Opening the link shows a page with a button, and only the button uses the link up, so
that a mail scanner that follows links does not sign anybody in.
"""

import logging
import re
from collections.abc import Mapping
from concurrent.futures import Future
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from newsroom_agents.archive.signing_in import SignInLink
from newsroom_agents.errors import MailError, NewsroomError
from newsroom_agents.publish.wording import moment
from newsroom_agents.reader.front import Front, drawn, front_of
from newsroom_agents.reader.mail import Letter, Letterbox
from newsroom_agents.reader.visits import (
    Fields,
    SignedIn,
    keep_visit,
    let_in,
    session_id,
    signed_in,
    visit_of,
)
from newsroom_agents.story.reader import Grant, Level, address_of, masked
from newsroom_agents.webapp.guarding import PRIVATE
from newsroom_agents.webapp.origin import client_of, form_token, refuse_foreign

LINKS_PER_ADDRESS, LINKS_PER_CLIENT = 5, 20
WITHIN = timedelta(hours=1)
LEVEL_NAMES = {
    Level.FREE: "a free reader",
    Level.SUBSCRIBER: "a subscriber",
    Level.MEMBER: "a member",
}
_PAGE = re.compile(r"/(?!/)[A-Za-z0-9/_.-]*")
_SHOWN = ["GET", "HEAD"]
_log = logging.getLogger(__name__)

router = APIRouter()


@router.api_route("/join", methods=_SHOWN)
def join(request: Request) -> Response:
    """Show what each level opens, with the form to sign in."""
    return _form(request, "join.html", back=_asked_back(request))


@router.api_route("/sign-in", methods=_SHOWN)
def sign_in(request: Request) -> Response:
    """Show the form to sign in."""
    return _form(request, "sign_in.html", back=_asked_back(request))


@router.post("/sign-in")
def ask_for_link(request: Request, fields: Fields) -> Response:
    """Send a link to an address that is known; say the same for one that is not."""
    front = front_of(request)
    refuse_foreign(request, fields, visit_of(request, front))
    back = safe_page(fields.get("next", ""))
    address = address_of(fields.get("address", ""))
    if not address:
        wrong = fields.get("address", "").strip()[:254]
        status = HTTPStatus.BAD_REQUEST
        return _form(request, "sign_in.html", status, back=back, wrong=wrong or " ")
    _count(front, address, client_of(request))
    try:
        letterbox = front.mailer.open()
    except MailError as error:
        _log.warning("no sign-in link for %s: %s", masked(address), error)
        raise HTTPException(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "We cannot send mail at the moment. Nothing is lost: please try again in some minutes.",
        ) from error
    link = SignInLink(address, back)
    front.post.submit(_write, front, link, letterbox).add_done_callback(_tell_fault)
    return RedirectResponse("/sign-in/sent", HTTPStatus.SEE_OTHER, headers=PRIVATE)


@router.api_route("/sign-in/sent", methods=_SHOWN)
def sent(request: Request) -> Response:
    """Say that a link is on its way to whoever is registered."""
    front = front_of(request)
    return drawn(front, "sent.html", minutes=front.settings.link_minutes)


@router.api_route("/sign-in/confirm", methods=_SHOWN)
def confirm(request: Request) -> Response:
    """Show whom the link signs in, with the button that does it."""
    front = front_of(request)
    token = request.query_params.get("token", "")
    with front.archive.reading() as room:
        link = room.signing_in.link(token, front.clock())
    if link is None:
        return _no_link(front)
    visit = visit_of(request, front)
    page = drawn(
        front, "confirm.html", address=link.address, link_token=token, token=form_token(visit)
    )
    keep_visit(page, front, visit)
    return page


@router.post("/sign-in/confirm")
def use_link(request: Request, fields: Fields) -> Response:
    """Sign the reader in under a new session id, and use the link up."""
    front = front_of(request)
    refuse_foreign(request, fields, visit_of(request, front))
    now = front.clock()
    with front.archive.writing() as room:
        link = room.signing_in.use_link(fields.get("link", ""), now)
        if link is None:
            return _no_link(front)
        room.signing_in.end(session_id(request, front))
        session = room.signing_in.start(link.address, now + front.session_life)
    answer = RedirectResponse(safe_page(link.back), HTTPStatus.SEE_OTHER, headers=PRIVATE)
    let_in(answer, front, session)
    return answer


def safe_page(page: str) -> str:
    """Return a page of this site to go to: `page` itself, or the front page when it is no such."""
    return page if _PAGE.fullmatch(page) else "/"


def standing_words(grant: Grant, zone: str) -> Mapping[str, str]:
    """Return a reader's level in words, and its end in words or an empty text."""
    until = moment(grant.until, zone) if grant.until else ""
    return {"level": LEVEL_NAMES[grant.level], "until": until}


def _form(
    request: Request,
    template: str,
    status: int = HTTPStatus.OK,
    *,
    back: str,
    wrong: str = "",
) -> Response:
    front = front_of(request)
    here = signed_in(request, front)
    visit = visit_of(request, front)
    page = drawn(
        front,
        template,
        status,
        reader=_reader_words(front, here),
        back=back,
        wrong=wrong,
        token=form_token(visit),
    )
    keep_visit(page, front, visit)
    return page


def _reader_words(front: Front, here: SignedIn | None) -> Mapping[str, str] | None:
    if here is None:
        return None
    grant = here.reader.standing(front.clock())
    words = standing_words(grant, front.masthead.time_zone)
    return {**words, "address": here.reader.address}


def _asked_back(request: Request) -> str:
    return safe_page(request.query_params.get("next", ""))


def _count(front: Front, address: str, client: str) -> None:
    """Count the attempt against address and client, and refuse it when there were too many."""
    counts = (
        (f"client {client}", LINKS_PER_CLIENT),
        (f"address {address}", LINKS_PER_ADDRESS),
    )
    now = front.clock()
    with front.archive.writing() as room:
        is_good = all(room.signing_in.attempt(who, most, WITHIN, now) for who, most in counts)
    if not is_good:
        raise HTTPException(
            HTTPStatus.TOO_MANY_REQUESTS,
            "Too many sign-in links were asked for. The newest one you got may still work;"
            " otherwise please try again in an hour.",
            headers={"Retry-After": str(int(WITHIN.total_seconds()))},
        )


def _write(front: Front, link: SignInLink, letterbox: Letterbox) -> None:
    """Make the link and send it, when the address is a reader's; runs behind the answer."""
    now = front.clock()
    try:
        with front.archive.writing() as room:
            if room.readers.find(link.address) is None:
                return
            token = room.signing_in.new_link(link, now + front.link_life, now)
        base = front.masthead.base_url
        letter = Letter(
            address=link.address,
            link=f"{base}/sign-in/confirm?{urlencode({'token': token})}",
            minutes=front.settings.link_minutes,
            title=front.masthead.title,
            written=now,
        )
        letterbox.send(letter)
    except NewsroomError as error:
        _log.warning("no sign-in link for %s: %s", masked(link.address), error)
    finally:
        letterbox.close()


def _tell_fault(done: Future[None]) -> None:
    """Log what went wrong behind an answer and nobody expected."""
    fault = done.exception()
    if fault is not None:
        _log.error("a sign-in link was not sent", exc_info=fault)


def _no_link(front: Front) -> Response:
    return drawn(
        front,
        "error.html",
        HTTPStatus.GONE,
        title="This link does not work any more",
        words="Sign-in links work once and not for long. You can ask for a new one.",
        action=("/sign-in", "Ask for a new link"),
    )
