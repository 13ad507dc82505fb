"""Accounts for programs: who a token speaks for, its editor's tokens, and the people.

No token makes a token: what leaks may be ended from here, and gives birth to nothing.
"""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request

from newsroom_agents.archive.api_tokens import ApiToken, Holder, Scope
from newsroom_agents.archive.editors import editor_key
from newsroom_agents.desk.api.answers import InvitedAnswer, MeAnswer, PersonAnswer, TokenAnswer
from newsroom_agents.desk.api.callers import Administering, Reading
from newsroom_agents.desk.api.wishes import PersonSent, RoleSent
from newsroom_agents.desk.front import front_of
from newsroom_agents.pipeline.enrolling import Enrolling

_LONGEST = 200

router = APIRouter()

PersonName = Annotated[str, Path(max_length=_LONGEST, description="The person's name.")]


@router.get("/me", tags=["account"])
def me(holder: Reading) -> MeAnswer:
    """Return in whose name this token asks, and what it opens."""
    editor = holder.editor
    return MeAnswer(name=editor.name, role=editor.role, token=_told(holder.token))


@router.get("/tokens", tags=["account"])
def tokens(request: Request, holder: Reading) -> tuple[TokenAnswer, ...]:
    """Return the editor's tokens that work, the newest first."""
    front = front_of(request)
    with front.archive.reading() as room:
        return tuple(map(_told, room.api_tokens.of(holder.editor.name, front.clock())))


@router.delete("/tokens/{handle}", tags=["account"], status_code=HTTPStatus.NO_CONTENT)
def revoke(
    request: Request, holder: Reading, handle: Annotated[str, Path(max_length=_LONGEST)]
) -> None:
    """End one of the editor's tokens at once; this one, too."""
    front, name = front_of(request), holder.editor.name
    with front.archive.writing() as room:
        label = room.api_tokens.revoke(name, handle)
        if not label:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such token of yours.")
        facts = {"editor": name, "label": label, "by": f"token {holder.token.label}"}
        room.journal.append("", "token revoked", facts, front.clock())


@router.get("/people", tags=["people"])
def people(request: Request, holder: Administering) -> tuple[PersonAnswer, ...]:
    """Return everybody who was ever registered, by name."""
    del holder
    with front_of(request).archive.reading() as room:
        return tuple(map(PersonAnswer.model_validate, room.editors.all()))


@router.post("/people", tags=["people"], status_code=HTTPStatus.CREATED)
def add(request: Request, holder: Administering, person: PersonSent) -> InvitedAnswer:
    """Register a person, and return the link with which they set a password, this once."""
    invited = _enrolling(request, holder).add(person.name, person.role)
    return InvitedAnswer.model_validate(invited)


@router.post("/people/{name}/link", tags=["people"])
def link(request: Request, holder: Administering, name: PersonName) -> InvitedAnswer:
    """Make a new link for a person who has lost the password."""
    return InvitedAnswer.model_validate(_enrolling(request, holder).invite(name))


@router.post("/people/{name}/disable", tags=["people"])
def disable(request: Request, holder: Administering, name: PersonName) -> PersonAnswer:
    """Shut a person out at once; what they signed stays on record."""
    if editor_key(name) == editor_key(holder.editor.name):
        words = "Another administrator has to disable your account."
        raise HTTPException(HTTPStatus.CONFLICT, words)
    return PersonAnswer.model_validate(_enrolling(request, holder).disable(name))


@router.post("/people/{name}/enable", tags=["people"])
def enable(request: Request, holder: Administering, name: PersonName) -> PersonAnswer:
    """Let a disabled person in again, with the password they had."""
    return PersonAnswer.model_validate(_enrolling(request, holder).enable(name))


@router.put("/people/{name}/role", tags=["people"])
def set_role(
    request: Request, holder: Administering, name: PersonName, sent: RoleSent
) -> PersonAnswer:
    """Give a person another role; what they decided stands with the role they had."""
    if editor_key(name) == editor_key(holder.editor.name):
        words = "Another administrator has to change your role."
        raise HTTPException(HTTPStatus.CONFLICT, words)
    return PersonAnswer.model_validate(_enrolling(request, holder).set_role(name, sent.role))


def _told(token: ApiToken) -> TokenAnswer:
    return TokenAnswer(
        handle=token.handle,
        label=token.label,
        scopes=tuple(scope for scope in Scope if scope in token.scopes),
        made=token.made,
        expires=token.expires,
        used=token.used,
    )


def _enrolling(request: Request, holder: Holder) -> Enrolling:
    front = front_of(request)
    life = timedelta(hours=front.settings.link_hours)
    by = f"{holder.editor.name}, token {holder.token.label}"
    return Enrolling(front.archive, front.clock, front.address, life, by)
