"""Rulings from the desk: one form each, asked again by the rules when it is sent.

What a form brings is never lost: when a ruling is refused, the page says why, shows what changed
since it was drawn, and holds the form as it was filled in.
"""

from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.queue_rows import QueueRow
from newsroom_agents.desk.beside.honesty import told_address
from newsroom_agents.desk.front import drawn, front_of
from newsroom_agents.desk.ruling_form import ask_of
from newsroom_agents.desk.ruling_view import Given, ruling_of
from newsroom_agents.desk.story import find_story
from newsroom_agents.desk.text_changes import TextChange, changes_between, take_of_digest
from newsroom_agents.desk.visits import Fields, Signed
from newsroom_agents.desk.visits import Ruling as MayRule
from newsroom_agents.errors import (
    ArchiveError,
    HouseError,
    MoveError,
    NotApprovedError,
    StandardsError,
    StorageError,
    UnansweredError,
)
from newsroom_agents.pipeline.answering import texts_of
from newsroom_agents.story.decision import Ruling

router = APIRouter()


@router.get("/story/{slug}/rule")
def forms(request: Request, signed: Signed, slug: str) -> Response:
    """Show every ruling on a page of its own, for whoever wants them without the story beside."""
    front = front_of(request)
    with front.archive.reading() as room:
        lying = find_story(room, slug)
        view = ruling_of(room, lying.row, lying.draft, signed.editor)
    return drawn(request, "ruling.html", ruling=view, refusal=(), changes=())


@router.post("/story/{slug}/rule/{wish}")
def rule(request: Request, signed: MayRule, fields: Fields, slug: str, wish: str) -> Response:
    """Carry out a ruling, and go back to the story; a refused one says why."""
    ruling = next((one for one in Ruling if one.value == wish), None)
    if ruling is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    front = front_of(request)
    with front.archive.reading() as room:
        find_story(room, slug)
    try:
        ask = ask_of(slug, ruling, signed.editor.name, fields)
        front.newsroom.rulings.rule(ask)
    except UnansweredError as error:
        status, refusal = HTTPStatus.UNPROCESSABLE_ENTITY, error.missing
    except (NotApprovedError, MoveError) as error:
        status, refusal = HTTPStatus.CONFLICT, (str(error),)
    except StorageError:
        raise
    except (HouseError, StandardsError, ArchiveError) as error:
        status, refusal = HTTPStatus.UNPROCESSABLE_ENTITY, (str(error),)
    else:
        way = told_address(front, slug) or f"/story/{quote(slug, safe='')}?ruled={ruling.value}"
        return RedirectResponse(way, HTTPStatus.SEE_OTHER)
    with front.archive.reading() as room:
        lying = find_story(room, slug)
        view = ruling_of(room, lying.row, lying.draft, signed.editor)
        changes = _since(room, lying.row, fields.get("covers", ""))
    given = Given({**fields, "ticked": fields.every("tick"), "wish": wish})
    filled = replace(view, given=given)
    return drawn(request, "ruling.html", status, ruling=filled, refusal=refusal, changes=changes)


def _since(room: Room, row: QueueRow, seen: str) -> tuple[TextChange, ...]:
    """Return what changed since the text that the form was drawn for."""
    if not seen or row.digest == seen:
        return ()
    take = take_of_digest(room, row.slug, seen)
    if take is None:
        return ()
    return changes_between(texts_of(room, row.slug, take), texts_of(room, row.slug, row.take))
