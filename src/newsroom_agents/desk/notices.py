"""What an editor wants to be told without looking: of what, where, at once or once a day."""

from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response

from newsroom_agents.archive.notices import Kind, NoticeWish
from newsroom_agents.desk.front import Front, drawn, front_of
from newsroom_agents.desk.visits import Fields, Signed
from newsroom_agents.errors import RefusedAddressError
from newsroom_agents.pipeline.delivering import shown_key, signing_key
from newsroom_agents.pipeline.reaching import open_web
from newsroom_agents.story.reader import address_of

_LONGEST = 2_000
_WORDS = {
    Kind.HIGH_RISK: "a story of high risk waits",
    Kind.EXPIRING: "a story is about to expire",
    Kind.RELEASE_FAILED: "an approved story could not be published",
    Kind.BUDGET: "a budget is nearly used up",
    Kind.BLIND_BEAT: "no source of a beat gives anything any more",
}

router = APIRouter(prefix="/account/notices")


@router.api_route("", methods=["GET", "HEAD"])
def wishes(request: Request, signed: Signed) -> Response:
    """Show what the editor is told, and where."""
    with front_of(request).archive.reading() as room:
        wish = room.notices.wish(signed.editor.name)
    return _page(request, wish)


@router.post("")
def set_wishes(request: Request, signed: Signed, fields: Fields) -> Response:
    """Keep what the editor wants to be told; another webhook gets another key."""
    front, name = front_of(request), signed.editor.name
    with front.archive.reading() as room:
        known = room.notices.wish(name)
    given = {field: fields.get(field, "").strip() for field in ("mail", "webhook")}
    wish = NoticeWish(
        editor=name,
        kinds=frozenset(kind for kind in Kind if kind.value in fields.every("kind")),
        mail=address_of(given["mail"]),
        webhook=given["webhook"],
        key_number=known.key_number,
        is_digest=fields.get("when", "") == "digest",
    )
    wrong = _fault(front, given, wish)
    if wrong:
        return _page(request, replace(wish, mail=given["mail"]), wrong=wrong)
    if wish.webhook != known.webhook or fields.get("new-key"):
        wish = replace(wish, key_number=known.key_number + 1)
    with front.archive.writing() as room:
        room.notices.set_wish(wish, front.clock())
    return _page(request, wish, told="Saved.")


def _fault(front: Front, given: dict[str, str], wish: NoticeWish) -> str:
    """Say what is wrong with where the notices are to go; empty when nothing is."""
    if given["mail"] and not wish.mail:
        return "The mail address cannot be one."
    if not wish.webhook:
        return ""
    settings = front.newsroom.settings
    schemes = ("https", "http") if settings.notices.plain_http else ("https",)
    if len(wish.webhook) > _LONGEST or not wish.webhook.isprintable():
        return f"The webhook is an address of at most {_LONGEST} characters."
    try:
        if urlsplit(wish.webhook).scheme.lower() not in schemes:
            return f"The webhook is an address that begins with {' or '.join(schemes)}."
        open_web(settings).leads_to(wish.webhook)
    except (RefusedAddressError, ValueError):
        return "The house does not call that address; web.allow names those it does."
    return ""


def _page(request: Request, wish: NoticeWish, *, wrong: str = "", told: str = "") -> Response:
    front = front_of(request)
    with front.archive.reading() as room:
        failure = room.notices.last_failure(wish.editor)
    has_key = wish.webhook and not wrong
    key = signing_key(front.newsroom.desk.secret, wish.editor, wish.key_number) if has_key else b""
    kinds = [(kind.value, words, kind in wish.kinds) for kind, words in _WORDS.items()]
    return drawn(
        request,
        "notices.html",
        HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK,
        wish=wish,
        kinds=kinds,
        at=front.newsroom.settings.notices.digest_at,
        zone=front.masthead.time_zone,
        key=shown_key(key) if key else "",
        has_mail=bool(front.newsroom.settings.mail.host),
        failure=failure,
        wrong=wrong,
        told=told,
    )
