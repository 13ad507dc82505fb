"""The queue's page: what waits, in words, narrowed, sought, paged; and nothing to approve with."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from newsroom_agents.archive.queue_list import PAGE
from newsroom_agents.desk.queue_view import Asked
from newsroom_agents.desk.wording import findings_words, span_words

from .builders import DeskHouse
from .papers import Story, Wording, enter, hard

_LINK = re.compile(r'class="story-link" href="/story/([^"]+)"')


def enter_many(desk: DeskHouse, number: int) -> None:
    for n in range(number):
        queued = desk.clock() - timedelta(minutes=number - n)
        enter(desk.archive, desk.clock(), Story(slug=f"story-{n:03}", queued_at=queued))


def listed(page: str) -> list[str]:
    return _LINK.findall(page)


def test_a_row_tells_in_words_what_an_editor_acts_on(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock() - timedelta(hours=2))
    page = bare_desk.signed_in("Ada").get("/queue").text
    for words in (
        "Harbour of Port Alba closed after a fire",
        "harbour-fire",
        "elevated risk",
        "the figure is disputed",
        "three origins, three outlets, three languages",
        "Arabic, German, English",
        "one to look at",
        "ready for a ruling, <time",
        "2 h ago",
        "in 22 h",
        "4 US cents",
        "Vela",
        "take 1",
    ):
        assert words in page, words


def test_the_list_offers_no_ruling(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    page = bare_desk.signed_in("Ada").get("/queue").text
    assert "/rule/" not in page
    assert set(re.findall(r'<form[^>]*method="post" action="([^"]+)"', page)) == {
        "/sign-out",
        "/queue/views",
    }


def test_a_story_that_somebody_reads_says_who(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    ada, bo = bare_desk.signed_in("Ada"), bare_desk.signed_in("Bo")
    assert bo.get("/story/harbour-fire").status_code == 200
    assert "Bo is reading it" in ada.get("/queue").text
    assert "Bo is reading it" not in bo.get("/queue").text
    bare_desk.clock.forward(minutes=2)
    assert "Bo is reading it" not in ada.get("/queue").text


def test_stopped_stories_say_why_and_stand_in_their_own_list(bare_desk: DeskHouse) -> None:
    enter(bare_desk.archive, bare_desk.clock(), Story(findings=(hard(),)))
    ada = bare_desk.signed_in("Ada")
    page = ada.get("/queue?state=stopped").text
    assert listed(page) == ["harbour-fire"]
    assert '<bdi dir="auto">no source gives this day</bdi>' in page
    assert "one blocks" in page
    assert listed(ada.get("/queue?state=ready").text) == []


def test_a_long_list_comes_page_by_page(bare_desk: DeskHouse) -> None:
    enter_many(bare_desk, PAGE + 3)
    ada = bare_desk.signed_in("Ada")
    first, second = ada.get("/queue").text, ada.get("/queue?page=2").text
    assert listed(first)[:2] == ["story-000", "story-001"]
    assert len(listed(first)) == PAGE
    assert listed(second) == ["story-050", "story-051", "story-052"]
    assert "51–53 of 53 stories" in second
    assert 'href="/queue?state=waiting&amp;page=2" rel="next"' in first
    assert 'rel="next"' not in second


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=HARBOUR+alba", ["harbour-fire"]),
        ("q=storm", []),
        ("risk=high", []),
        ("risk=elevated", ["harbour-fire"]),
        ("beat=coasts&language=ar&persona=vela", ["harbour-fire"]),
        ("language=fr", []),
        ("assigned=me", []),
        ("state=held", []),
        ("state=nonsense&risk=nonsense&page=-3", ["harbour-fire"]),
        ("page=99999999999999999999", ["harbour-fire"]),
    ],
)
def test_a_list_shows_what_was_asked_for(
    bare_desk: DeskHouse, query: str, found: list[str]
) -> None:
    enter(bare_desk.archive, bare_desk.clock())
    answer = bare_desk.signed_in("Ada").get(f"/queue?{query}")
    assert answer.status_code == 200
    assert listed(answer.text) == found


def test_an_empty_list_says_what_it_means(bare_desk: DeskHouse) -> None:
    ada = bare_desk.signed_in("Ada")
    assert "Nothing waits for a ruling." in ada.get("/queue").text
    assert "No story fits." in ada.get("/queue?q=storm").text
    assert "No story is here." in ada.get("/queue?state=spiked").text


def test_a_view_is_saved_shown_and_forgotten(bare_desk: DeskHouse) -> None:
    ada = bare_desk.signed_in("Ada")
    token = re.findall(r'name="token" value="([^"]+)"', ada.get("/queue").text)[0]
    kept = {"token": token, "name": "night", "query": "state=ready&risk=high&evil=1"}
    answer = ada.post("/queue/views", data=kept)
    assert answer.headers["location"] == "/queue?state=ready&risk=high"
    assert '<a href="/queue?state=ready&amp;risk=high">night</a>' in ada.get("/queue").text
    assert "night</a>" not in bare_desk.signed_in("Bo").get("/queue").text
    ada.post("/queue/views", data={"token": token, "drop": "night", "query": ""})
    assert "night</a>" not in ada.get("/queue").text


def test_a_view_without_a_name_or_from_another_site_is_refused(bare_desk: DeskHouse) -> None:
    ada = bare_desk.signed_in("Ada")
    token = re.findall(r'name="token" value="([^"]+)"', ada.get("/queue").text)[0]
    nameless = ada.post("/queue/views", data={"token": token, "name": " ", "query": ""})
    assert nameless.status_code == 400
    assert "printable name" in nameless.text
    foreign = {"Sec-Fetch-Site": "cross-site"}
    kept = {"token": token, "name": "night", "query": ""}
    assert ada.post("/queue/views", data=kept, headers=foreign).status_code == 403


def test_nobody_sees_the_queue_without_signing_in(bare_desk: DeskHouse) -> None:
    answer = bare_desk.browser().get("/queue?risk=high")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?back=/queue%3Frisk%3Dhigh"


def test_a_long_headline_is_listed_whole(bare_desk: DeskHouse) -> None:
    headline = "Bundesverfassungsgerichtspräsidentschaftskandidatenauswahlkommission tagt"
    story = Story(wording=replace(Wording(), headline=headline))
    enter(bare_desk.archive, bare_desk.clock(), story)
    assert f'<bdi dir="auto">{headline}</bdi>' in bare_desk.signed_in("Ada").get("/queue").text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 min"),
        (59, "1 min"),
        (240, "4 min"),
        (7300, "2 h"),
        (172_799, "47 h"),
        (1e6, "11 days"),
    ],
)
def test_lengths_of_time_are_told_in_their_greatest_unit(seconds: float, words: str) -> None:
    assert span_words(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("hard_ones", "soft_ones", "words"),
    [
        (0, 0, "nothing found"),
        (1, 0, "one blocks"),
        (2, 1, "two block, one to look at"),
        (0, 3, "three to look at"),
    ],
)
def test_findings_are_counted_in_words(hard_ones: int, soft_ones: int, words: str) -> None:
    assert findings_words(hard_ones, soft_ones) == words


def test_an_address_says_only_what_was_asked_for() -> None:
    asked = Asked.read({"state": "ready", "q": " port & alba ", "page": "3"})
    assert asked.at(4) == "/queue?state=ready&q=port+%26+alba&page=4"
    assert asked.of("held") == "/queue?state=held&q=port+%26+alba"
