"""Verification inside the house: the public page, the full bundle, the snapshots, the journal."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from newsroom_agents.archive.anchors import Anchor
from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.errors import NotFoundError, StorageError
from newsroom_agents.pipeline.aftercare import MAIN_TARGET
from newsroom_agents.ports import Masthead
from newsroom_agents.publish.target import BUNDLES, SITE
from newsroom_agents.publish.verify import Check, VerifyReport, verify_full
from newsroom_agents.publish.verify_notice import notice_checks
from newsroom_agents.settings import Settings
from newsroom_agents.story.dossier import Source
from newsroom_agents.story.package import Package
from newsroom_agents.story.paper import Stage, paper_id
from newsroom_agents.story.publication import Publication
from newsroom_agents.story.queue import QueuedDraft

_PUBLIC = "public"
"""The journal's word for a revision that went out."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the journal proves of a publication: its row, and whether an anchor covers it."""

    check: Check
    origin: str


def verify_slug(
    archive: Archive, var: Path, slug: str, anchors: Sequence[Anchor], masthead: Masthead
) -> VerifyReport:
    """Check a published story against everything the house has stored.

    Of a story that was withdrawn, its notice is checked, drawn with this masthead.

    Raises:
        NotFoundError: The story was never published.
    """
    with archive.reading() as room:
        published = room.publications.current(slug, MAIN_TARGET)
        if published is None:
            raise NotFoundError(kind="published story", name=slug)
    proof = _proof(archive, published, anchors)
    if published.kill:
        checks = (*notice_checks(published, var / SITE, masthead), proof.check)
        return VerifyReport(slug, published.digest, "", checks, proof.origin)
    with archive.reading() as room:
        name = paper_id(slug, Stage.QUEUE, published.take)
        package = room.papers.get(name, QueuedDraft).paper.package
        found = room.snapshots.many(_snapshots(package)).values()
        texts = {snapshot.id: snapshot.text for snapshot in found}
        raw = _raw_check(room, package)
    page = var / SITE / published.url_path / "index.html"
    full = verify_full(var / BUNDLES / slug / f"{published.take}.json", texts, page)
    same = _same_digest(full.digest, published.digest)
    checks = (*full.checks, raw, same, proof.check)
    return VerifyReport(slug, full.digest, full.seal, checks, proof.origin)


def masthead_of(settings: Settings) -> Masthead:
    """Return how the publication presents itself, as the settings say."""
    site = settings.site
    return Masthead(
        title=site.title,
        tagline=site.tagline,
        base_url=site.base_url.rstrip("/"),
        language=settings.news.language,
        time_zone=settings.time_zone,
        join_url=site.join_url,
        support_url=site.support_url,
        support_line=site.support_line,
        contact=site.contact,
    )


def _raw_check(room: Room, package: Package | None) -> Check:
    """Hash the bytes that came in, for every source of the package."""
    sources = package.sources if package else ()
    wrong = [reason for source in sources if (reason := _wrong_raw(room, source))]
    if wrong:
        return Check("stored raw bytes", ok=False, detail="; ".join(wrong))
    words = f"{len(sources)} sources have the bytes the package names"
    return Check("stored raw bytes", ok=True, detail=words)


def _wrong_raw(room: Room, source: Source) -> str:
    try:
        raw = room.snapshots.raw(source.snapshot)
    except (NotFoundError, StorageError) as error:
        return f"{source.id}: {error}"
    found = hashlib.sha256(raw).hexdigest()
    if found == source.sha256:
        return ""
    return f"{source.id} ({source.snapshot}): {found[:12]}, the package says {source.sha256[:12]}"


def _same_digest(found: str, published: str) -> Check:
    if found == published:
        words = "page, bundle and record carry the digest that was approved"
        return Check("same digest", ok=True, detail=words)
    words = f"the full bundle says {found[:12] or 'nothing'}, the record {published[:12]}"
    return Check("same digest", ok=False, detail=words)


def _snapshots(package: Package | None) -> tuple[str, ...]:
    return tuple(source.snapshot for source in package.sources) if package else ()


def _proof(archive: Archive, published: Publication, anchors: Sequence[Anchor]) -> Proof:
    with archive.reading() as room:
        report = room.journal.verify(anchors)
        rows = [row for row in room.journal.rows(published.slug) if row.event == _PUBLIC]
    fitting = [row for row in rows if row.detail.get("digest") == published.digest]
    if not report.is_sound:
        detail = f"broken at row {report.bad_row}: {report.reason}"
        return Proof(Check("journal", ok=False, detail=detail), "origin not proven")
    if not fitting and not published.kill:
        detail = "no row says that this digest was published"
        return Proof(Check("journal", ok=False, detail=detail), "origin not proven")
    number = fitting[-1].number if fitting else 0
    check = Check(
        "journal", ok=True, detail=f"sound, {report.rows} rows; published in row {number}"
    )
    is_proven = 0 < number <= report.anchored
    origin = f"origin proven by the anchor at row {report.anchored}" if is_proven else ""
    return Proof(check, origin or "origin not proven")
