"""The static site: a folder that any web server can serve and any browser can open.

A release is one change: every file of the article is staged first, then promoted, the page before
its bundle. The page's rename is the moment of publication: everything it shows lies beside it by
then, under names that carry their hash. What lists the article follows. Killed anywhere in between,
either the old article stands or the new one does, and the next run completes the rest.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from newsroom_agents.errors import PublicationError
from newsroom_agents.publish.bundle import (
    Bundle,
    PublicBundle,
    build,
    bundle_bytes,
    full_bundle_path,
    withdrawn,
)
from newsroom_agents.publish.files import read_if_there, staged_name
from newsroom_agents.publish.listing import (
    index_entry,
    live_with,
    live_without,
    more_from,
    standing_bundle,
    stands_above,
)
from newsroom_agents.publish.page import (
    House,
    MoreTeasers,
    Teaser,
    about_page,
    article_page,
    article_tail,
    bundle_teaser,
    front_page,
    not_found_page,
    notice_page,
    persona_page,
    process_page,
    static_files,
)
from newsroom_agents.publish.record import persona_record
from newsroom_agents.publish.target import Pressroom, Target
from newsroom_agents.story.publication import Publication, Release, ReleaseIndexEntry

_PATH = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)*")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
_ARTICLE_END = b"</article>"
_OURS = frozenset({"about", "persona", "static"})


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
            write_lists(stage, _standing(stage, release))
            return
        live = live_with(stage, release)
        bundle = build(release, stage)
        house = _house(stage, live, bundle)
        more = _Neighbours(stage.site, house).of(bundle.public, index_entry(release), live)
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
        write_lists(stage, live)
        _refresh_neighbours(stage, publication, live)

    def kill(self, publication: Publication, stage: Pressroom) -> None:
        """Put the notice where the article was, and take the article out of every list."""
        folder = _folder(stage.site, publication)
        live = live_without(stage, publication.slug)
        house = _house(stage, live)
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
        write_lists(stage, live)
        _refresh_neighbours(stage, publication, live)


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """Says how the pieces beside one are shown behind it; reads each bundle once."""

    site: Path
    house: House
    read: dict[str, PublicBundle | None] = field(default_factory=dict)

    def of(
        self, bundle: PublicBundle, entry: ReleaseIndexEntry, live: Sequence[ReleaseIndexEntry]
    ) -> MoreTeasers:
        """Return what the page of `entry`, drawn from `bundle`, names under "more from"."""
        more, zone = more_from(entry, live), bundle.presentation.site.time_zone
        return MoreTeasers(
            of_place=tuple(self._teaser(one, zone) for one in more.of_place),
            of_persona=tuple(self._teaser(one, zone) for one in more.of_persona),
        )

    def _teaser(self, entry: ReleaseIndexEntry, zone: str) -> Teaser:
        path = entry.url_path
        if path not in self.read:
            self.read[path] = standing_bundle(self.site, path)
        standing = self.read[path]
        return bundle_teaser(standing, zone) if standing else self.house.teaser(entry)


def write_lists(stage: Pressroom, live: Sequence[ReleaseIndexEntry]) -> None:
    """Write everything of the site that is not an article: the same input gives the same files."""
    house = _house(stage, live)
    for path, content in _static(stage).items():
        stage.writer.write(path, content)
    stage.writer.write(stage.site / "index.html", front_page(live, house).encode())
    stage.writer.write(stage.site / "about" / "index.html", about_page(house).encode())
    stage.writer.write(stage.site / "404.html", not_found_page(house).encode())
    for card in house.correspondents():
        pieces = [entry for entry in live if entry.persona == card.id]
        page = persona_page(card, pieces, persona_record(stage.site, pieces), house)
        stage.writer.write(stage.site / "persona" / card.id / "index.html", page.encode())


def _folder(site: Path, publication: Publication) -> Path:
    """Return the article's folder; a path that could leave the site is refused."""
    path, slug = publication.url_path, publication.slug
    is_good = _PATH.fullmatch(path) and _SLUG.fullmatch(slug)
    if not is_good or path.partition("/")[0] in _OURS or "/" not in path:
        msg = f"{slug!r} cannot be published at {path!r}: expected a path like 2024/01/02/name"
        raise PublicationError(msg, retryable=False)
    return site / path


