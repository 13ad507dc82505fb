"""The researcher's brief and reply.

Apart from the role itself, so that the job by hand can use them too.
"""

from datetime import datetime

from newsroom_agents.agents._brief import Line, ListedSource, Shown
from newsroom_agents.story.dossier import Background, DisagreementKind, Excerpt, Source
from newsroom_agents.story.lead import Lead
from newsroom_agents.story.paper import Paper


class LeftOut(Paper):
    """How many sentences the prompt leaves out, by reason.

    `repeats` are shown with another sentence's id list, `furniture` is what pages carry besides
    their text, `less_telling` what found no room, `unreadable` what nobody here can read.
    """

    repeats: int = 0
    furniture: int = 0
    less_telling: int = 0
    unreadable: int = 0


class ResearcherBrief(Paper):
    """The lead with all its material.

    `excerpts` are all sentences of all sources, with offsets and, where there is one, a
    translation; `lines` show the readable ones, in the order of their texts. Foreign sources
    without translation are in `sources` with `is_readable` false. `places` are CLDR codes the
    texts name, most often first. `min_origins` is what the beat demands. The prompt prints `listed`
    and `shown`; any of `lines` may be cited all the same.
    """

    lead: Lead
    news_time: datetime
    sources: tuple[Source, ...]
    excerpts: tuple[Excerpt, ...]
    lines: tuple[Line, ...]
    background: tuple[Background, ...]
    places: tuple[str, ...]
    min_origins: int
    listed: tuple[ListedSource, ...] = ()
    shown: tuple[Shown, ...] = ()
    left_out: LeftOut = LeftOut()


class FoundSide(Paper):
    """One side of a disagreement, by excerpt ids."""

    says: str
    cites: tuple[str, ...]


class FoundDisagreement(Paper):
    """Sources that differ."""

    kind: DisagreementKind
    about: str
    sides: tuple[FoundSide, ...]


class ResearcherReply(Paper):
    """Excerpt ids, the most telling first; disagreements; what nobody says."""

    excerpts: tuple[str, ...]
    disagreements: tuple[FoundDisagreement, ...]
    questions: tuple[str, ...]
