"""What a prompt shows: each wording once, no furniture, and never less for disagreeing."""

from datetime import UTC, datetime

import pytest

from newsroom_agents.agents._brief import Line
from newsroom_agents.pipeline.showing import listed, merged, to_check, to_research, to_write
from newsroom_agents.story.dossier import Excerpt, Source
from newsroom_agents.story.source import Ownership, Tier
from tests.agents.builders_copy import draft, ferry_dossier

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def source(number: int, **update: object) -> Source:
    made = Source(
        id=f"S{number}",
        uri=f"urn:exercise:{number}",
        outlet=f"outlet{number}",
        outlet_name=f"Exercise Outlet {number}",
        tier=Tier.TWO,
        ownership=Ownership.PRIVATE,
        title="EXERCISE A lamp was lit",
        url="",
        language="en",
        published=NOON,
        retrieved=NOON,
        snapshot=f"snap{number}",
        sha256="0" * 64,
        text_sha256="0" * 64,
        origin=f"origin{number}",
    )
    return made.model_copy(update=update)


def excerpt(id_: str, text: str, **update: object) -> Excerpt:
    made = Excerpt(id=id_, snapshot="snap", start=0, end=len(text), text=text, language="en")
    return made.model_copy(update=update)


def lines(*excerpts: Excerpt) -> list[Line]:
    return [
        Line(id=one.id, text=one.translation or one.text, language=one.language, outlet="Exercise")
        for one in excerpts
    ]


def test_a_wording_that_two_sources_share_is_shown_once_with_both_ids() -> None:
    shown = merged(
        [
            excerpt("S1.1", "The lamp of Port Alba was lit."),
            excerpt("S1.2", "A keeper counted 14 ships."),
            excerpt("S2.3", "The Lamp of  Port Alba was lit"),
        ]
    )
    assert [one.ids for one in shown] == [("S1.1", "S2.3"), ("S1.2",)]
    assert shown[0].text == "The lamp of Port Alba was lit."


def test_a_source_that_repeats_itself_adds_no_second_id() -> None:
    [shown] = merged([excerpt("S1.1", "The lamp was lit."), excerpt("S1.9", "The lamp was lit.")])
    assert shown.ids == ("S1.1",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A keeper counted 14 ships.", "A keeper counted 41 ships."),
        ("The lamp was lit.", "The lamp was not lit."),
        ("The lamp was lit.", "The lamp was lit?"),
        ("It was 5 degrees.", "It was -5 degrees."),
        ("It was 3.5 degrees.", "It was 35 degrees."),
    ],
)
def test_what_says_another_thing_is_never_merged(one: str, other: str) -> None:
    assert len(merged([excerpt("S1.1", one), excerpt("S2.1", other)])) == 2


def test_a_translated_quotation_brings_the_words_that_were_said() -> None:
    quoting = excerpt(
        "S1.1", "Ella dijo: «La lámpara arde».", language="es", translation="She said: “It burns.”"
    )
    plain = excerpt(
        "S1.2", "La lámpara fue encendida.", language="es", translation="The lamp was lit."
    )
    assert [(one.text, one.original) for one in merged([quoting, plain])] == [
        ("She said: “It burns.”", "Ella dijo: «La lámpara arde»."),
        ("The lamp was lit.", ""),
    ]


def test_sources_that_print_one_text_or_belong_to_one_outlet_are_one_voice() -> None:
    sources = (
        source(1),
        source(2, origin="origin1"),
        source(3),
        source(4, outlet="outlet3", ownership=Ownership.STATE),
        source(5, tier=Tier.UNRATED),
        source(6),
    )
    shown = merged([excerpt(f"S{number}.1", f"Lamp {number} was lit.") for number in range(1, 6)])
    found = listed(sources, shown)
    assert [(one.id, one.voice) for one in found] == [
        ("S1", 1),
        ("S2", 1),
        ("S3", 2),
        ("S4", 2),
        ("S5", 3),
    ]
    assert [one.standing for one in found[2:]] == ["tier 2", "state-controlled, tier 2", "unrated"]


def test_furniture_is_left_out_and_counted() -> None:
    told = (
        excerpt("S1.1", "The lamp of Port Alba was lit."),
        excerpt("S1.2", "Subscribe to our newsletter"),
        excerpt("S1.3", "* * *"),
        excerpt("S1.4", "Who lit it?"),
    )
    shown, left_out = to_research((source(1),), told, lines(*told))
    assert [one.ids[0] for one in shown] == ["S1.1", "S1.4"]
    assert (left_out.furniture, left_out.less_telling, left_out.unreadable) == (2, 0, 0)


def test_of_very_much_every_origin_keeps_its_lead_and_what_others_contradict() -> None:
    told = []
    for number, injured in ((1, 14), (2, 17), (3, 14)):
        told.append(excerpt(f"S{number}.1", f"The ferry Marisol sank near quay {number}."))
        told += [
            excerpt(f"S{number}.{at}", f"Old keeper {number}{at} spoke at length of the lamps.")
            for at in range(2, 9)
        ]
        told.append(
            excerpt(f"S{number}.9", f"In Port Alba {injured} passengers of the ferry were injured.")
        )
    shown, left_out = to_research(tuple(map(source, (1, 2, 3))), told, lines(*told), 420)
    assert {("S1.1",), ("S2.1",), ("S3.1",), ("S1.9", "S3.9"), ("S2.9",)} <= {
        one.ids for one in shown
    }
    assert sum(len(one.text) for one in shown) <= 420
    assert left_out.less_telling > 0
    assert [one.ids for one in shown] == sorted(one.ids for one in shown)


def test_the_fact_checker_sees_what_the_draft_cites_and_where_sources_differ() -> None:
    held, written = ferry_dossier(), draft()
    ids = {id_ for one in to_check(held, written) for id_ in one.ids}
    cited = {cite for sentence in written.sentences() for cite in sentence.cites}
    differing = {c for row in held.disagreements for side in row.sides for c in side.cites}
    assert cited | differing <= ids


def test_the_writer_sees_first_what_the_analysis_cites() -> None:
    held = ferry_dossier()
    last = held.excerpts[-1].id
    shown = to_write(held, [last])
    first = [one.ids[0] for one in shown].index(last)
    differing = {c for row in held.disagreements for side in row.sides for c in side.cites}
    assert first <= len(differing)
