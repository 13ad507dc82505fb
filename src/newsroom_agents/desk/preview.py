"""A draft as its readers would get it: at each level, on a phone, in a feed, a letter, a card.

The page is drawn by what draws the released one and stands in a frame of its own. The frame's
answer forbids scripts, forms and ways out, so that even a mistake in drawing could do nothing at
the desk.
"""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response

from newsroom_agents.archive.queue_rows import QueueRow
from newsroom_agents.desk.front import Front, drawn, front_of
from newsroom_agents.desk.queue import wordbook
from newsroom_agents.desk.story import find_story
from newsroom_agents.desk.visits import Signed
from newsroom_agents.errors import PublicationError, VerificationError
from newsroom_agents.publish.feed_formats import atom_feed
from newsroom_agents.publish.page import static_files
from newsroom_agents.publish.previewing import Preview, card_of, feed_of, picture_of, preview
from newsroom_agents.publish.wording import ACCESS_WORDS
from newsroom_agents.story.draft import Access
from newsroom_agents.story.package import Package
from newsroom_agents.story.queue import QueuedDraft
from newsroom_agents.text.language import direction
from newsroom_agents.text.visible import visible
from newsroom_agents.webapp.guarding import HEADERS, PRIVATE

WAYS = {
    "desktop": "Desktop",
    "phone": "Phone",
    "feed": "Feed item",
    "newsletter": "Newsletter",
    "card": "Social card",
}
"""What a draft can be previewed as."""
_FRAMING = {"Content-Security-Policy": f"{HEADERS['Content-Security-Policy']}; frame-src 'self'"}
_FRAMED = {
    "Content-Security-Policy": "sandbox allow-same-origin; default-src 'none'; style-src 'self';"
    " img-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}

_CARD = "card.jpg"

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Previewed:
    """A story that has something to preview."""

    row: QueueRow
    draft: QueuedDraft
    package: Package


@router.api_route("/story/{slug}/preview", methods=["GET", "HEAD"])
def show(request: Request, signed: Signed, slug: str) -> Response:
    """Show a draft as readers of a level would get it, one way at a time."""
    front, reads = front_of(request), _level(request)
    way = request.query_params.get("as", "")
    with front.archive.reading() as room:
        lying = find_story(room, slug)
    package = lying.draft.package
    stage, now = front.newsroom.presses.pressroom, front.clock()
    feed = feed_of(package, stage, now) if package else None
    page = drawn(
        request,
        "preview.html",
        row=lying.row,
        line=wordbook(front).line(lying.row, signed.editor.name, ()),
        package=package,
        texts=_texts(package) if package else {},
        dir=direction(package.language) if package else "ltr",
        way=way if way in WAYS else "desktop",
        ways=WAYS,
        level=reads.value,
        levels=[(each.value, ACCESS_WORDS[each]) for each in Access],
        feed=visible(atom_feed(feed).decode()) if feed else "",
        card=f"/story/{quote(slug, safe='')}/preview/{_CARD}",
        tab="preview",
    )
    page.headers.update(_FRAMING)
    return page


@router.get("/story/{slug}/preview/page")
def framed(request: Request, signed: Signed, slug: str) -> Response:
    """Answer with the article alone, for the frame."""
    del signed
    front, reads = front_of(request), _level(request)
    found = _find(front, slug)
    try:
        article = _drawn(front, found, reads).article()
    except (PublicationError, VerificationError) as error:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no preview: {error}.") from error
    page = drawn(
        request,
        "preview_page.html",
        article=article,
        base=f"/story/{quote(slug, safe='')}/preview/",
        language=found.package.language,
    )
    page.headers.update(_FRAMED)
    return page


@router.get("/story/{slug}/preview/reader.css")
def stylesheet(signed: Signed, slug: str) -> Response:
    """Answer with the stylesheet of the public pages."""
    del signed, slug
    content = static_files()["reader.css"]
    return Response(content, media_type="text/css; charset=utf-8", headers=PRIVATE)


@router.get("/story/{slug}/preview/{file}")
def picture(request: Request, signed: Signed, slug: str, file: str) -> Response:
    """Answer with a picture that would lie beside the page."""
    del signed
    front = front_of(request)
    found = _find(front, slug)
    stage = front.newsroom.presses.pressroom
    try:
        is_card = file == _CARD
        held = card_of(found.package, stage) if is_card else picture_of(found.package, stage)
    except PublicationError as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error
    if held is None or file not in {_CARD, held[0].file}:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return Response(held[1], media_type=held[0].media_type, headers=PRIVATE)


def _texts(package: Package) -> dict[str, str]:
    """Return the short texts as feeds and letters show them, to look at."""
    texts = {
        "headline": package.headline,
        "dek": package.dek,
        "blurb": package.blurb,
        "byline": f"{package.byline.name}, {package.byline.title}",
    }
    return {name: visible(text) for name, text in texts.items()}


def _find(front: Front, slug: str) -> Previewed:
    with front.archive.reading() as room:
        lying = find_story(room, slug)
    if lying.draft.package is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return Previewed(lying.row, lying.draft, lying.draft.package)


def _drawn(front: Front, found: Previewed, reads: Access) -> Preview:
    stage = front.newsroom.presses.pressroom
    return preview(found.draft, found.package, stage, reads, front.clock())


def _level(request: Request) -> Access:
    """Return whose page is asked for; what names no level is everybody's."""
    given = request.query_params.get("level", "")
    return Access(given) if given in {each.value for each in Access} else Access.PUBLIC
