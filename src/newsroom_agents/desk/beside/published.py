"""What is published: where it stands on each target, and correct, update, kill.

Nothing is changed in silence: each act is filed with its reason and the editor's name, and a worker
carries it to every target.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from newsroom_agents.archive.archive import Room
from newsroom_agents.desk.beside.asking import PORTION, Refusal, face_of, portion_of, tried
from newsroom_agents.desk.front import Front, drawn, front_of
from newsroom_agents.desk.visits import Fields, Ruling, Signed, SignedIn
from newsroom_agents.desk.wording import Clockface, Moment
from newsroom_agents.pipeline.aftercare import (
    MAIN_TARGET,
    MAX_NOTE_CHARS,
    Aftercare,
    corrections_of,
    kill_of,
)
from newsroom_agents.publish.wording import counted
from newsroom_agents.story.publication import Publication
from newsroom_agents.text.visible import visible

router = APIRouter(prefix="/published")

_Act = Callable[[Aftercare, str, Fields, str], object]
"""What is done with a story by an editor, as a form asks for it."""
_DONE = {
    "correct": "The correction is on record and on its way to every target.",
    "update": "The next take is booked. It comes to the queue and is approved like any other.",
    "kill": "The kill is on record, and its notice is on its way to every target.",
}


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """A published story as the list shows it."""

    slug: str
    headline: str
    href: str
    at: Moment
    changed: Moment
    state: str
    is_withdrawn: bool
    is_pending: bool


@dataclass(frozen=True, slots=True)
class TargetLine:
    """Where a story stands on one target; `at` is None where nothing was sent."""

    name: str
    state: str
    is_behind: bool
    at: Moment | None


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note that readers see, or will see."""

    words: str
    text: str
    at: Moment


@router.api_route("", methods=["GET", "HEAD"])
def published(request: Request, signed: Signed) -> Response:
    """Show what was published, the latest first, withdrawn pieces too."""
    del signed
    front = front_of(request)
    with front.archive.reading() as room:
        total = room.publications.count(MAIN_TARGET)
        portion = portion_of(request, total)
        found = room.publications.latest(MAIN_TARGET, portion.start, PORTION)
        lines = [_line(room, one, face_of(front)) for one in found]
    return drawn(request, "published.html", lines=lines, total=total, portion=portion)


@router.api_route("/{slug}", methods=["GET", "HEAD"])
def one_story(request: Request, signed: Signed, slug: str) -> Response:
    """Show one published story, with its state on each target and its notes."""
    return _page(request, signed, slug)


@router.post("/{slug}/{act}")
def act(request: Request, signed: Ruling, fields: Fields, slug: str, act: str) -> Response:
    """Correct, update or kill a published story."""
    work = _ACTS.get(act)
    if work is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    front = front_of(request)
    with front.archive.reading() as room:
        _known(room, slug)
    aftercare = front.newsroom.aftercare
    refusal = tried(lambda: work(aftercare, slug, fields, signed.editor.name))
    if refusal:
        return _page(request, signed, slug, refusal, fields)
    way = f"/published/{quote(slug, safe='')}?done={act}"
    return RedirectResponse(way, HTTPStatus.SEE_OTHER)


def _correct(aftercare: Aftercare, slug: str, fields: Fields, editor: str) -> object:
    return aftercare.correct(slug, fields.get("text", ""), editor, "")


def _update(aftercare: Aftercare, slug: str, fields: Fields, editor: str) -> object:
    del fields
    return aftercare.update(slug, editor)


def _kill(aftercare: Aftercare, slug: str, fields: Fields, editor: str) -> object:
    return aftercare.kill(slug, fields.get("why", "")[:MAX_NOTE_CHARS], editor, "")


_ACTS: dict[str, _Act] = {"correct": _correct, "update": _update, "kill": _kill}


def _known(room: Room, slug: str) -> Publication:
    current = room.publications.current(slug, MAIN_TARGET)
    if current is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return current


def _page(
    request: Request,
    signed: SignedIn,
    slug: str,
    refusal: Refusal | None = None,
    given: Fields | None = None,
) -> Response:
    front = front_of(request)
    face = face_of(front)
    with front.archive.reading() as room:
        current = _known(room, slug)
        line = _line(room, current, face)
        targets = tuple(_targets(front, room, current, face))
        notes = tuple(_notes(room, current, face))
        is_dead = kill_of(room, slug) is not None
    return drawn(
        request,
        "published_story.html",
        refusal.status if refusal else HTTPStatus.OK,
        wrong=refusal.words if refusal else "",
        given=given or {},
        done=_DONE.get(request.query_params.get("done", ""), ""),
        line=line,
        digest=current.digest,
        address=f"{front.masthead.base_url}/{current.url_path}",
        targets=targets,
        notes=notes,
        most=MAX_NOTE_CHARS,
        may_act=signed.editor.may_rule and not is_dead,
        may_resend=signed.editor.may_rule and is_dead and current.kill is None,
    )


def _line(room: Room, one: Publication, face: Clockface) -> PublishedLine:
    pending = _pending(room, one)
    return PublishedLine(
        slug=one.slug,
        headline=visible(one.headline),
        href=f"/published/{quote(one.slug)}",
        at=face.ago(one.first_published),
        changed=face.ago(one.updated),
        state=", ".join(filter(None, (_state(one), pending))),
        is_withdrawn=one.kill is not None,
        is_pending=bool(pending),
    )


def _state(one: Publication) -> str:
    if one.kill is not None:
        return "withdrawn"
    notes = f", with {counted(len(one.corrections), 'note')}" if one.corrections else ""
    return f"live in revision {one.revision}{notes}"


def _pending(room: Room, one: Publication) -> str:
    """Say what is on record and not out yet."""
    if one.kill is not None:
        return ""
    if kill_of(room, one.slug) is not None:
        return "its kill is not out yet"
    waiting = len(corrections_of(room, one.slug)) - len(one.corrections)
    return f"{counted(waiting, 'note')} not out yet" if waiting > 0 else ""


def _targets(
    front: Front, room: Room, current: Publication, face: Clockface
) -> Iterator[TargetLine]:
    sent = {one.target: one for one in room.publications.history(current.slug)}
    names = dict.fromkeys((*front.newsroom.presses.targets, *sent))
    for name in names:
        one = sent.get(name)
        if one is None:
            yield TargetLine(name, "nothing was sent there", is_behind=True, at=None)
            continue
        behind = one.revision < current.revision
        late = f"; {MAIN_TARGET} has revision {current.revision}" if behind else ""
        yield TargetLine(name, f"{_state(one)}{late}", behind, face.ago(one.updated))


def _notes(room: Room, current: Publication, face: Clockface) -> Iterator[NoteLine]:
    """Yield every note of the story; those that are not out yet say so."""
    for one in corrections_of(room, current.slug):
        is_out = one.number <= len(current.corrections)
        words = one.kind.value.capitalize() + ("" if is_out else ", not out yet")
        yield NoteLine(words, visible(one.text), face.ago(one.at))
    kill = kill_of(room, current.slug)
    if kill is not None:
        words = "Withdrawn" if current.kill else "To be withdrawn"
        yield NoteLine(words, visible(kill.why), face.ago(kill.at))
