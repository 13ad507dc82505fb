"""The copy desk's work: the edited draft and every change, kept or undone."""

from newsroom_agents.story.check import Finding
from newsroom_agents.story.draft import Draft
from newsroom_agents.story.paper import Paper


class Change(Paper):
    """One change of the copy desk.

    `where` is a sentence id, `headline` or `dek`. A change that altered a fact is undone; it stays
    on record with `is_undone` and the reason.
    """

    where: str
    before: str
    after: str
    rule: str
    is_undone: bool = False
    why_undone: str = ""


class EditedDraft(Paper):
    """The draft after the copy desk, with its changes and the checks' second look."""

    draft: Draft
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
