"""Which earlier pieces of ours a story continues: what readers find as "Earlier on this"."""

from datetime import datetime

from newsroom_agents.archive.archive import Room
from newsroom_agents.pipeline.aftercare import MAIN_TARGET, kill_of
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.paper import Stage, paper_id
from newsroom_agents.story.queue import QueuedDraft


def continued(room: Room, slug: str, take: int, first_published: datetime) -> tuple[str, ...]:
    """Return the stories that a take continues: those its dossier had as background, still live.

    The dossier is the last one filed before the take was queued, so that sending a revision again
    says the same while a later take is under way.
    """
    queued = room.papers.get(paper_id(slug, Stage.QUEUE, take), QueuedDraft)
    dossiers = [
        room.papers.get(paper_id(slug, Stage.RESEARCH, number), Dossier)
        for number in room.papers.takes(slug, Stage.RESEARCH)
    ]
    known = [filed.paper for filed in dossiers if filed.filed_at <= queued.filed_at]
    if not known:
        return ()
    return tuple(
        piece.slug
        for piece in known[-1].background
        if piece.slug != slug and _is_earlier(room, piece.slug, first_published)
    )


def _is_earlier(room: Room, slug: str, first_published: datetime) -> bool:
    """Whether a story is public and came out before; one that is being withdrawn is not."""
    published = room.publications.current(slug, MAIN_TARGET)
    if published is None or published.kill is not None or kill_of(room, slug) is not None:
        return False
    return published.first_published < first_published
