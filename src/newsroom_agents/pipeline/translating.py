"""Translations: one run for each foreign report, side by side, shared by all stories that need it.

The key of a run names the snapshot and not the story, so that two stories with the same report wait
for the same translation. What cannot be translated stays unread, and the journal says why; an
outage cuts the story off, and what was translated until then is kept.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from newsroom_agents.agents._role import Work
from newsroom_agents.errors import GatewayError, ReplyRejectedError, StandardsError
from newsroom_agents.pipeline.briefs import translator_brief
from newsroom_agents.pipeline.filing import Filing
from newsroom_agents.pipeline.flow import Keys, Run
from newsroom_agents.pipeline.material import Material
from newsroom_agents.pipeline.newsdesk import Newsdesk
from newsroom_agents.pipeline.rundown import TRANSLATION
from newsroom_agents.pipeline.task import Task, translation_prefix
from newsroom_agents.story.lead import Lead
from newsroom_agents.story.paper import Stage
from newsroom_agents.story.translation import Translation

_UNREAD = "unread: "
_OUT = "out: "
_ONLY_TAKE = 1


@dataclass(frozen=True, slots=True)
class Translating:
    """The translators' desk: what a story waits for, and the run of one translation."""

    desk: Newsdesk
    filing: Filing
    material: Material
    keys: Keys

    def plan(self, text: str) -> str:
        """Return the runs that translate what the house cannot read, as JSON by snapshot."""
        lead = self.filing.latest(Task.read(text).slug, Stage.LEAD, Lead)
        reads = self.desk.rules.reads
        foreign = [one for one in self.material.snapshots(lead) if one.language not in reads]
        runs = {
            one.id: self.keys.open_key(translation_prefix(one.id))
            for one in foreign
            if _ONLY_TAKE not in self.filing.takes(one.id, Stage.TRANSLATION)
        }
        return json.dumps(runs)

    def run(self, run: Run, snapshot: str) -> str:
        """Translate one snapshot: the flow. Returns the paper's id, or why there is none."""
        return run.step("translate", self.translate, snapshot)

    def translate(self, snapshot: str) -> str:
        """File the translation of one snapshot, or say why there is none."""

        def make() -> Work[Translation]:
            brief = translator_brief(self.material.snapshot(snapshot), self.desk.rules.language)
            return self.desk.staff.translator.work(brief, snapshot)

        try:
            return self.filing.once(snapshot, Stage.TRANSLATION, _ONLY_TAKE, Translation, make)
        except (ReplyRejectedError, StandardsError) as error:
            return f"{_UNREAD}{error}"
        except GatewayError as error:
            return f"{_OUT}{error}"

    def note(self, text: str) -> str:
        """Say in the journal which reports the story goes on without, and why."""
        task = Task.read(text)
        with self.desk.archive.writing() as room:
            for why in task.why:
                detail = {"why": why}
                now = self.desk.clock()
                room.journal.append(task.slug, "unread", detail, now, stage=Stage.TRANSLATION)
        return f"{len(task.why)} unread"


def await_translations(run: Run, planned: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Start the planned runs side by side and wait for all of them.

    Args:
        run: The story's run.
        planned: What `Translating.plan` returned.

    Returns:
        Why reports stay unread, and why translations could not be had; each names its snapshot.
    """
    children = {
        snapshot: run.beside(TRANSLATION, key, snapshot) for snapshot, key in _runs(planned).items()
    }
    unread: list[str] = []
    out: list[str] = []
    for snapshot, child in children.items():
        said = child.result()
        if said.startswith(_UNREAD):
            unread.append(f"snapshot {snapshot}: {said.removeprefix(_UNREAD)}")
        elif said.startswith(_OUT):
            out.append(f"snapshot {snapshot}: {said.removeprefix(_OUT)}")
    return tuple(unread), tuple(out)


def _runs(planned: str) -> Mapping[str, str]:
    """Return the planned runs' keys, by snapshot.

    A story that was in work when translations had no runs of their own remembers a sentence here:
    its translations are filed.
    """
    if not planned.startswith("{"):
        return {}
    found: Mapping[str, str] = json.loads(planned)
    return found
