"""After a restore: pages that lag behind the record are drawn again, nothing else is published.

A backup takes the site before the database, so a page can be older than what the record says of it,
never newer. What is approved and not out yet stays booked, and goes out once.
"""

from collections.abc import Sequence
from pathlib import Path

from newsroom_agents.archive.archive import Archive
from newsroom_agents.pipeline.aftercare import MAIN_TARGET
from newsroom_agents.pipeline.release import Releasing
from newsroom_agents.pipeline.task import Task
from newsroom_agents.publish.bundle import Withdrawn
from newsroom_agents.publish.files import read_if_there
from newsroom_agents.publish.listing import read_public
from newsroom_agents.story.paper import Stage
from newsroom_agents.story.publication import Publication


def lagging(archive: Archive, site: Path) -> tuple[Publication, ...]:
    """Return what is public by the record, and not so on the site, by slug."""
    with archive.reading() as room:
        slugs = room.papers.slugs(Stage.RELEASE)
        current = [room.publications.current(slug, MAIN_TARGET) for slug in slugs]
    return tuple(one for one in current if one is not None and not _stands(site, one))


def draw_again(releasing: Releasing, publications: Sequence[Publication]) -> None:
    """Put these revisions on every target once more; the record stays as it is.

    Raises:
        PublicationError: A target could not take one.
    """
    for one in publications:
        task = Task(slug=one.slug, round=one.revision, take=one.take, start=Stage.RELEASE)
        for target in releasing.presses.targets:
            releasing.send(task.text(), target)


def _stands(site: Path, publication: Publication) -> bool:
    """Whether the site shows this revision."""
    folder = site / publication.url_path
    content = read_if_there(folder / "bundle.json")
    standing = read_public(content) if content else None
    if standing is None or read_if_there(folder / "index.html") is None:
        return False
    if isinstance(standing, Withdrawn):
        return publication.kill is not None
    return standing.publication.revision == publication.revision
