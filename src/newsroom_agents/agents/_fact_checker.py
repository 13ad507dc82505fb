"""The fact-checker's brief and reply.

Apart from the role itself, so that the job by hand can use them too.
"""

from newsroom_agents.agents._brief import ListedSource, Shown
from newsroom_agents.story.check import Finding, Verdict
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.draft import Draft
from newsroom_agents.story.paper import Paper


class FactCheckerBrief(Paper):
    """The draft, what it may rest on, and what the evidence checks found.

    `shown` are the excerpts that the draft or a disagreement cites, and those most like a sentence.
    """

    draft: Draft
    dossier: Dossier
    listed: tuple[ListedSource, ...]
    shown: tuple[Shown, ...]
    findings: tuple[Finding, ...]
    take: int


class GivenVerdict(Paper):
    """The verdict on one sentence, by its id, with excerpt ids."""

    sentence: str
    verdict: Verdict
    cites: tuple[str, ...]
    reason: str


class FactCheckerReply(Paper):
    """One verdict for every sentence."""

    verdicts: tuple[GivenVerdict, ...]
