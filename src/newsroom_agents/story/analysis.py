"""The analysis: what the sources add up to, and what they do not say."""

from newsroom_agents.story.check import Rung
from newsroom_agents.story.paper import Paper


class Claim(Paper):
    """Something the sources say, with its excerpts and its rung of certainty."""

    text: str
    cites: tuple[str, ...]
    rung: Rung
    origins: tuple[str, ...]


class TimelineEntry(Paper):
    """Something that happened, with its day as far as the sources give it.

    `day` is an ISO date, possibly partial (`2026-03`); `text` is the sources' own words.
    """

    day: str
    text: str
    cites: tuple[str, ...]


class Actor(Paper):
    """A person, body or place that matters in this story."""

    name: str
    part: str
    cites: tuple[str, ...]


class Scenario(Paper):
    """What may come, and what it rests on. Always inference, shown as such."""

    text: str
    lens: str
    cites: tuple[str, ...]


class Analysis(Paper):
    """What the analyst files: the angle first, the gaps last."""

    angle: str
    claims: tuple[Claim, ...]
    timeline: tuple[TimelineEntry, ...]
    actors: tuple[Actor, ...]
    scenarios: tuple[Scenario, ...]
    unknown: tuple[str, ...]
    lenses: tuple[str, ...]
