from io import BytesIO
from itertools import product

import pytest
from PIL import Image

from newsroom_agents.agents.cover import CARD_SIZE, PICTURE_SIZE, Cover, CoverText, draw_cover
from newsroom_agents.agents.cover_canvas import Dice
from newsroom_agents.agents.cover_palettes import accents, contrast, palette_of
from newsroom_agents.agents.illustrator import Motif

_TEXT = CoverText("Transport and travel", "The Exercise Paper", "An abstract drawing & no scene.")
_MOST_BYTES = 250_000


def _cover(slug: str = "port-alba-ferry", motif: Motif = Motif.GRID) -> Cover:
    return draw_cover(slug, motif, "teal", _TEXT)


def _size(content: bytes) -> tuple[int, int]:
    return Image.open(BytesIO(content)).size


def test_the_same_story_gives_the_same_bytes() -> None:
    assert _cover() == _cover()


def test_two_stories_look_different() -> None:
    assert _cover("port-alba-ferry").picture != _cover("selka-dam").picture


@pytest.mark.parametrize("motif", Motif)
def test_picture_and_card_have_their_sizes_and_stay_small(motif: Motif) -> None:
    cover = _cover(motif=motif)
    assert (_size(cover.picture), _size(cover.card)) == (PICTURE_SIZE, CARD_SIZE)
    assert max(len(cover.picture), len(cover.card)) <= _MOST_BYTES


def test_the_files_say_that_code_made_them() -> None:
    cover = _cover()
    for content in (cover.picture, cover.card):
        xmp = Image.open(BytesIO(content)).info["xmp"].decode()
        assert "digitalsourcetype/algorithmicMedia</Iptc4xmpExt:DigitalSourceType>" in xmp
        assert "An abstract drawing &amp; no scene." in xmp
        assert "The Exercise Paper, drawn by code" in xmp


@pytest.mark.parametrize("accent", accents())
def test_white_text_on_every_palette_can_be_read(accent: str) -> None:
    palette = palette_of(accent)
    assert contrast((255, 255, 255), palette.night) >= 7
    assert contrast(palette.spark, palette.night) >= 3
    assert contrast(palette.paper, palette.night) >= 7


def test_the_steps_of_a_palette_grow_lighter() -> None:
    for accent in accents():
        steps = palette_of(accent).steps
        darkness = [contrast((255, 255, 255), step) for step in steps]
        assert darkness == sorted(darkness, reverse=True)


def test_the_title_stands_on_a_dark_ground() -> None:
    for accent, motif in product(("olive", "blue"), (Motif.GRID, Motif.FIELDS)):
        picture = draw_cover("port-alba-ferry", motif, accent, CoverText("", "", "")).picture
        foot = Image.open(BytesIO(picture)).convert("RGB").crop((72, 790, 900, 835))
        pixels = [foot.getpixel((x, y)) for x in range(0, 828, 6) for y in range(0, 45, 5)]
        colours = [pixel for pixel in pixels if isinstance(pixel, tuple)]
        lightest = max(colours, key=sum)
        assert contrast((255, 255, 255), (lightest[0], lightest[1], lightest[2])) >= 4.5


def test_an_unknown_accent_is_slate() -> None:
    assert palette_of("no such colour") == palette_of("slate")


def test_dice_follow_from_their_seed() -> None:
    one, other = Dice("a"), Dice("a")
    assert [one.roll(0, 1) for _ in range(5)] == [other.roll(0, 1) for _ in range(5)]
    assert 0 <= Dice("b").pick(3) < 3
