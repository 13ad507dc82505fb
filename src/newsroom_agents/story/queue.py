"""The queued draft: the package with all that an editor needs to rule on it."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from newsroom_agents.story.check import FactCheckReport, Finding
from newsroom_agents.story.edit import Change
from newsroom_agents.story.package import Package
from newsroom_agents.story.paper import Credit, GrownPaper, Paper, Role


class QueueState(StrEnum):
    """Where a story stands between the last draft and the reader."""

    READY = "ready"
    STOPPED = "stopped"
    HELD = "held"
    SCHEDULED = "scheduled"
    APPROVED = "approved"
    PUBLISHED = "published"
    SPIKED = "spiked"
    EXPIRED = "expired"
    RETURNED = "returned"
    KILLED = "killed"


class Risk(StrEnum):
    """How much harm a mistake could do; in doubt, high."""

    LOW = "low"
    ELEVATED = "elevated"
    HIGH = "high"


class RiskReason(Paper):
    """One reason for the risk class, in words, with the texts that raised it."""

    risk: str
    reason: str
    where: tuple[str, ...] = ()


class QueuedDraft(GrownPaper):
    """What lies before the editor.

    `package` is None for a story that stopped before packaging; `reasons` says why it stopped.
    `digest` is what an approval must cover; `salts` belong to its parts. `findings` are those of
    the last checks over every text of the package.
    """

    NEWER: ClassVar = frozenset({"made_by"})

    slug: str
    take: int
    events: tuple[str, ...]
    headline: str
    beat: str
    package: Package | None
    digest: str
    salts: dict[str, str]
    report: FactCheckReport | None
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    risk: Risk
    risk_reasons: tuple[RiskReason, ...]
    reasons: tuple[str, ...]
    origins: int
    outlets: int
    languages: tuple[str, ...]
    credits: tuple[Credit, ...]
    queued_at: datetime
    expires: datetime
    made_by: tuple[str, ...] = ()
    """The editors who changed this text by hand, in this take or one before it."""

    @property
    def persona(self) -> str:
        """Whose byline it carries; of a story without a package the writer's, or nobody's."""
        if self.package is not None:
            return self.package.byline.persona
        written = [each.persona for each in self.credits if each.role is Role.WRITER]
        return written[-1] if written else ""

    @property
    def hard(self) -> int:
        """How many findings block."""
        return sum(1 for finding in self.findings if finding.blocks)

    @property
    def soft(self) -> int:
        """How many findings are shown and do not block."""
        return sum(1 for finding in self.findings if not finding.blocks)

    @property
    def cost_microusd(self) -> int:
        """What all stages together cost, in millionths of a US dollar."""
        return sum(credit.cost_microusd for credit in self.credits)
