"""The page of an article as bytes: from its public bundle alone, and the notice in its place.

It is a pure function of its public bundle and, behind the article, of the bundles of the pieces
that it names under "earlier", "later" and "more from".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup

from newsroom_agents.ports import Beat, Masthead, StaffCard
from newsroom_agents.publish.article import lay_out
from newsroom_agents.publish.bundle import PublicBundle
from newsroom_agents.publish.drawing import SECURITY_POLICY, render
from newsroom_agents.publish.presentation import PICTURE_ENDINGS, beat_card, is_public
from newsroom_agents.publish.public_text import read_text
from newsroom_agents.publish.structured import article_address, structured_data
from newsroom_agents.publish.views import When, Worded
from newsroom_agents.publish.wording import day, is_long, moment, stamp
from newsroom_agents.story.draft import Access
from newsroom_agents.story.publication import Publication, ReleaseIndexEntry
from newsroom_agents.text.language import direction


@dataclass(frozen=True, slots=True)
class Teaser:
    """A live piece as lists show it; `picture` is a path inside the site, or empty."""

    href: str
    headline: Worded
    dek: Worded
    beat: str
    beat_id: str
    accent: str
    byline: str
    when: When
    updated: When | None
    picture: str
    picture_alt: str
    is_gated: bool
    is_long: bool


@dataclass(frozen=True, slots=True)
class MoreTeasers:
    """Other pieces that a page names behind its article."""

    earlier: tuple[Teaser, ...] = ()
    later: tuple[Teaser, ...] = ()
    of_place: tuple[Teaser, ...] = ()
    of_persona: tuple[Teaser, ...] = ()


@dataclass(frozen=True, slots=True)
class House:
    """What every page outside an article needs: masthead, beats, staff, the site's folder."""

    masthead: Masthead
    beats: Mapping[str, Beat]
    staff: Mapping[str, StaffCard]
    site: Path

    def teaser(self, entry: ReleaseIndexEntry) -> Teaser:
        """Return how lists show a live piece."""
        zone = self.masthead.time_zone
        beat = beat_card(entry.beat, self.beats)
        way = direction(entry.language)
        is_changed = entry.updated > entry.first_published
        return Teaser(
            href=f"{entry.url_path}/index.html",
            headline=Worded(entry.headline, entry.language, way),
            dek=Worded(entry.dek, entry.language, way),
            beat=beat.title,
            beat_id=beat.id,
            accent=beat.accent,
            byline=entry.byline,
            when=when(entry.first_published, zone),
            updated=when(entry.updated, zone) if is_changed else None,
            picture=self._picture(entry),
            picture_alt=entry.art_alt,
            is_gated=entry.is_gated,
            is_long=is_long(entry.headline),
        )

    def correspondents(self) -> tuple[StaffCard, ...]:
        """Return the personas that have a page, by name."""
        return tuple(sorted(filter(is_public, self.staff.values()), key=lambda card: card.name))

    def _picture(self, entry: ReleaseIndexEntry) -> str:
        """Return where the picture of a live piece lies inside the site, or an empty string."""
        for ending in PICTURE_ENDINGS if entry.art else ():
            path = f"{entry.url_path}/art-{entry.art[:8]}.{ending}"
            if (self.site / path).exists():
                return path
        return ""


def article_element(bundle: PublicBundle, reads: Access = Access.PUBLIC, level: str = "") -> str:
    """Return the article element; the same bundle gives the same characters.

    `reads` and `level` are for a signed-in reader, as `lay_out` takes them.

    Raises:
        VerificationError: A part of that level is missing from the bundle or unreadable.
    """
    return render("_article.html", article=lay_out(bundle, reads, level)).strip()


def article_head(bundle: PublicBundle) -> str:
    """Return what stands between `<head>` and `</head>`, with the structured data."""
    article = lay_out(bundle)
    return render(
        "_article_head.html",
        article=article,
        address=article_address(bundle),
        policy=SECURITY_POLICY,
        data=Markup(structured_data(bundle)),  # noqa: S704 -- escaped_json made it safe
    ).strip()


def article_opening(bundle: PublicBundle) -> str:
    """Return everything of the page that stands before the article element."""
    return render(
        "_article_opening.html",
        head=Markup(article_head(bundle)),  # noqa: S704 -- rendered with autoescape
        article=lay_out(bundle),
    ).strip()


def bundle_teaser(bundle: PublicBundle, zone: str) -> Teaser:
    """Return how the pages of other pieces show this one: as its own bundle names it.

    Args:
        bundle: The piece that is named.
        zone: Time zone of the page that names it.

    Raises:
        VerificationError: A public part of the bundle is missing or unreadable.
    """
    text, beat = read_text(bundle), bundle.presentation.beat
    way = direction(text.language)
    return Teaser(
        href=f"{bundle.publication.url_path}/index.html",
        headline=Worded(text.headline, text.language, way),
        dek=Worded(text.dek, text.language, way),
        beat=beat.title,
        beat_id=beat.id,
        accent=beat.accent,
        byline=text.byline.name,
        when=when(bundle.publication.first_published, zone),
        updated=None,
        picture="",
        picture_alt="",
        is_gated=bool(bundle.presentation.gated),
        is_long=is_long(text.headline),
    )


def article_tail(bundle: PublicBundle, more: MoreTeasers) -> str:
    """Return everything of the page that stands behind the article element."""
    tail = render("_article_tail.html", article=lay_out(bundle), more=more)
    return f"\n{tail}"


def article_page(bundle: PublicBundle, more: MoreTeasers) -> str:
    """Return the whole page of an article."""
    opening, element = article_opening(bundle), article_element(bundle)
    return f"{opening}\n{element}{article_tail(bundle, more)}"


def process_page(bundle: PublicBundle) -> str:
    """Return the full record of how an article was made; the same bundle gives the same page."""
    root = "../" * (bundle.publication.url_path.count("/") + 2)
    return render(
        "process.html",
        article=lay_out(bundle),
        root=root,
        policy=SECURITY_POLICY,
    )


def notice_page(publication: Publication, house: House) -> str:
    """Return what stands in the place of a withdrawn piece: that it was, when and why."""
    at = publication.kill.at if publication.kill else publication.updated
    return render(
        "notice.html",
        when=on_day(at, house.masthead.time_zone),
        why=publication.kill.why.strip() if publication.kill else "",
        house=house,
        root="../" * (publication.url_path.count("/") + 1),
        policy=SECURITY_POLICY,
    )


def static_files() -> Mapping[str, bytes]:
    """Return our stylesheet and our scripts by file name."""
    folder = files("newsroom_agents.publish").joinpath("static")
    names = ("reader.css", "evidence.js", "search.js", "icon.svg")
    return {name: folder.joinpath(name).read_bytes() for name in names}


def when(at: datetime, zone: str) -> When:
    """Return a time in words and for machines."""
    return When(moment(at, zone), stamp(at))


def on_day(at: datetime, zone: str) -> When:
    """Return a day in words, with the time for machines."""
    return When(day(at, zone), stamp(at))
