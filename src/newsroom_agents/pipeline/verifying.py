"""Verification inside the house: the public page, the full bundle, the snapshots, the journal.

And of any article that such a house published on the web, as a reader can do it from anywhere.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from newsroom_agents.archive.anchors import Anchor
from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.errors import NotFoundError, StorageError, VerificationError
from newsroom_agents.pipeline.aftercare import MAIN_TARGET
from newsroom_agents.ports import Masthead
from newsroom_agents.publish.target import BUNDLES, SITE
from newsroom_agents.publish.verify import Check, VerifyReport, verify_full, verify_published
from newsroom_agents.publish.verify_notice import notice_checks
from newsroom_agents.settings import Settings
from newsroom_agents.story.dossier import Source
from newsroom_agents.story.package import Package
from newsroom_agents.story.paper import Stage, paper_id
from newsroom_agents.story.publication import Publication
from newsroom_agents.story.queue import QueuedDraft
from newsroom_agents.web.http import Answer, Web, Wish

_PUBLIC = "public"
"""The journal's word for a revision that went out."""

_BUNDLE = "bundle.json"
_THERE, _NOT_THERE = 200, frozenset({401, 403, 404, 410})
_MOST_FILES = 200
_WISH = Wish(most_bytes=20_000_000)


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


def verify_url(web: Web, url: str) -> VerifyReport:
    """Check a published article where it stands on the web: page, bundle and what lies beside.

    Args:
        web: The door to the network.
        url: Address of the article's page, of its folder, or of its `bundle.json`.

    Raises:
        WebError: The network gave no answer that could be judged.
        VerificationError: The server failed, or the article names more files than one of ours.
    """
    asking = _Asking(web)
    names_bundle = urlsplit(url).path.endswith(f"/{_BUNDLE}")
    page = None if names_bundle else asking.found(url)
    at = page.url if page else url
    if page and not urlsplit(at).path.endswith(("/", ".html")):
        at = f"{at}/"
    bundle = asking.beside(at, _BUNDLE)
    if bundle is None:
        missing = Check("bundle", ok=False, detail=f"no {_BUNDLE} stands beside {at}")
        return VerifyReport("", "", "", (missing,))
    content = page.body if page else None
    if names_bundle:
        content = asking.beside(at, "index.html")
    return verify_published(bundle, content, lambda name: asking.beside(at, name))


@dataclass
class _Asking:
    """Asks for the files of one article, so many at most, and each once."""

    web: Web
    asked: dict[str, Answer | None] = field(default_factory=dict)

    def beside(self, page: str, name: str) -> bytes | None:
        """Return the bytes of a file by its address as seen from the page, None without one."""
        url = urljoin(page, name)
        if urlsplit(url)[:2] != urlsplit(page)[:2]:
            return None
        answer = self.found(url)
        return answer.body if answer else None

    def found(self, url: str) -> Answer | None:
        """Return the answer that has a file, None when there is no such file.

        Raises:
            WebError: There was no answer that could be used.
            VerificationError: The server says neither, or too many were asked for.
        """
        if url not in self.asked:
            if len(self.asked) >= _MOST_FILES:
                raise VerificationError(part=url, reason=f"expected at most {_MOST_FILES} files")
            self.asked[url] = self._asked_for(url)
        return self.asked[url]

    def _asked_for(self, url: str) -> Answer | None:
        answer = self.web.get(url, _WISH)
        if answer.status in _NOT_THERE:
            return None
        if answer.status != _THERE:
            raise VerificationError(part=url, reason=f"the server says {answer.status}")
        return answer


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
