"""Rulings by programs: the rules of the page, and each made once however often it is sent."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from newsroom_agents.archive.api_answers import KEPT
from newsroom_agents.archive.api_tokens import Scope
from newsroom_agents.story.decision import Ruling
from newsroom_agents.story.queue import QueueState, Risk
from newsroom_agents.story.revision import Revision
from tests.stories.shop import Shop

from .builders import DeskHouse, opened_desk
from .houses import desk_over, draft_of, ready, row_of
from .programs import approve, problem, program, rule, token


@pytest.fixture(params=["sqlite", "postgres"])
def both(request: pytest.FixtureRequest, staffed_shop: Shop, tmp_path: Path) -> Iterator[DeskHouse]:
    """A house with stories, on each database."""
    url = ""
    if request.param == "postgres":
        url = request.getfixturevalue("postgres").emptied()
    with desk_over(staffed_shop.copy(tmp_path / "var"), url) as house:
        yield house


def decisions(house: DeskHouse, slug: str) -> list[Ruling]:
    with house.archive.reading() as room:
        assert room.journal.verify().is_sound
        return [one.ruling for one in room.queue.decisions(slug)]


def test_nothing_is_approved_unopened_or_at_another_digest(desk: DeskHouse) -> None:
    draft = ready(desk)
    ada = program(desk, "Ada", Scope.RULE)
    told = problem(rule(ada, draft.slug, "approve", covers=draft.digest))
    assert (told["status"], told["code"]) == (422, "standards.unanswered")
    assert any("open" in str(one) for one in json.loads(json.dumps(told["missing"])))
    told = problem(rule(ada, draft.slug, "approve", covers="0" * 64))
    assert (told["status"], told["code"]) == (409, "standards.not_approved")
    assert row_of(desk, draft.slug).state is QueueState.READY


def test_a_new_take_has_to_be_opened_again(desk: DeskHouse) -> None:
    draft, ada = ready(desk), program(desk)
    ada.get(f"/stories/{draft.slug}")
    texts = [{"where": "headline", "text": f"{draft.headline} again"}]
    revision = Revision.model_validate({"texts": texts})
    desk.front.newsroom.editing.keep(draft.slug, draft.digest, revision, "Bo")
    digest = row_of(desk, draft.slug).digest
    assert problem(rule(ada, draft.slug, "approve", covers=digest))["status"] == 422
    assert problem(rule(ada, draft.slug, "approve", covers=draft.digest))["status"] == 409


def test_a_risky_story_needs_two_people_also_when_programs_rule(desk: DeskHouse) -> None:
    slug = ready(desk, Risk.HIGH).slug
    first = approve(program(desk, "Ada"), slug)
    assert first.json()["story"]["approvals_missing"] == 1
    again = approve(program(desk, "Ada"), slug)
    assert again.json()["story"]["state"] == "ready"
    assert approve(program(desk, "Bo"), slug).json()["story"]["state"] == "approved"


@pytest.mark.parametrize(
    ("wish", "more", "state"),
    [
        ("hold", {"note": "ask the ministry"}, QueueState.HELD),
        ("spike", {"note": "old news"}, QueueState.SPIKED),
        ("return", {"note": "shorter", "stage": "writing"}, QueueState.RETURNED),
        (
            "return",
            {"stage": "writing", "notes": [{"where": "headline", "text": "too long"}]},
            QueueState.RETURNED,
        ),
        ("embargo", {"at": "2099-01-01T06:00:00+02:00"}, QueueState.READY),
        ("schedule", {"at": "2099-01-01T06:00:00Z"}, QueueState.READY),
        ("priority", {"priority": 4}, QueueState.READY),
        ("assign", {"assignee": "Bo"}, QueueState.READY),
    ],
)
def test_every_ruling_can_be_sent(
    desk: DeskHouse, wish: str, more: Mapping[str, Any], state: QueueState
) -> None:
    slug = ready(desk).slug
    answer = rule(program(desk), slug, wish, **more)
    assert answer.status_code == 200, answer.text
    assert row_of(desk, slug).state is state
    assert decisions(desk, slug) == [Ruling(wish)]


def test_a_hold_is_lifted_and_an_approval_taken_back(desk: DeskHouse) -> None:
    slug, ada = ready(desk).slug, program(desk)
    assert rule(ada, slug, "hold", note="a moment").status_code == 200
    assert rule(ada, slug, "unhold").status_code == 200
    assert approve(ada, slug).json()["story"]["state"] == "approved"
    assert rule(ada, slug, "undo").json()["story"]["state"] == "ready"
    assert problem(rule(ada, slug, "undo"))["status"] in {409, 422}


@pytest.mark.parametrize(
    ("wish", "more", "where"),
    [
        ("hold", {}, "reason"),
        ("return", {"stage": "lead", "note": "why"}, "returns to one of"),
        ("return", {"stage": "nowhere", "note": "why"}, "body.return.stage"),
        ("return", {"stage": "writing", "notes": [{"where": "s999", "text": "x"}]}, "s999"),
        ("embargo", {}, "body.embargo.at"),
        ("embargo", {"at": "2099-01-01T06:00:00"}, "body.embargo.at"),
        ("embargo", {"at": "9999-12-31T23:59:59-12:00"}, "body.embargo.at"),
        ("priority", {"priority": 99}, "body.priority.priority"),
        ("assign", {"assignee": "Nobody"}, "Nobody"),
        ("hold", {"note": "a\x00null"}, "body.hold.note"),
        ("approve", {"covers": "f00"}, "body.approve.covers"),
        ("publish", {}, "body"),
    ],
)
def test_a_refused_ruling_says_where_and_changes_nothing(
    desk: DeskHouse, wish: str, more: Mapping[str, Any], where: str
) -> None:
    slug = ready(desk).slug
    told = problem(rule(program(desk), slug, wish, **more))
    assert told["status"] in {404, 422}
    assert where in str(told["detail"])
    assert decisions(desk, slug) == []


def test_a_ruling_that_is_sent_again_is_made_once(both: DeskHouse) -> None:
    slug, ada = ready(both).slug, program(both)
    first = approve(ada, slug, "release-42")
    again = approve(program(both), slug, "release-42")
    assert first.status_code == 200, first.text
    assert again.json() == first.json()
    assert decisions(both, slug) == [Ruling.APPROVE]


def test_another_ruling_under_the_same_key_is_a_conflict(both: DeskHouse) -> None:
    slug, ada = ready(both).slug, program(both)
    assert rule(ada, slug, "priority", "one", priority=3).status_code == 200
    for other in (
        rule(ada, slug, "priority", "one", priority=4),
        rule(ada, slug, "hold", "one", note="x"),
        rule(ada, "another-story", "priority", "one", priority=3),
    ):
        assert problem(other)["status"] == 409
    assert row_of(both, slug).priority == 3
    assert rule(program(both, "Bo"), slug, "priority", "one", priority=4).status_code == 200


def test_a_refused_ruling_may_be_sent_again_under_its_key(desk: DeskHouse) -> None:
    draft, ada = ready(desk), program(desk)
    refused = rule(ada, draft.slug, "approve", "k", covers=draft.digest)
    assert refused.status_code == 422
    ada.get(f"/stories/{draft.slug}")
    body = {"covers": draft.digest, "ticked": _ticks(desk, draft.slug)}
    assert rule(ada, draft.slug, "approve", "k", **body).status_code == 200


def _ticks(house: DeskHouse, slug: str) -> list[str]:
    told = program(house, "Bo").get(f"/stories/{slug}").json()
    return [one["key"] for one in told["rulings"]["to_tick"]]


def test_an_answer_is_kept_for_a_day(both: DeskHouse) -> None:
    slug, ada = ready(both).slug, program(both)
    rule(ada, slug, "priority", "daily", priority=3)
    both.clock.forward(seconds=(KEPT - timedelta(seconds=1)).total_seconds())
    assert rule(ada, slug, "priority", "daily", priority=4).status_code == 409
    both.clock.forward(seconds=2)
    assert rule(ada, slug, "priority", "daily", priority=4).status_code == 200
    assert row_of(both, slug).priority == 4


@pytest.mark.parametrize("key", ["", " ", "with space", "x" * 201])
def test_a_key_that_is_none_is_refused(desk: DeskHouse, key: str) -> None:
    slug, ada = ready(desk).slug, program(desk)
    headers = {"Idempotency-Key": key}
    body = {"ruling": "priority", "priority": 3}
    answer = ada.post(f"/stories/{slug}/rulings", json=body, headers=headers)
    assert problem(answer)["status"] == 422


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_of_two_processes_with_one_key_at_once_one_rules(
    request: pytest.FixtureRequest, staffed_shop: Shop, tmp_path: Path, database: str
) -> None:
    url = request.getfixturevalue("postgres").emptied() if database == "postgres" else ""
    var = staffed_shop.copy(tmp_path / "var")
    with desk_over(var, url) as one:
        env = {"NEWSROOM_DATABASE_URL": url} if url else {}
        with opened_desk(var.var, env) as two:
            slug = ready(one).slug
            bearer = {"Authorization": f"Bearer {token(one, 'Ada')}"}
            asking = [program(house) for house in (one, two, one, two)]
            for each in asking:
                each.headers.update(bearer)
                # The application is built at its first request, and not for several threads.
                assert each.get("/me").status_code == 200
            barrier = Barrier(len(asking))

            def send(number: int) -> list[object]:
                barrier.wait(10)
                return [
                    rule(asking[number], slug, "priority", f"k{at}", priority=at).json()
                    for at in range(1, 8)
                ]

            with ThreadPoolExecutor(len(asking)) as threads:
                answers = list(threads.map(send, range(len(asking))))
            assert answers[1:] == answers[:-1]
            assert len(decisions(one, slug)) == 7


def test_what_a_program_approved_covers_what_lay_there(both: DeskHouse) -> None:
    slug = ready(both).slug
    approve(program(both), slug)
    with both.archive.reading() as room:
        [decision] = room.queue.decisions(slug)
    assert decision.covers == draft_of(both, slug).digest
