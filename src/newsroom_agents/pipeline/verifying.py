"""Verification inside the house: the public page, the full bundle, the snapshots, the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from newsroom_agents.archive.anchors import Anchor
from newsroom_agents.archive.archive import Archive
from newsroom_agents.errors import NotFoundError
from newsroom_agents.pipeline.aftercare import MAIN_TARGET
from newsroom_agents.publish.target import BUNDLES, SITE
from newsroom_agents.publish.verify import Check, VerifyReport, verify_full
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


def verify_slug(archive: Archive, var: Path, slug: str, anchors: Sequence[Anchor]) -> VerifyReport:
    """Check a published story against everything the house has stored.

    Raises:
        NotFoundError: The story was never published.
    """
    with archive.reading() as room:
        published = room.publications.current(slug, MAIN_TARGET)
        if published is None:
            raise NotFoundError(kind="published story", name=slug)
        name = paper_id(slug, Stage.QUEUE, published.take)
        package = room.papers.get(name, QueuedDraft).paper.package
        texts = {
            snapshot.id: snapshot.text
            for snapshot in room.snapshots.many(_snapshots(package)).values()
        }
    proof = _proof(archive, published, anchors)
    page = var / SITE / published.url_path / "index.html"
    if published.kill:
        is_gone = page.exists() and "bundle.json" not in page.read_text(encoding="utf-8")
        notice = Check("notice", is_gone, "the page shows the notice of its withdrawal")
        return VerifyReport(slug, published.digest, "", (notice, proof.check), proof.origin)
    full = verify_full(var / BUNDLES / slug / f"{published.take}.json", texts, page)
    same = Check(
        "same digest",
        full.digest == published.digest,
        "page, bundle and record carry the digest that was approved",
    )
    checks = (*full.checks, same, proof.check)
    return VerifyReport(slug, full.digest, full.seal, checks, proof.origin)


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
