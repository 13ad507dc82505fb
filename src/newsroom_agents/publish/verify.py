"""Checking a published article against its record, as a reader can.

The bundle is checked first: its form, its seal, the hashes of its parts, the digest they give, the
approvals that cover it, and that every public sentence has its passages. Then the page: all of it
is drawn again, from the bundle and from those of the pieces it names, and must be the same
characters. Its parts are cut out by exact marks, not by a lenient parser, so nothing can hide in
what a parser would forgive. Last what lies beside it: the process page, the pictures, the files
that every page loads.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from newsroom_agents.errors import NotApprovedError, PublicationError, VerificationError
from newsroom_agents.publish.bundle import (
    BundlePart,
    FullBundle,
    PublicBundle,
    Withdrawn,
    bundle_bytes,
    seal_of,
)
from newsroom_agents.publish.difference import difference
from newsroom_agents.publish.files import read_if_there, staged_name
from newsroom_agents.publish.listing import read_public
from newsroom_agents.publish.public_text import PublicText, read_text
from newsroom_agents.publish.verify_beside import FileBeside
from newsroom_agents.publish.verify_page import page_checks
from newsroom_agents.story.check import Verdict
from newsroom_agents.story.decision import approvals_needed
from newsroom_agents.story.draft import Access, SentenceKind
from newsroom_agents.story.package import Part, digest_of_hashes
from newsroom_agents.story.queue import Risk
from newsroom_agents.story.source import text_sha256

UNPROVEN = "origin not proven"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was compared; `detail` says what was found, or where it differs."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """All checks of one article; `origin` says what is known of who published it."""

    slug: str
    digest: str
    seal: str
    checks: tuple[Check, ...]
    origin: str = UNPROVEN

    @property
    def ok(self) -> bool:
        """Whether every check passed."""
        return bool(self.checks) and all(check.ok for check in self.checks)

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that did not pass."""
        return tuple(check for check in self.checks if not check.ok)


def verify_bundle(
    bundle_path: Path, page_path: Path | None = None, anchored: str = ""
) -> VerifyReport:
    """Check a public bundle and the page beside it.

    Only `bundle.json` is judged. One that a crash left waiting for its promotion never stands in
    for it; when that one fits, the report says so and fails.

    Args:
        bundle_path: The file `bundle.json`.
        page_path: The page, when it lies elsewhere than beside the bundle.
        anchored: What proves the origin, in words, when the caller has found an anchor that fits.
    """
    folder = bundle_path.parent
    page = _read(page_path or folder / "index.html")

    def report_on(path: Path) -> VerifyReport | None:
        content = _read(path)
        if content is None:
            return None
        return verify_published(content, page, lambda name: _read(folder / name), anchored)

    missing = Check("bundle", False, f"no file {bundle_path.name!r}")
    report = report_on(bundle_path) or VerifyReport("", "", "", (missing,), anchored or UNPROVEN)
    if not report.ok and (staged := report_on(staged_name(bundle_path))) and staged.ok:
        pending = Check("promotion", False, "a promotion is pending: run newsroom release")
        return replace(report, checks=(*report.checks, pending))
    return report


def verify_site_page(page: Path, anchored: str = "") -> VerifyReport:
    """Check a page of the site against the bundle beside it."""
    return verify_bundle(page.parent / "bundle.json", page, anchored)


def verify_published(
    bundle: bytes,
    page: bytes | None,
    file_beside: FileBeside,
    anchored: str = "",
) -> VerifyReport:
    """Check the bytes of a bundle, of its page, and of the files beside them.

    Args:
        bundle: The bytes of `bundle.json`.
        page: The bytes of the page, None when there is none.
        file_beside: Returns the bytes of a file by its address as seen from the page, None when it
            is missing.
        anchored: What proves the origin, in words; empty when nothing does.
    """
    origin = anchored or UNPROVEN
    found = read_public(bundle)
    if isinstance(found, Withdrawn):
        gone = Check("withdrawn", False, f"this piece was withdrawn on {found.at:%Y-%m-%d}")
        return VerifyReport(found.slug, "", found.seal, (gone,), origin)
    if found is None:
        unread = Check("format", False, f"the bundle does not read: {_why_unread(bundle)}")
        return VerifyReport("", "", "", (unread,), origin)
    checks = [Check("format", True, found.format), *_bundle_checks(found, bundle)]
    if page is None:
        checks.append(Check("page", False, "no page stands beside the bundle"))
    else:
        checks += [Check(*result) for result in page_checks(found, page, file_beside)]
    checks += _picture_checks(found, file_beside)
    return VerifyReport(found.slug, found.digest, found.seal, tuple(checks), origin)


