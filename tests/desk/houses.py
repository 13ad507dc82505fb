"""A house with the demo's stories on either database, its desk open, and what people fill in."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from html.parser import HTMLParser
from pathlib import Path

import httpx2
from fastapi.testclient import TestClient

from newsroom_agents.archive.archive import Archive
from newsroom_agents.archive.dump import INDEX, Loading, Part, dumped, tables_of
from newsroom_agents.archive.queue_rows import QueueRow
from newsroom_agents.clock import system_clock
from newsroom_agents.pipeline.flow import InlineRun
from newsroom_agents.pipeline.task import Task
from newsroom_agents.story.paper import Stage
from newsroom_agents.story.queue import QueuedDraft, QueueState, Risk
from tests.stories.shop import Shop

from .builders import DeskHouse, opened_desk


@contextmanager
def desk_over(shop: Shop, postgres_url: str = "") -> Iterator[DeskHouse]:
    """Open the desk of a staffed house; with an address its archive lies on that server."""
    env = {}
    if postgres_url:
        _carry(shop.var, postgres_url)
        env["NEWSROOM_DATABASE_URL"] = postgres_url
    with opened_desk(shop.var, env) as house:
        yield house


def _carry(var: Path, url: str) -> None:
    """Carry every row of a house's file into an empty database, but for the durable engine's."""
    with (
        closing(Archive.open(f"sqlite:///{var / 'newsroom.sqlite'}", var, system_clock)) as here,
        closing(Archive.open(url, var, system_clock)) as there,
        here.engine.connect() as source,
        there.engine.begin() as target,
    ):
        loading, known = Loading(target, Part.HOUSE), tables_of(target, Part.HOUSE)
        for portion in dumped(source, Part.HOUSE):
            if portion.table in {*known, INDEX}:
                loading.load(portion.table, portion.lines)
        loading.finish()


def ready(house: DeskHouse, risk: Risk = Risk.ELEVATED) -> QueuedDraft:
    """Return a story of this risk that is ready."""
    with house.archive.reading() as room:
        row = room.queue.rows(states=[QueueState.READY], risk=risk)[0]
        return room.queue.draft(row.slug)


def row_of(house: DeskHouse, slug: str) -> QueueRow:
    with house.archive.reading() as room:
        return room.queue.row(slug)


def draft_of(house: DeskHouse, slug: str) -> QueuedDraft:
    with house.archive.reading() as room:
        return room.queue.draft(slug)


def next_take(house: DeskHouse, slug: str, start: Stage = Stage.WRITING) -> None:
    """Let the stages work on a returned story here and now."""
    take = row_of(house, slug).take + 1
    flows = {flow.name: flow for flow in house.front.newsroom.flows()}
    task = Task(slug=slug, round=take, take=take, start=start)
    flows["reporting"].run(InlineRun(flows), task.text())


class _Forms(HTMLParser):
    """Reads the fields of a page's forms as a browser would send them untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._form: dict[str, str] = {}
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        name = told.get("name", "")
        if tag == "form":
            self._form = self.forms.setdefault(told["action"], {})
        elif tag == "textarea":
            self._area = name
            self._form[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in told or self._select not in self._form:
                self._form[self._select] = told.get("value", "")
        elif tag == "input" and name and self._is_sent(told):
            self._form[name] = told.get("value", "on")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._form[self._area] += data

    @staticmethod
    def _is_sent(told: Mapping[str, str]) -> bool:
        is_choice = told.get("type") in {"checkbox", "radio"}
        return told.get("type") != "file" and (not is_choice or "checked" in told)


def fields_of(page: str, action: str) -> dict[str, str]:
    """Return the fields of the form that goes to an address, as the page fills them in."""
    reader = _Forms()
    reader.feed(page)
    return dict(reader.forms[action])


def ruled(browser: TestClient, slug: str, wish: str, **fields: str) -> httpx2.Response:
    """Open a story's page, fill in one of its forms, and send it."""
    action = f"/story/{slug}/rule/{wish}"
    given = fields_of(browser.get(f"/story/{slug}").text, action)
    return browser.post(action, data={**given, **fields})
