"""What the motifs of a cover draw with: a large canvas, and chance that always falls the same way.

Motifs draw twice as large as the picture; scaling it down smooths every edge. All places and sizes
are shares of the canvas' width or height.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from newsroom_agents.agents.cover_palettes import Colour, Palette

SCALE = 2
Point = tuple[float, float]


class Dice:
    """Numbers that look like chance and follow from a seed alone."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._rolled = 0

    def roll(self, low: float, high: float) -> float:
        """Return the next number between low and high."""
        self._rolled += 1
        digest = hashlib.sha256(f"{self._seed}/{self._rolled}".encode()).digest()
        return low + (high - low) * int.from_bytes(digest[:6], "big") / float(1 << 48)

    def pick(self, count: int) -> int:
        """Return the next whole number from 0 up to but not including count."""
        return min(count - 1, int(self.roll(0, count)))


@dataclass(frozen=True, slots=True)
class Canvas:
    """A picture being drawn, with its palette and its dice."""

    image: Image.Image
    pen: ImageDraw.ImageDraw
    palette: Palette
    dice: Dice

    @property
    def width(self) -> int:
        """Width in the canvas' own pixels."""
        return self.image.width

    @property
    def height(self) -> int:
        """Height in the canvas' own pixels."""
        return self.image.height

    def area(self, points: Sequence[Point], colour: Colour, opacity: float = 1.0) -> None:
        """Fill the area inside the points."""
        self.pen.polygon(list(points), fill=(*colour, round(255 * opacity)))

    def line(
        self, points: Sequence[Point], colour: Colour, width: float, opacity: float = 1.0
    ) -> None:
        """Draw a line through the points."""
        pixels = max(1, round(width * self.width))
        fill = (*colour, round(255 * opacity))
        self.pen.line(list(points), fill=fill, width=pixels, joint="curve")

    def disc(self, centre: Point, radius: float, colour: Colour, opacity: float = 1.0) -> None:
        """Fill a circle; the radius is in the canvas' pixels."""
        x, y = centre
        box = (x - radius, y - radius, x + radius, y + radius)
        self.pen.ellipse(box, fill=(*colour, round(255 * opacity)))


def canvas(size: tuple[int, int], palette: Palette, seed: str) -> Canvas:
    """Return a canvas for a picture of this size, filled from `deep` (top) to `night` (bottom)."""
    width, height = size[0] * SCALE, size[1] * SCALE
    image = shaded((width, height), palette.deep, palette.night)
    return Canvas(image, ImageDraw.Draw(image, "RGBA"), palette, Dice(seed))


def shaded(size: tuple[int, int], top: Colour, bottom: Colour) -> Image.Image:
    """Return a picture that runs evenly from one colour at the top to another at the bottom."""
    column = (1, size[1])
    mask = Image.linear_gradient("L").resize(column, Image.Resampling.BILINEAR)
    mixed = Image.composite(Image.new("RGB", column, bottom), Image.new("RGB", column, top), mask)
    return mixed.resize(size, Image.Resampling.NEAREST)
