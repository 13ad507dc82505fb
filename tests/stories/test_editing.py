"""An editor changes a draft by hand: checked, kept as a new take, approved by other eyes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsroom_agents.errors import (
    ArchiveError,
    MoveError,
    NewsroomError,
    NotApprovedError,
    StaleEditError,
)
from newsroom_agents.newsroom import Newsroom, open_newsroom
from newsroom_agents.pipeline.rulings import Ask
from newsroom_agents.story.decision import EditorRole, Ruling, Via
from newsroom_agents.story.draft import SentenceKind
from newsroom_agents.story.queue import QueuedDraft, QueueState, Risk
from newsroom_agents.story.revision import Revision
from tests.stories.shop import Shop

LATER = datetime(2999, 1, 1, tzinfo=UTC)


@pytest.fixture
def newsroom(shop: Shop) -> Iterator[Newsroom]:
    with open_newsroom(shop.house, shop.var, {}) as opened:
        yield opened


def of_risk(newsroom: Newsroom, risk: Risk) -> QueuedDraft:
    with newsroom.desk.archive.reading() as room:
        row = room.queue.rows(states=[QueueState.READY], risk=risk)[0]
        return room.queue.draft(row.slug)


def now(newsroom: Newsroom, slug: str) -> QueuedDraft:
    with newsroom.desk.archive.reading() as room:
        return room.queue.draft(slug)


def last_sentences(draft: QueuedDraft, many: int = 1) -> tuple[str, ...]:
    assert draft.package is not None
    return tuple(one.id for one in draft.package.sentences()[-many:])


def keep(newsroom: Newsroom, draft: QueuedDraft, revision: Revision, editor: str = "Ada") -> None:
    newsroom.editing.keep(draft.slug, draft.digest, revision, editor)


def rule(newsroom: Newsroom, slug: str, ruling: Ruling, editor: str, covers: str = "") -> None:
    newsroom.rulings.rule(
        Ask(
            slug=slug,
            ruling=ruling,
            editor=editor,
            via=Via.CLI,
            account="test",
            covers=covers,
            note="EXERCISE",
            at=LATER if ruling is Ruling.EMBARGO else None,
        )
    )


def test_a_change_at_the_command_line_is_checked_kept_published_and_verified(shop: Shop) -> None:
    slug = shop.ready(risk=("elevated",))[0]
    before = shop.draft(slug)
    paragraphs = [p for s in before["package"]["sections"] for p in s["paragraphs"]]
    gone = paragraphs[-1]["sentences"][-1]["id"]
    headline = before["package"]["headline"].rpartition(",")[0] or before["package"]["headline"]
    file = shop.var.parent / "changes.json"
    texts = [{"where": "headline", "text": headline + ", reports say"}]
    file.write_text(json.dumps({"texts": texts, "removed": [gone]}), encoding="utf-8")
    told = ("--covers", before["digest"], "--changes", str(file), "--editor", "Ada")

    tried = shop.do("queue", "edit", slug, *told, "--check", "--json")
    assert (tried.code, tried.json()["take"], tried.json()["hard"]) == (0, 2, 0)
    said = shop.do("queue", "edit", slug, *told)

    assert said.code == 0, said.err
    assert "is ready as take 2" in said.out
    late = shop.do("queue", "edit", slug, *told)
    assert late.code == 1
    after = shop.draft(slug)
    assert after["digest"][:12] in late.err
    assert after["package"]["headline"] == headline + ", reports say"
    assert after["package"]["url_path"] == before["package"]["url_path"]
    assert "changed by hand" in after["package"]["disclosure"]
    assert shop.approve(slug, "Ada").code == 0
    assert shop.do("release").code == 0
    assert shop.do("verify", slug).code == 0
    folder = shop.page(slug).parent
    public = "".join(
        path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in {".html", ".json"}
    )
    assert "Changes at the desk" in public
    assert "Ada" not in public


def test_a_file_that_is_no_revision_is_named_with_its_field(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "changes.json"
    told = ("--covers", "0" * 64, "--changes", str(file), "--editor", "Ada")
    for content, expected in (
        ('{"texts": [{"where": "headline", "text": ""}]}', "texts.0.text"),
        ('{"publish": true}', "publish"),
    ):
        file.write_text(content, encoding="utf-8")
        said = shop.do("queue", "edit", "any-story", *told)
        assert said.code == 2
        assert f"{file}: {expected}" in said.err


def test_an_earlier_approval_does_not_cover_the_changed_text(newsroom: Newsroom) -> None:
    draft = of_risk(newsroom, Risk.ELEVATED)
    rule(newsroom, draft.slug, Ruling.EMBARGO, "Bo", "")
    rule(newsroom, draft.slug, Ruling.APPROVE, "Bo", draft.digest)

    keep(newsroom, draft, Revision(removed=last_sentences(draft)))

    with newsroom.desk.archive.reading() as room:
        row = room.queue.row(draft.slug)
    assert (row.state, row.approvals) == (QueueState.READY, ())
    assert row.embargoed_until is not None
    with pytest.raises(NotApprovedError):
        rule(newsroom, draft.slug, Ruling.APPROVE, "Bo", draft.digest)


def test_of_two_editors_at_once_the_second_is_told_and_nothing_is_lost(newsroom: Newsroom) -> None:
    draft = of_risk(newsroom, Risk.ELEVATED)
    first, second = last_sentences(draft, 2)
    keep(newsroom, draft, Revision(removed=(first,)))

    with pytest.raises(StaleEditError, match=now(newsroom, draft.slug).digest[:12]):
        keep(newsroom, draft, Revision(removed=(second,)), "Bo")

    assert last_sentences(now(newsroom, draft.slug)) == (second,)


def test_a_figure_from_no_source_stops_the_take_until_it_goes(newsroom: Newsroom) -> None:
    draft = of_risk(newsroom, Risk.ELEVATED)
    assert draft.package is not None
    told = next(one for one in draft.package.sentences() if one.kind is SentenceKind.REPORTED)
    wrong = Revision.model_validate(
        {"texts": [{"where": told.id, "text": f"{told.text} It took 4,711 days."}]}
    )

    tried = newsroom.editing.tried(draft.slug, draft.digest, wrong, "Ada").draft
    assert any("4,711" in finding.reason for finding in tried.findings if finding.blocks)
    assert now(newsroom, draft.slug).take == 1

    keep(newsroom, draft, wrong)
    stopped = now(newsroom, draft.slug)
    with newsroom.desk.archive.reading() as room:
        assert room.queue.row(draft.slug).state is QueueState.STOPPED
    keep(
        newsroom,
        stopped,
        Revision.model_validate({"texts": [{"where": told.id, "text": told.text}]}),
    )
    with newsroom.desk.archive.reading() as room:
        row = room.queue.row(draft.slug)
    assert (row.take, row.state) == (3, QueueState.READY)


def test_of_the_two_who_approve_a_risky_story_one_made_no_take_of_it(newsroom: Newsroom) -> None:
    draft = of_risk(newsroom, Risk.HIGH)
    with newsroom.desk.archive.writing() as room:
        room.editors.add("Cy", EditorRole.CHIEF, newsroom.desk.clock())
    first, second = last_sentences(draft, 2)
    keep(newsroom, draft, Revision(removed=(first,)))
    keep(newsroom, now(newsroom, draft.slug), Revision(removed=(second,)), "Bo")
    digest = now(newsroom, draft.slug).digest

    rule(newsroom, draft.slug, Ruling.APPROVE, "Ada", digest)
    rule(newsroom, draft.slug, Ruling.APPROVE, "Bo", digest)
    with newsroom.desk.archive.reading() as room:
        row = room.queue.row(draft.slug)
    assert (row.state, row.approvals_missing, row.made_by) == (QueueState.READY, 1, ("Ada", "Bo"))

    rule(newsroom, draft.slug, Ruling.APPROVE, "Cy", digest)
    with newsroom.desk.archive.reading() as room:
        assert room.queue.row(draft.slug).state is QueueState.APPROVED


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"texts": [{"where": "s999", "text": "x"}]}, "no text 's999'"),
        ({"removed": ["s999"]}, "no sentence 's999'"),
        ({"sections": [{"was": 9, "heading": "", "access": "public"}]}, "no section 9"),
        ({}, "changes nothing"),
        ({"places": ["ZZ"]}, "'ZZ' is no place of this story"),
        ({"texts": [{"where": "teaser", "text": "See https://evil.example/x"}]}, "an address"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_what_was_expected(
    newsroom: Newsroom, changes: object, expected: str
) -> None:
    draft = of_risk(newsroom, Risk.ELEVATED)

    with pytest.raises(NewsroomError, match=expected):
        keep(newsroom, draft, Revision.model_validate(changes))

    assert now(newsroom, draft.slug).take == 1


def test_who_may_not_rule_may_not_change_and_a_held_story_waits(newsroom: Newsroom) -> None:
    draft = of_risk(newsroom, Risk.ELEVATED)
    revision = Revision(removed=last_sentences(draft))
    with newsroom.desk.archive.writing() as room:
        room.editors.add("Dee", EditorRole.READER, newsroom.desk.clock())
    with pytest.raises(ArchiveError, match="does not rule"):
        keep(newsroom, draft, revision, "Dee")

    rule(newsroom, draft.slug, Ruling.HOLD, "Bo")
    with pytest.raises(MoveError, match="held"):
        keep(newsroom, draft, revision)

    assert now(newsroom, draft.slug).take == 1
