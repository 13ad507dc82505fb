"""Lists of live pieces: what the front page, the feeds and "more from" are made of.

The list a target works on is what the archive says is live, with this release laid over it; so it
is right whether the release was recorded before or after the target was told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from newsroom_agents.errors import PublicationError
from newsroom_agents.publish.bundle import PublicBundle, Withdrawn
from newsroom_agents.publish.files import read_if_there
from newsroom_agents.publish.target import Pressroom
from newsroom_agents.story.draft import Access
from newsroom_agents.story.publication import Publication, Release, ReleaseIndexEntry

NEIGHBOURS = 2
"""How many pieces are named on either side in time."""


@dataclass(frozen=True, slots=True)
class More:
    """Other pieces to read after this one."""

    of_place: tuple[ReleaseIndexEntry, ...]
    of_persona: tuple[ReleaseIndexEntry, ...]


def index_entry(release: Release) -> ReleaseIndexEntry:
    """Return the entry that lists, feeds and the sitemap show for `release`."""
    package, publication = release.approved.package, release.publication
    return ReleaseIndexEntry(
        slug=package.slug,
        url_path=package.url_path,
        headline=package.headline,
        dek=package.dek,
        blurb=package.blurb,
        beat=package.beat,
        byline=package.byline.name,
        persona=package.byline.persona,
        places=package.tags.places,
        topics=tuple(topic.name for topic in package.tags.topics),
        language=package.language,
        art=package.art.sha256 if package.art else "",
        art_alt=package.art.alt if package.art else "",
        first_published=publication.first_published,
        updated=publication.updated,
        revision=publication.revision,
        is_gated=any(section.access is not Access.PUBLIC for section in package.sections),
    )


def live_with(stage: Pressroom, release: Release) -> tuple[ReleaseIndexEntry, ...]:
    """Return what is live once `release` is, the newest first."""
    entry = index_entry(release)
    others = [known for known in stage.published.live() if known.slug != entry.slug]
    return newest_first((*others, entry))


def live_without(stage: Pressroom, slug: str) -> tuple[ReleaseIndexEntry, ...]:
    """Return what is live once `slug` is withdrawn, the newest first."""
    return newest_first([known for known in stage.published.live() if known.slug != slug])


def newest_first(entries: Sequence[ReleaseIndexEntry]) -> tuple[ReleaseIndexEntry, ...]:
    """Return the entries by first publication, the newest first, in a stable order."""
    return tuple(sorted(entries, key=lambda e: (e.first_published, e.slug), reverse=True))


def more_from(entry: ReleaseIndexEntry, live: Sequence[ReleaseIndexEntry]) -> More:
    """Return the nearest pieces of the same place and of the same persona.

    Nearest in time, on both sides: a new piece changes only the pages beside it, not every page
    that this persona ever signed.
    """
    places = set(entry.places)
    return More(
        of_place=_nearest(entry, [e for e in live if places & set(e.places)]),
        of_persona=_nearest(entry, [e for e in live if e.persona == entry.persona]),
    )


def _nearest(
    entry: ReleaseIndexEntry, candidates: Sequence[ReleaseIndexEntry]
) -> tuple[ReleaseIndexEntry, ...]:
    here = (entry.first_published, entry.slug)
    others = [e for e in candidates if e.slug != entry.slug]
    newer = [e for e in others if (e.first_published, e.slug) > here]
    older = [e for e in others if (e.first_published, e.slug) < here]
    return (*newer[-NEIGHBOURS:], *older[:NEIGHBOURS])


def stands_above(site: Path, publication: Publication) -> bool:
    """Whether a higher revision, or a withdrawal, already stands where this one would go."""
    content = read_if_there(site / publication.url_path / "bundle.json")
    if content is None:
        return False
    standing = read_public(content)
    if isinstance(standing, Withdrawn):
        return True
    return standing is not None and standing.publication.revision > publication.revision


def read_public(content: bytes) -> PublicBundle | Withdrawn | None:
    """Return what a public bundle file holds; None when it cannot be read."""
    try:
        return PublicBundle.model_validate_json(content)
    except ValidationError:
        pass
    try:
        return Withdrawn.model_validate_json(content)
    except ValidationError:
        return None


def standing_bundle(site: Path, url_path: str) -> PublicBundle | None:
    """Return the bundle of the piece that is public at `url_path`, when there is one."""
    try:
        content = read_if_there(site / url_path / "bundle.json")
    except PublicationError:
        return None
    found = read_public(content) if content else None
    return found if isinstance(found, PublicBundle) else None
