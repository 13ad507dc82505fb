"""What a program is answered: the queue, stories, takes and rulings, typed.

The house's own papers are answered as they are filed. What depends on who asks, such as the rulings
that are open to them, stands beside.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from newsroom_agents.archive.api_tokens import Scope
from newsroom_agents.archive.queue_rows import QueueRow
from newsroom_agents.desk.ruling_view import RulingView
from newsroom_agents.desk.word_diff import Fate
from newsroom_agents.story.analysis import Analysis
from newsroom_agents.story.check import FactCheckReport, Finding, SentenceVerdict
from newsroom_agents.story.decision import EditorRole
from newsroom_agents.story.dossier import Dossier, Excerpt, Source
from newsroom_agents.story.draft import Sentence
from newsroom_agents.story.edit import Change
from newsroom_agents.story.lead import Lead
from newsroom_agents.story.package import Package
from newsroom_agents.story.paper import Credit, Stage
from newsroom_agents.story.queue import QueuedDraft, QueueState, Risk, RiskReason
from newsroom_agents.story.source import Outlet, PubStatus


class Answer(BaseModel):
    """What a program is answered; may be read off our own records."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class QueueItem(Answer):
    """A story as lists show it.

    `reasons` say why it stopped or what was flagged; `approvals` are the names behind standing
    approvals of `digest`, `approvals_missing` how many more persons must approve.
    """

    slug: str
    take: int
    state: QueueState
    digest: str
    risk: Risk
    risk_reasons: tuple[str, ...]
    headline: str
    beat: str
    persona: str
    origins: int
    outlets: int
    languages: tuple[str, ...]
    hard: int
    soft: int
    cost_microusd: int
    reasons: tuple[str, ...]
    queued_at: datetime
    expires: datetime
    scheduled_for: datetime | None
    embargoed_until: datetime | None
    priority: int
    assigned: str
    is_releasing: bool
    approvals: tuple[str, ...]
    approvals_missing: int
    made_by: tuple[str, ...]


class QueueAnswer(Answer):
    """Some stories of a list: from `start` on, of `total`."""

    total: int
    start: int
    stories: tuple[QueueItem, ...]


class NewsAnswer(Answer):
    """The stories that something happened to; `number` is what to ask for next time."""

    number: int
    slugs: tuple[str, ...]


class DraftAnswer(Answer):
    """One take: the package with all that an editor needs to rule on it.

    `package` is null for a story that stopped before it had one; `findings` are those of the last
    checks over every text.
    """

    slug: str
    take: int
    headline: str
    beat: str
    digest: str
    package: Package | None
    report: FactCheckReport | None
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    risk: Risk
    risk_reasons: tuple[RiskReason, ...]
    reasons: tuple[str, ...]
    events: tuple[str, ...]
    credits: tuple[Credit, ...]
    cost_microusd: int
    queued_at: datetime
    expires: datetime
    made_by: tuple[str, ...]


class RemarkAnswer(Answer):
    """What an approval answers for, by its key; `where` is empty for what is no text's."""

    key: str
    where: str
    reason: str
    is_signable: bool


class RulingsOpen(Answer):
    """What this editor can do with the story, and what stands between them and approval.

    `can` names the rulings that the state allows. `blocking` must be mended or signed, `to_tick`
    ticked; `accuses` asks for the right of reply. `gaps` says the same in words. `stages` are those
    a story goes back to.
    """

    can: tuple[str, ...]
    gaps: tuple[str, ...]
    blocking: tuple[RemarkAnswer, ...]
    to_tick: tuple[RemarkAnswer, ...]
    accuses: bool
    has_approved: bool
    undoes: str
    stages: tuple[str, ...]

    @classmethod
    def of(cls, view: RulingView) -> "RulingsOpen":
        """Return what the page's ruling bar shows."""
        return cls(
            can=tuple(sorted(view.can)) if view.may_rule else (),
            gaps=tuple(gap.words for gap in view.gaps),
            blocking=tuple(map(RemarkAnswer.model_validate, view.blocking)),
            to_tick=tuple(map(RemarkAnswer.model_validate, view.to_tick)),
            accuses=view.accuses,
            has_approved=view.has_approved,
            undoes=view.undoes,
            stages=tuple(stage for stage, _ in view.stages),
        )


