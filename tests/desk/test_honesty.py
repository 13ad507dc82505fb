"""The honesty meter: drafts wrong on purpose, what is said of them, and that none ever gets out."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from newsroom_agents.archive.decisions import Decisions
from newsroom_agents.archive.seeds import Defect, Seed, SeedOutcome
from newsroom_agents.errors import NewsroomError, NotApprovedError, StandardsError
from newsroom_agents.pipeline.honesty import Seeding
from newsroom_agents.story.decision import Approved, Decision, EditorRole, Ruling, Via
from newsroom_agents.story.publication import Publication
from newsroom_agents.story.queue import QueuedDraft, QueueState
from tests.trust.inside import release

from .builders import DeskHouse
from .houses import draft_of, ready, row_of, ruled
from .papers import Story, enter

SEED = "harbour-fire-2"
DEFECT = Defect(
    kind="name_swapped_in_source",
    place="s1",
    before="The harbour of Port Alba closed on Sunday.",
    after="The harbour of Port Alba closed on Monday.",
)


def seeded(house: DeskHouse, cause: str = "harbour-fire/1") -> QueuedDraft:
    """Put a story whose first sentence is wrong on purpose into the queue, with its mark."""
    now = house.clock()
    draft = enter(house.archive, now, Story(slug=SEED, findings=()))
    with house.archive.writing() as room:
        room.seeds.plant(
            Seed(
                slug=SEED,
                cause=cause,
                source="harbour-fire",
                defect=DEFECT,
                persona=draft.persona,
                languages=draft.languages,
                made=now,
            )
        )
    return draft


def approval(house: DeskHouse, draft: QueuedDraft, editor: str = "Ada") -> Decision:
    return Decision(
        slug=draft.slug,
        take=draft.take,
        number=1,
        ruling=Ruling.APPROVE,
        editor=editor,
        role=EditorRole.EDITOR,
        covers=draft.digest,
        note="",
        via=Via.DESK,
        account="",
        decided=house.clock(),
    )


def test_a_seeded_draft_that_is_approved_is_told_and_never_approved(bare_desk: DeskHouse) -> None:
    draft, ada = seeded(bare_desk), bare_desk.signed_in()
    ada.get(f"/story/{SEED}")
    bare_desk.clock.forward(minutes=3)

    answer = ruled(ada, SEED, "approve")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/honesty/{SEED}")
    with bare_desk.archive.reading() as room:
        seed = room.seeds.find(SEED)
        assert not room.queue.decisions(SEED)
        assert room.journal.verify().is_sound
        told = [row.detail for row in room.journal.rows(SEED) if row.event == "seed told"]
    assert seed is not None
    assert (seed.outcome, seed.editor) == (SeedOutcome.MISSED, "Ada")
    assert seed.told is not None
    assert seed.opened is not None
    assert (seed.told - seed.opened).total_seconds() == 180
    assert told[0]["outcome"] == "missed"
    row = row_of(bare_desk, draft.slug)
    assert (row.state, row.approvals) == (QueueState.SPIKED, ())
    page = ada.get(f"/honesty/{SEED}").text
    assert "made wrong on purpose" in page
    assert "Sunday" in page


def test_a_note_at_the_wrong_text_finds_it_and_any_other_only_stops_it(
    bare_desk: DeskHouse,
) -> None:
    seeded(bare_desk)
    ada = bare_desk.signed_in()
    answer = ruled(ada, SEED, "return", **{"note:s1": "no source says Monday"})
    assert answer.status_code == 303, answer.text
    with bare_desk.archive.reading() as room:
        seed = room.seeds.find(SEED)
    assert seed is not None
    assert seed.outcome is SeedOutcome.FOUND
    assert row_of(bare_desk, SEED).state is QueueState.SPIKED


def test_a_spiked_seed_is_stopped_and_cannot_be_ruled_on_again(bare_desk: DeskHouse) -> None:
    seeded(bare_desk)
    ada = bare_desk.signed_in()
    assert ruled(ada, SEED, "hold", note="later").status_code == 303
    assert ruled(ada, SEED, "spike", note="old news").status_code == 303
    with bare_desk.archive.reading() as room:
        seed = room.seeds.find(SEED)
    assert seed is not None
    assert seed.outcome is SeedOutcome.STOPPED
    rulings = bare_desk.front.newsroom.rulings
    with bare_desk.archive.reading() as room:
        held = room.queue.decisions(SEED)[-1]
    undo = held.model_copy(update={"ruling": Ruling.UNDO})
    with pytest.raises(NewsroomError), bare_desk.archive.writing() as room:
        room.queue.apply(undo, rulings.clock())
    assert row_of(bare_desk, SEED).state is QueueState.SPIKED


def test_no_way_into_the_archive_lets_a_seeded_draft_out(bare_desk: DeskHouse) -> None:
    draft, now = seeded(bare_desk), bare_desk.clock()
    decision = approval(bare_desk, draft)
    public = Publication(
        slug=SEED,
        take=1,
        target="site",
        revision=1,
        url_path="2031/05/04/harbour",
        digest=draft.digest,
        headline=draft.headline,
        first_published=now,
        updated=now,
    )
    refused = pytest.raises(StandardsError, match="seeded draft")
    with refused, bare_desk.archive.writing() as room:
        room.queue.begin_release(SEED, now)
    with refused, bare_desk.archive.writing() as room:
        room.queue.mark_published(SEED)
    with refused, bare_desk.archive.writing() as room:
        Decisions(room.session, room.papers).file(decision, now)
    with refused, bare_desk.archive.writing() as room:
        room.publications.record(public, None)
    with bare_desk.archive.reading() as room:
        assert room.queue.due(now) == ()
        assert room.publications.current(SEED, "site") is None


def test_a_real_story_comes_again_with_one_error_that_the_checks_let_pass(
    desk: DeskHouse,
) -> None:
    source, ada = ready(desk), desk.signed_in()
    newsdesk = desk.front.newsroom.desk
    assert ruled(ada, source.slug, "spike", note="old news").status_code == 303
    assert Seeding(newsdesk).perhaps(source.slug, 1) == ""
    always = replace(newsdesk, rules=replace(newsdesk.rules, seed_rate=1.0))

    slug = Seeding(always).perhaps("any-other-story", 1)

    assert slug == f"{source.slug}-2"
    assert Seeding(always).perhaps("any-other-story", 1) == ""
    draft = draft_of(desk, slug)
    with desk.archive.reading() as room:
        seed = room.seeds.find(slug)
        assert not room.leads.slug_is_taken(slug)
    assert seed is not None
    assert draft.package is not None
    assert (draft.hard, row_of(desk, slug).state) == (0, QueueState.READY)
    texts = {one.id: one.text for one in draft.package.sentences()}
    assert texts[seed.defect.place] == seed.defect.after != seed.defect.before
    page = ada.get(f"/story/{slug}").text
    assert "on purpose" not in page
    assert "seed" not in page.lower()
    assert ada.get(f"/honesty/{slug}").status_code == 404
    for part in ("record", "history", "takes", "preview", "edit"):
        assert ada.get(f"/story/{slug}/{part}").status_code == 200, part

    decision = approval(desk, draft)
    with pytest.raises((NotApprovedError, ValidationError)):
        Approved(
            package=draft.package,
            salts=draft.salts,
            digest=draft.digest,
            risk=draft.risk,
            decisions=(decision, approval(desk, draft, "Bo")),
        )
    before = public_copies_of(desk)
    with pytest.raises(StandardsError):
        release(desk.front.newsroom, slug)
    assert public_copies_of(desk) == before


def public_copies_of(house: DeskHouse) -> list[str]:
    site = house.front.newsroom.places.var / "site"
    return sorted(str(path) for path in site.rglob("bundle.json"))


def test_editors_see_their_own_figures_and_chiefs_everybodys(plain_desk: DeskHouse) -> None:
    seeded(plain_desk)
    ada = plain_desk.signed_in("Ada")
    assert "is off" in ada.get("/honesty").text
    assert ruled(ada, SEED, "approve").status_code == 303
    assert "0 of 1 (0 %)" in ada.get("/honesty").text
    assert "1 of 1 (100 %)" in ada.get("/honesty").text
    bo, cy = plain_desk.signed_in("Bo"), plain_desk.signed_in("Cy")
    assert "Nothing was measured yet" in bo.get("/honesty").text
    assert bo.get(f"/honesty/{SEED}").status_code == 404
    assert "Ada" in cy.get("/honesty").text
    assert cy.get(f"/honesty/{SEED}").status_code == 200


def test_the_meter_is_off_unless_the_house_says_how_often(plain_desk: DeskHouse) -> None:
    assert plain_desk.front.newsroom.desk.rules.seed_rate == 0.0
    assert plain_desk.front.newsroom.settings.honesty.rate == 0.0
