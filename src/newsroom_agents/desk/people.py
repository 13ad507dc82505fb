"""The people of the desk, for whoever manages the accounts: add, let in anew, shut out."""

from datetime import timedelta
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from newsroom_agents.archive.editors import editor_key
from newsroom_agents.desk.front import drawn, front_of
from newsroom_agents.desk.visits import Administering, Fields, SignedIn
from newsroom_agents.errors import ArchiveError, NotFoundError, StorageError
from newsroom_agents.pipeline.enrolling import Enrolling, Invited
from newsroom_agents.story.decision import EditorRole
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
    name, role = fields.get("name", ""), fields.get("role", "")
    if len(name) > _MOST_NAME or role not in set(EditorRole):
        return _page(request, signed, wrong=f"Expected a name up to {_MOST_NAME} letters, a role.")
    try:
        invited = _enrolling(request, signed).add(name, EditorRole(role))
    except StorageError:
        raise
    except ArchiveError as error:
        return _page(request, signed, wrong=str(error))
    return _page(request, signed, invited=invited)


@router.post("/link")
def new_link(request: Request, signed: Administering, fields: Fields) -> Response:
    """Show a new one-time link for a person who has lost the password, this once."""
    try:
        invited = _enrolling(request, signed).invite(fields.get("name", ""))
    except StorageError:
        raise
    except ArchiveError as error:
        return _page(request, signed, wrong=str(error))
    return _page(request, signed, invited=invited)


@router.post("/disable")
def disable(request: Request, signed: Administering, fields: Fields) -> Response:
    """Shut a person out at once; what they signed stays on record."""
    name = fields.get("name", "")
    if editor_key(name) == editor_key(signed.editor.name):
        return _page(request, signed, wrong="Another administrator has to disable your account.")
    try:
        _enrolling(request, signed).disable(name)
    except NotFoundError as error:
        return _page(request, signed, wrong=str(error))
    return RedirectResponse("/people", HTTPStatus.SEE_OTHER, headers=PRIVATE)


@router.post("/enable")
def enable(request: Request, signed: Administering, fields: Fields) -> Response:
    """Let a disabled person in again, with the password they had."""
    try:
        _enrolling(request, signed).enable(fields.get("name", ""))
    except NotFoundError as error:
        return _page(request, signed, wrong=str(error))
    return RedirectResponse("/people", HTTPStatus.SEE_OTHER, headers=PRIVATE)


@router.post("/role")
def set_role(request: Request, signed: Administering, fields: Fields) -> Response:
    """Give a person another role."""
    name, role = fields.get("name", ""), fields.get("role", "")
    if editor_key(name) == editor_key(signed.editor.name):
        return _page(request, signed, wrong="Another administrator has to change your role.")
    if role not in set(EditorRole):
        return _page(request, signed, wrong=f"Expected a role: {', '.join(EditorRole)}.")
    try:
        _enrolling(request, signed).set_role(name, EditorRole(role))
    except NotFoundError as error:
        return _page(request, signed, wrong=str(error))
    return RedirectResponse("/people", HTTPStatus.SEE_OTHER, headers=PRIVATE)


def _enrolling(request: Request, signed: SignedIn) -> Enrolling:
    front = front_of(request)
    life = timedelta(hours=front.settings.link_hours)
    return Enrolling(front.archive, front.clock, front.address, life, signed.editor.name)


def _page(
    request: Request, signed: SignedIn, *, wrong: str = "", invited: Invited | None = None
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
        own=signed.editor.name,
        wrong=wrong,
        invited=invited,
    )
