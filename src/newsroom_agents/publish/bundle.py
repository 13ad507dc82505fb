"""The bundle: what a reader needs to check a published article without trusting the stage.

The public bundle holds in full only what the public page shows; a gated part stands with its name,
access and hash, its salt kept back, so that the digest an editor signed can still be computed. The
full bundle holds everything and stays in the stage.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import SerializerFunctionWrapHandler, model_serializer

from newsroom_agents.publish.presentation import (
    PictureFile,
    Presentation,
    beat_card,
    gated_sections,
    language_names,
    persona_card,
    picture_file,
    site_card,
    staff_names,
)
from newsroom_agents.publish.social_card import CardText, draw_card
from newsroom_agents.publish.target import Pressroom
from newsroom_agents.story.check import SentenceVerdict
from newsroom_agents.story.decision import EditorRole, Ruling
from newsroom_agents.story.draft import Access
from newsroom_agents.story.package import Package, parts_of
from newsroom_agents.story.paper import Credit, GrownPaper, Paper, canonical_json
from newsroom_agents.story.publication import Publication, Release
from newsroom_agents.story.queue import Risk

RENDERER = "3"
"""Changes whenever a page of an article is drawn differently from the same bundles.

1: the footer was drawn from the house's settings. 2: from the bundle, like everything before it.
3: with links to places, topics and lists, to earlier and later pieces, and a picture for sharing.
"""


class BundlePart(Paper):
    """A part of the package; salt and content are there only when the part is public."""

    part: str
    access: Access
    hash: str
    salt: str | None = None
    content: str | None = None

    @model_serializer(mode="wrap")
    def _without_blanks(self, handler: SerializerFunctionWrapHandler) -> dict[str, object]:
        return {name: value for name, value in handler(self).items() if value is not None}


class PublicDecision(Paper):
    """An approval as the public may see it: a role and a number, no name."""

    person: int
    role: EditorRole
    decided: datetime
    covers: str


class PublicBundle(GrownPaper):
    """The bundle beside the public page."""

    NEWER: ClassVar = frozenset({"signed"})

    format: Literal["newsroom-agents/bundle/1"] = "newsroom-agents/bundle/1"
    renderer: str
    slug: str
    take: int
    digest: str
    risk: Risk
    parts: tuple[BundlePart, ...]
    verdicts: tuple[SentenceVerdict, ...]
    remarks: int
    """How many soft findings on public texts the editors saw and accepted."""
    decisions: tuple[PublicDecision, ...]
    credits: tuple[Credit, ...]
    publication: Publication
    presentation: Presentation
    seal: str
    signed: tuple[str, ...] = ()
    """The public texts for which the editors signed that a finding against them is mistaken."""


class FullBundle(Paper):
    """Everything that was released, with the salts of all parts; never public."""

    format: Literal["newsroom-agents/full-bundle/1"] = "newsroom-agents/full-bundle/1"
    renderer: str
    release: Release
    public_seal: str
    seal: str


class Withdrawn(Paper):
    """What stands in the bundle's place after a kill."""

    format: Literal["newsroom-agents/withdrawn/1"] = "newsroom-agents/withdrawn/1"
    slug: str
    revision: int
    at: datetime
    seal: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """Both bundles of a release, and the pictures that lie beside the page."""

    public: PublicBundle
    full: FullBundle
    pictures: tuple[tuple[PictureFile, bytes], ...]


def build(release: Release, stage: Pressroom) -> Bundle:
    """Return the public and the full bundle of `release`; nothing is written.

    Raises:
        PublicationError: The approved picture is not stored.
    """
    package = release.approved.package
    pictures = _pictures(package, stage)
    names = {stem: file for stem, (file, _) in pictures.items()}
    presentation = Presentation(
        site=site_card(stage.masthead, package.url_path),
        persona=persona_card(package, stage.staff),
        beat=beat_card(package.beat, stage.beats),
        art=names.get("art"),
        card=names.get("card"),
        gated=gated_sections(package),
        staff=staff_names(release.credits, stage.staff),
        languages=language_names(package),
        social=names["social"],
        earlier=release.continues,
    )
    public = _public(release, presentation)
    full = FullBundle(renderer=RENDERER, release=release, public_seal=public.seal, seal="")
    full = full.model_copy(update={"seal": seal_of(full)})
    return Bundle(public, full, tuple(pictures.values()))


