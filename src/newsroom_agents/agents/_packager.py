"""The packager's brief and reply.

Apart from the role itself, so that the job by hand can use them too.
"""

from datetime import date, datetime

from newsroom_agents.agents._writer import Limits
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.draft import Draft
from newsroom_agents.story.package import Art, Byline, Topic
from newsroom_agents.story.paper import Credit, Paper


class PackagerBrief(Paper):
    """The edited draft with its picture and all that code already knows.

    `texts` are the snapshots' texts by id, for a second look at the short texts; without them there
    is none. `address_day` dates the url path, `credits` are those of the run so far: the disclosure
    is made from them.
    """

    draft: Draft
    take: int
    dossier: Dossier
    art: Art
    byline: Byline
    beat: str
    topics: tuple[Topic, ...]
    language: str
    destinations: tuple[str, ...]
    credits: tuple[Credit, ...]
    limits: Limits
    address_day: date
    news_time: datetime
    texts: dict[str, str] | None = None


class PackagerReply(Paper):
    """The short texts; `*_rests_on` are sentence ids, `places` CLDR codes of the dossier."""

    url_words: str
    headline_variants: tuple[str, ...]
    teaser: str
    teaser_rests_on: tuple[str, ...]
    blurb: str
    blurb_rests_on: tuple[str, ...]
    places: tuple[str, ...]
    topics: tuple[str, ...]
