"""The editor's decision, and the type that nothing can be published without."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import model_validator

from newsroom_agents.errors import NotApprovedError
from newsroom_agents.story.package import Package, package_digest
from newsroom_agents.story.paper import GrownPaper, Paper, Stage
from newsroom_agents.story.queue import QueueState, Risk


class EditorRole(StrEnum):
    """What a person may do at the desk."""

    READER = "reader"
    EDITOR = "editor"
    CHIEF = "chief"
    ADMIN = "admin"


class Editor(Paper):
    """A registered person of the newsroom."""

    name: str
    role: EditorRole
    enabled: bool
    added: datetime

    @property
    def may_rule(self) -> bool:
        """Whether this person may rule on stories."""
        return self.enabled and self.role in {EditorRole.EDITOR, EditorRole.CHIEF}


class Ruling(StrEnum):
    """What an editor can decide."""

    APPROVE = "approve"
    RETURN = "return"
    HOLD = "hold"
    UNHOLD = "unhold"
    SPIKE = "spike"
    EMBARGO = "embargo"
    SCHEDULE = "schedule"
    PRIORITY = "priority"
    ASSIGN = "assign"
    UNDO = "undo"


class Via(StrEnum):
    """Through which door a decision came."""

    CLI = "cli"
    DESK = "desk"
    API = "api"


class Reply(StrEnum):
    """Whether those whom a story accuses were heard."""

    ASKED = "asked"
    PRINTED = "printed"
    NOT_SOUGHT = "not sought"


class RightOfReply(Paper):
    """What became of the answer of those whom a story accuses; `why` when it was not sought."""

    reply: Reply
    why: str = ""


class Signature(Paper):
    """One blocking finding that an editor answers for, with the reason.

    `finding` is its key, `said` what the check held against the text at `where`.
    """

    finding: str
    where: str
    check: str
    said: str
    why: str


class SentenceNote(Paper):
    """What an editor who returns a story asks for at one text of it."""

    where: str
    text: str


class Decision(GrownPaper):
    """The signed record of a ruling.

    `covers` is the digest the editor saw (empty for rulings that need none). `stage` is where a
    return goes. `at` is a planned release or embargo time; `account` the system account that ran
    the command. An approval keeps what was answered for: blocking findings (`signed`), other
    remarks by key (`ticked`), the right of reply. `before` is the state it was ruled in, `undoes`
    the number of the ruling that is taken back.
    """

    NEWER: ClassVar = frozenset(
        {"signed", "ticked", "reply", "notes", "priority", "assignee", "undoes", "before"}
    )

    slug: str
    take: int
    number: int
    ruling: Ruling
    editor: str
    role: EditorRole
    covers: str
    note: str
    via: Via
    account: str
    decided: datetime
    stage: Stage | None = None
    at: datetime | None = None
    signed: tuple[Signature, ...] = ()
    ticked: tuple[str, ...] = ()
    reply: RightOfReply | None = None
    notes: tuple[SentenceNote, ...] = ()
    priority: int = 0
    assignee: str = ""
    undoes: int = 0
    before: QueueState | None = None


class Approved(GrownPaper):
    """A package together with the decisions that cover exactly these bytes.

    It cannot be built otherwise: the digest is computed anew from the package and the salts, and
    must be what every decision covers; a story of high risk, or with a finding that was signed,
    needs two different editors, one of whom made no take of it.
    """

    NEWER: ClassVar = frozenset({"made_by"})

    package: Package
    salts: dict[str, str]
    digest: str
    risk: Risk
    decisions: tuple[Decision, ...]
    made_by: tuple[str, ...] = ()
    """The editors who changed this text by hand."""

    @model_validator(mode="after")
    def _is_covered(self) -> "Approved":
        offered = package_digest(self.package, self.salts)
        approvals = [d for d in self.decisions if d.ruling is Ruling.APPROVE]
        if offered != self.digest or not approvals:
            covered = approvals[0].covers if approvals else None
            raise NotApprovedError(slug=self.package.slug, approved=covered, offered=offered)
        for decision in approvals:
            if decision.covers != offered or decision.slug != self.package.slug:
                raise NotApprovedError(
                    slug=self.package.slug, approved=decision.covers, offered=offered
                )
        risk = Risk.HIGH if any(each.signed for each in approvals) else self.risk
        if approvals_missing(risk, [each.editor for each in approvals], self.made_by):
            raise NotApprovedError(slug=self.package.slug, approved=None, offered=offered)
        return self


def approvals_needed(risk: Risk) -> int:
    """Return how many different persons must approve a story of this risk class."""
    return 2 if risk is Risk.HIGH else 1


def approvals_missing(risk: Risk, editors: Collection[str], made_by: Collection[str]) -> int:
    """Return how many more persons must approve.

    Where two must, one of them may have changed the text by hand, but not both.

    Args:
        risk: The story's risk class.
        editors: Who approved exactly this text.
        made_by: Who changed it by hand, in this take or one before it.
    """
    needed = approvals_needed(risk)
    missing = max(0, needed - len(set(editors)))
    if needed > 1 and not set(editors) - set(made_by):
        return max(1, missing)
    return missing
