"""What makes an event news is counted, and an editor can count again."""

from datetime import timedelta

import pytest

from newsroom_agents.story.source import PubStatus
from newsroom_agents.wire.events import member_of
from newsroom_agents.wire.signals import (
    WEIGHTS,
    beat_fit,
    independent_origins,
    novelties,
    score,
    signals,
    usable_reports,
)
from tests.wire.builders import START, beat, report

HARBOUR = beat("harbour", {"en": ("bridge", "ferry", "harbour master"), "zh": ("港口",)})
COURTS = beat("courts", {"en": ("judge", "court", "appeal")}, weight=0.5)
TEXT = "The harbour master closed the bridge. Ferries sail instead."


def test_the_weights_add_up_to_one() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_voices_are_counted_not_reports() -> None:
    reports = [
        report("1", TEXT, outlet="Observer", origin="o1"),
        report("2", TEXT, outlet="Courier", origin="o1"),
        report("3", TEXT + " More.", outlet="Courier", origin="o2"),
        report("4", "Our own.", outlet="Herald", origin="o3"),
    ]
    assert independent_origins(reports[:2]) == 1
    assert independent_origins(reports[:3]) == 1
    assert independent_origins(reports) == 2
    assert independent_origins(()) == 0


def test_an_outlet_is_one_voice_however_its_name_is_written() -> None:
    written = ("Meridian Press", "MERIDIAN PRESS", "Ｍeridian Press")
    reports = [
        report(f"urn:{at}", f"text {at}", outlet=name, origin=f"o{at}")
        for at, name in enumerate(written)
    ]
    assert independent_origins(reports) == 1
    found = signals(reports, [beat("sea", {})], START, readable={"en"})
    assert (found.origins, found.outlets) == (1, 1)


def test_only_the_newest_usable_version_of_an_item_counts() -> None:
    old = report("1", TEXT)
    canceled = report("1", TEXT, number=2, status=PubStatus.CANCELED)
    withheld = report("2", TEXT, status=PubStatus.WITHHELD)
    other = report("3", TEXT)
    assert usable_reports([canceled, old, withheld, other]) == (other,)


def test_signals_say_what_is_there() -> None:
    reports = [
        report("1", TEXT, outlet="Observer", origin="o1", hours=1),
        report("2", "港口关闭", language="zh", outlet="Kust", origin="o2", hours=3),
    ]
    found = signals(reports, [COURTS, HARBOUR], START + timedelta(hours=3), readable={"en"})
    assert (found.origins, found.outlets, found.readable_origins) == (2, 2, 1)
    assert (found.languages, found.beat) == (("en", "zh"), "harbour")
    assert found.newest == START + timedelta(hours=3)
    assert (found.parts.freshness, found.parts.novelty) == (1.0, 1.0)
    assert found.score == score(found.parts)


def test_more_voices_fresher_news_and_more_novelty_score_higher() -> None:
    one = [report("1", TEXT)]
    two = [*one, report("2", "Other words on the harbour.")]
    now = START + timedelta(hours=1)
    base = signals(one, [HARBOUR], now, readable={"en"}).score
    assert signals(two, [HARBOUR], now, readable={"en"}).score > base
    assert signals(one, [HARBOUR], now + timedelta(days=2), readable={"en"}).score < base
    assert signals(one, [HARBOUR], now, readable={"en"}, novelty=0.1).score < base


def test_parts_stay_between_0_and_1_whatever_comes_in() -> None:
    many = [report(str(n), TEXT * 50, language=f"{chr(97 + n % 26)}a") for n in range(60)]
    found = signals(many, [HARBOUR], START - timedelta(days=9), readable=(), novelty=7.0)
    assert all(0 <= value <= 1 for value in found.parts.model_dump().values())
    assert 0 <= found.score <= 1


def test_an_event_whose_reports_were_all_withdrawn_has_no_voice() -> None:
    found = signals(
        [report("1", TEXT, status=PubStatus.CANCELED)], [HARBOUR], START, readable={"en"}
    )
    assert (found.origins, found.outlets, found.languages) == (0, 0, ())


def test_signals_need_a_report_and_a_beat() -> None:
    with pytest.raises(ValueError, match="at least one report and one beat"):
        signals([], [HARBOUR], START, readable={"en"})


def test_a_beat_is_recognised_by_its_words_and_their_forms() -> None:
    assert beat_fit(report("1", "Ferries and bridges."), HARBOUR) > 0
    assert beat_fit(report("1", "A stirring cabridge."), HARBOUR) == 0
    assert beat_fit(report("1", "", title="Ferry news"), HARBOUR) > beat_fit(
        report("1", "Ferry news"), HARBOUR
    )
    assert beat_fit(report("1", "昨晚港口关闭", language="zh"), HARBOUR) > 0
    assert beat_fit(report("1", "Die Fähre", language="de"), HARBOUR) == 0


def test_what_was_told_before_is_not_new() -> None:
    told = [member_of(report("t", TEXT, title="Bridge closed", outlet="x"))]
    same = member_of(report("n", TEXT, title="Bridge closed", hours=30))
    other = member_of(report("o", "A judge in Norvale freed two poachers.", hours=30))
    found = novelties({"same": [same], "other": [other]}, told)
    assert found["same"] == 0.0
    assert found["other"] > 0.9
    assert novelties({"same": [same]}, ()) == {"same": 1.0}
