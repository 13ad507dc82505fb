"""What lies on the roles' tables: numbered sources, without what hides from a reader, and notes."""

from datetime import UTC, datetime

from newsroom_agents.agents._brief import Note
from newsroom_agents.pipeline.briefs import notes_on, number_sources
from newsroom_agents.story.check import FactCheckReport, Finding, SentenceVerdict, Verdict
from newsroom_agents.story.source import Outlet, PubStatus, Snapshot

_NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)


def snapshot(number: int, title: str = "EXERCISE A lamp was lit", outlet: str = "Post") -> Snapshot:
    return Snapshot(
        id=f"snapshot{number}",
        uri=f"urn:exercise:{number}",
        number=1,
        outlet=Outlet(id=outlet, name=outlet),
        title=title,
        text="EXERCISE – A lamp was lit.",
        language="en",
        published=_NOON,
        retrieved=_NOON,
        url="",
        status=PubStatus.USABLE,
        embargoed_until=None,
        ednote="",
        sha256="0" * 64,
        text_sha256="0" * 64,
        origin=f"origin{number}",
    )


def test_a_source_number_once_given_is_kept_and_never_given_again() -> None:
    first = number_sources([snapshot(1), snapshot(2)], {}, frozenset({"en"}))
    known = {source.snapshot: source.id for source in first} | {"gone": "S7"}
    later = number_sources([snapshot(3), snapshot(2)], known, frozenset({"en"}))
    assert [source.id for source in first] == ["S1", "S2"]
    assert [source.id for source in later] == ["S8", "S2"]


def test_signs_that_hide_or_turn_a_title_round_stay_with_the_snapshot() -> None:
    told = snapshot(1, title="EXERCISE A\u202e lamp\u200b was lit", outlet="Po\u200bst")
    [source] = number_sources([told], {}, frozenset({"en"}))
    assert source.title == "EXERCISE A lamp was lit"
    assert source.outlet_name == "Post"
    assert "\u202e" in told.title


def test_a_source_in_another_language_is_not_readable() -> None:
    foreign = snapshot(1).model_copy(update={"language": "ka"})
    [source] = number_sources([foreign], {}, frozenset({"en"}))
    assert not source.is_readable


def _verdict(sentence: str, verdict: Verdict, reason: str) -> SentenceVerdict:
    return SentenceVerdict(sentence=sentence, verdict=verdict, cites=(), rung=None, reason=reason)


def _finding(where: str, reason: str) -> Finding:
    return Finding(
        where=where, check="numbers", verdict=Verdict.UNSUPPORTED, is_hard=True, reason=reason
    )


def test_the_next_take_is_told_what_code_and_what_the_fact_checker_hold_against_a_text() -> None:
    report = FactCheckReport(
        take=1,
        verdicts=(
            _verdict("s1", Verdict.UNSUPPORTED, "name the outlet; S2 does not say who they were"),
            _verdict("s2", Verdict.SUPPORTED, "S1.2 says so"),
            _verdict("s3", Verdict.UNSUPPORTED, "S1.3 has only “they”"),
        ),
        findings=(
            _finding("s1", "name the outlet."),
            _finding("s1", "“14” stands in no source"),
            _finding("heading-2", "“Alba” stands in no source"),
        ),
    )
    assert notes_on(report) == (
        Note(
            where="s1",
            text="name the outlet; S2 does not say who they were; “14” stands in no source",
        ),
        Note(where="s3", text="S1.3 has only “they”"),
        Note(where="heading-2", text="“Alba” stands in no source"),
    )
