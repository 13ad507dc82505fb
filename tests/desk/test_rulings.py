"""Rulings from the story's page: what stands in the way, what is asked, what is kept."""

import json
import re

import pytest

from newsroom_agents.pipeline.verifying import verify_slug
from newsroom_agents.story.approval import finding_key
from newsroom_agents.story.decision import Ruling
from newsroom_agents.story.draft import SentenceKind
from newsroom_agents.story.queue import QueueState, Risk
from newsroom_agents.story.revision import Revision
from tests.trust.inside import release

from .builders import DeskHouse, token_of
from .houses import draft_of, fields_of, next_take, ready, row_of, ruled

WRONG = " It took 4,711 days."


def between(page: str) -> str:
    """Return what the bar says stands between the editor and approval."""
    found = re.search(r'<p class="between"[^>]*>(.*?)</p>', page, re.S)
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", "", found.group(1)).split())


def blocked(house: DeskHouse) -> str:
    """Let Ada put a figure from no source into a story; return its slug."""
    draft = ready(house)
    assert draft.package is not None
    told = next(one for one in draft.package.sentences() if one.kind is SentenceKind.REPORTED)
    texts = [{"where": told.id, "text": told.text + WRONG}]
    revision = Revision.model_validate({"texts": texts})
    house.front.newsroom.editing.keep(draft.slug, draft.digest, revision, "Ada")
    assert row_of(house, draft.slug).state is QueueState.STOPPED
    return draft.slug


def test_an_approval_is_given_and_taken_back_at_the_page(desk: DeskHouse) -> None:
    slug, ada = ready(desk).slug, desk.signed_in("Ada")
    assert between(ada.get(f"/story/{slug}").text).startswith("Nothing stands between you")

    answer = ruled(ada, slug, "approve", note="read twice")

    assert (answer.status_code, row_of(desk, slug).state) == (303, QueueState.APPROVED)
    page = ada.get(f"/story/{slug}").text
    assert "approved by Ada" in between(page)
    assert "Take back your approval" in page
    assert "Take back" not in desk.signed_in("Bo").get(f"/story/{slug}").text
    assert ruled(ada, slug, "undo").status_code == 303
    with desk.archive.reading() as room:
        kinds = [one.ruling for one in room.queue.decisions(slug)]
        assert room.journal.verify().is_sound
    assert kinds == [Ruling.APPROVE, Ruling.UNDO]
    assert row_of(desk, slug).state is QueueState.READY


def test_the_bar_is_never_in_focus_by_itself_and_shows_the_digest(desk: DeskHouse) -> None:
    draft = ready(desk)
    page = desk.signed_in().get(f"/story/{draft.slug}").text
    assert "autofocus" not in page
    approval = fields_of(page, f"/story/{draft.slug}/rule/approve")
    assert approval["covers"] == draft.digest
    assert f"<code>{draft.digest[:12]}</code>" in page


@pytest.mark.parametrize(
    ("wish", "fields", "state"),
    [
        ("hold", {"note": "ask the ministry"}, QueueState.HELD),
        ("spike", {"note": "old news"}, QueueState.SPIKED),
        ("return", {"note": "shorter"}, QueueState.RETURNED),
        ("embargo", {"at": "2099-01-01T06:00"}, QueueState.READY),
        ("schedule", {"at": "2099-01-01T06:00"}, QueueState.READY),
        ("priority", {"priority": "4"}, QueueState.READY),
        ("assign", {"assignee": "Bo"}, QueueState.READY),
    ],
)
def test_every_ruling_is_a_plain_form(
    desk: DeskHouse, wish: str, fields: dict[str, str], state: QueueState
) -> None:
    slug = ready(desk).slug
    answer = ruled(desk.signed_in(), slug, wish, **fields)
    assert answer.status_code == 303, answer.text
    row = row_of(desk, slug)
    assert row.state is state
    told = {"priority": row.priority, "assignee": row.assigned}
    assert (
        wish not in {"priority", "assign"} or str(told.get(next(iter(fields)))) in fields.values()
    )


def test_a_scheduled_approval_waits_for_its_time(desk: DeskHouse) -> None:
    slug, ada = ready(desk).slug, desk.signed_in()
    ruled(ada, slug, "approve", at="2099-01-01T06:00")
    row = row_of(desk, slug)
    assert (row.state, row.scheduled_for and row.scheduled_for.year) == (QueueState.SCHEDULED, 2099)
    assert ruled(ada, slug, "schedule", at="").status_code == 303
    assert row_of(desk, slug).state is QueueState.APPROVED


