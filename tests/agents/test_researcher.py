import re
from datetime import UTC, datetime

import pytest

from newsroom_agents.agents.by_hand.telling import is_telling, standing
from newsroom_agents.agents.researcher import (
    ROLE,
    FoundDisagreement,
    FoundSide,
    ResearcherReply,
    compose,
)
from newsroom_agents.errors import ReplyRejectedError, StandardsError
from newsroom_agents.story.dossier import Disagreement, DisagreementKind, Dossier
from newsroom_agents.story.paper import Role
from tests.agents.builders_desk import (
    FERRY_COURIER,
    FERRY_HERALD,
    FERRY_RADIO,
    rendered,
    researcher_brief,
    source,
)

FERRY = (FERRY_HERALD, FERRY_COURIER, FERRY_RADIO)


def dossier(*texts: str, **given: object) -> Dossier:
    """The dossier that the house makes of these texts by hand."""
    brief = researcher_brief(*texts, **given)  # type: ignore[arg-type]
    return compose(brief, ROLE.by_hand(brief)).paper


def rows(kind: DisagreementKind, *texts: str, hours: tuple[float, ...] = ()) -> list[Disagreement]:
    sources = tuple(
        source(number, hours=hours[number - 1] if hours else 2)
        for number in range(1, len(texts) + 1)
    )
    found = dossier(*texts, sources=sources).disagreements
    return [row for row in found if row.kind is kind]


def figures(*texts: str, hours: tuple[float, ...] = ()) -> list[str]:
    return [row.about for row in rows(DisagreementKind.FIGURE, *texts, hours=hours)]


def reply(
    excerpts: tuple[str, ...] = ("S1.1",), *sides: FoundSide, questions: tuple[str, ...] = ()
) -> ResearcherReply:
    row = FoundDisagreement(kind=DisagreementKind.FIGURE, about="the injured", sides=sides)
    return ResearcherReply(
        excerpts=excerpts, disagreements=(row,) if sides else (), questions=questions
    )


def test_what_several_origins_carry_comes_first() -> None:
    first = dossier(*FERRY).excerpts[0]
    assert first.id in {"S1.1", "S2.1", "S3.1"}


def test_the_furniture_of_a_page_stays_out() -> None:
    kept = " ".join(excerpt.text for excerpt in dossier(*FERRY).excerpts)
    assert "Follow us" not in kept
    assert "How could this happen?" not in kept
    assert "We have never seen" not in kept


def test_an_excerpt_is_taken_over_with_its_offsets() -> None:
    for excerpt in dossier(*FERRY).excerpts:
        text = FERRY[int(excerpt.source[1:]) - 1]
        assert text[excerpt.start : excerpt.end] == excerpt.text


def test_near_copies_of_one_origin_are_kept_once_those_of_another_twice() -> None:
    reprint = (source(1, origin="wire"), source(2, origin="wire"), source(3))
    text = "The ferry Marisol ran aground off Port Alba on Monday, the coast guard said."
    found = dossier(text, text, text, sources=reprint)
    assert len(found.excerpts) == 2
    assert {excerpt.source for excerpt in found.excerpts} & {"S3"}


def test_origins_are_counted_not_outlets() -> None:
    reprint = (source(1, origin="wire"), source(2, origin="wire"), source(3))
    assert dossier(*FERRY, sources=reprint).origin_count == 2


def test_two_texts_of_one_outlet_speak_with_one_voice() -> None:
    shouting = source(2).model_copy(update={"outlet": source(1).outlet.upper()})
    apart = dossier(*FERRY, sources=(source(1), source(2), source(3)))
    together = dossier(*FERRY, sources=(source(1), shouting, source(3)))
    assert (apart.origin_count, together.origin_count) == (3, 2)


def test_too_few_readable_origins_break_the_beats_standard_in_words() -> None:
    sources = (source(1), source(2, language="ka"))
    with pytest.raises(StandardsError) as raised:
        dossier(FERRY_HERALD, "მატარებელი გაჩერდა.", sources=sources)
    assert str(raised.value) == (
        "'ferry-aground': the house can read only one independent origin of this event, and the "
        "beat 'transport' demands 2"
    )


