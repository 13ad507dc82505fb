"""Pages as bytes: the article from its public bundle alone, the others from what is live.

Templates are files of this package and are rendered with autoescape; source text is only ever a
value, never a template. An article's page is a pure function of its public bundle and, behind the
article, of the bundles of the pieces that it names under "more from".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from newsroom_agents.ports import Beat, Masthead, StaffCard
from newsroom_agents.publish.article import lay_out
from newsroom_agents.publish.bundle import PublicBundle
from newsroom_agents.publish.presentation import beat_card, is_public
from newsroom_agents.publish.public_text import read_text
from newsroom_agents.publish.record import PersonaRecord
from newsroom_agents.publish.structured import article_address, structured_data
from newsroom_agents.publish.views import When, Worded
from newsroom_agents.publish.wording import day, is_long, moment, shortened, stamp
from newsroom_agents.story.draft import Access
from newsroom_agents.story.publication import Publication, ReleaseIndexEntry
from newsroom_agents.text.language import direction, display_name

SAFE_SCHEMES = frozenset({"http", "https", "mailto"})
SECURITY_POLICY = Markup(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none';"
    " form-action 'none'"
)
_FRONT_SECONDARY = 3
_FRONT_RIVER = 12
_FRONT_BEAT = 5
_FRONT_NAV = 5
_BEATS_FROM = 9
_PERSONA_PIECES = 100
_PERSONA_BEATS = 3


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

    of_place: tuple[Teaser, ...] = ()
    of_persona: tuple[Teaser, ...] = ()


@dataclass(frozen=True, slots=True)
class BeatRow:
    """A beat with its newest pieces."""

    title: str
    id: str
    accent: str
    pieces: tuple[Teaser, ...]


@dataclass(frozen=True, slots=True)
class House:
    """What every page outside an article needs: masthead, beats, staff, pictures by slug."""

    masthead: Masthead
    beats: Mapping[str, Beat]
    staff: Mapping[str, StaffCard]
    pictures: Mapping[str, str]

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
            when=_when(entry.first_published, zone),
            updated=_when(entry.updated, zone) if is_changed else None,
            picture=self.pictures.get(entry.slug, ""),
            picture_alt=entry.art_alt,
            is_gated=entry.is_gated,
            is_long=is_long(entry.headline),
        )

    def correspondents(self) -> tuple[StaffCard, ...]:
        """Return the personas that have a page, by name."""
        return tuple(sorted(filter(is_public, self.staff.values()), key=lambda card: card.name))


def article_element(bundle: PublicBundle, reads: Access = Access.PUBLIC, level: str = "") -> str:
    """Return the article element; the same bundle gives the same characters.

    `reads` and `level` are for a signed-in reader, as `lay_out` takes them.

    Raises:
        VerificationError: A part of that level is missing from the bundle or unreadable.
    """
    return _render("_article.html", article=lay_out(bundle, reads, level)).strip()


def article_head(bundle: PublicBundle) -> str:
    """Return what stands between `<head>` and `</head>`, with the structured data."""
    article = lay_out(bundle)
    return _render(
        "_article_head.html",
        article=article,
        address=article_address(bundle),
        policy=SECURITY_POLICY,
        data=Markup(structured_data(bundle)),  # noqa: S704 -- escaped_json made it safe
    ).strip()


def article_opening(bundle: PublicBundle) -> str:
    """Return everything of the page that stands before the article element."""
    return _render(
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
        when=_when(bundle.publication.first_published, zone),
        updated=None,
        picture="",
        picture_alt="",
        is_gated=bool(bundle.presentation.gated),
        is_long=is_long(text.headline),
    )


def article_tail(bundle: PublicBundle, more: MoreTeasers) -> str:
    """Return everything of the page that stands behind the article element."""
    tail = _render(
        "_article_tail.html",
        article=lay_out(bundle),
        of_place=more.of_place,
        of_persona=more.of_persona,
    )
    return f"\n{tail}"


def article_page(bundle: PublicBundle, more: MoreTeasers) -> str:
    """Return the whole page of an article."""
    opening, element = article_opening(bundle), article_element(bundle)
    return f"{opening}\n{element}{article_tail(bundle, more)}"


def process_page(bundle: PublicBundle) -> str:
    """Return the full record of how an article was made; the same bundle gives the same page."""
    root = "../" * (bundle.publication.url_path.count("/") + 2)
    return _render(
        "process.html",
        article=lay_out(bundle),
        root=root,
        policy=SECURITY_POLICY,
    )


def front_page(live: Sequence[ReleaseIndexEntry], house: House) -> str:
    """Return the front page: the newest piece, those after it, the river, the beats."""
    pieces = [house.teaser(entry) for entry in live]
    rows = _beat_rows(pieces)
    secondary_until = 1 + _FRONT_SECONDARY
    newest = max((entry.updated for entry in live), default=None)
    return _render(
        "front.html",
        lead=pieces[0] if pieces else None,
        secondary=pieces[1:secondary_until],
        river=pieces[secondary_until : secondary_until + _FRONT_RIVER],
        beat_rows=rows,
        nav_rows=rows[:_FRONT_NAV],
        updated=_when(newest, house.masthead.time_zone) if newest else None,
        house=house,
        root="",
        policy=SECURITY_POLICY,
    )


def persona_page(
    card: StaffCard, pieces: Sequence[ReleaseIndexEntry], record: PersonaRecord, house: House
) -> str:
    """Return a persona's page: what it is, its lenses and method, its pieces and corrections."""
    zone = house.masthead.time_zone
    beats = [beat_card(beat, house.beats) for beat in card.beats]
    return _render(
        "persona.html",
        card=card,
        beats=beats,
        beat_words=shortened([beat.title for beat in beats], _PERSONA_BEATS, "beats"),
        languages=[display_name(language) for language in record.languages],
        corrections=[
            (house.teaser(piece.entry), _on_day(piece.correction.at, zone), piece.correction.text)
            for piece in record.corrections
        ],
        pieces=[house.teaser(entry) for entry in pieces[:_PERSONA_PIECES]],
        house=house,
        root="../../",
        policy=SECURITY_POLICY,
    )


