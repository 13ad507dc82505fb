"""Published stories at the desk: where they stand, corrections, updates and kills."""

import pytest

from newsroom_agents.pipeline.aftercare import corrections_of, kill_of
from newsroom_agents.story.queue import Risk
from tests.trust.inside import release

from .builders import DeskHouse, send
from .houses import ready, ruled


@pytest.fixture
def slug(desk: DeskHouse) -> str:
    """A story that was approved at the desk and is out."""
    draft = ready(desk, Risk.ELEVATED)
    ada = desk.signed_in("Ada")
    ada.get(f"/story/{draft.slug}")
    answer = ruled(ada, draft.slug, "approve")
    assert answer.status_code == 303, answer.text
    release(desk.front.newsroom, draft.slug)
    return draft.slug


def test_a_published_story_is_listed_with_its_state_on_every_target(
    desk: DeskHouse, slug: str
) -> None:
    ada = desk.signed_in()
    assert slug in ada.get("/published").text
    page = ada.get(f"/published/{slug}").text
    for target in desk.front.newsroom.presses.targets:
        assert f'<th scope="row">{target}</th>' in page
    assert "live in revision 1" in page
    assert ada.get("/published/nobody-knows").status_code == 404


def test_a_correction_is_filed_under_the_editors_name_and_booked(
    desk: DeskHouse, slug: str
) -> None:
    ada, way = desk.signed_in(), f"/published/{slug}/correct"
    assert send(ada, way, f"/published/{slug}", text=" ").status_code == 422
    too_long = "x" * 1001
    refused = send(ada, way, f"/published/{slug}", text=too_long)
    assert refused.status_code == 422
    assert too_long in refused.text
    answer = send(ada, way, f"/published/{slug}", text="It was <b>two</b> metres, not three.")
    assert answer.status_code == 303
    with desk.archive.reading() as room:
        assert [one.text for one in corrections_of(room, slug)] == [
            "It was <b>two</b> metres, not three."
        ]
        asked = [row for row in room.journal.rows(slug) if row.event == "correction asked"]
    assert asked[0].detail == {"by": "Ada"}
    page = ada.get(f"/published/{slug}").text
    assert "one note not out yet" in page
    assert "&lt;b&gt;two" in page


def test_a_story_of_which_nothing_new_came_in_is_not_updated(desk: DeskHouse, slug: str) -> None:
    answer = send(desk.signed_in(), f"/published/{slug}/update", f"/published/{slug}")
    assert answer.status_code == 422
    assert "nothing new has come in" in answer.text


def test_a_kill_needs_its_reason_and_ends_what_can_be_done(desk: DeskHouse, slug: str) -> None:
    ada, way = desk.signed_in(), f"/published/{slug}/kill"
    assert send(ada, way, f"/published/{slug}", why="").status_code == 422
    assert send(ada, way, f"/published/{slug}", why="the document was forged").status_code == 303
    with desk.archive.reading() as room:
        killed = kill_of(room, slug)
    assert killed is not None
    assert killed.why == "the document was forged"
    page = ada.get(f"/published/{slug}").text
    assert "its kill is not out yet" in page
    assert "/correct" not in page
    answer = send(ada, f"/published/{slug}/correct", f"/published/{slug}", text="Too late.")
    assert answer.status_code == 409


@pytest.mark.parametrize("name", ["Rui", "Max"])
def test_who_may_not_rule_changes_nothing_that_is_public(
    desk: DeskHouse, slug: str, name: str
) -> None:
    client = desk.signed_in(name)
    assert "/kill" not in client.get(f"/published/{slug}").text
    answer = send(client, f"/published/{slug}/kill", f"/published/{slug}", why="no")
    assert answer.status_code == 403
    with desk.archive.reading() as room:
        assert kill_of(room, slug) is None


def test_a_form_without_the_sessions_token_changes_nothing(desk: DeskHouse, slug: str) -> None:
    ada = desk.signed_in()
    assert ada.post(f"/published/{slug}/kill", data={"why": "no"}).status_code == 403
    strange = desk.browser(**{"Sec-Fetch-Site": "cross-site"})
    strange.cookies.set("desk", desk.session("Ada"))
    assert strange.post(f"/published/{slug}/kill", data={"why": "no"}).status_code == 403
    assert send(ada, f"/published/{slug}/print", f"/published/{slug}").status_code == 404
