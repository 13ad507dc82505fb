"""What programs read at the desk: the queue, a story with its evidence, takes and history."""

import pytest

from newsroom_agents.archive.api_tokens import Scope
from newsroom_agents.desk.api.pace import Pace
from newsroom_agents.story.queue import QueueState

from .builders import DeskHouse
from .houses import draft_of, ready, row_of
from .programs import API, approve, problem, program, rule, token


def test_the_queue_is_narrowed_and_read_in_pages(desk: DeskHouse) -> None:
    ada = program(desk, "Ada", Scope.READ)
    whole = ada.get("/queue").json()
    slugs = [one["slug"] for one in whole["stories"]]
    assert whole["total"] == len(slugs) > 3
    pages = [ada.get("/queue", params={"start": at, "limit": 2}).json() for at in (0, 2)]
    assert [one["slug"] for page in pages for one in page["stories"]] == slugs[:4]
    ready_ones = ada.get("/queue", params={"state": ["ready", "held"]}).json()
    assert {one["state"] for one in ready_ones["stories"]} == {"ready"}
    assert ada.get("/queue", params={"q": slugs[0]}).json()["total"] >= 1
    assert ada.get("/queue", params={"q": "no such words anywhere"}).json()["total"] == 0


def test_a_list_of_ones_own_stories_and_the_news_since(desk: DeskHouse) -> None:
    slug, ada = ready(desk).slug, program(desk)
    number = ada.get("/queue/news").json()["number"]
    assert ada.get("/queue", params={"assigned": "me"}).json()["total"] == 0
    assert rule(ada, slug, "assign", assignee="Ada").status_code == 200
    mine = ada.get("/queue", params={"assigned": "me"}).json()["stories"]
    assert [one["slug"] for one in mine] == [slug]
    assert ada.get("/queue/news", params={"since": number}).json()["slugs"] == [slug]


def test_reading_a_story_counts_as_opening_it_at_this_digest(desk: DeskHouse) -> None:
    draft, ada = ready(desk), program(desk)
    told = ada.get(f"/stories/{draft.slug}")
    assert told.headers["cache-control"] == "private, no-store"
    answer = told.json()
    assert answer["draft"]["package"]["headline"] == draft.headline
    assert answer["story"]["digest"] == draft.digest
    assert "approve" in answer["rulings"]["can"]
    assert "salts" not in answer["draft"]
    with desk.archive.reading() as room:
        assert room.openings.has("Ada", draft.slug, draft.digest)
        assert not room.openings.has("Bo", draft.slug, draft.digest)
    others = program(desk, "Bo").get(f"/stories/{draft.slug}").json()
    assert others["readers"] == ["Ada"]


def test_who_only_reads_is_offered_no_ruling(desk: DeskHouse) -> None:
    told = program(desk, "Rui", Scope.READ).get(f"/stories/{ready(desk).slug}").json()
    assert told["rulings"]["can"] == []


def test_the_evidence_of_a_sentence_stands_in_its_sources_words(desk: DeskHouse) -> None:
    draft, ada = ready(desk), program(desk)
    assert draft.package is not None
    sentence = next(one for one in draft.package.sentences() if one.cites)
    told = ada.get(f"/stories/{draft.slug}/evidence/{sentence.id}").json()
    assert (told["text"], told["sentence"]["id"]) == (sentence.text, sentence.id)
    assert [one["excerpt"]["id"] for one in told["passages"]] == list(sentence.cites)
    first = told["passages"][0]
    excerpt = first["excerpt"]
    held = ada.get(f"/snapshots/{excerpt['snapshot']}").json()
    start, end = excerpt["start"], excerpt["end"]
    assert held["text"][start:end] == excerpt["text"]
    assert held["text"][:end].endswith(first["before"] + excerpt["text"])
    query = {"start": start, "limit": end - start}
    piece = ada.get(f"/snapshots/{excerpt['snapshot']}", params=query).json()
    assert (piece["text"], piece["characters"]) == (excerpt["text"], held["characters"])
    short = ada.get(f"/stories/{draft.slug}/evidence/headline").json()
    assert (short["text"], short["passages"]) == (draft.package.headline, [])
    assert short["rests_on"] == list(draft.package.rests_on.headline)


