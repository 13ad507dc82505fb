"""Facts in the words of the desk: states, risks, verdicts, how long ago, how much longer.

An editor acts on words first and on figures second, so that "one origin, a party to the conflict"
is not lost among numbers.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from newsroom_agents.publish.views import Worded
from newsroom_agents.publish.wording import counted, moment, stamp
from newsroom_agents.story.check import Verdict
from newsroom_agents.story.decision import Ruling
from newsroom_agents.story.draft import SentenceKind
from newsroom_agents.story.paper import Stage
from newsroom_agents.story.queue import QueueState, Risk
from newsroom_agents.text.language import direction, display_name
from newsroom_agents.text.visible import visible

STATE_WORDS = {
    QueueState.READY: "ready for a ruling",
    QueueState.STOPPED: "stopped",
    QueueState.HELD: "held",
    QueueState.SCHEDULED: "scheduled",
    QueueState.APPROVED: "approved",
    QueueState.PUBLISHED: "published",
    QueueState.SPIKED: "spiked",
    QueueState.EXPIRED: "expired",
    QueueState.RETURNED: "sent back",
    QueueState.KILLED: "killed",
}
RISK_WORDS = {Risk.HIGH: "high risk", Risk.ELEVATED: "elevated risk", Risk.LOW: "low risk"}
VERDICT_WORDS = {
    Verdict.SUPPORTED: "supported by its sources",
    Verdict.UNSUPPORTED: "not supported by its sources",
    Verdict.CONTRADICTED: "contradicted by its sources",
    Verdict.NOT_CHECKED: "not checked",
}
KIND_WORDS = {
    SentenceKind.REPORTED: "A reported sentence",
    SentenceKind.QUOTE: "A quotation",
    SentenceKind.ANALYSIS: "Analysis",
    SentenceKind.TRANSITION: "Transition",
}
RULING_WORDS = {
    Ruling.APPROVE: "approved it",
    Ruling.RETURN: "sent it back",
    Ruling.HOLD: "put it on hold",
    Ruling.UNHOLD: "took it off hold",
    Ruling.SPIKE: "spiked it",
    Ruling.EMBARGO: "set an embargo",
    Ruling.SCHEDULE: "planned its time",
    Ruling.PRIORITY: "set its priority",
    Ruling.ASSIGN: "put it into hands",
    Ruling.UNDO: "took a ruling back",
}
STAGE_WORDS = {
    Stage.LEAD: "Lead",
    Stage.TRANSLATION: "Translation",
    Stage.RESEARCH: "Research",
    Stage.ANALYSIS: "Analysis",
    Stage.WRITING: "Writing",
    Stage.CHECKING: "Fact-checking",
    Stage.COPY: "Copy desk",
    Stage.ART: "Art desk",
    Stage.PACKAGING: "Packaging",
    Stage.QUEUE: "Queue",
    Stage.RULING: "Ruling",
    Stage.RELEASE: "Release",
    Stage.AFTERCARE: "Aftercare",
}
SHORT_TEXT_WORDS = {
    "headline": "Headline",
    "dek": "Line under the headline",
    "teaser": "Teaser",
    "blurb": "Newsletter blurb",
    "caption": "Caption",
    "alt": "Description of the picture",
}

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_NEAR = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as the desk shows it: in words from now, in full, and for machines."""

    words: str
    full: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Clockface:
    """What tells times to people: the house's zone, and what time it is."""

    zone: str
    now: datetime

    def ago(self, at: datetime) -> Moment:
        """Return how long ago something was."""
        past = self.now - at
        words = "just now" if past < timedelta(minutes=1) else f"{span_words(past)} ago"
        return Moment(words, moment(at, self.zone), stamp(at))

    def until(self, at: datetime) -> Moment:
        """Return how much longer something holds."""
        left = at - self.now
        words = f"in {span_words(left)}" if left > timedelta() else f"{span_words(-left)} ago"
        return Moment(words, moment(at, self.zone), stamp(at))

    def is_near(self, at: datetime) -> bool:
        """Whether a time is so near that somebody should hurry, or over."""
        return at - self.now < _NEAR


def span_words(span: timedelta) -> str:
    """Return a length of time in its greatest unit: `4 min`, `3 h`, `2 days`."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < _HOUR:
        return f"{max(1, seconds // _MINUTE)} min"
    if seconds < 2 * _DAY:
        return f"{seconds // _HOUR} h"
    return f"{seconds // _DAY} days"


def sources_words(origins: int, outlets: int, languages: tuple[str, ...]) -> str:
    """Return what a story rests on: `one origin, four outlets, two languages`."""
    counts = (
        counted(origins, "origin"),
        counted(outlets, "outlet"),
        counted(len(languages), "language"),
    )
    return ", ".join(counts)


def findings_words(hard: int, soft: int) -> str:
    """Return what the checks left: `one blocks, two to look at`; nothing found is said too."""
    blocking = counted(hard, "blocks", "block") if hard else ""
    softer = counted(soft, "to look at", "to look at") if soft else ""
    return ", ".join(filter(None, (blocking, softer))) or "nothing found"


def worded(text: str, language: str) -> Worded:
    """Return a text to look at: with its language and direction, without hidden characters."""
    return Worded(visible(text), language, direction(language))


def language_words(languages: tuple[str, ...]) -> str:
    """Return languages by their English names."""
    return ", ".join(display_name(each) for each in languages)
