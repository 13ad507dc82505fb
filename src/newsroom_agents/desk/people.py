"""The people of the desk, for whoever manages the accounts: add, let in anew, shut out."""

from datetime import timedelta
from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.editors import editor_key
from newsroom_agents.desk.front import drawn, front_of
from newsroom_agents.desk.visits import Administering, Fields, SignedIn
from newsroom_agents.errors import ArchiveError, NotFoundError, StorageError
from newsroom_agents.story.decision import Editor, EditorRole
from newsroom_agents.webapp.guarding import PRIVATE

_MOST_NAME = 80

router = APIRouter(prefix="/people")


@router.api_route("", methods=["GET", "HEAD"])
def people(request: Request, signed: Administering) -> Response:
    """Show everybody, with what they may do."""
    return _page(request, signed)


@router.post("/add")
def add(request: Request, signed: Administering, fields: Fields) -> Response:
    """Register a person and show their one-time link, this once."""
    front = front_of(request)
    name, role = fields.get("name", ""), fields.get("role", "")
    if len(name) > _MOST_NAME or role not in set(EditorRole):
        return _page(request, signed, wrong=f"Expected a name up to {_MOST_NAME} letters, a role.")
    now = front.clock()
    try:
        with front.archive.writing() as room:
            editor = room.editors.add(name, EditorRole(role), now)
            facts = {"editor": editor.name, "role": role, "by": signed.editor.name}
            room.journal.append("", "editor added", facts, now)
            link = _new_link(request, room, signed, editor.name)
    except StorageError:
        raise
    except ArchiveError as error:
        return _page(request, signed, wrong=str(error))
    return _page(request, signed, link=link, who=editor.name)


@router.post("/link")
def new_link(request: Request, signed: Administering, fields: Fields) -> Response:
    """Show a new one-time link for a person who has lost the password, this once."""
    with front_of(request).archive.writing() as room:
        editor = _named(room, fields.get("name", ""))
        if not editor.enabled:
            return _page(request, signed, wrong=f"{editor.name} is disabled.")
        link = _new_link(request, room, signed, editor.name)
    return _page(request, signed, link=link, who=editor.name)


@router.post("/disable")
def disable(request: Request, signed: Administering, fields: Fields) -> Response:
    """Shut a person out at once; what they signed stays on record."""
    front, name = front_of(request), fields.get("name", "")
    if editor_key(name) == editor_key(signed.editor.name):
        return _page(request, signed, wrong="Another administrator has to disable your account.")
    with front.archive.writing() as room:
        editor = room.editors.disable(_named(room, name).name)
        facts = {"editor": editor.name, "by": signed.editor.name}
        room.journal.append("", "editor disabled", facts, front.clock())
    return RedirectResponse("/people", HTTPStatus.SEE_OTHER, headers=PRIVATE)


def _named(room: Room, name: str) -> Editor:
    try:
        return room.editors.get(name)
    except NotFoundError as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error


def _new_link(request: Request, room: Room, signed: SignedIn, name: str) -> str:
    front = front_of(request)
    now = front.clock()
    token = room.accounts.new_link(name, now + timedelta(hours=front.settings.link_hours))
    room.journal.append("", "link made", {"editor": name, "by": signed.editor.name}, now)
    return f"{front.address}/first-time/{token}"


def _page(
    request: Request, signed: SignedIn, *, wrong: str = "", link: str = "", who: str = ""
) -> Response:
    front = front_of(request)
    with front.archive.reading() as room:
        everybody = tuple(
            (one, bool(room.accounts.password(one.name))) for one in room.editors.all()
        )
    return drawn(
        request,
        "people.html",
        HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK,
        people=everybody,
        roles=tuple(EditorRole),
        hours=front.settings.link_hours,
        own=signed.editor.name,
        wrong=wrong,
        link=link,
        who=who,
    )