def test_a_source_nobody_can_read_stays_a_source_and_gives_no_excerpt() -> None:
    sources = (source(1), source(2), source(3, language="ka"))
    found = dossier(FERRY_HERALD, FERRY_COURIER, "გემი მეჩეჩზე დაჯდა.", sources=sources)
    assert [one.id for one in found.sources] == ["S1", "S2", "S3"]
    assert not [excerpt for excerpt in found.excerpts if excerpt.source == "S3"]


def test_figures_that_differ_are_a_row_with_a_side_for_each() -> None:
    [row] = rows(DisagreementKind.FIGURE, *FERRY)
    assert (row.id, row.about) == ("D1", "how many passengers were injured")
    assert [side.cites for side in row.sides] == [("S1.1",), ("S2.1",)]
    assert [side.origins for side in row.sides] == [("origin1",), ("origin2",)]
    assert ["14" in row.sides[0].says, "17" in row.sides[1].says] == [True, True]


def test_a_side_says_its_figure_and_no_other_figure_or_day() -> None:
    [row] = rows(DisagreementKind.FIGURE, *FERRY)
    assert [side.says for side in row.sides] == [
        "14 passengers were injured",
        "injuring 17 passengers",
    ]
    quake = "A 6.1 magnitude earthquake near Halden on Monday left {} people dead, officials said."
    [row] = rows(DisagreementKind.FIGURE, quake.format(24), quake.format(11))
    assert {side.says for side in row.sides} == {"left 24 people dead", "left 11 people dead"}


FIRE = "A fire in the Halden mill in Port Alba killed {} on Monday, firefighters said."


def test_two_exact_tolls_are_a_disagreement() -> None:
    assert figures(FIRE.format("four people"), FIRE.format("seven people")) == [
        "how many people were killed"
    ]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (FIRE.format("four people"), FIRE.format("4 people"), "the same figure"),
        (FIRE.format("19 people"), FIRE.format("about 20 people"), "one is rounded"),
        (FIRE.format("four people"), FIRE.format("two children"), "other people are counted"),
        (FIRE.format("four people"), FIRE.format("dozens of people"), "no figure at all"),
        (
            FIRE.format("four people"),
            "Two women and one man died on Monday in a fire in the Halden mill in Port Alba.",
            "the clauses add up",
        ),
        (
            FIRE.format("four people"),
            "A fire in the Halden mill in Port Alba killed nine people in 1987, firefighters said.",
            "another year",
        ),
        (
            FIRE.format("four people"),
            "A 12-year-old girl survived the fire in the Halden mill in Port Alba on Monday.",
            "an age",
        ),
        (
            FIRE.format("four people"),
            "In Isla Verna a bus crash on the coast road has killed nine people, doctors said.",
            "another event",
        ),
    ],
)
def test_what_does_not_count_the_same_is_no_disagreement(one: str, other: str, why: str) -> None:
    assert figures(one, other) == [], why


def test_a_toll_that_rises_by_the_next_day_is_not_disputed() -> None:
    low, high = FIRE.format("four people"), FIRE.format("seven people")
    assert figures(low, high, hours=(30, 2)) == []
    assert figures(low, high, hours=(2, 30)) == ["how many people were killed"]


def test_an_origin_that_gives_two_figures_itself_proves_nothing() -> None:
    both = FIRE.format("four people") + "\n" + FIRE.format("seven people")
    assert figures(both, FIRE.format("four people")) == []


def test_an_origin_that_quotes_both_sides_opens_a_row() -> None:
    guard = "The coast guard said that it had counted 14 people injured on the ferry Marisol."
    doctors = "Doctors in Port Alba have treated 21 people hurt on the ferry Marisol, they said."
    stands = "The coast guard stood by its figure of 14 injured."
    [row] = rows(DisagreementKind.FIGURE, guard, f"{doctors}\n{stands}")
    cites = {frozenset(side.cites) for side in row.sides}
    assert cites == {frozenset({"S1.1", "S2.2"}), frozenset({"S2.1"})}


def test_fishing_boats_are_no_patrol_boats() -> None:
    one = "The harbour of Port Alba sent four patrol boats to the reef on Monday."
    other = "The harbour of Port Alba sent eleven fishing boats to the reef on Monday."
    assert figures(one, other) == []
    assert figures(one, other.replace("fishing", "patrol")) == ["the number of boats"]


