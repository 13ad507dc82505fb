"""The copy editor's brief and reply.

Apart from the role itself, so that the job by hand can use them too.
"""

from newsroom_agents.agents._brief import ListedSource, Note
from newsroom_agents.agents._writer import Limits
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.draft import Draft
from newsroom_agents.story.paper import Paper


class WordRule(Paper):
    """A word of the stylebook: what to avoid, what to use, why."""

    avoid: str
    use: str
    why: str


class StyleRules(Paper):
    """The stylebook as the copy desk needs it.

    `minors_below` is the age from which a person may be named; 0 when everybody may.
    """

    words: tuple[WordRule, ...]
    attribution_avoid: tuple[WordRule, ...]
    innocence: tuple[WordRule, ...]
    relative_days: tuple[str, ...]
    limits: Limits
    minors_below: int


class ProposedChange(Paper):
    """A new wording for one text: a sentence id, `headline` or `dek`."""

    where: str
    after: str
    rule: str


class CopyEditorBrief(Paper):
    """The checked draft, the stylebook, and the snapshots' texts by id for the second look.

    The prompt prints `by_rule`, what the stylebook makes of the draft without thinking, instead of
    the stylebook, and `dated`, the sources of sentences that tell a day by a relative word.
    """

    draft: Draft
    dossier: Dossier
    rules: StyleRules
    texts: dict[str, str]
    notes: tuple[Note, ...]
    by_rule: tuple[ProposedChange, ...] = ()
    dated: tuple[ListedSource, ...] = ()


class CopyEditorReply(Paper):
    """The changes; an untouched draft needs none."""

    changes: tuple[ProposedChange, ...]
