"""Changing a draft in place: checked while written, kept while unsaved, merged after a conflict."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from newsroom_agents.archive.archive import Room
from newsroom_agents.desk.edit_form import PICTURE, filled_in, form_of, merged, revision_of
from newsroom_agents.desk.edit_view import conflicts, edit_view, found_views, without_home
from newsroom_agents.desk.front import Front, drawn, front_of
from newsroom_agents.desk.story import find_story
from newsroom_agents.desk.text_changes import take_of_digest
from newsroom_agents.desk.visits import Fields, Ruling, SignedIn
from newsroom_agents.errors import (
    ArchiveError,
    GatewayError,
    StaleEditError,
    StandardsError,
    StorageError,
)
from newsroom_agents.pipeline.pictures import LABELS, MOST_BYTES, Brought, taken_in
from newsroom_agents.story.check import Finding
from newsroom_agents.story.package import Package, SourceType
from newsroom_agents.story.paper import Stage, paper_id
from newsroom_agents.story.queue import QueuedDraft
from newsroom_agents.story.revision import NewPicture
from newsroom_agents.webapp.origin import is_same_origin, refuse_foreign

_COVERS = "covers"
_MOST_FIELDS = 5_000
_MULTIPART = "multipart/form-data"

router = APIRouter()


class _TooMuchError(MultiPartException):
    """More came than a picture and its form may have; what was read of it is closed."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form with a picture, as it came."""

    fields: Mapping[str, str]
    content: bytes


@router.get("/story/{slug}/edit")
def edit(request: Request, signed: Ruling, slug: str) -> Response:
    """Show the form over the text in the queue, with what this editor left unsaved."""
    front = front_of(request)
    with front.archive.reading() as room:
        lying = find_story(room, slug)
        kept = room.edit_drafts.find(slug, signed.editor.name)
    package = _package(lying.draft)
    if kept is None:
        found = lying.draft.findings
        return _page(
            request, lying.draft, package, form_of(package), told=_outcome(found), findings=found
        )
    if kept.digest == lying.row.digest:
        told = "These are your unsaved changes; nothing of them is in the queue yet."
        return _page(request, lying.draft, package, dict(kept.fields), told=told)
    return _conflict(request, slug, kept.digest, dict(kept.fields))


@router.post("/story/{slug}/edit")
def save(request: Request, signed: Ruling, fields: Fields, slug: str) -> Response:
    """Save a form as a new take, check it, or throw it away."""
    front, name = front_of(request), signed.editor.name
    way = f"/story/{quote(slug, safe='')}"
    with front.archive.reading() as room:
        lying = find_story(room, slug)
    package, form = _package(lying.draft), _sent_form(front, signed, slug, fields)
    covers, wish = fields.get(_COVERS, ""), fields.get("do", "save")
    if wish == "discard":
        with front.archive.writing() as room:
            room.edit_drafts.drop(slug, name)
        return RedirectResponse(way, HTTPStatus.SEE_OTHER)
    _keep(front, signed, slug, covers, form)
    if covers != lying.row.digest:
        return _conflict(request, slug, covers, form)
    try:
        revision = revision_of(package, form)
        if wish == "check":
            draft = front.newsroom.editing.tried(slug, covers, revision, name).draft
            told = _outcome(draft.findings)
            return _page(request, lying.draft, package, form, told=told, findings=draft.findings)
        front.newsroom.editing.keep(slug, covers, revision, name)
    except StaleEditError:
        return _conflict(request, slug, covers, form)
    except StorageError:
        raise
    except (StandardsError, GatewayError, ArchiveError) as error:
        return _page(request, lying.draft, package, form, refusal=str(error))
    with front.archive.writing() as room:
        room.edit_drafts.drop(slug, name)
    return RedirectResponse(way, HTTPStatus.SEE_OTHER)


@router.post("/story/{slug}/edit/check")
def check(request: Request, signed: Ruling, fields: Fields, slug: str) -> Response:
    """Return what the checks say of a form, for the page that is open; keep the form."""
    front, covers = front_of(request), fields.get(_COVERS, "")
    form = _sent_form(front, signed, slug, fields)
    with front.archive.reading() as room:
        draft = find_story(room, slug).draft
    _keep(front, signed, slug, covers, form)
    found: tuple[Finding, ...] = ()
    try:
        revision = revision_of(_package(draft), {**form, "anew": ""})
        if revision.is_empty:
            found = draft.findings
        else:
            tried = front.newsroom.editing.tried(slug, covers, revision, signed.editor.name)
            found = tried.draft.findings
        told = _outcome(found)
    except StorageError:
        raise
    except StaleEditError:
        told = "Somebody saved another text meanwhile. Save to see both beside each other."
    except (StandardsError, GatewayError, ArchiveError) as error:
        told = str(error)
    order = [one.id for one in _package(draft).sentences()]
    return drawn(request, "_edit_checked.html", told=told, found=found_views(found, order))


