"""A stored text as the house read it, with a passage marked.

It is the extracted text that offsets count in, shown as text and nothing else: whatever markup or
command an outlet put into it is letters here. What hides from a reader is taken out and counted.
"""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request, Response

from newsroom_agents.desk.front import drawn, front_of
from newsroom_agents.desk.visits import Signed
from newsroom_agents.desk.wording import Clockface, Moment, worded
from newsroom_agents.errors import NotFoundError
from newsroom_agents.publish.drawing import safe_url
from newsroom_agents.publish.views import Worded
from newsroom_agents.publish.wording import standing
from newsroom_agents.story.source import Ownership, PubStatus, Snapshot
from newsroom_agents.text.language import direction, display_name
from newsroom_agents.text.visible import hidden_characters, visible

_MOST_DIGITS = 8

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Version:
    """One content of the same item."""

    number: int
    href: str
    retrieved: Moment
    is_here: bool
    is_same_text: bool


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """A stored text: before, in and behind the passage, and everything known of it."""

    id: str
    outlet: str
    standing: str
    is_partial: bool
    title: Worded
    before: str
    passage: str
    after: str
    lang: str
    dir: str
    language: str
    status: str
    ednote: str
    embargo: Moment | None
    published: Moment
    retrieved: Moment
    sha256: str
    text_sha256: str
    uri: str
    link: str
    hidden: int
    versions: tuple[Version, ...]

    @property
    def is_changed(self) -> bool:
        """Whether the item has other content now."""
        return bool(self.versions) and not self.versions[-1].is_here


@router.api_route("/snapshot/{snapshot}", methods=["GET", "HEAD"])
def show(request: Request, signed: Signed, snapshot: str) -> Response:
    """Show a stored text; `start` and `end` mark a passage in code points."""
    del signed
    front = front_of(request)
    face = Clockface(front.masthead.time_zone, front.clock())
    with front.archive.reading() as room:
        try:
            found = room.snapshots.get(snapshot)
        except NotFoundError as error:
            raise HTTPException(HTTPStatus.NOT_FOUND) from error
        versions = room.snapshots.of_item(found.uri)
    start, end = (_place(request.query_params.get(name, "")) for name in ("start", "end"))
    view = snapshot_view(found, versions, (start, end), face)
    return drawn(request, "snapshot.html", view=view)


def snapshot_view(
    snapshot: Snapshot, versions: tuple[Snapshot, ...], span: tuple[int, int], face: Clockface
) -> SnapshotView:
    """Return a stored text with a passage marked; a span that it does not hold marks nothing."""
    text, (start, end) = snapshot.text, span
    if not 0 <= start < end <= len(text):
        start = end = 0
    outlet = snapshot.outlet
    return SnapshotView(
        id=snapshot.id,
        outlet=visible(outlet.name),
        standing=standing(outlet.tier, outlet.ownership),
        is_partial=outlet.ownership is Ownership.STATE,
        title=worded(snapshot.title, snapshot.language),
        before=visible(text[:start]),
        passage=visible(text[start:end]),
        after=visible(text[end:]),
        lang=snapshot.language,
        dir=direction(snapshot.language),
        language=display_name(snapshot.language),
        status="" if snapshot.status is PubStatus.USABLE else snapshot.status.value,
        ednote=visible(snapshot.ednote),
        embargo=face.until(snapshot.embargoed_until) if snapshot.embargoed_until else None,
        published=face.ago(snapshot.published),
        retrieved=face.ago(snapshot.retrieved),
        sha256=snapshot.sha256,
        text_sha256=snapshot.text_sha256,
        uri=visible(snapshot.uri),
        link=safe_url(snapshot.url),
        hidden=hidden_characters(text),
        versions=tuple(
            Version(
                number=one.number,
                href=f"/snapshot/{one.id}",
                retrieved=face.ago(one.retrieved),
                is_here=one.id == snapshot.id,
                is_same_text=one.text_sha256 == snapshot.text_sha256,
            )
            for one in versions
        ),
    )


def _place(text: str) -> int:
    """Return an offset; what is none is 0."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else 0