def test_fewer_missing_on_the_next_day_means_that_some_were_found() -> None:
    text = "After the flood in Halden {} people are missing, the crisis staff said on Monday."
    assert figures(text.format("nine"), text.format("two"), hours=(30, 2)) == []
    assert figures(text.format("nine"), text.format("two"), hours=(2, 2)) == [
        "how many people were missing"
    ]


MISSING = "After the flood in Halden three people are missing, the crisis staff said on Monday."
LEAVING = (
    "One of three people missing after the flood in Halden was found alive, the crisis staff said, "
    "leaving two unaccounted for."
)


def test_a_later_report_that_accounts_for_the_change_is_a_development() -> None:
    assert figures(MISSING, LEAVING, hours=(10, 2)) == []
    toll = FIRE.format("four people")
    risen = FIRE.format("seven people").replace(" killed", " has now killed")
    assert figures(toll, risen, hours=(6, 2)) == []


def test_without_a_word_of_change_or_without_time_two_figures_stay_at_odds() -> None:
    about = ["how many people were missing"]
    fewer = MISSING.replace("three", "two")
    assert figures(MISSING, fewer, hours=(10, 2)) == about
    assert figures(MISSING, LEAVING, hours=(3, 2)) == about
    assert figures(MISSING, LEAVING, hours=(2, 10)) == about


def test_a_figure_that_others_still_give_hours_after_the_change_is_disputed() -> None:
    assert figures(MISSING, LEAVING, MISSING, hours=(20, 12, 2)) == ["how many people were missing"]


def test_an_outlets_later_figure_replaces_its_earlier_one() -> None:
    old, new = MISSING.replace("three", "five"), MISSING
    sources = (source(1, hours=9), source(2, hours=5), source(3, hours=8))
    same = sources[1].model_copy(update={"outlet_name": sources[0].outlet_name.upper()})
    apart = dossier(old, new, new, sources=sources).disagreements
    assert [row.about for row in apart] == ["how many people were missing"]
    assert dossier(old, new, new, sources=(sources[0], same, sources[2])).disagreements == ()


def test_days_that_differ_are_a_row() -> None:
    [row] = rows(
        DisagreementKind.DATE,
        "The Halden mill in Port Alba will close its paper works on 3 June, the owners said.",
        "The Halden mill in Port Alba will close its paper works on 5 June, the union said.",
    )
    assert row.about == "the day: 3 June or 5 June"


def test_a_denial_stands_beside_what_it_denies() -> None:
    [row] = rows(DisagreementKind.DENIAL, *FERRY)
    claim, denial = row.sides
    assert claim.cites == ("S2.3",)
    assert denial.cites == ("S1.4",)
    assert row.about.startswith("Captain Dario Venn denied that the ferry was sailing too fast")


@pytest.mark.parametrize("word", ["was denied bail", "denied access to the port", "did not deny"])
def test_not_every_use_of_the_word_is_a_denial(word: str) -> None:
    text = f"Captain Dario Venn {word} after the ferry Marisol struck the reef too fast on Monday."
    found = rows(DisagreementKind.DENIAL, text, FERRY_COURIER)
    assert len(found) == (1 if "did not" in word else 0)


def test_a_question_is_asked_only_when_nobody_answers_it() -> None:
    silent = "An outage cut off the Port Alba exchange on Monday, the operator said in a note."
    asked = "None of the reports we read says when it will be back to normal."
    assert asked in dossier(silent, silent.replace("exchange", "telephone exchange")).questions
    answered = "Repairs will take two days, the operator of the Port Alba exchange said on Monday."
    assert asked not in dossier(silent, f"{silent}\n{answered}").questions


