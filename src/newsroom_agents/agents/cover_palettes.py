"""The colours of the covers: one palette for each accent that a beat may have.

A palette runs from night to paper, with one spark that stands against it. White text on `night` has
a contrast of at least 7:1; a test measures it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """Five steps from dark to light, and a spark."""

    night: Colour
    deep: Colour
    middle: Colour
    light: Colour
    paper: Colour
    spark: Colour

    @property
    def steps(self) -> tuple[Colour, ...]:
        """The steps from dark to light."""
        return (self.night, self.deep, self.middle, self.light, self.paper)

    def at(self, share: float) -> Colour:
        """Return the colour at a share of the way from night (0) to paper (1)."""
        place = max(0.0, min(1.0, share)) * (len(self.steps) - 1)
        low = min(int(place), len(self.steps) - 2)
        return mixed(self.steps[low], self.steps[low + 1], place - low)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Return the colour at a share of the way from one to the other."""
    red, green, blue = (
        round(first + (second - first) * share) for first, second in zip(one, other, strict=True)
    )
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours as WCAG measures it, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palette_of(accent: str) -> Palette:
    """Return the palette of an accent; an unknown accent is slate."""
    return _PALETTES.get(accent, _PALETTES["slate"])


def accents() -> tuple[str, ...]:
    """Return the accents that have a palette of their own."""
    return tuple(_PALETTES)


def _luminance(colour: Colour) -> float:
    parts = [value / 255 for value in colour]
    linear = [
        part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)
        for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _hex(*colours: str) -> Palette:
    read = [
        (int(colour[0:2], 16), int(colour[2:4], 16), int(colour[4:6], 16)) for colour in colours
    ]
    return Palette(*read)


_PALETTES: Mapping[str, Palette] = {
    "blue": _hex("0b1f38", "12406b", "2b77ad", "8bbfdd", "e9f2f6", "f2b35a"),
    "indigo": _hex("1a1840", "322f7a", "6163b8", "aeb2e0", "eeeef8", "f0a37c"),
    "teal": _hex("07292d", "0e4f54", "2b8c8c", "93cbc5", "e8f4f1", "f3b562"),
    "green": _hex("10291c", "1f5135", "4b8d5d", "a7cda6", "edf5e8", "efc15d"),
    "olive": _hex("26270f", "4c4d1d", "8a8a3c", "c9c88c", "f5f3e1", "e08a4c"),
    "rust": _hex("321409", "6f2c13", "bd5f31", "e6ac86", "faeee4", "5fa7a3"),
    "brick": _hex("340f14", "761f28", "b94a4c", "e3a49d", "f9ebe7", "e9b45c"),
    "plum": _hex("2a1030", "582463", "935199", "cda3cf", "f5ebf4", "eeb469"),
    "slate": _hex("171e27", "334152", "66788c", "b0bdc9", "eef1f3", "e39a63"),
}
