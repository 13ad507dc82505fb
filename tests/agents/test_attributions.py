"""Who said it: the same words in different mouths are a row, and bind a draft."""

import pytest

from newsroom_agents.agents._researcher import ResearcherReply
from newsroom_agents.agents.researcher import compose
from newsroom_agents.story.dossier import Disagreement, DisagreementKind, Side
from tests.evidence.builders import Told, draft, found, sentence
from tests.evidence.builders import dossier as told_dossier

from .builders_desk import researcher_brief
from .test_researcher import rows

BRILL = "“We heard the hull go before dawn,” said Ana Brill, a passenger of the ferry Marisol."
VINT = "“We heard the hull go before dawn,” said Carlo Vint, another passenger of the Marisol."


def test_one_quotation_in_two_mouths_is_a_row_with_a_side_for_each() -> None:
    [row] = rows(DisagreementKind.ATTRIBUTION, BRILL, VINT)
    assert {side.says for side in row.sides} == {"Ana Brill", "Carlo Vint"}
    assert "We heard the hull go" in row.about


@pytest.mark.parametrize(
    "other",
    [
        "“We heard the hull go before dawn,” Brill said of the ferry Marisol.",
        "“We heard the hull go before dawn,” a passenger of the ferry Marisol said.",
        "“The hull was loud,” said Carlo Vint, a passenger of the ferry Marisol.",
    ],
)
def test_the_same_speaker_nobody_by_name_and_other_words_are_no_row(other: str) -> None:
    assert not rows(DisagreementKind.ATTRIBUTION, BRILL, other)


def test_what_code_finds_stands_in_the_dossier_even_when_a_model_saw_nothing() -> None:
    reply = ResearcherReply(excerpts=("S1.1",), disagreements=(), questions=())
    brief = researcher_brief(
        "The ferry ran aground and fourteen people were hurt, the coastguard said.",
        "The ferry ran aground and twenty people were hurt, the hospital said.",
    )
    paper = compose(brief, reply).paper
    [row] = paper.disagreements
    assert row.kind is DisagreementKind.FIGURE
    cited = {cite for side in row.sides for cite in side.cites}
    assert cited <= {excerpt.id for excerpt in paper.excerpts}


def divided() -> Disagreement:
    return Disagreement(
        id="D1",
        kind=DisagreementKind.ATTRIBUTION,
        about="who said “We heard the hull go before dawn”",
        sides=(
            Side(says="Ana Brill", cites=("S1.1",), origins=("origin-1",)),
            Side(says="Carlo Vint", cites=("S2.1",), origins=("origin-2",)),
        ),
    )


def test_a_draft_that_takes_one_speaker_is_stopped_and_one_that_names_both_is_not() -> None:
    material = told_dossier(
        Told(BRILL), Told(VINT, outlet="Skerry Times"), disagreements=[divided()]
    )
    one = draft(sentence("“We heard the hull go before dawn,” Ana Brill said.", "S1.1"))
    [finding] = found(one, material, "certainty")
    assert "Carlo Vint" in finding.reason
    assert finding.is_hard
    text = "“We heard the hull go before dawn,” said Ana Brill, or Carlo Vint by another report."
    assert not found(draft(sentence(text, "S1.1", "S2.1")), material, "certainty")
