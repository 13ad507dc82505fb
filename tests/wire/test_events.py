"""Reports of one event come together, look-alikes stay apart, and a restart changes nothing."""

import random
import time
from collections import defaultdict
from collections.abc import Sequence

import pytest

from newsroom_agents.ports import EventMember
from newsroom_agents.story.source import Snapshot
from newsroom_agents.wire.events import Rarity, group, member_of, nearest_told
from newsroom_agents.wire.features import features
from tests.wire.builders import report

BRIDGE = [
    report(
        "bridge-1",
        "Port Alba's council voted to close the swing bridge for eleven months. Ines "
        "Calder, the harbour master, said four steel rings had cracked. Repairs cost 48 million "
        "crowns.",
        title="Port Alba closes its swing bridge",
        hours=0,
    ),
    report(
        "bridge-2",
        "The swing bridge in Port Alba will shut for eleven months after cracks were "
        "found in its rings, harbour master Ines Calder said. The repair costs 48 million.",
        title="Cracked rings shut Port Alba bridge",
        hours=1,
    ),
    report(
        "bridge-3",
        "El consejo de Port Alba cerrará el puente giratorio once meses, dijo la jefa "
        "del puerto, Ines Calder. La obra costará 48 millones de coronas.",
        language="es",
        title="Port Alba cierra su puente",
        hours=2,
    ),
    report(
        "bridge-4",
        "Рада Порт-Альби закриває міст на одинадцять місяців, заявила Інес Калдер. "
        "Ремонт коштуватиме 48 мільйонів.",
        language="uk",
        title="Міст у Порт-Альбі",
        hours=3,
    ),
]
STRIKE = [
    report(
        "strike-1",
        "Ferry crews in Skerry Holm stopped work on Monday. Their union wants nine "
        "percent more pay. The Holm Line cancelled 60 sailings.",
        title="Ferry crews strike in Skerry Holm",
        hours=0.5,
    ),
    report(
        "strike-2",
        "No ferries left Skerry Holm after crews of the Holm Line walked out over "
        "pay. The union demands nine percent; 60 sailings were cancelled.",
        title="Holm Line ferries stay in port",
        hours=1.5,
    ),
]
QUAKES = [
    report(
        "quake-n1",
        "A magnitude 6.1 earthquake shook Norvale province in Indonesia on Tuesday. "
        "Houses collapsed in Batu Tinggi and 24 people died, the rescue agency said.",
        title="Quake kills 24 in Norvale",
        hours=4,
    ),
    report(
        "quake-n2",
        "Rescuers searched collapsed houses in Batu Tinggi after a 6.1 quake hit "
        "Norvale province in Indonesia. At least 24 people were killed.",
        title="Norvale quake: rescuers search Batu Tinggi",
        hours=5,
    ),
    report(
        "quake-s1",
        "A magnitude 7.4 earthquake struck Selat Lama island in Indonesia at dawn. "
        "A hotel fell in Kota Ulu, four people died and thousands slept in tents.",
        title="Strong quake hits Selat Lama",
        hours=4.5,
    ),
    report(
        "quake-s2",
        "Thousands slept in tents on Selat Lama in Indonesia after a 7.4 earthquake "
        "brought down a hotel in Kota Ulu. Four died.",
        title="Selat Lama residents fear aftershocks",
        hours=6,
    ),
]
ALL = [*BRIDGE, *STRIKE, *QUAKES]


def grouped(members: Sequence[EventMember]) -> set[frozenset[str]]:
    events: dict[str, set[str]] = defaultdict(set)
    for member in members:
        events[member.event].add(member.uri)
    return {frozenset(uris) for uris in events.values()}


def uris(*reports: Snapshot) -> frozenset[str]:
    return frozenset(each.uri for each in reports)


def test_reports_of_one_event_come_together_across_languages() -> None:
    assert uris(*BRIDGE) in grouped(group(ALL, ()))


def test_look_alikes_of_the_same_kind_and_country_stay_apart() -> None:
    found = grouped(group(ALL, ()))
    assert uris(*QUAKES[:2]) in found
    assert uris(*QUAKES[2:]) in found
    assert uris(*STRIKE) in found


def test_a_member_says_why_it_is_there() -> None:
    why = {member.uri: member.why for member in group(ALL, ())}
    assert why["bridge-1"] == "first report"
    assert why["bridge-4"].startswith("shares ")
    assert "48" in why["bridge-4"]
    assert "Калдер" in why["bridge-4"]


