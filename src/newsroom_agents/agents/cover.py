"""The cover of a story: a drawing made by rules, that shows no scene and says what it is.

It is drawn from the story's slug, its beat's colour and a motif, the same on every machine:
Pillow's built-in typeface, no files, no chance. The file itself says how it came about (IPTC's
digital source type, in XMP).
"""

from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont, ImageOps

from newsroom_agents.agents._illustrator import Motif
from newsroom_agents.agents.cover_canvas import SCALE, canvas, shaded
from newsroom_agents.agents.cover_motifs import draw
from newsroom_agents.agents.cover_palettes import Colour, Palette, palette_of
from newsroom_agents.story.package import SourceType

PICTURE_SIZE = (1600, 900)
CARD_SIZE = (1200, 630)
PICTURE_TYPE, CARD_TYPE = "image/webp", "image/jpeg"
_SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_WHITE: Colour = (255, 255, 255)
_SHADE = 0.36
_QUALITY = {"WEBP": 84, "JPEG": 86}


@dataclass(frozen=True, slots=True)
class CoverText:
    """What stands on and in the file: the beat and the publication, its credit and description.

    `drawn_by` and `source_type` say in the file how it came about.
    """

    beat_title: str
    publication: str
    description: str
    drawn_by: str = "code"
    source_type: SourceType = SourceType.ALGORITHMIC


@dataclass(frozen=True, slots=True)
class Cover:
    """The encoded picture (WebP) and the same cut for social cards (JPEG)."""

    picture: bytes
    card: bytes


def draw_cover(slug: str, motif: Motif, accent: str, text: CoverText) -> Cover:
    """Return the cover of a story; the same arguments give the same bytes."""
    palette = palette_of(accent)
    return _cover(_drawn(slug, motif, palette), palette, text)


def hang_cover(picture: bytes, accent: str, text: CoverText) -> Cover:
    """Return the cover of a story from a picture that was drawn elsewhere, cut to size."""
    with Image.open(BytesIO(picture), formats=("PNG",)) as drawn:
        art = ImageOps.fit(drawn.convert("RGB"), PICTURE_SIZE, Image.Resampling.LANCZOS)
    return _cover(art, palette_of(accent), text)


def _drawn(slug: str, motif: Motif, palette: Palette) -> Image.Image:
    """Return the motif on its ground; the large canvas is let go of before anything else."""
    ground = canvas(PICTURE_SIZE, palette, slug)
    draw(motif, ground)
    return ground.image.reduce(SCALE)


def _cover(art: Image.Image, palette: Palette, text: CoverText) -> Cover:
    width, height = CARD_SIZE
    scaled = art.resize((width, round(width * art.height / art.width)), Image.Resampling.LANCZOS)
    top = (scaled.height - height) // 2
    card = scaled.crop((0, top, width, top + height))
    return Cover(
        picture=_encoded(_titled(art, palette, text), "WEBP", text),
        card=_encoded(_titled(card, palette, text), "JPEG", text),
    )


def _titled(art: Image.Image, palette: Palette, text: CoverText) -> Image.Image:
    """Darken the foot of the picture and set beat and publication on it, small."""
    width, height = art.size
    foot = round(height * _SHADE)
    art = art.copy()
    fade = shaded((width, foot), (0, 0, 0), (235, 235, 235)).convert("L")
    art.paste(Image.new("RGB", (width, foot), palette.night), (0, height - foot), fade)
    pen = ImageDraw.Draw(art)
    margin = round(width * 0.045)
    title, name = ImageFont.load_default(width * 0.029), ImageFont.load_default(width * 0.0155)
    base = height - round(height * 0.075)
    pen.rectangle(
        (margin, base - round(height * 0.098), margin + round(width * 0.04),
         base - round(height * 0.092)),
        fill=palette.spark,
    )  # fmt: skip
    pen.text((margin, base), text.beat_title, font=title, fill=_WHITE, anchor="ls")
    right = width - margin
    pen.text((right, base), text.publication, font=name, fill=palette.paper, anchor="rs")
    return art


def _encoded(picture: Image.Image, kind: str, text: CoverText) -> bytes:
    out = BytesIO()
    xmp = _xmp(text).encode("utf-8")
    if kind == "WEBP":
        picture.save(out, kind, quality=_QUALITY[kind], method=2, xmp=xmp)
    else:
        picture.save(out, kind, quality=_QUALITY[kind], subsampling=0, optimize=True, xmp=xmp)
    return out.getvalue()


def _xmp(text: CoverText) -> str:
    """Return the packet that says in the file what the picture is and who made it."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
        "<Iptc4xmpExt:DigitalSourceType>"
        f"{_SOURCE_TYPES}{text.source_type.value}"
        "</Iptc4xmpExt:DigitalSourceType>"
        f"<photoshop:Credit>{escape(text.publication)}, drawn by "
        f"{escape(text.drawn_by)}</photoshop:Credit>"
        '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">'
        f"{escape(text.description)}</rdf:li></rdf:Alt></dc:description>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>'
    )