def test_takes_their_difference_the_history_and_the_record(desk: DeskHouse) -> None:
    draft, ada = ready(desk), program(desk)
    assert draft.package is not None
    last = draft.package.sentences()[-1]
    edit = {"covers": draft.digest, "removed": [last.id]}
    kept = ada.post(f"/stories/{draft.slug}/edits", json=edit)
    assert kept.status_code == 200, kept.text
    at = f"/stories/{draft.slug}"
    takes = ada.get(f"{at}/takes").json()
    assert [one["take"] for one in takes] == [kept.json()["take"], draft.take]
    assert takes[0]["made_by"] == ["Ada"]
    assert ada.get(f"{at}/takes/{draft.take}").json()["digest"] == draft.digest
    change = ada.get(f"{at}/diff/{draft.take}/{takes[0]['take']}").json()
    gone = [text for text in change["texts"] if text["name"] == f"Sentence {last.id}"]
    assert [one["what"] for one in gone] == ["removed"]
    assert {piece["fate"] for one in gone for piece in one["pieces"]} == {"removed"}
    events = ada.get(f"{at}/history").json()["events"]
    assert [one["detail"]["by"] for one in events if one["event"] == "edited"] == ["Ada"]
    record = ada.get(f"{at}/record").json()
    assert record["dossier"]["slug"] == draft.slug
    assert record["lead"] is not None


def test_changes_are_tried_without_being_kept(desk: DeskHouse) -> None:
    draft, ada = ready(desk), program(desk, "Ada", Scope.EDIT)
    assert draft.package is not None
    told = next(one for one in draft.package.sentences() if one.cites)
    wrong = {"where": told.id, "text": f"{told.text} It took 4,711 days."}
    tried = ada.post(
        f"/stories/{draft.slug}/edits/try", json={"covers": draft.digest, "texts": [wrong]}
    )
    assert tried.status_code == 200, tried.text
    found = [one for one in tried.json()["findings"] if one["where"] == told.id]
    assert any("4,711" in one["reason"] for one in found)
    assert row_of(desk, draft.slug).digest == draft.digest


def test_an_edit_of_another_text_is_a_conflict(desk: DeskHouse) -> None:
    draft, ada = ready(desk), program(desk)
    edit = {"covers": "0" * 64, "texts": [{"where": "headline", "text": "Another"}]}
    told = problem(ada.post(f"/stories/{draft.slug}/edits", json=edit))
    assert (told["status"], told["code"]) == (409, "standards.stale_edit")
    empty = {"covers": draft.digest}
    told = problem(ada.post(f"/stories/{draft.slug}/edits", json=empty))
    assert (told["status"], told["code"]) == (422, "standards")


@pytest.mark.parametrize(
    "path",
    [
        "/stories/none",
        "/stories/none/takes",
        "/snapshots/none",
        "/nothing",
        "/stories/%00",
        "/stories/{slug}/takes/999",
        "/stories/{slug}/evidence/s999",
        "/stories/{slug}/diff/1/999",
    ],
)
def test_what_is_not_there_is_a_problem_in_json(desk: DeskHouse, path: str) -> None:
    ada = program(desk)
    assert problem(ada.get(path.format(slug=ready(desk).slug)))["status"] == 404


def test_a_problem_names_the_thing_and_what_was_expected(plain_desk: DeskHouse) -> None:
    ada = program(plain_desk)
    told = problem(ada.get("/queue", params={"state": "nonsense", "limit": "0"}))
    assert told["status"] == 422
    faults = told["faults"]
    assert isinstance(faults, list)
    where = [one["where"] for one in faults]
    assert where == ["query.state.0", "query.limit"]
    assert "'ready'" in faults[0]["expected"]
    sent = ada.post("/stories/one/rulings", json={"ruling": "hold", "covers": "x"})
    assert "body.hold.covers" in str(problem(sent)["detail"])


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'"\\ud800"', b"[" * 100_000, b""])
def test_a_body_that_is_none_is_a_problem(plain_desk: DeskHouse, body: bytes) -> None:
    ada = program(plain_desk)
    headers = {"Content-Type": "application/json"}
    answer = ada.post("/stories/one/rulings", content=body, headers=headers)
    assert problem(answer)["status"] in {400, 422}


def test_a_body_larger_than_any_ruling_is_refused(plain_desk: DeskHouse) -> None:
    ada = program(plain_desk)
    headers = {"Content-Type": "application/json"}
    answer = ada.post("/stories/one/rulings", content=b" " * 1_000_001, headers=headers)
    assert problem(answer)["status"] == 413