@router.post("/story/{slug}/edit/keep", status_code=HTTPStatus.NO_CONTENT)
def keep(request: Request, signed: Ruling, fields: Fields, slug: str) -> Response:
    """Keep a form that is not saved yet."""
    front = front_of(request)
    with front.archive.reading() as room:
        find_story(room, slug)
    form = _sent_form(front, signed, slug, fields)
    _keep(front, signed, slug, fields.get(_COVERS, ""), form)
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def sent_with_picture(request: Request, signed: Ruling) -> Sent:
    """Return a form with a picture that our own page sent; no more is read than may be."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _MULTIPART or not is_same_origin(request):
        raise HTTPException(HTTPStatus.FORBIDDEN, "Open the page again and send the form from it.")
    parser = MultiPartParser(
        request.headers, _bounded(request), max_files=1, max_fields=_MOST_FIELDS
    )
    try:
        form = await parser.parse()
    except _TooMuchError as error:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, error.message) from error
    except MultiPartException as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "The form could not be read.") from error
    try:
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        refuse_foreign(request, fields, signed.session)
        file = form.get("file")
        return Sent(fields, await file.read() if isinstance(file, UploadFile) else b"")
    finally:
        await form.close()


@router.post("/story/{slug}/edit/picture")
def bring_picture(
    request: Request,
    signed: Ruling,
    slug: str,
    sent: Annotated[Sent, Depends(sent_with_picture)],
) -> Response:
    """Take in a picture and put it into the unsaved form; the take is saved from there."""
    front = front_of(request)
    form = _sent_form(front, signed, slug, sent.fields)
    with front.archive.reading() as room:
        lying = find_story(room, slug)
    told = sent.fields.get("picture-type", "")
    kind = next((one for one in LABELS if one.value == told), SourceType.ALGORITHMIC)
    brought = Brought(sent.content, kind, sent.fields.get("picture-credit", ""))
    try:
        picture = taken_in(brought, front.archive.blobs)
    except StandardsError as error:
        package = _package(lying.draft)
        return _page(request, lying.draft, package, form, refusal=str(error))
    form[PICTURE] = picture.model_dump_json()
    _keep(front, signed, slug, sent.fields.get(_COVERS, ""), form)
    return RedirectResponse(f"/story/{quote(slug, safe='')}/edit#picture", HTTPStatus.SEE_OTHER)


async def _bounded(request: Request) -> AsyncGenerator[bytes, None]:
    """Yield the body of a request; one that is longer than a picture may be ends here."""
    left = MOST_BYTES + 1_000_000
    async for piece in request.stream():
        left -= len(piece)
        if left < 0:
            raise _TooMuchError("That was too much at once.")
        yield piece


def _sent_form(
    front: Front, signed: SignedIn, slug: str, fields: Mapping[str, str]
) -> dict[str, str]:
    """Return the form that was sent; a picture in it is the one this editor brought before.

    A browser says only whether that one is to be used: what it is stays with us.
    """
    form = dict(filled_in(fields))
    is_wanted = form.pop(PICTURE, "") not in {"", "0"}
    if is_wanted:
        with front.archive.reading() as room:
            kept = room.edit_drafts.find(slug, signed.editor.name)
        form[PICTURE] = dict(kept.fields).get(PICTURE, "") if kept else ""
    return form


def _brought(form: Mapping[str, str]) -> NewPicture | None:
    """Return the picture that was brought and is not saved yet."""
    text = form.get(PICTURE, "")
    return NewPicture.model_validate_json(text) if text else None


def _keep(front: Front, signed: SignedIn, slug: str, covers: str, form: Mapping[str, str]) -> None:
    with front.archive.writing() as room:
        fields = tuple(form.items())
        room.edit_drafts.keep(slug, signed.editor.name, covers, fields, front.clock())


def _package(draft: QueuedDraft) -> Package:
    """Return the package that can be changed; without one there is nothing to edit."""
    if draft.package is None:
        raise HTTPException(HTTPStatus.CONFLICT, "The story stopped before it had a text.")
    return draft.package


def _page(  # noqa: PLR0913 - one parameter for each thing the page shows
    request: Request,
    draft: QueuedDraft,
    package: Package,
    form: Mapping[str, str],
    *,
    told: str = "",
    refusal: str = "",
    findings: tuple[Finding, ...] = (),
) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
    return drawn(
        request,
        "edit.html",
        status,
        view=edit_view(package, draft.digest, form, findings),
        told=told,
        refusal=refusal,
        found=found_views(findings, [one.id for one in package.sentences()]),
        kinds=[(kind.value, words) for kind, words in LABELS.items()],
        brought=_brought(form),
    )


def _conflict(request: Request, slug: str, covers: str, yours: Mapping[str, str]) -> Response:
    """Show both editors' words beside those they began with, and a form that holds both."""
    front = front_of(request)
    with front.archive.reading() as room:
        lying = find_story(room, slug)
        base = _form_at(room, slug, covers)
    theirs = form_of(_package(lying.draft))
    form = merged(base, theirs, yours)
    return drawn(
        request,
        "conflict.html",
        HTTPStatus.CONFLICT,
        view=edit_view(_package(lying.draft), lying.row.digest, form),
        by=lying.row.made_by[-1] if lying.row.made_by else "the house",
        conflicts=conflicts(base, theirs, yours),
        homeless=without_home(base, theirs, yours),
        told="",
        refusal="",
        found=(),
        kinds=[(kind.value, words) for kind, words in LABELS.items()],
        brought=_brought(form),
    )


def _form_at(room: Room, slug: str, digest: str) -> Mapping[str, str]:
    """Return the form of the text that an editor began with; empty when nobody knows it."""
    take = take_of_digest(room, slug, digest)
    if take is None:
        return {}
    queued = room.papers.get(paper_id(slug, Stage.QUEUE, take), QueuedDraft).paper
    return form_of(queued.package) if queued.package else {}


def _outcome(findings: tuple[Finding, ...]) -> str:
    hard = sum(1 for finding in findings if finding.blocks)
    if not findings:
        return "The checks find nothing."
    if not hard:
        return f"Nothing blocks; {len(findings)} to look at."
    return f"{hard} {'block' if hard > 1 else 'blocks'} it, {len(findings) - hard} to look at."
