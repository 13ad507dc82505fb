"""The picture for sharing: any headline fits, and it says what the illustration is."""

import io

import pytest
from PIL import Image, ImageChops, ImageFont, features

from newsroom_agents.publish.presentation import PALETTE
from newsroom_agents.publish.social_card import SIZE, CardText, draw_card

from .exercise import ART

LONG = "Rechtsschutzversicherungsgesellschaften" * 12
TEXT = CardText(
    headline="Port Alba votes for a tide barrier",
    language="en",
    beat="Environment",
    publication="The Exercise Courier",
    accent="teal",
)


def drawn(art: bytes | None = None, **changes: str) -> Image.Image:
    values = {name: getattr(TEXT, name) for name in CardText.__slots__}
    file, content = draw_card(CardText(**{**values, **changes}), art)
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.size) == ("JPEG", SIZE)
    assert (file.width, file.height) == SIZE
    return image.convert("RGB")


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """Whether anything dark stands in a part of the card."""
    darkest, _ = image.crop(box).convert("L").getextrema()
    assert isinstance(darkest, int | float)
    return darkest < 128


HEADLINE, MARGINS = (64, 132, 1136, 500), ((0, 132, 56, 530), (1148, 132, 1200, 530))


@pytest.mark.parametrize("headline", ["Short", TEXT.headline, LONG, "x " * 400])
def test_a_headline_of_any_length_stays_inside_its_place(headline: str) -> None:
    image = drawn(headline=headline)
    assert ink(image, HEADLINE)
    assert not any(ink(image, box) for box in MARGINS)
    assert not ink(image, (64, 506, 1136, 530))


@pytest.mark.parametrize(
    ("headline", "language", "font"),
    [
        ("مجلس بورتو ألبا يوافق على حاجز المد", "ar", "NotoNaskhArabic-Bold.ttf"),
        ("港口城市议会投票通过修建防潮闸门" * 4, "zh", "NotoSerifCJK-Bold.ttc"),
    ],
)
def test_other_scripts_are_drawn_where_this_machine_has_letters(
    headline: str, language: str, font: str
) -> None:
    try:
        ImageFont.truetype(font, 20)
    except OSError:
        pytest.skip(f"no {font}")
    if language == "ar" and not features.check("raqm"):
        pytest.skip("no raqm")
    image = drawn(headline=headline, language=language)
    assert ink(image, HEADLINE)
    assert not any(ink(image, box) for box in MARGINS)


def test_letters_that_no_typeface_has_leave_the_headline_out() -> None:
    image = drawn(headline="\U0010fffd\U000f0001")
    assert not ink(image, HEADLINE)
    assert ink(image, (64, 536, 1136, 600))


def test_the_illustration_stands_on_the_right_under_its_label() -> None:
    with_art, without = drawn(ART), drawn()
    assert ink(with_art, (810, 20, 1190, 620))
    label = (64, 570, 700, 610)
    assert ImageChops.difference(with_art.crop(label), without.crop(label)).getbbox()


def test_an_unreadable_illustration_is_left_out() -> None:
    assert drawn(b"no picture").tobytes() == drawn().tobytes()


@pytest.mark.parametrize("accent", [*PALETTE, "unheard of"])
def test_every_accent_gives_a_card_and_the_same_card_again(accent: str) -> None:
    assert drawn(accent=accent).tobytes() == drawn(accent=accent).tobytes()