def seal_of(bundle: PublicBundle | FullBundle | Withdrawn) -> str:
    """Return the sha256 over the canonical JSON of everything but the seal itself."""
    return hashlib.sha256(
        canonical_json(bundle.model_dump(mode="json", exclude={"seal"}))
    ).hexdigest()


def bundle_bytes(bundle: PublicBundle | FullBundle | Withdrawn) -> bytes:
    """Return the one form in which a bundle is written: sorted, indented by one, UTF-8."""
    value = bundle.model_dump(mode="json")
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1)
    return (text + "\n").encode("utf-8")


def withdrawn(publication: Publication) -> Withdrawn:
    """Return what takes the bundle's place when a publication is killed."""
    kill = publication.kill
    notice = Withdrawn(
        slug=publication.slug,
        revision=publication.revision,
        at=kill.at if kill else publication.updated,
        seal="",
    )
    return notice.model_copy(update={"seal": seal_of(notice)})


def full_bundle_path(bundles: Path, slug: str, take: int) -> Path:
    """Return where the full bundle of a take is kept."""
    return bundles / slug / f"{take}.json"


def _pictures(package: Package, stage: Pressroom) -> dict[str, tuple[PictureFile, bytes]]:
    found = {}
    if package.art is not None:
        found["art"] = picture_file(package.art.sha256, stage.blobs, "art")
        if package.art.card_sha256:
            found["card"] = picture_file(package.art.card_sha256, stage.blobs, "card")
    beat = beat_card(package.beat, stage.beats)
    text = CardText(
        headline=package.headline,
        language=package.language,
        beat=beat.title,
        publication=stage.masthead.title,
        accent=beat.accent,
        art_label=_label_of_a_person(package),
    )
    found["social"] = draw_card(text, found["art"][1] if "art" in found else None)
    return found


def _label_of_a_person(package: Package) -> str:
    """Return how a picture is labelled that a person made; empty for one that a machine drew."""
    is_theirs = package.art is not None and package.art.source_type.is_of_a_person
    return package.art.label if package.art is not None and is_theirs else ""


def _public(release: Release, presentation: Presentation) -> PublicBundle:
    approved = release.approved
    shown = {
        sentence.id
        for section in approved.package.sections
        if section.access is Access.PUBLIC
        for sentence in section.sentences()
    }
    excerpts = public_excerpts(approved.package)
    verdicts = tuple(
        verdict.model_copy(
            update={"cites": tuple(cite for cite in verdict.cites if cite in excerpts)}
        )
        for verdict in release.report.verdicts
        if verdict.sentence in shown
    )
    texts = shown | {"headline", "dek", "teaser", "blurb", "caption", "alt"}
    bundle = PublicBundle(
        renderer=RENDERER,
        slug=approved.package.slug,
        take=approved.package.take,
        digest=approved.digest,
        risk=approved.risk,
        parts=_parts(approved.package, approved.salts),
        verdicts=verdicts,
        remarks=sum(1 for finding in release.report.findings if finding.where in texts),
        decisions=_decisions(release),
        credits=release.credits,
        publication=release.publication,
        presentation=presentation,
        seal="",
        signed=tuple(one for one in _signed(release) if one in texts),
    )
    return bundle.model_copy(update={"seal": seal_of(bundle)})


def public_excerpts(package: Package) -> frozenset[str]:
    """Return the ids of the excerpts that a public section cites."""
    return frozenset(
        cite
        for section in package.sections
        if section.access is Access.PUBLIC
        for sentence in section.sentences()
        for cite in sentence.cites
    )


def _parts(package: Package, salts: dict[str, str]) -> tuple[BundlePart, ...]:
    found = []
    for part in parts_of(package):
        salt = salts[part.name]
        is_public = part.access is Access.PUBLIC
        found.append(
            BundlePart(
                part=part.name,
                access=part.access,
                hash=part.hashed(salt),
                salt=salt if is_public else None,
                content=part.content if is_public else None,
            )
        )
    return tuple(found)


def _signed(release: Release) -> tuple[str, ...]:
    decisions = release.approved.decisions
    return tuple(dict.fromkeys(one.where for each in decisions for one in each.signed))


def _decisions(release: Release) -> tuple[PublicDecision, ...]:
    approvals = [d for d in release.approved.decisions if d.ruling is Ruling.APPROVE]
    people = {name: n for n, name in enumerate(dict.fromkeys(d.editor for d in approvals), start=1)}
    return tuple(
        PublicDecision(
            person=people[decision.editor],
            role=decision.role,
            decided=decision.decided,
            covers=decision.covers,
        )
        for decision in approvals
    )
