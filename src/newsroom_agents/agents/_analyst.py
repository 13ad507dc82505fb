"""The analyst's brief and reply.

Apart from the role itself, so that the job by hand can use them too.
"""

from newsroom_agents.agents._brief import Line, ListedSource, Shown
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.paper import Paper


class LensNote(Paper):
    """A lens as the analyst uses it."""

    name: str
    source: str
    questions: tuple[str, ...]


class AnalystBrief(Paper):
    """The dossier and the lenses of the beat's correspondent.

    `lines` are the ranked excerpts, `shown` the same with each wording once.
    """

    dossier: Dossier
    lines: tuple[Line, ...]
    lenses: tuple[LensNote, ...]
    listed: tuple[ListedSource, ...] = ()
    shown: tuple[Shown, ...] = ()


class FoundClaim(Paper):
    """A claim by its excerpts."""

    text: str
    cites: tuple[str, ...]


class FoundMoment(Paper):
    """A dated happening; `day` is an ISO date, possibly partial."""

    day: str
    text: str
    cites: tuple[str, ...]


class FoundActor(Paper):
    """Somebody who matters here."""

    name: str
    part: str
    cites: tuple[str, ...]


class FoundScenario(Paper):
    """What may come, through a named lens."""

    text: str
    lens: str
    cites: tuple[str, ...]


class AnalystReply(Paper):
    """Angle, claims, timeline, actors, scenarios and gaps; rungs are computed, never asked for."""

    angle: str
    claims: tuple[FoundClaim, ...]
    timeline: tuple[FoundMoment, ...]
    actors: tuple[FoundActor, ...]
    scenarios: tuple[FoundScenario, ...]
    unknown: tuple[str, ...]
