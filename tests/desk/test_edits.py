"""Changing a draft at the desk: checked while written, kept while unsaved, merged, pictures."""

from io import BytesIO

import httpx2
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from newsroom_agents.story.draft import Access
from newsroom_agents.story.package import Package, SourceType
from newsroom_agents.story.paper import DESK_CREDIT
from newsroom_agents.story.queue import QueuedDraft, QueueState

from .builders import DeskHouse
from .houses import draft_of, fields_of, ready, row_of, ruled

WRONG = " It took 4,711 days."


def form(browser: TestClient, slug: str) -> dict[str, str]:
    """Return the edit form as a browser shows it."""
    return fields_of(browser.get(f"/story/{slug}/edit").text, f"/story/{slug}/edit")


def save(browser: TestClient, slug: str, **fields: str) -> httpx2.Response:
    """Open the form, change fields, and save."""
    given = form(browser, slug)
    return browser.post(f"/story/{slug}/edit", data={**given, **fields, "do": "save"})


def package_of(draft: QueuedDraft) -> Package:
    assert draft.package is not None
    return draft.package


def last(draft: QueuedDraft) -> str:
    return package_of(draft).sentences()[-1].id


def photo(size: tuple[int, int] = (900, 700), kind: str = "JPEG") -> bytes:
    """Return a picture that says in its metadata where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "EXERCISE camera"
    exif.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    Image.new("RGB", size, (20, 90, 140)).save(out, kind, exif=exif)
    return out.getvalue()


def bring(browser: TestClient, slug: str, content: bytes, **fields: str) -> httpx2.Response:
    """Send the form with a picture in it."""
    told = {"picture-type": "digitalCapture", "picture-credit": "Tova Lind", **fields}
    return browser.post(
        f"/story/{slug}/edit/picture",
        data={**form(browser, slug), **told},
        files={"file": ("photo.jpg", content, "image/jpeg")},
    )


def test_a_change_is_saved_as_a_take_by_this_editor(desk: DeskHouse) -> None:
    draft, ada = ready(desk), desk.signed_in()
    headline = package_of(draft).headline.partition(":")[0] or "EXERCISE"
    answer = save(ada, draft.slug, **{"t:headline": headline, f"gone:{last(draft)}": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/story/{draft.slug}")
    after = draft_of(desk, draft.slug)
    assert (after.take, after.made_by, package_of(after).headline) == (2, ("Ada",), headline)
    assert last(draft) not in {one.id for one in package_of(after).sentences()}
    assert DESK_CREDIT in after.credits


def test_an_untouched_form_is_no_take(desk: DeskHouse) -> None:
    slug, ada = ready(desk).slug, desk.signed_in()
    assert save(ada, slug).status_code == 422
    assert row_of(desk, slug).take == 1


def test_a_wrong_figure_is_found_while_it_is_written_and_goes_when_it_goes(
    desk: DeskHouse,
) -> None:
    slug, ada = ready(desk).slug, desk.signed_in()
    given = form(ada, slug)
    wrong = {**given, "t:s2": given["t:s2"] + WRONG}
    found = ada.post(f"/story/{slug}/edit/check", data=wrong)
    assert found.status_code == 200
    assert 'data-where="s2"' in found.text
    assert "4,711" in found.text
    assert "<html" not in found.text
    plain = ada.post(f"/story/{slug}/edit", data={**wrong, "do": "check"})
    assert "4,711" in plain.text
    assert "4,711" not in ada.post(f"/story/{slug}/edit/check", data=given).text
    assert row_of(desk, slug).take == 1


def test_what_was_not_saved_is_there_again_and_can_be_thrown_away(desk: DeskHouse) -> None:
    slug, ada = ready(desk).slug, desk.signed_in()
    given = form(ada, slug)
    kept = {**given, "t:dek": "Half a </textarea><script> thought"}
    assert ada.post(f"/story/{slug}/edit/keep", data=kept).status_code == 204
    page = desk.signed_in("Ada").get(f"/story/{slug}/edit").text
    assert "unsaved changes" in page
    assert "<script> thought" not in page
    assert fields_of(page, f"/story/{slug}/edit")["t:dek"] == kept["t:dek"]
    assert form(desk.signed_in("Bo"), slug)["t:dek"] == given["t:dek"]
    ada.post(f"/story/{slug}/edit", data={**kept, "do": "discard"})
    assert form(ada, slug)["t:dek"] == given["t:dek"]


def test_sentences_move_and_a_section_changes_who_reads_it(desk: DeskHouse) -> None:
    draft, ada = ready(desk), desk.signed_in()
    sections = package_of(draft).sections
    gated = next(n for n, one in enumerate(sections, 1) if one.access is not Access.PUBLIC)
    moved = next(sections[1].sentences()).id
    told = {f"access:{gated}": "public", f"at:{moved}": "1.9.1", "t:teaser": ""}
    given = {**form(ada, draft.slug), **told}
    answer = ada.post(f"/story/{draft.slug}/edit", data={**given, "do": "save"})
    if answer.status_code == 422:
        given.pop("t:teaser")
        answer = ada.post(f"/story/{draft.slug}/edit", data={**given, "do": "save"})
    assert answer.status_code == 303, answer.text
    after = package_of(draft_of(desk, draft.slug))
    assert list(after.sections[0].sentences())[-1].id == moved
    assert {one.access for one in after.sections} == {Access.PUBLIC}
    with desk.archive.reading() as room:
        [edited] = [one for one in room.journal.rows(draft.slug) if one.event == "edited"]
    assert "sections" in edited.detail["changed"]


def test_a_change_that_cannot_be_is_told_and_stays_in_the_form(desk: DeskHouse) -> None:
    slug, ada = ready(desk).slug, desk.signed_in()
    refused = save(ada, slug, places="ZZ", **{"t:dek": "My words"})
    assert refused.status_code == 422
    assert "no place of this story" in refused.text
    assert form(ada, slug)["t:dek"] == "My words"


def test_of_two_at_once_the_second_sees_both_and_saves_one_text_of_both(desk: DeskHouse) -> None:
    draft, ada, bo = ready(desk), desk.signed_in("Ada"), desk.signed_in("Bo")
    slug, before = draft.slug, form(bo, draft.slug)
    short = package_of(draft).headline.partition(":")[0]
    save(ada, slug, **{"t:headline": short, f"gone:{last(draft)}": "1"})
    mine = {**before, "t:headline": f"{short}, reports say", f"t:{last(draft)}": "Lost words."}

    conflict = bo.post(f"/story/{slug}/edit", data={**mine, "do": "save"})

    assert conflict.status_code == 409
    assert "Ada saved another text" in conflict.text
    assert "Lost words." in conflict.text
    assert "added:" in conflict.text
    assert row_of(desk, slug).take == 2
    again = bo.get(f"/story/{slug}/edit")
    assert again.status_code == 409
    both = fields_of(again.text, f"/story/{slug}/edit")
    assert both["covers"] == row_of(desk, slug).digest
    assert bo.post(f"/story/{slug}/edit", data={**both, "do": "save"}).status_code == 303
    after = package_of(draft_of(desk, slug))
    assert after.headline == f"{short}, reports say"
    assert last(draft) not in {one.id for one in after.sentences()}
    assert row_of(desk, slug).made_by == ("Ada", "Bo")


def test_a_picture_is_drawn_anew_without_its_metadata_and_never_called_a_machines(
    desk: DeskHouse,
) -> None:
    draft, ada = ready(desk), desk.signed_in()
    slug = draft.slug
    assert bring(ada, slug, photo()).status_code == 303
    page = ada.get(f"/story/{slug}/edit").text
    assert "Photograph: Tova Lind" in page
    assert "needs its own caption" in save(ada, slug).text
    words = {"t:caption": "The quay in the morning.", "t:alt": "A quay."}
    answer = save(ada, slug, **words)
    assert answer.status_code == 303, answer.text
    art = package_of(draft_of(desk, slug)).art
    assert art is not None
    assert (art.source_type, art.label) == (SourceType.CAPTURED, "Photograph: Tova Lind")
    for name in (art.sha256, art.card_sha256):
        content = desk.archive.blobs.get(name)
        assert b"EXERCISE camera" not in content
        with Image.open(BytesIO(content)) as kept:
            assert not kept.getexif()
        assert b"digitalCapture" in content
        assert b"trainedAlgorithmicMedia" not in content


@pytest.mark.parametrize(
    ("content", "fields", "expected"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", {}, "none of PNG"),
        (photo((40, 40)), {}, "smaller than is of use"),
        (photo()[:2000], {}, "broken"),
        (b"", {}, "none of PNG"),
        (photo(), {"picture-credit": " "}, "maker"),
        (photo(), {"picture-type": "trainedAlgorithmicMedia"}, "no picture of the kind"),
    ],
)
def test_what_is_no_picture_of_a_person_is_refused(
    desk: DeskHouse, content: bytes, fields: dict[str, str], expected: str
) -> None:
    slug, ada = ready(desk).slug, desk.signed_in()
    refused = bring(ada, slug, content, **fields)
    assert refused.status_code == 422
    assert expected in refused.text


def test_an_image_bomb_is_refused_by_its_head_and_too_much_on_the_way(desk: DeskHouse) -> None:
    slug, ada = ready(desk).slug, desk.signed_in()
    bomb = BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    assert "than may be" in bring(ada, slug, bomb.getvalue()).text
    assert bring(ada, slug, b"x" * 14_000_000).status_code == 413


def test_a_picture_from_another_site_or_without_our_token_is_not_taken(desk: DeskHouse) -> None:
    slug, ada = ready(desk).slug, desk.signed_in()
    address, file = f"/story/{slug}/edit/picture", {"file": ("a.jpg", photo(), "image/jpeg")}
    given = form(ada, slug)
    foreign = ada.post(address, data=given, files=file, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert ada.post(address, data={**given, "token": "x"}, files=file).status_code == 403
    assert ada.post(address, data=given).status_code == 403


def test_a_picture_that_nobody_brought_cannot_be_named(desk: DeskHouse) -> None:
    slug, ada = ready(desk).slug, desk.signed_in()
    before = package_of(draft_of(desk, slug)).art
    save(ada, slug, picture='{"picture": "anything"}', **{f"gone:{last(ready(desk))}": "1"})
    assert package_of(draft_of(desk, slug)).art == before


def test_the_art_desk_draws_another_picture(desk: DeskHouse) -> None:
    slug, ada = ready(desk).slug, desk.signed_in()
    assert save(ada, slug, anew="1").status_code == 303
    after = package_of(draft_of(desk, slug))
    assert after.art is not None
    assert after.art.source_type is SourceType.ALGORITHMIC


def test_a_held_story_is_not_changed_and_says_so(desk: DeskHouse) -> None:
    slug, ada = ready(desk).slug, desk.signed_in()
    given = form(ada, slug)
    ruled(ada, slug, "hold", note="wait")
    refused = ada.post(f"/story/{slug}/edit", data={**given, "t:dek": "x", "do": "save"})
    assert (refused.status_code, row_of(desk, slug).state) == (422, QueueState.HELD)
    assert "held" in refused.text


@pytest.mark.parametrize("path", ["edit", "edit/check", "edit/keep"])
def test_who_reads_along_changes_nothing(desk: DeskHouse, path: str) -> None:
    slug = ready(desk).slug
    rui, given = desk.signed_in("Rui"), form(desk.signed_in("Ada"), slug)
    assert rui.get(f"/story/{slug}/edit").status_code == 403
    assert rui.post(f"/story/{slug}/{path}", data=given).status_code == 403
