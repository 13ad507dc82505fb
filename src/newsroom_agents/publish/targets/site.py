"""The static site: a folder that any web server can serve and any browser can open.

A release is one change: every file of the article is staged first, then promoted, the page before
its bundle. The page's rename is the moment of publication: everything it shows lies beside it by
then, under names that carry their hash. What lists the article follows. Killed anywhere in between,
either the old article stands or the new one does, and the next run completes the rest.
"""

import re
from pathlib import Path

from newsroom_agents.errors import PublicationError
from newsroom_agents.publish.bundle import build, bundle_bytes, full_bundle_path, withdrawn
from newsroom_agents.publish.files import staged_name
from newsroom_agents.publish.listing import (
    index_entry,
    live_as_recorded,
    live_with,
    live_without,
    stands_above,
)
from newsroom_agents.publish.lists import INDEXES, Lists
from newsroom_agents.publish.neighbours import Neighbours
from newsroom_agents.publish.page import (
    House,
    article_page,
    notice_page,
    process_page,
    static_files,
)
from newsroom_agents.publish.target import Pressroom, Target
from newsroom_agents.story.publication import Publication, Release

_PATH = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)*")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
_OURS = frozenset({"about", "persona", "search", "sitemaps", "static", *INDEXES.values()})


class Site(Target):
    """Pages in the site folder."""

    name = "site"
    rank = 0

    def publish(self, release: Release, stage: Pressroom) -> None:
        """Write the article, then everything that lists it."""
        publication = release.publication
        folder = _folder(stage.site, publication)
        if publication.url_path != release.approved.package.url_path:
            msg = f"{publication.slug!r}: the publication's path is not the approved one"
            raise PublicationError(msg, retryable=False)
        if stands_above(stage.site, publication):
            Lists(stage, live_as_recorded(stage, publication)).write()
            return
        live = live_with(stage, release)
        bundle = build(release, stage)
        neighbours = Neighbours(stage, live)
        more = neighbours.of(bundle.public, index_entry(release))
        contents = {folder / file.file: content for file, content in bundle.pictures}
        contents |= _missing_static(stage)
        contents |= {
            full_bundle_path(stage.bundles, publication.slug, publication.take): bundle_bytes(
                bundle.full
            ),
            folder / "process" / "index.html": process_page(bundle.public).encode(),
            folder / "index.html": article_page(bundle.public, more).encode(),
            folder / "bundle.json": bundle_bytes(bundle.public),
        }
        for path, content in contents.items():
            stage.writer.stage(path, content)
        for path in contents:
            stage.writer.promote(path)
        _sweep(stage, folder, {path.name for path in contents if path.parent == folder})
        Lists(stage, live).write()
        neighbours.refresh()

    def kill(self, publication: Publication, stage: Pressroom) -> None:
        """Put the notice where the article was, and take the article out of every list."""
        folder = _folder(stage.site, publication)
        live = live_without(stage, publication.slug)
        house = House(stage.masthead, stage.beats, stage.staff, stage.site)
        contents = _missing_static(stage) | {
            folder / "index.html": notice_page(publication, house).encode(),
            folder / "bundle.json": bundle_bytes(withdrawn(publication)),
        }
        for path, content in contents.items():
            stage.writer.stage(path, content)
        for path in contents:
            stage.writer.promote(path)
        stage.writer.remove(folder / "process" / "index.html")
        stage.writer.remove(staged_name(folder / "process" / "index.html"))
        _sweep(stage, folder, {"index.html", "bundle.json"})
        Lists(stage, live).write()
        Neighbours(stage, live).refresh()


def _folder(site: Path, publication: Publication) -> Path:
    """Return the article's folder; a path that could leave the site is refused."""
    path, slug = publication.url_path, publication.slug
    is_good = _PATH.fullmatch(path) and _SLUG.fullmatch(slug)
    if not is_good or path.partition("/")[0] in _OURS or "/" not in path:
        msg = f"{slug!r} cannot be published at {path!r}: expected a path like 2024/01/02/name"
        raise PublicationError(msg, retryable=False)
    return site / path


def _missing_static(stage: Pressroom) -> dict[Path, bytes]:
    """Return what a first page needs of our static files; later changes go with the lists."""
    files = {stage.site / "static" / name: content for name, content in static_files().items()}
    return {path: content for path, content in files.items() if not path.exists()}


def _sweep(stage: Pressroom, folder: Path, keep: set[str]) -> None:
    """Remove the files of the article's folder that no page shows any more."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name not in keep:
            stage.writer.remove(path)


PLUGIN = Site()