@pytest.mark.parametrize(
    ("story", "answer", "asked"),
    [
        (
            "A blaze gutted the Halden mill on Monday, the fire service of Port Alba said.",
            "A heater caused the blaze in the Halden mill, the fire service said.",
            "what caused it",
        ),
        (
            "A blaze gutted the Halden mill on Monday, the fire service of Port Alba said.",
            "Nobody was hurt when the mill burned down, the fire service said.",
            "whether anyone was hurt",
        ),
        (
            "Men robbed the Alba bank on Monday in a raid that took ten minutes in all.",
            "Officers have arrested two men over the raid on the Alba bank.",
            "who is responsible",
        ),
        (
            "Meridia has signed a contract for four new ferries with the yard in Halden.",
            "The contract for the ferries is worth 40 million dollars, the yard said.",
            "what it will cost",
        ),
        (
            "The assembly of Meridia has passed a new law on ferries and their crews.",
            "The law on ferries comes into force in January, the assembly said.",
            "when it takes effect",
        ),
        (
            "Lena Quist has accused the ferry line of sailing with too small a crew.",
            "The ferry line declined to comment on the crew of the Marisol.",
            "what the accused side answers",
        ),
    ],
)
def test_each_question_is_asked_where_it_belongs_and_falls_silent_when_answered(
    story: str, answer: str, asked: str
) -> None:
    question = f"None of the reports we read says {asked}."
    twice = story.replace(" on ", " early on ")
    assert question in dossier(story, twice).questions
    assert question not in dossier(story, f"{twice}\n{answer}").questions


def test_nothing_is_called_unsaid_when_a_readable_source_is_not_in_english() -> None:
    silent = "An outage cut off the Port Alba exchange on Monday, the operator said in a note."
    german = source(3).model_copy(update={"language": "de"})
    found = dossier(
        silent,
        silent,
        "Die Vermittlung in Port Alba fiel aus.",
        sources=(source(1), source(2), german),
    )
    assert found.questions == ()


def test_several_reports_of_one_denial_are_one_row() -> None:
    again = "Venn, the captain, denied sailing too fast when the ferry Marisol struck the reef."
    [row] = rows(DisagreementKind.DENIAL, *FERRY[:2], f"{FERRY_RADIO}\n{again}")
    assert set(row.sides[1].cites) == {"S1.4", "S3.5"}


def test_a_denial_without_the_claim_it_answers_is_no_row() -> None:
    text = "Captain Dario Venn denied that the ferry was sailing too fast when it struck the reef."
    other = "Divers have looked at the hull of the trawler Brisa in the bay of Halden."
    assert rows(DisagreementKind.DENIAL, text, other) == []


def test_two_sums_of_money_for_one_thing_differ_in_one_currency_only() -> None:
    text = "The new quay of Port Alba has cost the town {} in all, the harbour office said."
    assert figures(text.format("40 million dollars"), text.format("55 million dollars")) == [
        "the sum of money"
    ]
    assert figures(text.format("40 million dollars"), text.format("55 million euros")) == []


def test_what_leads_its_report_ranks_above_what_ends_it() -> None:
    names = ["Alba", "Brisa", "Cora", "Delta", "Ester", "Fiora"]
    text = "\n".join(f"The trawler {name} lost its nets in the bay." for name in names)
    ids = [excerpt.id for excerpt in dossier(text, FERRY_HERALD).excerpts]
    assert ids.index("S1.1") < ids.index("S1.6")


def test_a_report_without_such_matters_is_asked_nothing() -> None:
    text = "The Port Alba orchestra played the songs of Meridia on Monday, the town said."
    assert dossier(text, text.replace("songs", "dances")).questions == ()


@pytest.mark.parametrize(
    "text",
    [
        "Advertisement: the best ferries of the season are waiting for you today.",
        "By Ana Loft and Rik Sand for the Exercise Courier in Port Alba",
        "TUESDAY, MAY 12TH, 2026 AT 10:40 AM IN PORT ALBA",
        "Photo: the ferry Marisol on the reef off Port Alba on Monday.",
        "Write to the desk at news@exercise.example about the ferry on the reef.",
        "Read more about the ferry Marisol and the reef off Port Alba.",
        "What will become of the ferry Marisol on the reef off Port Alba?",
        "The ferry sank.",
        "I think that the captain of the ferry should resign at once.",
        'The captain said that the fog was thick and that "nobody could see the reef.',
        "and the ferry was towed to the harbour of Port Alba on Monday.",
        "This is what the captain of the ferry said to us on Monday:",
    ],
)
def test_what_tells_nothing_alone_is_left_out(text: str) -> None:
    assert not is_telling(text, "en")


