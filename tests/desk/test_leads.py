"""Leads at the desk: what is followed and why, what was passed, and two events that are one."""

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.leads import LeadState
from newsroom_agents.story.lead import Lead
from newsroom_agents.story.paper import Stage

from .builders import DeskHouse, send

SLUG = "thousands-leave-homes-brevonia"


def passed_events(house: DeskHouse) -> list[str]:
    with house.archive.reading() as room:
        return [one.paper.event for one in room.leads.passes()]


def lead_of(room: Room, slug: str) -> Lead:
    filed = room.papers.latest(slug, Stage.LEAD, Lead)
    assert filed is not None
    return filed.paper


def set_state(house: DeskHouse, slug: str, state: LeadState) -> None:
    with house.archive.writing() as room:
        room.leads.settle(slug, state)


def told(house: DeskHouse, slug: str, event: str) -> dict[str, str]:
    """Return what the journal says last of such an event of a story."""
    with house.archive.reading() as room:
        assert room.journal.verify().is_sound
        return dict([row.detail for row in room.journal.rows(slug) if row.event == event][-1])


def test_every_lead_and_pass_stands_in_its_list_with_its_score(desk: DeskHouse) -> None:
    ada = desk.signed_in()
    queued = ada.get("/leads?state=queued").text
    assert "Thousands leave homes in Brevonia" in queued
    assert "score 92 of 100; nine origins, nine outlets, five languages" in queued
    passed = ada.get("/leads?state=passed").text
    assert "Low score" in passed or "Few origins" in passed
    assert all(event in passed for event in passed_events(desk))
    assert "Nothing here" in ada.get("/leads?state=open").text
    assert ada.get("/leads?state=nonsense&page=99999999").status_code == 200


def test_a_leads_page_says_its_score_part_by_part_and_opens_its_reports(desk: DeskHouse) -> None:
    page = desk.signed_in().get(f"/leads/{SLUG}").text
    assert "<dt>Independent origins</dt>" in page
    assert "98 of 100" in page
    assert '<a href="/snapshot/' in page
    assert 'lang="uk"' in page


def test_an_unknown_lead_is_a_page_that_is_not_there(desk: DeskHouse) -> None:
    assert desk.signed_in().get("/leads/nobody-knows").status_code == 404


def test_an_open_lead_is_passed_with_a_reason_and_a_name(desk: DeskHouse) -> None:
    set_state(desk, SLUG, LeadState.OPEN)
    ada, way = desk.signed_in(), f"/leads/{SLUG}/pass"
    assert send(ada, way, page=f"/leads/{SLUG}", why="  ").status_code == 422
    assert send(ada, way, page=f"/leads/{SLUG}", why="an old story").status_code == 303
    with desk.archive.reading() as room:
        assert room.leads.get(SLUG).state is LeadState.PASSED
    assert told(desk, SLUG, "passed") == {"why": "an old story", "by": "Ada"}


def test_a_lead_in_work_is_not_passed_and_the_reason_is_kept(desk: DeskHouse) -> None:
    answer = send(desk.signed_in(), f"/leads/{SLUG}/pass", page=f"/leads/{SLUG}", why="too late")
    assert answer.status_code == 409
    assert "queued" in answer.text


def test_following_an_event_that_no_rule_allows_says_why(desk: DeskHouse) -> None:
    page = "/leads?state=passed"
    answer = send(desk.signed_in(), "/leads/follow", page=page, event=passed_events(desk)[0])
    assert answer.status_code in {303, 422}
    unknown = send(desk.signed_in(), "/leads/follow", page=page, event="event-none")
    assert unknown.status_code == 422
    assert "event-none" in unknown.text


def test_two_events_that_are_one_are_merged_with_their_reports_on_record(desk: DeskHouse) -> None:
    set_state(desk, SLUG, LeadState.OPEN)
    other, ada = passed_events(desk)[0], desk.signed_in()
    with desk.archive.reading() as room:
        before = lead_of(room, SLUG)
        moved = [one.id for one in room.snapshots.of_event(other)]
    fields = {"event": other, "why": "the same flood"}

    answer = send(ada, f"/leads/{SLUG}/merge", page=f"/leads/{SLUG}", **fields)

    assert answer.status_code == 303, answer.text
    with desk.archive.reading() as room:
        assert not room.snapshots.of_event(other)
        assert set(lead_of(room, SLUG).snapshots) == {*before.snapshots, *moved}
    facts = told(desk, SLUG, "events merged")
    assert (facts["by"], facts["event"], facts["into"]) == ("Ada", other, before.event)
    assert facts["snapshots"].split() == moved
    again = send(ada, f"/leads/{SLUG}/merge", page=f"/leads/{SLUG}", **fields)
    assert again.status_code == 422


def test_a_story_in_work_is_not_merged_into_another(desk: DeskHouse) -> None:
    with desk.archive.reading() as room:
        one, other = (room.leads.get(slug) for slug in room.leads.slugs()[:2])
    fields = {"event": other.filed.paper.event, "why": "the same"}
    answer = send(desk.signed_in(), f"/leads/{one.slug}/merge", f"/leads/{one.slug}", **fields)
    assert answer.status_code == 409


def test_a_reader_sees_leads_and_changes_nothing(desk: DeskHouse) -> None:
    rui = desk.signed_in("Rui")
    page = rui.get(f"/leads/{SLUG}").text
    assert "/merge" not in page
    answer = send(rui, f"/leads/{SLUG}/pass", page=f"/leads/{SLUG}", why="no")
    assert answer.status_code == 403
    assert desk.events("desk refusal")