def _static(stage: Pressroom) -> dict[Path, bytes]:
    return {stage.site / "static" / name: content for name, content in static_files().items()}


def _missing_static(stage: Pressroom) -> dict[Path, bytes]:
    """Return the stylesheet and script that a first page needs; later changes go with the lists."""
    return {path: content for path, content in _static(stage).items() if not path.exists()}


def _standing(stage: Pressroom, release: Release) -> tuple[ReleaseIndexEntry, ...]:
    """Return what is live when a late, lower revision comes in: what the archive says."""
    slug = release.approved.package.slug
    known = [entry for entry in stage.published.live() if entry.slug == slug]
    others = live_without(stage, slug)
    is_live = standing_bundle(stage.site, release.publication.url_path) is not None
    return tuple(sorted((*others, *known), key=_newest, reverse=True)) if is_live else others


def _newest(entry: ReleaseIndexEntry) -> tuple[float, str]:
    return entry.first_published.timestamp(), entry.slug


def _house(
    stage: Pressroom, live: Sequence[ReleaseIndexEntry], bundle: Bundle | None = None
) -> House:
    pictures = {entry.slug: _picture_path(stage.site, entry) for entry in live if entry.art}
    if bundle and bundle.public.presentation.art:
        public = bundle.public
        pictures[public.slug] = f"{public.publication.url_path}/{bundle.pictures[0][0].file}"
    return House(stage.masthead, stage.beats, stage.staff, pictures)


def _picture_path(site: Path, entry: ReleaseIndexEntry) -> str:
    """Return where the picture of a live piece lies inside the site, or an empty string."""
    for ending in ("webp", "png", "jpg"):
        path = f"{entry.url_path}/art-{entry.art[:8]}.{ending}"
        if (site / path).exists():
            return path
    return ""


def _sweep(stage: Pressroom, folder: Path, keep: set[str]) -> None:
    """Remove the files of the article's folder that no page shows any more."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name not in keep:
            stage.writer.remove(path)


def _refresh_neighbours(
    stage: Pressroom, publication: Publication, live: Sequence[ReleaseIndexEntry]
) -> None:
    """Draw again what stands behind the articles that name this piece under "more from", or should.

    Their own bytes stay as they are, whichever renderer drew them.
    """
    named = f"{publication.url_path}/index.html".encode()
    neighbours = _Neighbours(stage.site, _house(stage, live))
    changed = next((entry for entry in live if entry.slug == publication.slug), None)
    for entry in live:
        path = stage.site / entry.url_path / "index.html"
        is_beside = changed is not None and _is_beside(entry, changed, live)
        if entry.slug == publication.slug or not (is_beside or _names(path, named)):
            continue
        bundle = standing_bundle(stage.site, entry.url_path)
        if bundle is not None:
            before, mark, _ = (read_if_there(path) or b"").partition(_ARTICLE_END)
            tail = article_tail(bundle, neighbours.of(bundle, entry, live)).encode()
            if mark:
                stage.writer.write(path, before + mark + tail)


def _is_beside(
    entry: ReleaseIndexEntry, changed: ReleaseIndexEntry, live: Sequence[ReleaseIndexEntry]
) -> bool:
    """Whether the page of `entry` should name `changed`."""
    if entry.persona != changed.persona and not set(entry.places) & set(changed.places):
        return False
    more = more_from(entry, live)
    return changed in (*more.of_place, *more.of_persona)


def _names(path: Path, words: bytes) -> bool:
    try:
        return words in path.read_bytes()
    except OSError:
        return False


PLUGIN = Site()
