"""What the page shows beside the signed text: masthead, persona, beat, files, the gate's outline.

It is embedded in the public bundle, so that the article element can be drawn again from the bundle
alone, years later and without the house.
"""

import colorsys
import hashlib
import io
import re
from collections.abc import Mapping

from PIL import Image, UnidentifiedImageError
from pydantic import SerializerFunctionWrapHandler, model_serializer

from newsroom_agents.errors import NotFoundError, PublicationError
from newsroom_agents.ports import Beat, Blobs, Masthead, StaffCard
from newsroom_agents.story.draft import Access
from newsroom_agents.story.package import Package
from newsroom_agents.story.paper import Credit, Paper
from newsroom_agents.text.language import display_name

PALETTE: Mapping[str, tuple[str, str]] = {
    "brick": ("#8f1d14", "#f2a29a"),
    "rust": ("#7a3b00", "#eeb07a"),
    "olive": ("#4a4f00", "#cfce7c"),
    "green": ("#14562c", "#8fd3a4"),
    "teal": ("#00545a", "#7fd0d4"),
    "blue": ("#0b4a8a", "#9cc4f2"),
    "indigo": ("#3a3f9e", "#b9bcf5"),
    "plum": ("#7a1f6a", "#e9a9dc"),
    "slate": ("#3f4d59", "#b8c6d2"),
}
"""Accents on light and on dark paper; each has a contrast of at least 7:1 (a test measures it)."""

_GREY = 0.12
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_ENDINGS = {
    "WEBP": ("webp", "image/webp"),
    "PNG": ("png", "image/png"),
    "JPEG": ("jpg", "image/jpeg"),
}
PICTURE_ENDINGS = tuple(ending for ending, _ in _ENDINGS.values())


