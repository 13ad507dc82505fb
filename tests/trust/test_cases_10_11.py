"""Cases 10 and 11: sources that flood, and sources that change after a story was drafted."""

import json
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsroom_agents.archive.archive import Archive
from newsroom_agents.clock import fixed_clock
from newsroom_agents.pipeline.intake import group_new
from newsroom_agents.pipeline.schedule import Pace
from tests.pipeline.world import START, TEXT, World, polled, rss, world
from tests.stories.shop import DEMO, ROOT, Shop
from tests.stories.test_local_sources import as_page, bridge_reports

ENV = {"NEWSROOM_WEB__ALLOW": "127.0.0.0/8", "NEWSROOM_WEB__SPACING": "0"}
FLOOD = 10_000


@pytest.fixture
def net() -> Iterator[World]:
    with world() as running:
        yield running


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive.open(f"sqlite:///{tmp_path / 'a.sqlite'}", tmp_path, fixed_clock(START))
    yield opened
    opened.close()


def events(archive: Archive) -> list[str]:
    group_new(archive, timedelta(days=7))
    with archive.reading() as room:
        return [one.event for one in room.events.window(datetime.min.replace(tzinfo=UTC))]


def test_case_10_a_flood_of_new_items_keeps_to_its_quota_and_is_one_cluster(
    net: World, archive: Archive
) -> None:
    flood = [
        {"title": "Counter closes", "description": f"{TEXT[:300]} Call {n}.", "guid": str(n)}
        for n in range(FLOOD)
    ]
    net.put("flood", rss(*flood))
    net.put("calm", rss({"title": "Orchard wins a prize", "content": "Pears and plums. " * 40}))
    sources = [net.source("flood"), net.source("calm")]
    _, done = polled(net.poller(archive), sources)
    assert done.taken.new == Pace().items_a_run + 1
    assert [one.place for one in done.taken.errors] == [
        f"flood: {sources[0].place}", "flood: quota",
    ]  # fmt: skip
    found = events(archive)
    assert len(found) == Pace().items_a_run + 1
    assert len(set(found)) == 2


def test_case_10_an_item_with_another_guid_at_each_poll_is_one_item(
    net: World, archive: Archive
) -> None:
    for number in range(5):
        entry = {"title": "Ticket counter closes", "description": TEXT, "guid": f"g{number}"}
        net.put("churn", rss({**entry, "link": f"https://quai.example/?visit={number}"}))
        polled(net.poller(archive), [net.source("churn", fetches_pages=False)], at_once=True)
        net.later(hours=3)
    assert len(events(archive)) == 1


@dataclass
class Cited:
    """A house with a story from five pages on the web, waiting in the queue."""

    shop: Shop
    net: World
    slug: str

    def row(self) -> Mapping[str, Any]:
        row: Mapping[str, Any] = self.shop.queue()[self.slug]
        return row

    def sources(self) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = self.shop.draft(self.slug)["package"]["sources"]
        return found


@pytest.fixture
def cited(net: World, tmp_path: Path) -> Cited:
    house = tmp_path / "house"
    for name in ("personas", "prompts", "data"):
        shutil.copytree(ROOT / name, house / name)
    shutil.copy(ROOT / "newsroom.toml", house)
    rated = tomllib.loads((DEMO / "providers.toml").read_text(encoding="utf-8"))
    tables = []
    for outlet, item in bridge_reports().items():
        table = rated[outlet]
        net.put(outlet, as_page({**item, "url": f"{net.server.url}/{outlet}"}))
        tables.append(
            f'[source.{outlet}]\nkind = "page"\nplace = "{net.server.url}/{outlet}"\n'
            f'outlet = "{table["name"]}"\ncountry = "{table["country"]}"\nlanguage = "en"\n'
            f'ownership = "{table["ownership"]}"\ntier = "{table["tier"]}"\n'
            f'basis = "{table["basis"]}"\nas_of = {table["as_of"]}\n'
        )
    (house / "data" / "sources.toml").write_text("\n".join(tables), encoding="utf-8")
    shop = Shop(tmp_path / "var", house)
    newest = max(item["versioncreated"] for item in bridge_reports().values())
    said = shop.do("run", "--fetch", "--as-of", newest, env=ENV)
    assert said.code == 0, said.err
    [slug] = shop.ready()
    return Cited(shop, net, slug)


def test_case_11_a_source_that_changes_or_goes_is_shown_and_what_is_cited_stays(
    cited: Cited,
) -> None:
    before = cited.sources()
    first, second = before[0], before[1]
    assert cited.shop.do("watch", "--json", env=ENV).json()["changed"] == 0
    path = first["url"].rpartition("/")[2]
    item = {**bridge_reports()[path], "url": first["url"]}
    cited.net.put(path, as_page({**item, "body_text": item["body_text"] + "\n\nNobody was hurt."}))
    cited.net.put(second["url"].rpartition("/")[2], "", status="410 Gone")
    said = cited.shop.do("watch", "--json", env=ENV)
    assert (said.json()["changed"], said.json()["gone"]) == (1, 1)
    assert said.json()["told"] == [cited.slug]
    reasons = [one for one in cited.row()["reasons"] if one.startswith("source changed")]
    assert len(reasons) == 2
    assert cited.sources() == before, "what the story cites stays as it is"
    history = cited.shop.do("sources", "history", first["uri"], "--json").lines()
    assert [one["number"] for one in history] == [1, 2]
    assert history[0]["sha256"] == first["sha256"]
    assert history[1]["gained"] == ["Nobody was hurt."]
    journal = json.dumps(cited.shop.do("journal", cited.slug, "--json").lines())
    assert "+ Nobody was hurt." in journal
    again = cited.shop.do("watch", "--json", env=ENV).json()
    assert (again["changed"], again["gone"]) == (0, 1)
    assert len(cited.row()["reasons"]) == len(set(cited.row()["reasons"]))
