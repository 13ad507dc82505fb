"""What the checks and the fact-checker say of a text, sentence by sentence."""

from enum import StrEnum

from newsroom_agents.story.paper import Paper


class Rung(StrEnum):
    """How certain a sentence is; computed from its origins, never claimed."""

    CONFIRMED = "confirmed"
    """Two or more independent origins carry it, at least one of them rated."""
    REPORTED = "reported"
    """One rated origin, or only unrated ones, however many."""
    CLAIMED = "claimed"
    """Only a party to the matter or a state-controlled outlet says so."""
    DISPUTED = "disputed"
    """Origins contradict each other."""


class Verdict(StrEnum):
    """The judgement on a sentence or a finding; anything unreadable is `not_checked`."""

    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"
    NOT_CHECKED = "not_checked"


SEVERITY = (Verdict.CONTRADICTED, Verdict.UNSUPPORTED, Verdict.NOT_CHECKED, Verdict.SUPPORTED)
"""Worst first: the verdict on a text is its worst finding's (CONTRACT, lab)."""


class Evidence(Paper):
    """A span of a snapshot that bears on a finding."""

    snapshot: str
    start: int
    end: int


class Finding(Paper):
    """Something a check found.

    `where` names the text: a sentence id (`s4`) or a part of the package (`headline`, `dek`,
    `teaser`, `blurb`, `caption`, `alt`). `start` and `end` mark the smallest words at fault in that
    text. A hard finding blocks; a soft one is shown.
    """

    where: str
    check: str
    verdict: Verdict
    is_hard: bool
    reason: str
    start: int = 0
    end: int = 0
    evidence: tuple[Evidence, ...] = ()

    @property
    def blocks(self) -> bool:
        """Whether the draft may not go on with this finding."""
        return self.is_hard or self.verdict is Verdict.NOT_CHECKED


class SentenceVerdict(Paper):
    """The verdict on one sentence, with the excerpts that carry it."""

    sentence: str
    verdict: Verdict
    cites: tuple[str, ...]
    rung: Rung | None
    reason: str


class FactCheckReport(Paper):
    """A verdict with its evidence for every sentence, and all findings."""

    take: int
    verdicts: tuple[SentenceVerdict, ...]
    findings: tuple[Finding, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings with which the draft may not go on."""
        return tuple(finding for finding in self.findings if finding.blocks)

    @property
    def passed(self) -> bool:
        """Whether nothing blocks and every sentence is supported."""
        return not self.blocking and all(
            verdict.verdict is Verdict.SUPPORTED for verdict in self.verdicts
        )
