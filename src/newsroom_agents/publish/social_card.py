"""The picture that stands for an article where it is shared: headline, beat, illustration, label.

It is drawn by rules from what the editors signed, the headline and the illustration, and says on
its face that the illustration is made by a machine. It shows no photograph. A script for which this
machine has no letters gets no headline rather than empty boxes; the beat and the label stay.
"""

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError, features

from newsroom_agents.publish.presentation import PALETTE, PictureFile
from newsroom_agents.text.language import direction
from newsroom_agents.text.tokens import words

SIZE = (1200, 630)
LABEL = "AI-generated illustration"
NO_ART_LABEL = "Written by AI personas, approved by human editors"
_MARGIN = 64
_TEXT_WIDE, _TEXT_BESIDE_ART = 1072, 676
_ART_LEFT = 800
_TOP, _BOTTOM = 132, 500
_SIZES = range(76, 30, -4)
_LINE = 1.22
_PAPER, _INK, _QUIET = "#fdfcfa", "#1b1b19", "#4b4943"
_NOWHERE = "\U0010fffe"
_SERIF = ("NotoSerif-Bold.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSans-Bold.ttf")
_FONTS = {
    "ar": ("NotoNaskhArabic-Bold.ttf", "NotoSansArabic-Bold.ttf"),
    "he": ("NotoSerifHebrew-Bold.ttf",),
    "hi": ("NotoSerifDevanagari-Bold.ttf", "NotoSansDevanagari-Bold.ttf"),
    "bn": ("NotoSerifBengali-Bold.ttf", "NotoSansBengali-Bold.ttf"),
    "ta": ("NotoSerifTamil-Bold.ttf", "NotoSansTamil-Bold.ttf"),
    "th": ("NotoSerifThai-Bold.ttf", "NotoSansThai-Bold.ttf"),
    "ka": ("NotoSerifGeorgian-Bold.ttf",),
    "hy": ("NotoSerifArmenian-Bold.ttf",),
    "am": ("NotoSerifEthiopic-Bold.ttf",),
    "zh": ("NotoSerifCJK-Bold.ttc", "NotoSansCJK-Bold.ttc"),
}
"""Typefaces by a language of their script; the first that has all letters of a text is taken."""
_Font = ImageFont.FreeTypeFont


@dataclass(frozen=True, slots=True)
class CardText:
    """What stands on the card."""

    headline: str
    language: str
    beat: str
    publication: str
    accent: str
    art_label: str = ""
    """How a picture is labelled that a person made."""


def draw_card(text: CardText, art: bytes | None) -> tuple[PictureFile, bytes]:
    """Return the card as a file beside the page; on one machine the same text gives the same bytes.

    Args:
        text: What stands on it.
        art: The illustration, as encoded bytes; None when the article has none.
    """
    image = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(image)
    accent = PALETTE.get(text.accent, PALETTE["slate"])[0]
    has_art = art is not None and _paste(image, art)
    pen.rectangle((0, 0, SIZE[0], 14), fill=accent)
    pen.text((_MARGIN, 62), text.beat, font=_plain(30), fill=accent)
    _set_headline(pen, text, _TEXT_BESIDE_ART if has_art else _TEXT_WIDE)
    label = (text.art_label or LABEL) if has_art else NO_ART_LABEL
    pen.text((_MARGIN, 536), text.publication, font=_plain(28), fill=_INK)
    pen.text((_MARGIN, 576), label, font=_plain(22), fill=_QUIET)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88, subsampling=0, optimize=True)
    content = out.getvalue()
    sha256 = hashlib.sha256(content).hexdigest()
    file = PictureFile(
        file=f"social-{sha256[:8]}.jpg",
        media_type="image/jpeg",
        width=SIZE[0],
        height=SIZE[1],
        sha256=sha256,
    )
    return file, content


