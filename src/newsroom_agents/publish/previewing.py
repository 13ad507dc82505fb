"""A package as readers would see it, before anybody approved it: drawn by what draws the release.

Nothing here can be published: targets take a `Release`, and what is made here is none. A preview
holds the parts that its level opens, by the same rules as a released page.
"""

from dataclasses import dataclass
from datetime import datetime

from newsroom_agents.publish.bundle import RENDERER, BundlePart, PublicBundle
from newsroom_agents.publish.feed_formats import Feed
from newsroom_agents.publish.levels import LEVEL_WORDS
from newsroom_agents.publish.page import article_element
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
from newsroom_agents.story.draft import Access
from newsroom_agents.story.package import Package, parts_of
from newsroom_agents.story.publication import Publication, ReleaseIndexEntry
from newsroom_agents.story.queue import QueuedDraft

PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft laid out for readers of one level."""

    bundle: PublicBundle
    reads: Access

    def article(self) -> str:
        """Return the article element.

        Raises:
            VerificationError: The package cannot be read back from its parts.
        """
        level = "" if self.reads is Access.PUBLIC else LEVEL_WORDS[self.reads]
        return article_element(self.bundle, self.reads, level)


def preview(
    draft: QueuedDraft, package: Package, stage: Pressroom, reads: Access, at: datetime
) -> Preview:
    """Return a draft as readers of a level would see it if it came out now.

    Args:
        draft: What lies in the queue.
        package: Its package.
        stage: What the targets are given.
        reads: Who would read it.
        at: The time it would come out.

    Raises:
        PublicationError: The picture is not stored.
    """
    picture = picture_of(package, stage)
    presentation = Presentation(
        site=site_card(stage.masthead, package.url_path),
        persona=persona_card(package, stage.staff),
        beat=beat_card(package.beat, stage.beats),
        art=picture[0] if picture else None,
        card=None,
        gated=gated_sections(package),
        staff=staff_names(draft.credits, stage.staff),
        languages=language_names(package),
    )
    bundle = PublicBundle(
        renderer=RENDERER,
        slug=draft.slug,
        take=draft.take,
        digest=draft.digest,
        risk=draft.risk,
        parts=tuple(_parts(draft, package, reads)),
        verdicts=(),
        remarks=0,
        decisions=(),
        credits=draft.credits,
        publication=_publication(draft, package, at),
        presentation=presentation,
        seal="",
    )
    return Preview(bundle, reads)


def picture_of(package: Package, stage: Pressroom) -> tuple[PictureFile, bytes] | None:
    """Return the illustration as a file beside the page, if there is one.

    Raises:
        PublicationError: It is not stored.
    """
    return picture_file(package.art.sha256, stage.blobs, "art") if package.art else None


def card_of(package: Package, stage: Pressroom) -> tuple[PictureFile, bytes]:
    """Return the picture that would stand for this draft where it is shared.

    Raises:
        PublicationError: The illustration is not stored.
    """
    picture = picture_of(package, stage)
    text = CardText(
        headline=package.headline,
        language=package.language,
        beat=beat_card(package.beat, stage.beats).title,
        publication=stage.masthead.title,
        accent=beat_card(package.beat, stage.beats).accent,
    )
    return draw_card(text, picture[1] if picture else None)


def feed_of(package: Package, stage: Pressroom, at: datetime) -> Feed:
    """Return a feed that holds this draft alone, as the house's feeds would show it."""
    masthead = stage.masthead
    entry = ReleaseIndexEntry(
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
        first_published=at,
        updated=at,
        revision=1,
        is_gated=any(section.access is not Access.PUBLIC for section in package.sections),
    )
    return Feed(masthead, masthead.title, "", (entry,))


def _publication(draft: QueuedDraft, package: Package, at: datetime) -> Publication:
    return Publication(
        slug=draft.slug,
        take=draft.take,
        target=PREVIEW,
        revision=1,
        url_path=package.url_path,
        digest=draft.digest,
        headline=package.headline,
        first_published=at,
        updated=at,
    )


def _parts(draft: QueuedDraft, package: Package, reads: Access) -> list[BundlePart]:
    """Return the parts; one that the level does not open stands with its name and hash alone."""
    found = []
    for part in parts_of(package):
        salt, is_open = draft.salts.get(part.name, ""), reads.opens(part.access)
        found.append(
            BundlePart(
                part=part.name,
                access=part.access,
                hash=part.hashed(salt),
                content=part.content if is_open else None,
            )
        )
    return found
