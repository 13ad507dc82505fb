"""Certainty is computed from origins, tiers, ownership and disagreements."""

import pytest

from newsroom_agents.evidence.certainty import rung_of
from newsroom_agents.story.check import Rung
from newsroom_agents.story.dossier import Disagreement, DisagreementKind, Side
from newsroom_agents.story.source import Ownership, Tier

from .builders import CANAL, FERRY, GROUND, Told, dossier, draft, found, sentence

RATED = Told(FERRY)
OTHER = Told(FERRY, outlet="Velm Post")
UNRATED = Told(FERRY, outlet="Dockside Blog", tier=Tier.UNRATED)
STATE = Told(FERRY, outlet="State Radio", ownership=Ownership.STATE)


def _rung(*told: Told) -> Rung | None:
    paper, _ = dossier(*told)
    return rung_of([f"S{at}.1" for at in range(1, len(told) + 1)], paper)


def test_two_origins_one_of_them_rated_confirm() -> None:
    assert _rung(RATED, OTHER) is Rung.CONFIRMED
    assert _rung(RATED, UNRATED) is Rung.CONFIRMED


def test_two_reprints_of_one_text_are_one_origin() -> None:
    reprint = Told(FERRY, outlet="Velm Post", origin="wire")
    assert _rung(Told(FERRY, origin="wire"), reprint) is Rung.REPORTED


def test_two_texts_of_one_outlet_are_one_voice_however_it_is_written() -> None:
    assert _rung(RATED, RATED) is Rung.REPORTED
    assert _rung(RATED, Told(CANAL, outlet="ALBA COURIER")) is Rung.REPORTED


CONFIRMING = "The ferry ran aground off Port Alba with 214 people on board."


@pytest.mark.parametrize(
    ("text", "cites", "rung"),
    [
        (CONFIRMING, ("S1.1", "S2.1"), Rung.CONFIRMED),
        ("More than one independent report says that the ferry ran aground off Port Alba.",
         ("S1.1", "S2.1"), Rung.CONFIRMED),
        (CONFIRMING, ("S1.1", "S2.3"), Rung.REPORTED),
        ("The first of these reports is by Alba Courier, the last by Velm Post.",
         ("S1.1", "S2.1"), Rung.REPORTED),
        ("Only one report each gives 214 people and 3.2 million crowns.",
         ("S1.1", "S2.6"), Rung.REPORTED),
        ("The ferry had 214 people on board, and seven passengers were treated for bruises.",
         ("S1.4", "S2.1"), Rung.REPORTED),
    ],
)  # fmt: skip
def test_two_origins_confirm_only_what_each_of_them_carries(
    text: str, cites: tuple[str, ...], rung: Rung
) -> None:
    paper, _ = dossier(RATED, OTHER)
    assert rung_of(cites, paper, text) is rung


def test_a_translation_carries_what_its_original_says() -> None:
    foreign = Told(
        "Паром сел на мель.", outlet="Velm Post", language="ru",
        translations=("The ferry ran aground.",),
    )  # fmt: skip
    paper, _ = dossier(RATED, foreign)
    assert rung_of(("S1.1", "S2.1"), paper, "The ferry ran aground.") is Rung.CONFIRMED


def test_one_rated_origin_reports() -> None:
    assert _rung(RATED) is Rung.REPORTED


def test_unrated_outlets_however_many_only_report() -> None:
    assert _rung(UNRATED, UNRATED, UNRATED) is Rung.REPORTED


def test_a_state_outlet_alone_claims_and_confirms_nothing_with_an_unrated_one() -> None:
    assert _rung(STATE) is Rung.CLAIMED
    assert _rung(STATE, STATE) is Rung.CLAIMED
    assert _rung(STATE, UNRATED) is Rung.REPORTED
    assert _rung(STATE, RATED) is Rung.CONFIRMED


def test_what_cites_nothing_has_no_rung() -> None:
    paper, _ = dossier(RATED)
    assert rung_of((), paper) is None


def _disagreement(kind: DisagreementKind = DisagreementKind.FIGURE) -> Disagreement:
    return Disagreement(
        id="D1",
        kind=kind,
        about="people on board",
        sides=(
            Side(says="214", cites=("S1.1",), origins=("origin-1",)),
            Side(says="190", cites=("S2.1",), origins=("origin-2",)),
        ),
    )


def test_a_figure_the_sources_differ_on_is_disputed() -> None:
    paper, _ = dossier(RATED, RATED, disagreements=[_disagreement()])
    assert rung_of(["S1.1"], paper, "It had 214 people on board.") is Rung.DISPUTED
    assert rung_of(["S1.1"], paper, "The ferry ran aground on Tuesday.") is Rung.REPORTED
    assert rung_of(["S1.3"], paper, "It had 214 people on board.") is Rung.REPORTED


def test_a_denial_disputes_everything_that_cites_it() -> None:
    paper, _ = dossier(RATED, RATED, disagreements=[_disagreement(DisagreementKind.DENIAL)])
    assert rung_of(["S1.1"], paper, "The ferry ran aground.") is Rung.DISPUTED


def test_a_disputed_figure_stated_as_fact_is_hard_and_attributed_it_passes() -> None:
    material = dossier(RATED, RATED, disagreements=[_disagreement()])
    [finding] = found(draft(*GROUND), material, "certainty")
    assert (finding.where, finding.is_hard) == ("s1", True)
    said = sentence("Alba Courier puts the number at 214, another report at 190.", "S1.1", "S2.1")
    assert not found(draft(said, *GROUND[1:]), material, "certainty")


def test_a_sentence_marked_higher_than_its_sources_allow_is_hard() -> None:
    marked = GROUND[0].model_copy(update={"rung": Rung.CONFIRMED})
    [finding] = found(draft(marked, *GROUND[1:]), dossier(RATED), "certainty")
    assert finding.reason == "marked confirmed, but its sources make it reported"


def test_words_inside_the_quotation_do_not_attribute_it() -> None:
    text = "“The ferry had told us nothing” and ran aground off Port Alba."
    [finding] = found(draft(sentence(text, "S1.1")), dossier(STATE), "certainty")
    assert "say who says it" in finding.reason
