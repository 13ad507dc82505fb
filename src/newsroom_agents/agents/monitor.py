"""The monitor: which events are news for this house, and which are passed, and why."""

from datetime import datetime

from newsroom_agents.story.lead import PassReason, Signals
from newsroom_agents.story.paper import Paper


class CandidateItem(Paper):
    """One report of a candidate event."""

    snapshot: str
    outlet: str
    language: str
    title: str
    published: datetime


class Candidate(Paper):
    """An event that might become a story; everything but the judgement is computed by code.

    `earlier` names pieces of ours that look like it. `is_canceled` when every report was withdrawn
    by its sender.
    """

    event: str
    title: str
    signals: Signals
    items: tuple[CandidateItem, ...]
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
    """A judgement on every candidate; `reason` counts only when `follow` is false."""

    picks: tuple[Pick, ...]
