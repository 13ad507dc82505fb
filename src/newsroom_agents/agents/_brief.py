"""Parts that several briefs share."""

from newsroom_agents.story.paper import Paper


class Line(Paper):
    """A sentence of source material with the id by which it may be cited."""

    id: str
    text: str
    language: str
    outlet: str


class Note(Paper):
    """What an editor or a check asks of the next take, for one text or the whole (`where` empty)."""

    where: str
    text: str