def test_a_token_that_asks_too_often_waits_and_others_do_not(plain_desk: DeskHouse) -> None:
    ada, bo = program(plain_desk), program(plain_desk, "Bo")
    most = plain_desk.front.settings.calls_a_minute
    statuses = [ada.get("/me").status_code for _ in range(most + 1)]
    assert statuses == [200] * most + [429]
    refused = ada.get("/me")
    assert problem(refused)["status"] == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert bo.get("/me").status_code == 200
    plain_desk.clock.forward(seconds=int(refused.headers["retry-after"]))
    assert ada.get("/me").status_code == 200


def test_calls_come_back_evenly_and_never_more_than_a_minute_has(desk: DeskHouse) -> None:
    pace, now = Pace(60), desk.clock()
    assert [pace.spend("one", now) for _ in range(61)][-2:] == [0.0, 1.0]
    desk.clock.forward(seconds=1)
    assert [pace.spend("one", desk.clock()) for _ in range(2)] == [0.0, 1.0]
    desk.clock.forward(days=1)
    assert sum(pace.spend("one", desk.clock()) == 0 for _ in range(100)) == 60


def test_whoever_asks_sees_and_ends_their_own_tokens_only(plain_desk: DeskHouse) -> None:
    ada, bo = program(plain_desk, "Ada", Scope.READ), program(plain_desk, "Bo", Scope.READ)
    me = ada.get("/me").json()
    assert (me["name"], me["role"], me["token"]["scopes"]) == ("Ada", "editor", ["read"])
    [own] = ada.get("/tokens").json()
    assert own == {**me["token"], "used": own["used"]}
    assert problem(bo.delete(f"/tokens/{own['handle']}"))["status"] == 404
    assert ada.delete(f"/tokens/{own['handle']}").status_code == 204
    assert ada.get("/me").status_code == 401
    assert [one["by"] for one in plain_desk.events("token revoked")] == ["token a test"]


def test_an_administrators_program_manages_people(plain_desk: DeskHouse) -> None:
    max_ = program(plain_desk, "Max", Scope.ADMIN)
    made = max_.post("/people", json={"name": "Eda", "role": "editor"})
    assert made.status_code == 201
    assert made.json()["link"].startswith(f"{plain_desk.front.address}/first-time/")
    assert problem(max_.post("/people", json={"name": "eda", "role": "chief"}))["status"] == 422
    assert max_.post("/people/Eda/link").status_code == 200
    assert max_.post("/people/Eda/disable").json()["enabled"] is False
    assert problem(max_.post("/people/max/disable"))["status"] == 409
    assert max_.put("/people/Eda/role", json={"role": "chief"}).json()["role"] == "chief"
    assert problem(max_.put("/people/max/role", json={"role": "chief"}))["status"] == 409
    assert problem(max_.put("/people/Eda/role", json={"role": "owner"}))["status"] == 422
    assert max_.post("/people/Eda/enable").json()["enabled"] is True
    assert max_.post("/people/Eda/disable").json()["enabled"] is False
    assert problem(max_.post("/people/Nobody/link"))["status"] == 404
    enabled = {one["name"]: one["enabled"] for one in max_.get("/people").json()}
    assert (enabled["Eda"], enabled["Max"]) == (False, True)
    assert {one["by"] for one in plain_desk.events("editor added")} == {"Max, token a test"}


def test_a_story_is_approved_by_a_program_and_says_so(desk: DeskHouse) -> None:
    slug = ready(desk).slug
    answer = approve(program(desk), slug)
    assert answer.status_code == 200, answer.text
    assert answer.json()["story"]["state"] == "approved"
    assert answer.json()["started"]
    assert row_of(desk, slug).state is QueueState.APPROVED
    with desk.archive.reading() as room:
        [decision] = room.queue.decisions(slug)
    assert (decision.via.value, decision.account) == ("api", "token a test")
    assert decision.covers == draft_of(desk, slug).digest


def test_the_description_is_open_and_everything_else_is_not(plain_desk: DeskHouse) -> None:
    anybody = plain_desk.browser()
    told = anybody.get(f"{API}/openapi.json")
    assert told.status_code == 200
    assert told.json()["servers"] == [{"url": API}]
    assert token(plain_desk, "Ada").startswith("newsroom_")
    assert problem(anybody.get(f"{API}/queue"))["status"] == 401
