"""All takes of a story with their reports, and what changed between any two of them."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request, Response

from newsroom_agents.archive.archive import Room
from newsroom_agents.desk.front import drawn, front_of
from newsroom_agents.desk.queue import wordbook
from newsroom_agents.desk.story import find_story
from newsroom_agents.desk.takes_view import count_words, take_view, two_takes
from newsroom_agents.desk.visits import Signed
from newsroom_agents.story.paper import Stage, paper_id
from newsroom_agents.story.queue import QueuedDraft

_MOST = 60
"""So many takes are shown, the newest ones; a story hardly ever has ten."""
_MOST_DIGITS = 6

router = APIRouter()


@router.api_route("/story/{slug}/takes", methods=["GET", "HEAD"])
def takes(request: Request, signed: Signed, slug: str) -> Response:
    """Show every take that came to the queue, the newest first, each with its report."""
    front = front_of(request)
    book = wordbook(front)
    with front.archive.reading() as room:
        lying = find_story(room, slug)
        numbers = room.papers.takes(slug, Stage.QUEUE)[-_MOST:]
        drafts = [_take(room, slug, number) for number in reversed(numbers)]
    return drawn(
        request,
        "takes.html",
        row=lying.row,
        line=book.line(lying.row, signed.editor.name, ()),
        takes=[take_view(one, book.face, is_here=one.take == lying.row.take) for one in drafts],
        numbers=numbers,
        tab="takes",
    )


@router.api_route("/story/{slug}/diff", methods=["GET", "HEAD"])
def diff(request: Request, signed: Signed, slug: str) -> Response:
    """Show what changed between two takes; unless they are named, between the last two."""
    front = front_of(request)
    with front.archive.reading() as room:
        lying = find_story(room, slug)
        numbers = room.papers.takes(slug, Stage.QUEUE)
        last = [*numbers[:1], *numbers][-2:]
        chosen = [_chosen(request, name, n) for name, n in zip(("from", "to"), last, strict=True)]
        if not set(chosen) <= set(numbers):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        old, new = (_take(room, slug, number) for number in chosen)
    change = two_takes(old, new)
    return drawn(
        request,
        "diff.html",
        row=lying.row,
        line=wordbook(front).line(lying.row, signed.editor.name, ()),
        change=change,
        words=count_words(change),
        numbers=numbers,
        tab="takes",
    )


def _take(room: Room, slug: str, number: int) -> QueuedDraft:
    return room.papers.get(paper_id(slug, Stage.QUEUE, number), QueuedDraft).paper


def _chosen(request: Request, name: str, otherwise: int) -> int:
    """Return the take that the address names; what is no number names none."""
    given = request.query_params.get(name)
    if given is None:
        return otherwise
    is_number = given.isascii() and given.isdigit() and len(given) <= _MOST_DIGITS
    return int(given) if is_number else 0
