"""The monitor's brief and reply.

Apart from the role itself, so that the job by hand can use them too.
"""

from datetime import datetime

from newsroom_agents.story.lead import PassReason, Signals
from newsroom_agents.story.paper import Paper


class CandidateItem(Paper):
    """One report of a candidate event.

    `words` counts its text, `is_readable` says whether the house reads its language: a count of
    one-line items is not yet material for a story.
    """

    snapshot: str
    origin: str
    outlet: str
    language: str
    title: str
    published: datetime
    words: int
    is_readable: bool


class Candidate(Paper):
    """An event that might become a story; everything but the judgement is computed by code.

    `items` come oldest first. `ours` is the slug of our own story on this very event, empty when
    there is none; `earlier` names other pieces of ours that look like it. `is_canceled` when every
    report was withdrawn by its sender.
    """

    event: str
    title: str
    signals: Signals
    items: tuple[CandidateItem, ...]
    ours: str
    earlier: tuple[str, ...]
    is_canceled: bool


class BeatNote(Paper):
    """A beat as the monitor sees it."""

    id: str
    title: str
    weight: float
    min_origins: int
    correspondent: str


class MonitorBrief(Paper):
    """One run's candidates, best score first.

    `taken` are slugs that exist already. `threshold` is the least score of a lead.
    """

    news_time: datetime
    beats: tuple[BeatNote, ...]
    candidates: tuple[Candidate, ...]
    taken: tuple[str, ...]
    threshold: float


class Pick(Paper):
    """The judgement on one candidate, by event id."""

    event: str
    follow: bool
    reason: PassReason
    why: str


class MonitorReply(Paper):
    """A judgement on every candidate; `reason` counts only when `follow` is false.

    `why` is one line for an editor: why now, or why not.
    """

    picks: tuple[Pick, ...]