def verify_full(
    bundle_path: Path,
    texts: Mapping[str, str],
    page_path: Path | None = None,
    anchored: str = "",
) -> VerifyReport:
    """Check a full bundle against the stored texts and, when given, the public page.

    Args:
        bundle_path: The full bundle of a take.
        texts: Stored text by snapshot id; a snapshot that is missing here fails its excerpts.
        page_path: The public page; its bundle is expected beside it.
        anchored: What proves the origin, in words; empty when nothing does.
    """
    origin = anchored or UNPROVEN
    content = _read(bundle_path)
    try:
        full = FullBundle.model_validate_json(content or b"")
    except (ValidationError, NotApprovedError) as error:
        reason = f"{bundle_path.name!r} does not read as a full bundle: {_first_line(error)}"
        return VerifyReport("", "", "", (Check("full format", False, reason),), origin)
    checks = [Check("full format", True, full.format)]
    checks += _form_checks(full, content or b"", of="full ")
    checks.append(Check("approval", True, "the approvals cover exactly this package"))
    checks += _stored_checks(full, texts)
    if page_path is not None:
        public = verify_site_page(page_path)
        checks += public.checks
        is_same = public.seal == full.public_seal
        wrong = f"released was {full.public_seal[:12]}, public is {public.seal[:12] or 'none'}"
        right = "the public bundle is the one released"
        checks.append(_check("revision", "" if is_same else wrong, right))
    approved = full.release.approved
    return VerifyReport(approved.package.slug, approved.digest, full.seal, tuple(checks), origin)


def _bundle_checks(bundle: PublicBundle, content: bytes) -> Iterator[Check]:
    yield from _form_checks(bundle, content)
    yield _parts_check(bundle)
    hashes = {part.part: part.hash for part in bundle.parts}
    offered = digest_of_hashes(hashes)
    is_same = offered == bundle.digest and len(hashes) == len(bundle.parts)
    wrong = (
        "" if is_same else f"the parts give {offered[:12]}, the bundle says {bundle.digest[:12]}"
    )
    yield _check("digest", wrong, "the parts' hashes give the digest")
    yield _check("decisions", _wrong_decisions(bundle), "approvals cover this digest")
    try:
        text = read_text(bundle)
    except VerificationError as error:
        yield Check("text", False, str(error))
        return
    yield _check("path", _wrong_path(bundle, text), "page and publication agree on the path")
    yield _check("evidence", "; ".join(_wrong_evidence(bundle, text)), _evidence_words(text))
    yield _check("excerpts", "; ".join(_wrong_excerpts(text)), f"{len(text.excerpts)} passages fit")


def _form_checks(
    bundle: PublicBundle | FullBundle, content: bytes, of: str = ""
) -> Iterator[Check]:
    wanted = bundle_bytes(bundle)
    wrong = "" if wanted == content else difference(wanted, content)
    yield _check(f"{of}form", wrong, "the file is in its one canonical form")
    seal = seal_of(bundle)
    wrong = "" if seal == bundle.seal else f"computed {seal[:12]}, written {bundle.seal[:12]}"
    yield _check(f"{of}seal", wrong, "the seal covers everything else")


def _parts_check(bundle: PublicBundle) -> Check:
    wrong = [reason for part in bundle.parts if (reason := _wrong_part(part))]
    gated = sum(1 for part in bundle.parts if part.access is not Access.PUBLIC)
    open_ = len(bundle.parts) - gated
    return _check(
        "parts", "; ".join(wrong), f"{open_} open parts hash right, {gated} are held back"
    )


def _wrong_part(part: BundlePart) -> str:
    if part.access is not Access.PUBLIC:
        is_bare = part.salt is None and part.content is None
        return "" if is_bare else f"{part.part} is gated and yet shown"
    if part.salt is None or part.content is None:
        return f"{part.part} is public and not shown"
    read = Part(name=part.part, access=part.access, content=part.content)
    return "" if read.hashed(part.salt) == part.hash else f"{part.part} does not have its hash"


def _wrong_decisions(bundle: PublicBundle) -> str:
    if any(decision.covers != bundle.digest for decision in bundle.decisions):
        return "an approval covers another digest"
    people = len({decision.person for decision in bundle.decisions})
    needed = approvals_needed(Risk.HIGH if bundle.signed else bundle.risk)
    return "" if people >= needed else f"{people} of {needed} approvals"


