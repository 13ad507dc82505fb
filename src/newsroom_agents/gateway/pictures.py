"""A picture from outside, made safe: bounded, decoded, and written anew.

What is published is never what a server sent. The pixels are copied into a new file, so that
scripts, metadata and whatever else was in the old one stay behind; SVG is no picture here.
"""

import struct
import zlib
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from newsroom_agents.gateway.outcome import Drawn

_KINDS = ("PNG", "JPEG", "WEBP")
_MOST_BYTES = 24_000_000
_MOST_PIXELS = 20_000_000
_LEAST_SIDE, _MOST_SIDE = 256, 8192
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, MemoryError, struct.error, zlib.error)


def redrawn(content: bytes, engine_model: str) -> Drawn:
    """Return the picture as a new PNG, or why it is refused."""
    if len(content) > _MOST_BYTES:
        return Drawn(why_none=f"the picture has {len(content)} bytes, at most {_MOST_BYTES} may be")
    try:
        with Image.open(BytesIO(content), formats=_KINDS) as sent:
            why = _refusal(sent)
            return Drawn(why_none=why) if why else Drawn(_copied(sent), engine_model)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Drawn(why_none="the picture has more pixels than may be")
    except UnidentifiedImageError:
        return Drawn(why_none=f"the picture is none of {', '.join(_KINDS)}")
    except _BROKEN as error:
        return Drawn(why_none=f"the picture is broken: {type(error).__name__}")


def _refusal(picture: Image.Image) -> str:
    """Return why a picture is refused by its head alone, before its pixels are decoded."""
    width, height = picture.size
    if width * height > _MOST_PIXELS or max(width, height) > _MOST_SIDE:
        return f"the picture is {width} × {height} pixels, larger than may be"
    if min(width, height) < _LEAST_SIDE:
        return f"the picture is {width} × {height} pixels, smaller than is of use"
    return "the picture moves" if getattr(picture, "n_frames", 1) > 1 else ""


def _copied(picture: Image.Image) -> bytes:
    picture.load()
    ground = Image.new("RGB", picture.size, (255, 255, 255))
    plain = picture.convert("RGBA") if picture.has_transparency_data else picture.convert("RGB")
    ground.paste(plain, mask=plain if plain.mode == "RGBA" else None)
    out = BytesIO()
    ground.save(out, "PNG", compress_level=1)
    return out.getvalue()
