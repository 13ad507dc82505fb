"""News as they come, and presence that ends with the page."""

import asyncio
import json

import pytest
from anyio import Event
from sse_starlette import ServerSentEvent

from newsroom_agents.desk import live
from newsroom_agents.desk.live import Watch, told

from .builders import DeskHouse, awaited
from .papers import SLUG, Story, enter


def watch(desk: DeskHouse, slug: str = "", name: str = "Ada") -> Watch:
    return Watch(desk.front, desk.session(name), name, slug)


def present(desk: DeskHouse) -> tuple[str, ...]:
    with desk.archive.reading() as room:
        return room.openings.present([SLUG], desk.clock()).get(SLUG, ())


async def first(watching: Watch, since: int | None) -> ServerSentEvent:
    """Return the first news of a page, and close it."""
    stream = told(watching, since, Event())
    try:
        async with asyncio.timeout(20):
            return await anext(stream)
    finally:
        await stream.aclose()  # type: ignore[attr-defined]


def test_a_page_is_told_which_stories_moved_since_it_was_drawn(bare_desk: DeskHouse) -> None:
    with bare_desk.archive.reading() as room:
        since = room.queue_list.news(None).number
    enter(bare_desk.archive, bare_desk.clock())
    enter(bare_desk.archive, bare_desk.clock(), Story(slug="council-vote"))
    event = awaited(first(watch(bare_desk), since))
    assert event.event == "queue"
    assert json.loads(str(event.data)) == {
        "words": "two stories moved",
        "slugs": ["council-vote", SLUG],
    }
    with bare_desk.archive.reading() as room:
        assert event.id == str(room.journal.head().number)


def test_a_stream_ends_when_its_session_does(bare_desk: DeskHouse) -> None:
    watching = Watch(bare_desk.front, "no such session", "Ada", "")
    event = awaited(first(watching, None))
    assert event.event == "ended"


def test_an_open_page_keeps_its_editor_present_until_it_is_closed(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    seen: list[tuple[str, ...]] = []

    async def read() -> None:
        stream = told(watch(bare_desk, SLUG), 0, Event())
        seen.append(present(bare_desk))
        await anext(stream)
        second = asyncio.ensure_future(anext(stream))
        while not present(bare_desk):
            await asyncio.sleep(0.01)
        seen.append(present(bare_desk))
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second

    awaited(asyncio.wait_for(read(), 20))
    assert seen == [(), ("Ada",)]
    assert present(bare_desk) == ()


def test_a_stream_ends_by_itself_when_the_server_does(bare_desk: DeskHouse) -> None:
    async def read() -> list[ServerSentEvent]:
        closing = Event()
        closing.set()
        return [event async for event in told(watch(bare_desk), None, closing)]

    assert awaited(asyncio.wait_for(read(), 20)) == []


def test_the_stream_is_for_those_who_are_signed_in(bare_desk: DeskHouse) -> None:
    assert bare_desk.browser().get("/live").status_code == 303


def test_a_page_brings_the_row_that_its_news_begin_after(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    with bare_desk.archive.reading() as room:
        number = room.queue_list.news(None).number
    page = bare_desk.signed_in("Ada").get("/queue").text
    assert f'id="news" class="news" data-since="{number}"' in page
    assert live.EVERY >= 1
