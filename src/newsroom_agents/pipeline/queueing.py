"""The last step before a person: the queued draft, ready or stopped, with its risk and digest."""

import hashlib
import hmac
from dataclasses import dataclass

from newsroom_agents.agents.victims import CHECK
from newsroom_agents.archive.leads import LeadState
from newsroom_agents.errors import MoveError
from newsroom_agents.evidence.ground import check_package
from newsroom_agents.evidence.risk import assess
from newsroom_agents.pipeline.filing import Filing
from newsroom_agents.pipeline.honesty import Seeding
from newsroom_agents.pipeline.material import Material
from newsroom_agents.pipeline.newsdesk import Newsdesk
from newsroom_agents.pipeline.task import Task
from newsroom_agents.story.check import FactCheckReport
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.edit import EditedDraft
from newsroom_agents.story.lead import Lead
from newsroom_agents.story.package import Package, package_digest, parts_of
from newsroom_agents.story.paper import PaperT, Stage, paper_id
from newsroom_agents.story.queue import QueuedDraft, QueueState, Risk, RiskReason

_SALT_DIGITS = 32
_MAX_REASONS = 8


@dataclass(frozen=True, slots=True)
class Queueing:
    """Puts stories before the editor."""

    desk: Newsdesk
    filing: Filing
    material: Material

    def queue(self, text: str) -> str:
        """Check every text of the package once more and queue it: ready, or stopped if it fails."""
        task = Task.read(text)
        package = self.filing.of(task.slug, Stage.PACKAGING, task.take, Package)
        dossier = self.filing.latest(task.slug, Stage.RESEARCH, Dossier)
        edited = self.filing.of(task.slug, Stage.COPY, task.take, EditedDraft)
        entered = self._enter(self.judged(task, package, dossier, edited))
        Seeding(self.desk).perhaps(task.slug, task.take)
        return entered

    def judged(
        self, task: Task, package: Package, dossier: Dossier, edited: EditedDraft
    ) -> QueuedDraft:
        """Return the queued draft of a package, checked in every text; files nothing."""
        checked = check_package(package, dossier, self.material.texts(dossier))
        assessment = assess(package, dossier, checked.findings, self.desk.rules.risk_lists)
        told = tuple(one for one in edited.findings if one.check == CHECK)
        findings = (*checked.findings, *told)
        blocking = [finding for finding in findings if finding.blocks]
        salts = salts_for(package, self.desk.secret)
        return self._draft(task, dossier).model_copy(
            update={
                "package": package,
                "headline": package.headline,
                "salts": salts,
                "digest": package_digest(package, salts),
                "report": FactCheckReport(
                    take=task.take, verdicts=checked.verdicts, findings=findings
                ),
                "findings": findings,
                "risk": Risk.HIGH if blocking else assessment.risk,
                "risk_reasons": assessment.reasons,
                "changes": edited.changes,
                "reasons": tuple(f"{one.where}: {one.reason}" for one in blocking),
            }
        )

    def stop(self, text: str) -> str:
        """Queue a story that cannot go on, with its reasons, for a person to look at."""
        task = Task.read(text)
        draft = self._draft(task, self._maybe(task.slug, Stage.RESEARCH, Dossier))
        found = [f"{one.where}: {one.reason}" for one in draft.findings if one.blocks]
        return self._enter(draft.model_copy(update={"reasons": (*task.why, *found[:_MAX_REASONS])}))

    def _draft(self, task: Task, dossier: Dossier | None) -> QueuedDraft:
        """Return the queued draft as far as any story has one, stopped or not."""
        lead = self.filing.latest(task.slug, Stage.LEAD, Lead)
        report = self._report(task)
        now = self.desk.clock()
        readable = dossier.sources if dossier else ()
        return QueuedDraft(
            slug=task.slug,
            take=task.take,
            events=(lead.event,),
            headline=lead.title,
            beat=lead.beat,
            package=None,
            digest="",
            salts={},
            report=report,
            findings=report.findings if report else (),
            changes=(),
            risk=Risk.HIGH,
            risk_reasons=(RiskReason(risk="unassessed", reason="stopped before it was assessed"),),
            reasons=(),
            origins=dossier.origin_count if dossier else lead.signals.origins,
            outlets=len({one.outlet for one in readable}) if dossier else lead.signals.outlets,
            languages=tuple(sorted({one.language for one in readable}))
            if dossier
            else lead.signals.languages,
            credits=self.filing.credits(task.slug, task.take),
            queued_at=now,
            expires=now + self.desk.rules.expires_after,
        )

    def _enter(self, draft: QueuedDraft) -> str:
        """Put the draft into the queue and settle its lead, in one transaction."""
        with self.desk.archive.writing() as room:
            room.leads.settle(draft.slug, LeadState.QUEUED)
            try:
                room.queue.enter(draft, state_of(draft))
            except MoveError as error:
                # An editor dropped the story while it was in work: their word stands.
                return f"dropped: {error}"
        return paper_id(draft.slug, Stage.QUEUE, draft.take)

    def _report(self, task: Task) -> FactCheckReport | None:
        takes = self.filing.takes(task.slug, Stage.CHECKING)
        if task.take not in takes:
            return None
        return self.filing.of(task.slug, Stage.CHECKING, task.take, FactCheckReport)

    def _maybe(self, slug: str, stage: Stage, kind: type[PaperT]) -> PaperT | None:
        if not self.filing.takes(slug, stage):
            return None
        return self.filing.latest(slug, stage, kind)


def state_of(draft: QueuedDraft) -> QueueState:
    """Return how a draft enters the queue: what has no package, or a blocking finding, stopped."""
    return QueueState.STOPPED if draft.package is None or draft.hard else QueueState.READY


def salts_for(package: Package, secret: bytes) -> dict[str, str]:
    """Return a salt for every part of the package.

    Made from the house's secret, so that a step done twice gives the same digest, and nobody
    outside can guess a gated text by hashing candidates.
    """
    return {
        part.name: hmac.new(
            secret, f"{package.slug}/{package.take}/{part.name}".encode(), hashlib.sha256
        ).hexdigest()[:_SALT_DIGITS]
        for part in parts_of(package)
    }
