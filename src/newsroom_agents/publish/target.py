"""A place where stories are published, and all that it may know of the house.

A target takes a `Release` and no other type; it is told to publish the same revision as often as
the outbox likes and does it once. A correction or an update is the same call with a higher
revision, and a lower one that comes late changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from newsroom_agents.plugins import discover
from newsroom_agents.ports import Beat, Blobs, Masthead, Published, StaffCard
from newsroom_agents.publish.files import Writer
from newsroom_agents.story.publication import Publication, Release

SITE = "site"
BUNDLES = "bundles"
"""Names of the public and the private folder, in the run-time folder."""


@dataclass(frozen=True, slots=True)
class Pressroom:
    """What every target is given.

    `site` is the public folder, `bundles` the private one; `staff` and `beats` are keyed by id.
    """

    site: Path
    bundles: Path
    masthead: Masthead
    staff: Mapping[str, StaffCard]
    beats: Mapping[str, Beat]
    blobs: Blobs
    published: Published
    writer: Writer = field(default_factory=Writer)


class Target:
    """One kind of destination; `rank` orders the targets of a release, the lowest first."""

    name: str = ""
    rank: int = 0

    def publish(self, release: Release, stage: Pressroom) -> None:
        """Make this revision public; doing it again, or after a higher one, changes nothing.

        Raises:
            PublicationError: The destination could not take it; what was public before stands.
        """
        raise NotImplementedError

    def kill(self, publication: Publication, stage: Pressroom) -> None:
        """Take the story away and leave a notice where readers would look for it.

        Raises:
            PublicationError: The destination could not be reached; try again.
        """
        raise NotImplementedError


def open_targets() -> Mapping[str, Target]:
    """Return the targets by name, in the order in which a release visits them.

    Raises:
        HouseError: A plug-in module offers no target, or two share a name.
    """
    found = discover("newsroom_agents.publish.targets", Target)
    return dict(sorted(found.items(), key=lambda entry: (entry[1].rank, entry[0])))
