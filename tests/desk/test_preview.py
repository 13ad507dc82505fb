"""A draft as its readers would get it, at each level and in each form."""

import pytest

from newsroom_agents.webapp.guarding import HEADERS

from .builders import DeskHouse
from .papers import SLUG, Story, Wording, enter

PAGE = f"/story/{SLUG}/preview"
INSIDE = "The figures may meet when the wards are counted."


@pytest.mark.parametrize(
    ("level", "is_open"), [("public", False), ("subscriber", False), ("member", True), ("x", False)]
)
def test_each_level_sees_what_it_opens_and_nothing_more(
    bare_desk: DeskHouse, level: str, *, is_open: bool
) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    page = bare_desk.signed_in("Ada").get(f"{PAGE}/page?level={level}").text
    assert "The harbour of Port Alba closed on Monday." in page
    assert (INSIDE in page) is is_open


def test_the_frame_forbids_scripts_forms_and_ways_out(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    ada = bare_desk.signed_in("Ada")
    framed = ada.get(f"{PAGE}/page").headers
    policy = framed["content-security-policy"]
    assert policy.startswith("sandbox allow-same-origin; default-src 'none';")
    assert "script-src" not in policy
    assert "form-action 'none'" in policy
    assert framed["x-frame-options"] == "SAMEORIGIN"
    outside = ada.get(PAGE).headers
    assert outside["content-security-policy"] == (
        HEADERS["Content-Security-Policy"] + "; frame-src 'self'"
    )
    assert outside["x-frame-options"] == "DENY"


def test_a_draft_is_shown_as_feed_item_letter_and_card(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    ada = bare_desk.signed_in("Ada")
    feed = ada.get(f"{PAGE}?as=feed").text
    assert "&lt;title&gt;Harbour of Port Alba closed after a fire&lt;/title&gt;" in feed
    assert "Port Alba&#39;s harbour is closed." in ada.get(f"{PAGE}?as=newsletter").text
    assert f'<img src="{PAGE}/card.jpg"' in ada.get(f"{PAGE}?as=card").text
    card = ada.get(f"{PAGE}/card.jpg")
    assert card.headers["content-type"] == "image/jpeg"
    assert card.content.startswith(b"\xff\xd8")


def test_a_picture_that_is_not_the_drafts_is_not_found(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    ada = bare_desk.signed_in("Ada")
    assert ada.get(f"{PAGE}/art-00000000.webp").status_code == 404
    assert ada.get(f"/story/{SLUG}/picture/{'0' * 64}").status_code == 404


def test_the_illustration_is_served_beside_draft_and_preview(desk: DeskHouse) -> None:
    with desk.archive.reading() as room:
        rows = room.queue.rows()
        packages = [room.queue.draft(row.slug).package for row in rows]
    package = next(one for one in packages if one is not None and one.art is not None)
    assert package.art is not None
    ada = desk.signed_in("Ada")
    own = ada.get(f"/story/{package.slug}/picture/{package.art.sha256}")
    beside = ada.get(f"/story/{package.slug}/preview/art-{package.art.sha256[:8]}.webp")
    assert own.headers["content-type"] == "image/webp"
    assert own.content == beside.content


def test_the_preview_of_right_to_left_words_keeps_their_direction(bare_desk: DeskHouse) -> None:
    story = Story(wording=Wording(headline="حريق في المرفأ"))
    enter(bare_desk.archive, bare_desk.clock(), story)
    assert "حريق في المرفأ" in bare_desk.signed_in("Ada").get(f"{PAGE}/page").text