@pytest.mark.parametrize(
    "text",
    [
        "The ferry Marisol ran aground off Port Alba on Monday.",
        '"We could not see the reef," Captain Dario Venn said on Monday.',
        "Video footage of the wreck shows a hole of three metres in the hull.",
        "The U.S. coast guard sent two ships to Port Alba.",
    ],
)
def test_what_tells_something_is_kept(text: str) -> None:
    assert is_telling(text, "en")


def test_a_sentence_that_points_back_or_tells_of_another_year_stands_worse() -> None:
    published = datetime(2026, 5, 12, tzinfo=UTC)
    grades = [
        standing(text, published)
        for text in (
            "The ferry struck a reef off Port Alba.",
            "But the ferry struck a reef off Port Alba.",
            "Another ferry struck the reef in 1998.",
            "It struck a reef off Port Alba.",
        )
    ]
    assert grades == sorted(grades, reverse=True)
    assert grades[0] == 1.0


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (reply(("S9.1",)), "the ranking cites 'S9.1', which the brief does not hold"),
        (reply(()), "the ranking rests on no excerpt"),
        (
            reply(("S1.1",), FoundSide(says="14", cites=("S1.1",))),
            "disagreement 1 (the injured) has fewer than two sides",
        ),
        (
            reply(("S1.1",), FoundSide(says="14", cites=("S1.1",)), FoundSide(says="", cites=())),
            "disagreement 1 (the injured) rests on no excerpt",
        ),
    ],
)
def test_a_reply_that_does_not_fit_the_material_is_rejected(
    given: ResearcherReply, complaint: str
) -> None:
    with pytest.raises(ReplyRejectedError, match=re.escape(complaint)):
        compose(researcher_brief(*FERRY), given)


def test_excerpts_that_only_a_disagreement_cites_come_last_and_once() -> None:
    given = reply(
        ("S3.1", "S1.1", "S3.1"),
        FoundSide(says="14", cites=("S1.1",)),
        FoundSide(says="17", cites=("S2.1",)),
        questions=("What  caused it?", "What caused it?", " "),
    )
    paper = compose(researcher_brief(*FERRY), given).paper
    assert [excerpt.id for excerpt in paper.excerpts][:3] == ["S3.1", "S1.1", "S2.1"]
    assert len({excerpt.id for excerpt in paper.excerpts}) == len(paper.excerpts)
    assert paper.questions == ("What caused it?",)


def test_reports_without_one_telling_sentence_stop_in_words() -> None:
    with pytest.raises(StandardsError, match="no sentence of the readable reports says something"):
        ROLE.by_hand(researcher_brief("Advertisement", "What now?"))


def test_of_an_endless_source_only_the_beginning_is_read_and_nothing_is_called_unsaid() -> None:
    silent = "An outage cut off the Port Alba exchange on Monday, the operator said in a note."
    endless = "\n".join(f"{silent[:-1]} number {number}." for number in range(1200))
    found = dossier(silent, endless)
    assert len(found.excerpts) < 100
    assert found.questions == ()


def test_the_same_brief_gives_the_same_dossier() -> None:
    assert dossier(*FERRY).canonical() == dossier(*FERRY).canonical()


def test_the_prompt_shows_every_readable_sentence_under_its_id_but_no_furniture() -> None:
    brief = researcher_brief(*FERRY)
    _, user = rendered(Role.RESEARCHER, brief)
    told = [line for line in brief.lines if not line.text.startswith("Follow us")]
    assert len(told) == len(brief.lines) - 1
    assert all(f"[{line.id}] {line.text}" in user.text for line in told)
    assert "Follow us" not in user.text
    assert "Not shown: 1 lines that are no report" in user.text


def test_the_prompt_labels_every_source_once() -> None:
    _, user = rendered(Role.RESEARCHER, researcher_brief(*FERRY))
    for number in (1, 2, 3):
        assert user.text.count(f"Exercise Outlet {number}") == 1
        assert (
            f"S{number} voice {number}: Exercise Outlet {number}, en, 2026-05-12 10:00, tier 2"
            in (user.text)
        )