class SiteCard(Paper):
    """The publication as the article names it."""

    title: str
    base_url: str
    language: str
    time_zone: str
    join_url: str
    contact: str
    support_line: str = ""
    support_url: str = ""

    @model_serializer(mode="wrap")
    def _without_blanks(self, handler: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Leave out what bundles of the first renderer did not have, so that theirs still fit."""
        return {
            name: value
            for name, value in handler(self).items()
            if value or not name.startswith("support_")
        }


class PersonaCard(Paper):
    """The byline's persona as the article introduces it."""

    id: str
    name: str
    title: str
    bio: str
    method: str
    has_page: bool


class BeatCard(Paper):
    """The beat's name and its accent, a name of `PALETTE`."""

    id: str
    title: str
    accent: str


class PictureFile(Paper):
    """A picture as a file beside the page."""

    file: str
    media_type: str
    width: int
    height: int
    sha256: str


class GatedSection(Paper):
    """What the public may know of a section it may not read."""

    part: str
    access: Access
    heading: str
    paragraphs: int
    words: int


class StaffName(Paper):
    """A persona of the credits, by name."""

    id: str
    name: str
    title: str


class Presentation(Paper):
    """Everything beside the signed text that the article element is drawn from."""

    site: SiteCard
    persona: PersonaCard
    beat: BeatCard
    art: PictureFile | None
    card: PictureFile | None
    gated: tuple[GatedSection, ...]
    staff: tuple[StaffName, ...]
    languages: dict[str, str]
    """English names of the sources' languages, so that no later table draws the page otherwise."""
    social: PictureFile | None = None
    """The picture for sharing, drawn from headline and illustration."""
    earlier: tuple[str, ...] = ()
    """Slugs of earlier pieces that this one continues."""

    @model_serializer(mode="wrap")
    def _without_blanks(self, handler: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Leave out what bundles of older renderers did not have, so that theirs still fit."""
        return {
            name: value
            for name, value in handler(self).items()
            if value or name not in {"social", "earlier"}
        }


def site_card(masthead: Masthead, url_path: str) -> SiteCard:
    """Return what the article at `url_path` needs of the masthead."""
    return SiteCard(
        title=masthead.title,
        base_url=masthead.base_url.rstrip("/"),
        language=masthead.language,
        time_zone=masthead.time_zone,
        join_url=masthead.join_address(f"/{url_path}/"),
        contact=masthead.contact,
        support_line=masthead.support_line,
        support_url=masthead.support_url,
    )


def persona_card(package: Package, staff: Mapping[str, StaffCard]) -> PersonaCard:
    """Return the persona as the signed byline names it, with the method from its file."""
    byline = package.byline
    card = staff.get(byline.persona)
    return PersonaCard(
        id=byline.persona,
        name=byline.name,
        title=byline.title,
        bio=byline.bio,
        method=card.method if card else "",
        has_page=card is not None and is_public(card),
    )


def is_public(card: StaffCard) -> bool:
    """Whether the persona signs pieces and so has a page of its own."""
    return card.is_correspondent and re.fullmatch(r"[a-z0-9][a-z0-9-]*", card.id) is not None


def beat_card(beat: str, beats: Mapping[str, Beat]) -> BeatCard:
    """Return the beat's title and accent; an unknown beat is shown by its id."""
    known = beats.get(beat)
    if known is None:
        return BeatCard(id=beat, title=beat.replace("-", " ").capitalize(), accent="slate")
    return BeatCard(id=known.id, title=known.title, accent=accent_name(known.accent))


def accent_name(accent: str) -> str:
    """Return the palette's name for `accent`: itself, or the nearest hue of a `#rrggbb`."""
    if accent in PALETTE:
        return accent
    if not _HEX.fullmatch(accent):
        return "slate"
    hue, _, saturation = _hue(accent)
    if saturation < _GREY:
        return "slate"
    named = {name: _hue(light)[0] for name, (light, _) in PALETTE.items() if name != "slate"}
    return min(named, key=lambda name: _apart(named[name], hue))


def _hue(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return colorsys.rgb_to_hls(red, green, blue)


def _apart(one: float, other: float) -> float:
    distance = abs(one - other)
    return min(distance, 1 - distance)


def gated_sections(package: Package) -> tuple[GatedSection, ...]:
    """Return the outline of the sections that the public page leaves out."""
    return tuple(
        GatedSection(
            part=f"section-{number}",
            access=section.access,
            heading=section.heading,
            paragraphs=len(section.paragraphs),
            words=sum(len(sentence.text.split()) for sentence in section.sentences()),
        )
        for number, section in enumerate(package.sections, start=1)
        if section.access is not Access.PUBLIC
    )


def language_names(package: Package) -> dict[str, str]:
    """Return the English names of the languages that the sources are in."""
    return {source.language: display_name(source.language) for source in package.sources}


def staff_names(
    credits_: tuple[Credit, ...], staff: Mapping[str, StaffCard]
) -> tuple[StaffName, ...]:
    """Return the personas of the credits, each once, in the order of the credits."""
    ids = dict.fromkeys(credit.persona for credit in credits_)
    return tuple(
        StaffName(id=id_, name=staff[id_].name, title=staff[id_].title)
        for id_ in ids
        if id_ in staff
    )


def picture_file(sha256: str, blobs: Blobs, stem: str) -> tuple[PictureFile, bytes]:
    """Return the picture as a file of the article's folder, with its bytes.

    The name carries the hash: a new picture never takes the place of one that an older page shows.

    Raises:
        PublicationError: The picture is not stored, or is no WebP, PNG or JPEG.
    """
    try:
        content = blobs.get(sha256)
    except NotFoundError as error:
        msg = f"the approved picture {sha256[:12]} is not stored"
        raise PublicationError(msg, retryable=False) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        msg = f"the stored picture {sha256[:12]} has other bytes than its name says"
        raise PublicationError(msg, retryable=False)
    ending, media_type, width, height = _look_at(content, sha256)
    file = PictureFile(
        file=f"{stem}-{sha256[:8]}.{ending}",
        media_type=media_type,
        width=width,
        height=height,
        sha256=sha256,
    )
    return file, content


def _look_at(content: bytes, sha256: str) -> tuple[str, str, int, int]:
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_ENDINGS)) as picture:
            ending, media_type = _ENDINGS[str(picture.format)]
            return ending, media_type, picture.width, picture.height
    except (UnidentifiedImageError, OSError) as error:
        msg = f"the picture {sha256[:12]} is no WebP, PNG or JPEG"
        raise PublicationError(msg, retryable=False) from error