def _wrong_path(bundle: PublicBundle, text: PublicText) -> str:
    publication = bundle.publication
    if publication.url_path != text.url_path:
        return f"approved for {text.url_path!r}, published at {publication.url_path!r}"
    if publication.digest != bundle.digest or publication.slug != bundle.slug:
        return "the publication names another story or digest"
    return ""


def _wrong_evidence(bundle: PublicBundle, text: PublicText) -> Iterator[str]:
    verdicts = {verdict.sentence: verdict for verdict in bundle.verdicts}
    for sentence in text.sentences():
        missing = [cite for cite in sentence.cites if cite not in text.excerpts]
        if missing:
            yield f"{sentence.id} cites {missing[0]}, which is not there"
        if sentence.kind is SentenceKind.TRANSITION:
            continue
        if not sentence.cites:
            yield f"{sentence.id} cites nothing"
        verdict = verdicts.get(sentence.id)
        is_supported = verdict is not None and verdict.verdict is Verdict.SUPPORTED
        if not is_supported and sentence.id not in bundle.signed:
            yield f"{sentence.id} has no verdict that supports it"


def _evidence_words(text: PublicText) -> str:
    return f"{sum(1 for _ in text.sentences())} public sentences have passages and verdicts"


def _wrong_excerpts(text: PublicText) -> Iterator[str]:
    sources = {source.id: source for source in text.sources}
    for excerpt in text.excerpts.values():
        source = sources.get(excerpt.source)
        if source is None or source.snapshot != excerpt.snapshot:
            yield f"{excerpt.id} belongs to no listed source"
        elif len(excerpt.text) != excerpt.end - excerpt.start:
            yield f"{excerpt.id} is not as long as its offsets say"


def _picture_checks(bundle: PublicBundle, file_beside: FileBeside) -> Iterator[Check]:
    art = read_art_hashes(bundle)
    for picture, signed in zip(
        (bundle.presentation.art, bundle.presentation.card), art, strict=True
    ):
        if picture is None and not signed:
            continue
        if picture is None or picture.sha256 != signed:
            yield Check("picture", False, "the page's picture is not the approved one")
            continue
        content = file_beside(picture.file)
        if content is None:
            yield Check("picture", False, f"{picture.file} is missing")
            continue
        same = hashlib.sha256(content).hexdigest() == picture.sha256
        yield Check(
            "picture", same, f"{picture.file} {'has' if same else 'does not have'} its hash"
        )
    social = bundle.presentation.social
    if social is not None:
        content = file_beside(social.file)
        same = content is not None and hashlib.sha256(content).hexdigest() == social.sha256
        words = "has" if same else "is missing or does not have"
        yield Check("picture for sharing", same, f"{social.file} {words} its hash")


def read_art_hashes(bundle: PublicBundle) -> tuple[str, str]:
    """Return the hashes of the approved picture and of its card, empty when there is none."""
    try:
        art = read_text(bundle).art
    except VerificationError:
        return "", ""
    return (art.sha256, art.card_sha256) if art else ("", "")


def _stored_checks(full: FullBundle, texts: Mapping[str, str]) -> Iterator[Check]:
    package = full.release.approved.package
    wrong = []
    for excerpt in package.excerpts:
        stored = texts.get(excerpt.snapshot)
        if stored is None:
            wrong.append(f"{excerpt.id}: snapshot {excerpt.snapshot} is not stored")
        elif stored[excerpt.start : excerpt.end] != excerpt.text:
            at = f"{excerpt.start} to {excerpt.end}"
            wrong.append(f"{excerpt.id} does not stand at {at} of snapshot {excerpt.snapshot}")
    yield _check("stored excerpts", "; ".join(wrong), f"{len(package.excerpts)} stand as stored")
    changed = [
        f"{source.id} ({source.snapshot})"
        for source in package.sources
        if source.snapshot in texts and text_sha256(texts[source.snapshot]) != source.text_sha256
    ]
    words = f"the stored text has another hash: {', '.join(changed)}" if changed else ""
    yield _check("stored texts", words, "the stored texts have the hashes the package names")


def _check(name: str, wrong: str, right: str) -> Check:
    return Check(name, not wrong, wrong or right)


def _why_unread(content: bytes) -> str:
    try:
        PublicBundle.model_validate_json(content)
    except ValidationError as error:
        return _first_line(error)
    return "unknown format"


def _first_line(error: ValidationError | NotApprovedError) -> str:
    if isinstance(error, NotApprovedError):
        return str(error)
    first = error.errors()[0]
    return f"{'.'.join(str(step) for step in first['loc']) or 'file'}: {first['msg']}"


def _read(path: Path) -> bytes | None:
    try:
        return read_if_there(path)
    except PublicationError:
        return None