def _paste(image: Image.Image, art: bytes) -> bool:
    """Lay a cut of the illustration into the right third; an unreadable one is left out."""
    try:
        with Image.open(io.BytesIO(art)) as picture:
            cut = ImageOps.fit(picture.convert("RGB"), (SIZE[0] - _ART_LEFT, SIZE[1]))
    except (UnidentifiedImageError, OSError):
        return False
    image.paste(cut, (_ART_LEFT, 0))
    return True


def _set_headline(pen: ImageDraw.ImageDraw, text: CardText, width: int) -> None:
    way = direction(text.language)
    shapes = features.check("raqm")
    name = _font_for(text.headline)
    if not name or (way == "rtl" and not shapes):
        return
    font, lines = _fitted(text.headline, name, width)
    anchor, left = ("ra", _MARGIN + width) if way == "rtl" else ("la", _MARGIN)
    for number, line in enumerate(lines):
        top = _TOP + round(number * font.size * _LINE)
        pen.text(
            (left, top),
            line,
            font=font,
            fill=_INK,
            anchor=anchor,
            direction=way if shapes else None,
        )


def _fitted(text: str, name: str, width: int) -> tuple[_Font, Sequence[str]]:
    """Return the largest letters in which the text fits, and its lines; cut short at the least."""
    for size in _SIZES:
        font = ImageFont.truetype(name, size)
        lines = list(_lines(text, font, width))
        if len(lines) * size * _LINE <= _BOTTOM - _TOP:
            return font, lines
    font = ImageFont.truetype(name, _SIZES[-1])
    most = int((_BOTTOM - _TOP) / (_SIZES[-1] * _LINE))
    lines = list(islice(_lines(text, font, width), most))
    last = lines[-1]
    while font.getlength(f"{last} …") > width:
        last = last[:-1].rstrip()
    return font, [*lines[:-1], f"{last} …"]


def _lines(text: str, font: _Font, width: int) -> Iterator[str]:
    """Yield the text in lines of at most `width`; a word that is wider alone is cut."""
    line = ""
    for piece in _pieces(text):
        if font.getlength((line + piece).rstrip()) <= width:
            line += piece
            continue
        if line.strip():
            yield line.strip()
        line = piece.lstrip()
        while font.getlength(line.rstrip()) > width:
            cut = next(n for n in range(len(line) - 1, 0, -1) if font.getlength(line[:n]) <= width)
            yield line[:cut]
            line = line[cut:]
    if line.strip():
        yield line.strip()


def _pieces(text: str) -> Iterator[str]:
    """Yield the text where lines may end: behind spaces, and between signs that have none."""
    starts = [token.start for token in words(text)]
    breaks = [at for at in starts if at and (text[at - 1].isspace() or _is_unspaced(text, at))]
    for start, end in zip([0, *breaks], [*breaks, len(text)], strict=True):
        yield text[start:end]


def _is_unspaced(text: str, at: int) -> bool:
    return ord(text[at]) > 0x2E7F and text[at].isalpha() and text[at - 1].isalpha()


@cache
def _font_for(text: str) -> str:
    """Return the typeface that has all letters of `text`, or an empty string."""
    letters = sorted({letter for letter in text if not letter.isspace()})
    for name in dict.fromkeys((*_SERIF[:1], *(n for row in _FONTS.values() for n in row), *_SERIF)):
        if _has_all(name, letters):
            return name
    return ""


def _has_all(name: str, letters: Sequence[str]) -> bool:
    try:
        font = ImageFont.truetype(name, 20)
    except OSError:
        return False
    missing = bytes(font.getmask(_NOWHERE))
    return all(bytes(font.getmask(letter)) != missing for letter in letters)


@cache
def _plain(size: int) -> _Font:
    """Return a typeface for the small words: one of this machine, or Pillow's own."""
    try:
        return ImageFont.truetype("DejaVuSans.ttf", size)
    except OSError:
        return ImageFont.load_default(size)  # type: ignore[return-value]