def about_page(house: House) -> str:
    """Return the page that says how the house works and corrects itself."""
    return _render("about.html", house=house, root="../", policy=SECURITY_POLICY)


def notice_page(publication: Publication, house: House) -> str:
    """Return what stands in the place of a withdrawn piece: that it was, when and why."""
    at = publication.kill.at if publication.kill else publication.updated
    return _render(
        "notice.html",
        when=_on_day(at, house.masthead.time_zone),
        why=publication.kill.why.strip() if publication.kill else "",
        house=house,
        root="../" * (publication.url_path.count("/") + 1),
        policy=SECURITY_POLICY,
    )


def not_found_page(house: House) -> str:
    """Return the page for addresses that lead nowhere; it is served at any depth."""
    root = urlsplit(house.masthead.base_url).path.rstrip("/") + "/"
    return _render("notfound.html", house=house, root=root, policy=SECURITY_POLICY)


def static_files() -> Mapping[str, bytes]:
    """Return our stylesheet and our script by file name."""
    folder = files("newsroom_agents.publish").joinpath("static")
    names = ("reader.css", "evidence.js", "icon.svg")
    return {name: folder.joinpath(name).read_bytes() for name in names}


def safe_url(address: str) -> str:
    """Return the address when a reader may follow it, else an empty string."""
    stripped = address.strip()
    if any(ord(character) < ord(" ") for character in stripped):
        return ""
    try:
        parts = urlsplit(stripped)
    except ValueError:
        return ""
    if parts.scheme.lower() not in SAFE_SCHEMES:
        return ""
    return stripped


def _when(at: datetime, zone: str) -> When:
    return When(moment(at, zone), stamp(at))


def _on_day(at: datetime, zone: str) -> When:
    return When(day(at, zone), stamp(at))


def _beat_rows(pieces: Sequence[Teaser]) -> list[BeatRow]:
    """Return the beats, the one with the newest piece first; none while a glance sees it all."""
    rows: dict[str, list[Teaser]] = {}
    for piece in pieces:
        rows.setdefault(piece.beat_id, []).append(piece)
    if len(rows) <= 1 or len(pieces) < _BEATS_FROM:
        return []
    return [
        BeatRow(found[0].beat, id_, found[0].accent, tuple(found[:_FRONT_BEAT]))
        for id_, found in rows.items()
    ]


def _render(template: str, **values: object) -> str:
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("newsroom_agents.publish", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["safe_url"] = safe_url
    return environment
