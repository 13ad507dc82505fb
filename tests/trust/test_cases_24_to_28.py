"""24 to 28: roles, four eyes, changes after approval, two editors at once, old pages. Over HTTP.

Each holds on both databases: the house is the demo's, carried to the server row by row.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsroom_agents.story.queue import QueueState, Risk
from newsroom_agents.story.revision import Revision
from tests.desk.builders import DeskHouse, staff, token_of
from tests.desk.houses import desk_over, draft_of, fields_of, ready, row_of, ruled
from tests.stories.shop import Shop

from .inside import release


@pytest.fixture(params=["sqlite", "postgres"])
def desk(request: pytest.FixtureRequest, reported: Shop, tmp_path: Path) -> Iterator[DeskHouse]:
    """A house with stories on each database, and its desk."""
    shop = reported.copy(tmp_path / "var")
    server = request.getfixturevalue("postgres").emptied() if request.param == "postgres" else ""
    with desk_over(shop, server) as house:
        staff(house.archive, house.clock())
        yield house


def spare_sentence(house: DeskHouse, slug: str) -> str:
    """Return a sentence on which no short text rests."""
    package = draft_of(house, slug).package
    assert package is not None
    rests = {one for names in package.rests_on.model_dump().values() for one in names}
    return [one.id for one in package.sentences() if one.id not in rests][-1]


def change(house: DeskHouse, slug: str, editor: str) -> None:
    """Change the headline by hand: take its last words away, or put some there."""
    draft = draft_of(house, slug)
    short = draft.headline.rpartition(",")[0] or f"{draft.headline}, reports say"
    revision = Revision.model_validate({"texts": [{"where": "headline", "text": short}]})
    house.front.newsroom.editing.keep(slug, draft.digest, revision, editor)


def answers(house: DeskHouse, slug: str) -> dict[str, str]:
    """Return what a story of high risk without remarks asks of an approval."""
    assert not draft_of(house, slug).findings
    return {"reply": "asked"}


def test_case_24_who_may_not_rule_is_refused_by_any_address_and_that_is_on_record(
    desk: DeskHouse,
) -> None:
    slug, rui, max_ = ready(desk).slug, desk.signed_in("Rui"), desk.signed_in("Max")
    digest = row_of(desk, slug).digest
    for browser, name in ((rui, "Rui"), (max_, "Max")):
        form = {"token": token_of(browser.get("/account").text), "covers": digest, "note": "x"}
        for address in (f"/story/{slug}/rule/approve", "/story/no-such-story/rule/approve"):
            assert browser.post(address, data=form).status_code == 403
        assert desk.events("desk refusal")[-1]["editor"] == name
    assert row_of(desk, slug).approvals == ()
    ada = desk.signed_in("Ada")
    unseen = [ada.get(f"/story/{name}") for name in ("no-such-story", "s'--", "9")]
    assert {answer.status_code for answer in unseen} == {404}
    assert len({answer.text for answer in unseen}) == 1


def test_case_25_whoever_wrote_the_take_is_not_its_second_pair_of_eyes(desk: DeskHouse) -> None:
    slug = "halu-islands-cut-coral"
    assert row_of(desk, slug).risk is Risk.HIGH
    change(desk, slug, "Ada")
    change(desk, slug, "Bo")
    for name in ("Ada", "Bo"):
        assert (
            ruled(desk.signed_in(name), slug, "approve", **answers(desk, slug)).status_code == 303
        )
    row = row_of(desk, slug)
    assert (row.state, row.approvals_missing) == (QueueState.READY, 1)
    assert ruled(desk.signed_in("Cy"), slug, "approve", **answers(desk, slug)).status_code == 303
    assert row_of(desk, slug).state is QueueState.APPROVED


def test_case_25_a_double_click_in_two_accounts_counts_once_for_each_person(
    desk: DeskHouse,
) -> None:
    slug = "halu-islands-cut-coral"
    action = f"/story/{slug}/rule/approve"
    browsers = [desk.signed_in(name) for name in ("Ada", "Ada", "Bo", "Bo")]
    forms = [
        {**fields_of(one.get(f"/story/{slug}").text, action), **answers(desk, slug)}
        for one in browsers
    ]
    with ThreadPoolExecutor(len(browsers)) as threads:
        sent = [
            threads.submit(one.post, action, data=form)
            for one, form in zip(browsers, forms, strict=True)
        ]
        codes = {each.result().status_code for each in sent}
    assert codes <= {303, 409}
    with desk.archive.reading() as room:
        decisions = [one.editor for one in room.queue.approvals(slug)]
        assert room.journal.verify().is_sound
    assert sorted(decisions) == ["Ada", "Bo"]
    assert row_of(desk, slug).state is QueueState.APPROVED


def test_case_26_a_change_after_approval_voids_it_and_the_release_refuses(
    desk: DeskHouse,
) -> None:
    slug = ready(desk).slug
    assert ruled(desk.signed_in("Bo"), slug, "approve").status_code == 303
    change(desk, slug, "Ada")
    row = row_of(desk, slug)
    assert (row.state, row.approvals) == (QueueState.READY, ())
    assert release(desk.front.newsroom, slug).startswith("refused: ")
    assert not (desk.front.newsroom.places.var / "site").exists()


def test_case_27_of_two_edits_of_one_version_none_is_lost(desk: DeskHouse) -> None:
    slug, ada, bo = ready(desk).slug, desk.signed_in("Ada"), desk.signed_in("Bo")
    action = f"/story/{slug}/edit"
    given = fields_of(bo.get(action).text, action)
    gone = spare_sentence(desk, slug)
    mine = fields_of(ada.get(action).text, action) | {f"gone:{gone}": "1", "do": "save"}
    assert ada.post(action, data=mine).status_code == 303

    theirs = {**given, "t:headline": given["t:headline"] + ", reports say", "do": "save"}
    late = bo.post(action, data=theirs)

    assert (late.status_code, row_of(desk, slug).take) == (409, 2)
    assert "reports say" in late.text
    merged = fields_of(late.text, action) | {"do": "save"}
    saved = bo.post(action, data=merged)
    assert saved.status_code == 303, saved.text
    package = draft_of(desk, slug).package
    assert package is not None
    assert package.headline.endswith(", reports say")
    assert gone not in {one.id for one in package.sentences()}


def test_case_28_an_approval_names_the_text_its_page_showed(desk: DeskHouse) -> None:
    slug, bo = ready(desk).slug, desk.signed_in("Bo")
    action = f"/story/{slug}/rule/approve"
    old = fields_of(bo.get(f"/story/{slug}").text, action)
    change(desk, slug, "Ada")

    refused = bo.post(action, data=old)

    assert refused.status_code == 409
    assert "Nothing was ruled." in refused.text
    unread = bo.post(action, data={**old, "covers": row_of(desk, slug).digest})
    assert unread.status_code == 422
    assert "open the story" in unread.text
    assert row_of(desk, slug).approvals == ()
    assert ruled(bo, slug, "approve").status_code == 303
    with desk.archive.reading() as room:
        [approval] = room.queue.approvals(slug)
    assert approval.covers == row_of(desk, slug).digest != old["covers"]