class StoryAnswer(Answer):
    """A story of the queue with its text; `readers` have its page open now.

    `superseded` names, for snapshots that the text rests on, the newer one of the same item.
    """

    story: QueueItem
    draft: DraftAnswer
    rulings: RulingsOpen
    readers: tuple[str, ...]
    superseded: Mapping[str, str]


class PassageAnswer(Answer):
    """A passage that a text cites: `source.snapshot` from `excerpt.start` to `excerpt.end`.

    `before` and `after` are what stands around it there.
    """

    excerpt: Excerpt
    source: Source | None
    before: str
    after: str


class EvidenceAnswer(Answer):
    """What one text rests on, and what the checks and the fact-checker say of it."""

    where: str
    text: str
    sentence: Sentence | None
    verdict: SentenceVerdict | None
    findings: tuple[Finding, ...]
    passages: tuple[PassageAnswer, ...]
    rests_on: tuple[str, ...]


class VersionAnswer(Answer):
    """One content of an item."""

    id: str
    number: int
    retrieved: datetime
    text_sha256: str


class SnapshotAnswer(Answer):
    """A stored text, or a piece of it: `text` begins at `start`, of `characters` in all."""

    id: str
    uri: str
    number: int
    outlet: Outlet
    title: str
    language: str
    published: datetime
    retrieved: datetime
    url: str
    status: PubStatus
    embargoed_until: datetime | None
    ednote: str
    sha256: str
    text_sha256: str
    characters: int
    start: int
    text: str
    versions: tuple[VersionAnswer, ...]


class TakeAnswer(Answer):
    """A take in short."""

    take: int
    digest: str
    headline: str
    risk: Risk
    hard: int
    soft: int
    cost_microusd: int
    queued_at: datetime
    made_by: tuple[str, ...]
    reasons: tuple[str, ...]

    @classmethod
    def all_of(cls, drafts: Sequence[QueuedDraft]) -> "tuple[TakeAnswer, ...]":
        """Return takes in short."""
        return tuple(map(cls.model_validate, drafts))


class PieceAnswer(Answer):
    """A run of characters that was kept, removed or added."""

    text: str
    fate: Fate


class ChangeAnswer(Answer):
    """A text or a fact that differs; `is_unseen` when only hidden characters do."""

    name: str
    what: str
    pieces: tuple[PieceAnswer, ...]
    is_unseen: bool


class DiffAnswer(Answer):
    """What changed from one take to another."""

    before: int
    after: int
    texts: tuple[ChangeAnswer, ...]
    facts: tuple[ChangeAnswer, ...]


class EventAnswer(Answer):
    """A row of the journal."""

    number: int
    at: datetime
    stage: Stage | None
    take: int | None
    event: str
    detail: Mapping[str, str]


class OpeningAnswer(Answer):
    """An editor's first look at a text."""

    editor: str
    take: int
    digest: str
    at: datetime


class HistoryAnswer(Answer):
    """What happened to a story, and who opened which text of it, in the order of time."""

    events: tuple[EventAnswer, ...]
    openings: tuple[OpeningAnswer, ...]


class RecordAnswer(Answer):
    """What lies behind a draft, as far as the story came."""

    lead: Lead | None
    dossier: Dossier | None
    analysis: Analysis | None


class RuledAnswer(Answer):
    """The story after a ruling, and the keys of the work that it started."""

    story: QueueItem
    started: tuple[str, ...]


class TriedAnswer(Answer):
    """What changes would come to; nothing of it is kept."""

    take: int
    findings: tuple[Finding, ...]
    risk: Risk
    reasons: tuple[str, ...]
    changes: tuple[Change, ...]


class TokenAnswer(Answer):
    """A token; the secret itself was shown once, at the desk."""

    handle: str
    label: str
    scopes: tuple[Scope, ...]
    made: datetime
    expires: datetime
    used: datetime | None


class MeAnswer(Answer):
    """In whose name a token asks, and what it opens."""

    name: str
    role: EditorRole
    token: TokenAnswer


class PersonAnswer(Answer):
    """A person of the newsroom."""

    name: str
    role: EditorRole
    enabled: bool
    added: datetime


class InvitedAnswer(Answer):
    """A person, and the address where they set their password, once; it is not told again."""

    editor: PersonAnswer
    link: str
    expires: datetime


def item_of(row: QueueRow) -> QueueItem:
    """Return a story as lists show it."""
    return QueueItem.model_validate(row)
