"""The queue for programs: what waits, narrowed and in pages, and what happened since."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from newsroom_agents.archive.queue_list import PAGE, Wanted
from newsroom_agents.desk.api.answers import NewsAnswer, QueueAnswer, item_of
from newsroom_agents.desk.api.callers import Reading
from newsroom_agents.desk.front import front_of
from newsroom_agents.desk.queue_view import MINE, WAITING
from newsroom_agents.story.queue import QueueState, Risk

_LONGEST, _MOST, _FARTHEST = 200, 200, 10_000_000

router = APIRouter(tags=["queue"])


Word = Annotated[str, Query(max_length=_LONGEST)]


@router.get("/queue")
def queue(  # noqa: PLR0913 - one parameter for each thing a list is narrowed by
    request: Request,
    holder: Reading,
    state: Annotated[tuple[QueueState, ...], Query(description="Repeat it for several.")] = WAITING,
    risk: Risk | None = None,
    beat: Word = "",
    language: Word = "",
    persona: Word = "",
    assigned: Annotated[
        str, Query(max_length=_LONGEST, description="An editor's name; `me` is the token's.")
    ] = "",
    q: Annotated[
        str, Query(max_length=_LONGEST, description="Words of headline, slug, beat or persona.")
    ] = "",
    start: Annotated[int, Query(ge=0, le=_FARTHEST)] = 0,
    limit: Annotated[int, Query(ge=1, le=_MOST)] = PAGE,
) -> QueueAnswer:
    """Return stories: by risk, priority and what expires first; those that are done, latest first.

    Without `state`, what waits for an editor.
    """
    wanted = Wanted(
        states=state,
        risk=risk,
        beat=beat,
        persona=persona,
        language=language,
        assigned=holder.editor.name if assigned == MINE else assigned,
        words=q,
    )
    with front_of(request).archive.reading() as room:
        page = room.queue_list.page(wanted, start, limit)
    return QueueAnswer(total=page.total, start=start, stories=tuple(map(item_of, page.rows)))


@router.get("/queue/news")
def news(
    request: Request,
    holder: Reading,
    since: Annotated[int | None, Query(ge=0, le=2**53)] = None,
) -> NewsAnswer:
    """Return which stories something happened to since a number; without one, only the number."""
    del holder
    with front_of(request).archive.reading() as room:
        found = room.queue_list.news(since)
    return NewsAnswer(number=found.number, slugs=tuple(sorted(found.slugs)))