@pytest.mark.parametrize("wish", ["hold", "spike"])
def test_what_is_held_or_spiked_by_mistake_comes_back(desk: DeskHouse, wish: str) -> None:
    slug, ada = ready(desk).slug, desk.signed_in()
    ruled(ada, slug, wish, note="a slip")
    assert f"Take back the {wish}" in ada.get(f"/story/{slug}").text
    assert ruled(ada, slug, "undo").status_code == 303
    assert row_of(desk, slug).state is QueueState.READY


def test_a_refused_approval_says_what_is_missing_and_keeps_the_form(desk: DeskHouse) -> None:
    slug, ada = "ferry-aboard-runs-aground", desk.signed_in()
    assert "the right of reply, a second editor" in between(ada.get(f"/story/{slug}").text)

    refused = ruled(ada, slug, "approve", note="<b>kept</b> words")

    assert refused.status_code == 422
    assert "were asked for their answer" in refused.text
    assert "&lt;b&gt;kept&lt;/b&gt; words" in refused.text
    again = fields_of(refused.text, f"/story/{slug}/rule/approve")
    assert again["note"] == "<b>kept</b> words"
    again |= {"reply": "not sought", "reply-why": "the shipyard is closed"}
    assert ada.post(f"/story/{slug}/rule/approve", data=again).status_code == 303
    with desk.archive.reading() as room:
        [decision] = room.queue.approvals(slug)
    assert decision.reply is not None
    assert (decision.reply.reply.value, decision.reply.why) == (
        "not sought",
        "the shipyard is closed",
    )


def test_a_soft_remark_is_ticked_off_before_approval(desk: DeskHouse) -> None:
    slug, ada = "thousands-leave-homes-brevonia", desk.signed_in()
    draft = draft_of(desk, slug)
    [soft] = draft.findings
    assert "one remark to tick" in between(ada.get(f"/story/{slug}").text)
    assert ruled(ada, slug, "approve", reply="asked").status_code == 422
    assert ruled(ada, slug, "approve", reply="asked", tick=finding_key(soft)).status_code == 303
    with desk.archive.reading() as room:
        [decision] = room.queue.approvals(slug)
    assert decision.ticked == (finding_key(soft),)


def test_a_blocking_finding_is_signed_by_two_with_a_reason(desk: DeskHouse) -> None:
    slug = blocked(desk)
    findings = draft_of(desk, slug).findings
    keys = {f"sign:{finding_key(one)}": "The yard told me" for one in findings if one.blocks}
    ada, bo = desk.signed_in("Ada"), desk.signed_in("Bo")
    assert between(ada.get(f"/story/{slug}").text).startswith("Before approval: one blocking text")
    assert ruled(ada, slug, "approve").status_code == 422
    assert ruled(ada, slug, "approve", **keys).status_code == 303
    assert row_of(desk, slug).state is QueueState.STOPPED
    assert ruled(bo, slug, "approve", **keys).status_code == 303
    assert row_of(desk, slug).state is QueueState.APPROVED
    with desk.archive.reading() as room:
        signed = [one for each in room.queue.approvals(slug) for one in each.signed]
    assert {one.why for one in signed} == {"The yard told me"}
    assert all("4,711" in one.said for one in signed)


def test_a_return_carries_notes_and_the_next_take_answers_them(desk: DeskHouse) -> None:
    draft, ada = ready(desk), desk.signed_in()
    assert draft.package is not None
    facts = {SentenceKind.REPORTED, SentenceKind.QUOTE}
    told = [s for s in draft.package.sentences() if s.kind in facts and len(s.cites) == 1]
    first, kept = told[1].id, told[2].id
    sent = ruled(ada, draft.slug, "return", stage="writing", **{f"note:{first}": "<i>weak</i>"})
    assert sent.status_code == 303
    with desk.archive.reading() as room:
        assert room.queue.decisions(draft.slug)[-1].notes[0].where == first
    next_take(desk, draft.slug)
    page = ada.get(f"/story/{draft.slug}").text
    assert "What take 2 did about the return" in page
    assert "&lt;i&gt;weak&lt;/i&gt;" in page
    assert re.search(r"<b>(changed|taken out)</b>", page)
    after = draft_of(desk, draft.slug).package
    assert after is not None
    texts = {one.id: one.text for one in after.sentences()}
    assert first not in texts
    assert texts[kept] == told[2].text


