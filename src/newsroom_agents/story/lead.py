"""A lead: an event that the monitor thinks is news, or the recorded reason why not."""

from datetime import datetime
from enum import StrEnum

from newsroom_agents.story.paper import Paper


class ScoreParts(Paper):
    """What makes an event news, each part from 0 to 1, computed by code.

    `origins`, `outlets` and `languages` saturate; `freshness` falls with the hours since the newest
    report; `beat_fit` is how well the reports fit the house's beats; `novelty` is 1 when the
    archive holds nothing like it.
    """

    origins: float
    outlets: float
    languages: float
    freshness: float
    beat_fit: float
    novelty: float


class Signals(Paper):
    """An event seen through numbers: counts, and the parts of its score."""

    origins: int
    outlets: int
    languages: tuple[str, ...]
    readable_origins: int
    """Origins with a report in a language the house can read."""
    beat: str
    newest: datetime
    parts: ScoreParts
    score: float
    """Weighted sum of the parts, 0 to 1; the weights are in `wire.signals`."""


class Lead(Paper):
    """A prospect for a story: one event, claimed under one slug.

    `snapshots` are those known when the lead was opened, oldest first; `title` is a working title
    and never published.
    """

    slug: str
    event: str
    title: str
    why_now: str
    beat: str
    correspondent: str
    signals: Signals
    snapshots: tuple[str, ...]
    news_time: datetime


class PassReason(StrEnum):
    """Why an event was passed."""

    FEW_ORIGINS = "few origins"
    UNREADABLE = "unreadable"
    LOW_SCORE = "low score"
    OFF_BEAT = "off beat"
    NOT_NEW = "not new"
    CANCELED = "canceled"
    JUDGED = "judged"


class Pass(Paper):
    """The recorded decision not to follow an event (yet)."""

    event: str
    title: str
    reason: PassReason
    why: str
    """One line an editor reads."""
    signals: Signals
    snapshots: tuple[str, ...]


class NewsList(Paper):
    """What the monitor files for one run: leads worth following, and passes."""

    leads: tuple[Lead, ...]
    passes: tuple[Pass, ...]
