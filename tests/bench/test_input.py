"""What a model reads for one article of twenty reports, counted as the benchmark counts it."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from newsroom_agents.agents._role import BriefT, ReplyT
from newsroom_agents.agents._role import Role as Job
from newsroom_agents.agents.analyst import ROLE as ANALYST
from newsroom_agents.agents.copy_editor import ROLE as COPY_EDITOR
from newsroom_agents.agents.fact_checker import ROLE as FACT_CHECKER
from newsroom_agents.agents.illustrator import ROLE as ILLUSTRATOR
from newsroom_agents.agents.monitor import ROLE as MONITOR
from newsroom_agents.agents.packager import ROLE as PACKAGER
from newsroom_agents.agents.researcher import ROLE as RESEARCHER
from newsroom_agents.agents.writer import ROLE as WRITER
from newsroom_agents.gateway.schema import strict_schema
from newsroom_agents.pipeline.briefs import (
    Byliner,
    analyst_brief,
    copy_editor_brief,
    fact_checker_brief,
    number_sources,
    researcher_brief,
    writer_brief,
)
from newsroom_agents.staff.persona import read_persona
from newsroom_agents.staff.prompt import Shelf
from newsroom_agents.story.paper import PaperT, Role
from newsroom_agents.story.source import Outlet, PubStatus, Snapshot
from tests.agents.builders_copy import (
    LIMITS,
    RULES,
    draft,
    illustrator_brief,
    packager_brief,
)
from tests.agents.builders_desk import candidate, item, monitor_brief
from tests.agents.builders_desk import researcher_brief as small_brief
from tests.stories.shop import ROOT

BAR = 1.6
REPORTS = 20
STAFF = {
    Role.MONITOR: "odo",
    Role.RESEARCHER: "brenn",
    Role.ANALYST: "quillo",
    Role.WRITER: "vela",
    Role.FACT_CHECKER: "sorrel",
    Role.COPY_EDITOR: "pim",
    Role.ILLUSTRATOR: "umbrel",
    Role.PACKAGER: "tamsel",
}


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ModuleType, ModuleType]]:
    """The benchmark and the model that answers in it."""
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    yield import_module("article_cost"), import_module("model_roles")
    for name in ("article_cost", "model_roles"):
        sys.modules.pop(name, None)


class House:
    """Renders each role's prompt as the house does, lets the model answer, and counts."""

    def __init__(self, model: ModuleType) -> None:
        self.shelf = Shelf(ROOT / "prompts", b"exercise")
        self.model = model
        self.tokens: dict[str, int] = {}

    def work(self, job: Job[BriefT, ReplyT, PaperT], brief: BriefT) -> PaperT:
        """Return the paper that comes of what the model answers to this brief."""
        persona = read_persona(ROOT / "personas" / f"{STAFF[job.name]}.md")
        role = job.name.value
        system, user = self.shelf.render(job.name, persona, brief).messages
        form = {
            "type": "json_schema",
            "json_schema": {"name": role, "strict": True, "schema": strict_schema(job.asks)},
        }
        sent = len((system.text + user.text).encode()) + len(json.dumps(form))
        self.tokens[role] = sent // 4
        reply = job.asks.model_validate(self.model.answer(role, user.text))
        return job.compose(brief, reply).paper


def snapshot(number: int, told: dict[str, str]) -> Snapshot:
    published = datetime.fromisoformat(told["versioncreated"])
    return Snapshot(
        id=f"snapshot{number:02}",
        uri=told["uri"],
        number=1,
        outlet=Outlet(id=told["provider"], name=told["provider"]),
        title=told["headline"],
        text=told["body_text"],
        language="en",
        published=published,
        retrieved=published,
        url=told["url"],
        status=PubStatus.USABLE,
        embargoed_until=None,
        ednote="",
        sha256="0" * 64,
        text_sha256="0" * 64,
        origin=f"origin{number:02}",
    )


def test_input_for_twenty_reports_stays_under_the_bar(
    bench: tuple[ModuleType, ModuleType], tmp_path: Path
) -> None:
    cost, model = bench
    corpus = cost.write_wire(tmp_path / "wire") // 4
    rows = (tmp_path / "wire" / "crane.jsonl").read_text("utf-8").splitlines()
    held = [snapshot(number, json.loads(row)) for number, row in enumerate(rows, start=1)]
    house = House(model)
    reports = tuple(item(number, title=one.title) for number, one in enumerate(held, start=1))
    house.work(MONITOR, monitor_brief(candidate(*reports)))
    lead = small_brief("EXERCISE One.", "EXERCISE Two.").lead
    given = researcher_brief(
        lead.model_copy(update={"snapshots": tuple(one.id for one in held)}),
        number_sources(held, {}, frozenset({"en"})),
        {one.id: one for one in held},
        {},
        (),
        3,
    )
    dossier = house.work(RESEARCHER, given)
    card = read_persona(ROOT / "personas" / "vela.md").card()
    analysis = house.work(ANALYST, analyst_brief(dossier, card))
    signs = Byliner(card, LIMITS)
    written = house.work(WRITER, writer_brief(signs, dossier, analysis, 1, None, ()))
    house.work(FACT_CHECKER, fact_checker_brief(dossier, written, (), 1))
    texts = {one.id: one.text for one in held}
    house.work(COPY_EDITOR, copy_editor_brief(dossier, written, RULES, texts))
    house.work(ILLUSTRATOR, illustrator_brief(written))
    brief = packager_brief(draft()).model_copy(update={"draft": written, "dossier": dossier})
    house.work(PACKAGER, brief)
    assert (len(held), len(house.tokens)) == (REPORTS, len(STAFF))
    assert sum(house.tokens.values()) <= BAR * corpus, house.tokens
