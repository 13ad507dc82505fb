"""Papers are filed once; an event is claimed once."""

import pytest

from newsroom_agents.archive.archive import Archive, Room
from newsroom_agents.archive.leads import LeadState
from newsroom_agents.errors import ArchiveError, NotFoundError
from newsroom_agents.story.lead import Lead, Pass, PassReason
from newsroom_agents.story.paper import HOUSE_CREDIT, Filed, Stage
from newsroom_agents.story.queue import QueuedDraft
from newsroom_agents.story.translation import Translation, TranslationStatus

from .builders import HOUR, NOON, draft, lead, signals


def queued(take: int) -> Filed[QueuedDraft]:
    return Filed[QueuedDraft](
        slug="bridge",
        stage=Stage.QUEUE,
        take=take,
        filed_at=NOON + take * HOUR,
        credit=HOUSE_CREDIT,
        paper=draft(take=take),
    )


def passed(event: str, why: str) -> Pass:
    return Pass(
        event=event,
        title="Tit",
        reason=PassReason.FEW_ORIGINS,
        why=why,
        signals=signals(),
        snapshots=("a1",),
    )


def test_a_paper_comes_back_as_it_was_filed(archive: Archive) -> None:
    with archive.writing() as room:
        paper = room.papers.file(queued(1))
    with archive.reading() as room:
        found = room.papers.get(paper, QueuedDraft)
    assert (paper, found) == ("bridge/queue/1", queued(1))
    assert found.paper.canonical() == draft().canonical()


def test_filing_again_does_not_overwrite(room: Room) -> None:
    first = lead("bridge", "e1")
    other = first.model_copy(update={"paper": first.paper.model_copy(update={"title": "Other"})})
    assert room.papers.file(first) == room.papers.file(other)
    assert room.papers.get("bridge/lead/1", Lead) == first


def test_the_latest_take_is_the_highest_number_not_the_last_filed(room: Room) -> None:
    for take in (2, 10, 9):
        room.papers.file(queued(take))
    latest = room.papers.latest("bridge", Stage.QUEUE, QueuedDraft)
    assert latest is not None
    assert latest.take == 10
    assert room.papers.takes("bridge", Stage.QUEUE) == (2, 9, 10)
    assert room.papers.of("bridge") == ("bridge/queue/2", "bridge/queue/9", "bridge/queue/10")
    assert room.papers.latest("bridge", Stage.ART, QueuedDraft) is None


def test_a_translation_is_filed_under_its_snapshot(room: Room) -> None:
    paper = Translation(
        snapshot="a1",
        source_language="pt",
        target_language="en",
        status=TranslationStatus.GIST,
        sentences=(),
    )
    filed = Filed[Translation](
        slug="a1",
        stage=Stage.TRANSLATION,
        take=1,
        filed_at=NOON,
        credit=HOUSE_CREDIT,
        paper=paper,
    )
    assert room.papers.file(filed) == "a1/translation/1"
    assert room.papers.get("a1/translation/1", Translation) == filed


def test_a_paper_of_another_kind_is_refused_by_name(room: Room) -> None:
    room.papers.file(lead("bridge", "e1"))
    with pytest.raises(ArchiveError, match="'bridge/lead/1' cannot be read as QueuedDraft"):
        room.papers.get("bridge/lead/1", QueuedDraft)
    with pytest.raises(NotFoundError, match="no paper 'bridge/lead/2'"):
        room.papers.get("bridge/lead/2", Lead)


def test_an_event_is_claimed_once_whatever_the_slug(room: Room) -> None:
    assert room.leads.claim(lead("bridge", "e1"))
    assert not room.leads.claim(lead("bridge-2", "e1"))
    assert not room.leads.claim(lead("bridge", "e2"))
    assert not room.leads.claim(lead("bridge", "e1"))
    assert room.papers.of("bridge-2") == ()
    assert room.leads.slug_is_taken("bridge")
    assert not room.leads.slug_is_taken("bridge-2")


def test_a_lead_is_found_by_slug_and_by_event(room: Room) -> None:
    room.leads.claim(lead("bridge", "e1"))
    found = room.leads.get("bridge")
    assert (found.filed, found.state) == (lead("bridge", "e1"), LeadState.OPEN)
    assert room.leads.by_event("e1") == found
    assert room.leads.by_event("e2") is None
    with pytest.raises(NotFoundError, match="no lead 'tunnel'"):
        room.leads.get("tunnel")


def test_leads_still_to_be_reported_come_best_first(room: Room) -> None:
    for slug, score in (("low", 0.1), ("high", 0.9), ("mid", 0.5), ("done", 0.8)):
        room.leads.claim(lead(slug, f"event of {slug}", score))
    room.leads.settle("low", LeadState.REPORTING)
    room.leads.settle("done", LeadState.QUEUED)
    assert room.leads.open_slugs() == ("high", "mid", "low")
    assert room.leads.slugs(LeadState.QUEUED) == ("done",)
    assert room.leads.slugs() == ("high", "done", "mid", "low")
    assert room.leads.get("done").state is LeadState.QUEUED
    with pytest.raises(NotFoundError):
        room.leads.settle("tunnel", LeadState.PASSED)


def test_a_pass_said_again_keeps_its_first_time_and_its_last_word(room: Room) -> None:
    room.leads.record_pass(passed("e1", "one origin"), NOON)
    room.leads.record_pass(passed("e2", "one origin"), NOON + HOUR)
    room.leads.record_pass(passed("e1", "two origins"), NOON + 2 * HOUR)
    first, second = room.leads.passes()
    assert (first.paper.why, first.first, first.last) == ("two origins", NOON, NOON + 2 * HOUR)
    assert second.paper == passed("e2", "one origin")