def test_the_order_of_arrival_does_not_matter() -> None:
    expected = group(ALL, ())
    for seed in range(5):
        mixed = ALL[:]
        random.Random(seed).shuffle(mixed)  # noqa: S311 - a fixed shuffle, no secret
        assert group(mixed, ()) == expected


@pytest.mark.parametrize("stop", range(1, len(ALL)))
def test_a_run_that_was_stopped_goes_on_to_the_same_events(stop: int) -> None:
    whole = group(ALL, ())
    kept = whole[:stop]
    rest = group(ALL, kept)
    assert {member.snapshot for member in rest}.isdisjoint(member.snapshot for member in kept)
    assert grouped([*kept, *rest]) == grouped(whole)
    assert {m.snapshot: m.event for m in [*kept, *rest]} == {m.snapshot: m.event for m in whole}


def test_nothing_new_gives_nothing_to_keep() -> None:
    members = group(ALL, ())
    assert group(ALL, members) == ()
    assert group((), members) == ()
    assert group((), ()) == ()


def test_a_later_report_joins_the_event_that_is_already_there() -> None:
    known = group(ALL, ())
    later = report(
        "bridge-5",
        "Traders protest at Port Alba's closed swing bridge. Ines Calder, the "
        "harbour master, met them; the cracked rings cost 48 million crowns.",
        hours=20,
    )
    [member] = group([later], known)
    assert member.event == next(each.event for each in known if each.uri == "bridge-1")


def test_a_new_version_and_a_copy_stay_with_their_event() -> None:
    known = group([report("a", "Port Alba closes its bridge.", origin="o1")], ())
    version = report("a", "Entirely different words about volcanoes.", number=2, hours=1)
    copy = report("b", "Reprint under another roof.", origin="o1", hours=2)
    found = {member.uri: member for member in group([version, copy], known)}
    assert {found["a"].event, found["b"].event} == {known[0].event}
    assert found["a"].why == "a new version of the same item"
    assert found["b"].why == "a copy of the same text"


def test_two_events_that_a_report_shows_to_be_one_are_put_under_the_older() -> None:
    text = BRIDGE[0].text
    older = member_of(report("x1", text, hours=0))
    younger = member_of(report("x2", text, hours=1))
    moved = group([report("x3", text, hours=2)], [older, younger])
    assert {member.uri: member.event for member in moved} == {
        "x2": older.event, "x3": older.event,
    }  # fmt: skip


def test_a_shared_given_name_across_languages_is_no_event() -> None:
    boxer = report("p1", "Vladimir Harrow won the title fight in Vienna on points.", title="Boxing")
    other = report("p2", "Władimir Nowicki otworzył szkołę w Krakowie.", language="pl", hours=1)
    assert len(grouped(group([boxer, other], ()))) == 2


def test_closeness_is_more_than_one_for_the_same_event_only() -> None:
    members = [member_of(each) for each in ALL]
    assert Rarity(members).closeness(members[0], members[1]) > 1
    assert Rarity(members).closeness(members[0], members[4]) < 0.5
    assert Rarity(members).closeness(members[6], members[8]) < 1


def test_what_was_told_before_is_found_under_another_event() -> None:
    members = group(ALL, ())
    told = [member for member in members if member.uri in {"bridge-1", "strike-1"}]
    again = member_of(report("later", BRIDGE[0].text, hours=90))
    found = nearest_told({again.event: [again], "own": [told[1]]}, told)
    assert found[again.event] > 1
    assert found["own"] > 0
    assert nearest_told({told[0].event: [told[0]]}, [told[0]]) == {told[0].event: 0.0}


def test_features_are_named_by_kind_and_keep_how_the_text_writes_them() -> None:
    found = features("Port Alba", "In 2026 Ines Calder paid 1,200 crowns in Norway.", "en")
    assert set(found.terms) >= {"place:NO", "num:1.200", "year:2026", "name:kltl", "word:crown"}
    assert found.shown["place:NO"] == "Norway"


def test_the_cost_of_a_report_does_not_grow_with_the_window() -> None:
    draw = random.Random(7)  # noqa: S311 - a fixed draw, no secret
    vocabulary = [f"w{letter}{number}" for letter in "abcdefgh" for number in range(400)]
    reports = []
    for number in range(5000):
        topic = random.Random(number // 4)  # noqa: S311 - a fixed draw, no secret
        words = [topic.choice(vocabulary) for _ in range(20)] + draw.choices(vocabulary[:40], k=10)
        reports.append(report(f"u{number:05}", " ".join(words) + ".", hours=number / 60))
    began = time.process_time()
    members = group(reports, ())
    assert time.process_time() - began < 60
    assert len(members) == 5000
    assert 1000 < len({member.event for member in members}) < 1500
