"""One word that turns the report round is found; words that merely differ are not."""

import pytest

from newsroom_agents.evidence.any_text import Given, ground, read_given
from newsroom_agents.story.check import Verdict

SOURCE = (
    "Sales of the dairy in Velm rose for the third month, the company said on Monday. "
    "The mayor and his brother opened the uncrewed station near Port Alba. "
    "The council was not known to support the plan for a larger harbour."
)


def opposites(text: str) -> list[str]:
    marks = ground(text, read_given([Given("a", SOURCE, "en")], "en")).marks
    found = [mark for mark in marks if mark.finding.check == "opposites"]
    assert all(mark.finding.verdict is Verdict.CONTRADICTED for mark in found)
    return [text[mark.start : mark.end] for mark in found]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Sales of the dairy in Velm fell for the third month, the company said.", "fell"),
        ("The mayor and his sister opened the uncrewed station near Port Alba.", "sister"),
        ("The mayor and his brother opened the crewed station near Port Alba.", "crewed"),
        ("The council was not known to support the plan for a smaller harbour.", "smaller"),
    ],
)
def test_the_opposite_of_a_word_in_the_passage_is_marked(text: str, word: str) -> None:
    assert opposites(text) == [word]


@pytest.mark.parametrize(
    "text",
    [
        "Sales of the dairy in Velm climbed for the third month, the company said.",
        "A shop in another town was closed by its owner.",
        "The council was known to oppose the plan for a larger harbour.",
    ],
)
def test_synonyms_other_matters_and_double_denials_are_left_alone(text: str) -> None:
    assert opposites(text) == []


@pytest.mark.parametrize(
    ("language", "source", "text", "word"),
    [
        ("es", "Las ventas de la lechería de Velm subieron por tercer mes, según la empresa.",
         "Las ventas de la lechería de Velm bajaron por tercer mes, según la empresa.", "bajaron"),
        ("fr", "Le conseil de Velm a approuvé le plan du nouveau port mardi soir.",
         "Le conseil de Velm a rejeté le plan du nouveau port mardi soir.", "rejeté"),
        ("de", "Der Rat von Velm lehnte den Plan für den größeren Hafen am Dienstag ab.",
         "Der Rat von Velm billigte den Plan für den größeren Hafen am Dienstag.", "billigte"),
        ("pt", "As vendas da leiteria de Velm subiram pelo terceiro mês, disse a empresa.",
         "As vendas da leiteria de Velm caíram pelo terceiro mês, disse a empresa.", "caíram"),
        ("ru", "Цены на молоко в Велме выросли третий месяц подряд, сообщила компания.",
         "Цены на молоко в Велме упали третий месяц подряд, сообщила компания.", "упали"),
        ("ar", "ارتفعت مبيعات الحليب في مدينة فيلم للشهر الثالث بحسب الشركة.",
         "انخفضت مبيعات الحليب في مدينة فيلم للشهر الثالث بحسب الشركة.", "انخفضت"),
    ],
)  # fmt: skip
def test_opposites_are_known_in_other_languages(
    language: str, source: str, text: str, word: str
) -> None:
    material = read_given([Given("a", source, language)], language)
    marks = [mark for mark in ground(text, material).marks if mark.finding.check == "opposites"]
    assert [text[mark.start : mark.end] for mark in marks] == [word]
    assert not [one for one in ground(source, material).marks if one.finding.check == "opposites"]