def test_a_note_at_a_text_that_is_not_there_is_refused(desk: DeskHouse) -> None:
    slug = ready(desk).slug
    refused = ruled(desk.signed_in(), slug, "return", **{"note:s999": "where?"})
    assert refused.status_code == 422
    assert "s999" in refused.text


def test_a_form_over_an_older_text_shows_what_changed_and_loses_nothing(desk: DeskHouse) -> None:
    draft, bo = ready(desk), desk.signed_in("Bo")
    assert draft.package is not None
    form = fields_of(bo.get(f"/story/{draft.slug}").text, f"/story/{draft.slug}/rule/approve")
    gone = draft.package.sentences()[-1]
    revision = Revision(removed=(gone.id,))
    desk.front.newsroom.editing.keep(draft.slug, draft.digest, revision, "Ada")

    refused = bo.post(f"/story/{draft.slug}/rule/approve", data={**form, "note": "my words"})

    assert refused.status_code == 409
    assert "What changed since you opened it" in refused.text
    assert f"Sentence {gone.id}" in refused.text
    assert "my words" in refused.text
    assert row_of(desk, draft.slug).approvals == ()


def test_who_reads_along_sees_no_form_and_cannot_send_one(desk: DeskHouse) -> None:
    slug, rui = ready(desk).slug, desk.signed_in("Rui")
    page = rui.get(f"/story/{slug}").text
    assert "/rule/" not in page
    assert "your role does not rule" in between(page)
    form = {"token": token_of(page), "note": "x"}
    assert rui.post(f"/story/{slug}/rule/hold", data=form).status_code == 403
    assert row_of(desk, slug).state is QueueState.READY


@pytest.mark.parametrize("address", ["/story/nowhere/rule/hold", "/story/{slug}/rule/publish"])
def test_an_unknown_story_or_ruling_is_nowhere(desk: DeskHouse, address: str) -> None:
    ada, slug = desk.signed_in(), ready(desk).slug
    form = {"token": token_of(ada.get("/account").text), "note": "x"}
    assert ada.post(address.format(slug=slug), data=form).status_code == 404


@pytest.mark.parametrize(
    ("wish", "fields"),
    [
        ("embargo", {"at": "tomorrow"}),
        ("priority", {"priority": "99"}),
        ("priority", {"priority": "high"}),
        ("assign", {"assignee": "Nobody"}),
        ("assign", {"assignee": "Rui"}),
        ("hold", {"note": "  "}),
        ("return", {"stage": "release", "note": "x"}),
        ("approve", {"reply": "whatever"}),
        ("approve", {"sign:000000000000": "x"}),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    desk: DeskHouse, wish: str, fields: dict[str, str]
) -> None:
    slug = ready(desk).slug
    refused = ruled(desk.signed_in(), slug, wish, **fields)
    assert refused.status_code in {409, 422}
    assert "Nothing was ruled." in refused.text
    assert row_of(desk, slug).state is QueueState.READY


def test_the_forms_stand_on_a_page_of_their_own_too(desk: DeskHouse) -> None:
    slug = ready(desk, Risk.HIGH).slug
    page = desk.signed_in().get(f"/story/{slug}/rule")
    assert page.status_code == 200
    assert fields_of(page.text, f"/story/{slug}/rule/approve")["covers"]


def test_a_signed_text_is_published_says_so_and_verifies(desk: DeskHouse) -> None:
    slug = blocked(desk)
    findings = draft_of(desk, slug).findings
    keys = {f"sign:{finding_key(one)}": "The yard told me" for one in findings if one.blocks}
    for name in ("Bo", "Cy"):
        assert ruled(desk.signed_in(name), slug, "approve", **keys).status_code == 303
    newsroom = desk.front.newsroom
    assert release(newsroom, slug).startswith("published ")
    var = newsroom.places.var
    [bundle] = (var / "site").rglob("bundle.json")
    public = json.loads(bundle.read_text(encoding="utf-8"))
    assert public["signed"] == sorted({one.where for one in findings if one.blocks})
    assert "The yard told me" not in bundle.read_text(encoding="utf-8")
    report = verify_slug(desk.archive, var, slug, (), desk.front.masthead)
    assert report.failed == ()
