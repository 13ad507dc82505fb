"""News while a page is open: a line to press, never a page that moves under the hand.

The stream tells that stories moved and which; it brings no texts, so what an editor reads is always
a page that they asked for. It also keeps the editor's presence at a story's page alive, and takes
it away when the page is closed.
"""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from anyio import CancelScope, Event, move_on_after
from fastapi import APIRouter, Request, Response
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from newsroom_agents.archive.openings import PRESENT
from newsroom_agents.archive.queue_list import News
from newsroom_agents.desk.front import Front, front_of
from newsroom_agents.desk.visits import Signed
from newsroom_agents.errors import StorageError
from newsroom_agents.publish.wording import counted

EVERY = 2.0
"""Seconds between two looks; one look is one query on an index."""
_LIFE_SECONDS = 900.0
"""So long a stream lives; the browser opens the next one by itself."""
_STAY_SECONDS = PRESENT.total_seconds() / 3
_PING_SECONDS = 15
_MOST_SLUGS = 50
_MOST_DIGITS = 18
_log = logging.getLogger(__name__)

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Watch:
    """One open page: who looks, at which story if at one, and what it has told them."""

    front: Front
    session: str
    editor: str
    slug: str

    def look(self, since: int | None) -> News | None:
        """Return what is new; None when the session has ended meanwhile."""
        front = self.front
        idle = timedelta(hours=front.settings.idle_hours)
        with front.archive.reading() as room:
            if room.desk_sessions.present(self.session, idle, front.clock()) is None:
                return None
            return room.queue_list.news(since)

    def stay(self) -> None:
        """Keep the editor's presence at the story's page alive."""
        with self.front.archive.writing() as room:
            room.openings.stay(self.slug, self.editor, self.front.clock())

    def leave(self) -> None:
        """Take the editor's presence away."""
        with self.front.archive.writing() as room:
            room.openings.leave(self.slug, self.editor)


@router.get("/live")
def live(request: Request, signed: Signed) -> Response:
    """Stream what moves in the queue after the row of the journal that the page names."""
    front, query = front_of(request), request.query_params
    slug = query.get("story", "")
    with front.archive.reading() as room:
        is_known = bool(slug) and room.queue_list.knows(slug)
    watch = Watch(front, signed.session, signed.editor.name, slug if is_known else "")
    since = request.headers.get("last-event-id") or query.get("since", "")
    is_number = since.isascii() and since.isdigit() and len(since) < _MOST_DIGITS
    closing = Event()
    return EventSourceResponse(
        told(watch, int(since) if is_number else None, closing),
        ping=_PING_SECONDS,
        headers={"Cache-Control": "no-store"},
        shutdown_event=closing,
        shutdown_grace_period=EVERY,
    )


async def told(watch: Watch, since: int | None, closing: Event) -> AsyncIterator[ServerSentEvent]:
    """Yield the news as they come, until the page is closed, the session or the server ends.

    Args:
        watch: The page.
        since: The row of the journal that it knows; None for the last one.
        closing: Set when the server is about to end.
    """
    begun, stayed, number = monotonic(), -_STAY_SECONDS, since
    try:
        while (passed := monotonic() - begun) < _LIFE_SECONDS and not closing.is_set():
            news = await run_in_threadpool(watch.look, number)
            if news is None:
                yield ServerSentEvent(event="ended", data="signed out")
                return
            if news.slugs:
                yield ServerSentEvent(event="queue", id=str(news.number), data=_line(news))
            number = news.number
            if watch.slug and passed - stayed >= _STAY_SECONDS:
                stayed = passed
                await run_in_threadpool(watch.stay)
            with move_on_after(EVERY):
                await closing.wait()
    except StorageError as error:
        _log.warning("a stream of news ended: %s", error)
    finally:
        if watch.slug:
            with CancelScope(shield=True):
                await run_in_threadpool(watch.leave)


def _line(news: News) -> str:
    """Return news as the page takes them: a line of words, and which stories it is about."""
    moved = counted(len(news.slugs), "story", "stories")
    facts = {"words": f"{moved} moved", "slugs": sorted(news.slugs)[:_MOST_SLUGS]}
    return json.dumps(facts, ensure_ascii=False)
