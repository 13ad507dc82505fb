"""Controlled errors: labelled, placed, repeatable, in several languages."""

import pytest

from newsroom_agents.evidence.mutate import KINDS, LANGUAGES, mutants

ENGLISH = (
    "Harbour master Ines Caldo was sure the repairs may cost 3 million dollars on 9 March 2026. "
    "After 14 hours Caldo said “the tide fell faster than anyone had expected” to Oto Brenn."
)
SOURCE = ENGLISH + " Two of 27 barges rose on 12 April 2025, about 40 percent, Lena Farro said."
SENTENCES = {
    "es": "Inés Caldo dijo que el puente ha costado 3 millones de euros en 2024, un 12 % más.",
    "fr": "Inès Caldo a dit que le pont est fermé depuis 14 heures et coûte 3 millions d'euros.",
    "de": "Ines Caldo sagte, die Brücke ist seit 14 Stunden zu und kostet 3 Millionen Euro.",
    "pt": "Inês Caldo disse que a ponte foi fechada há 14 horas e custa 3 milhões de euros.",
    "ru": "Инна Калдо сообщила, что мост был закрыт 14 часов и стоит 3 миллионов рублей сейчас.",
    "ar": "قالت إيناس إن الجسر كان مغلقا منذ 14 ساعات ويكلف 3 مليون دولار في 2024.",
}


def test_a_rich_sentence_has_mutants_of_most_kinds() -> None:
    kinds = {mutant.kind for mutant in mutants(ENGLISH, SOURCE, "en")}
    assert len(KINDS) >= 22
    assert len(kinds) >= 15
    assert kinds <= set(KINDS)


def test_a_mutant_differs_from_its_text_where_it_says() -> None:
    for mutant in mutants(ENGLISH, SOURCE, "en"):
        assert mutant.text != ENGLISH
        assert mutant.text[: mutant.start] == ENGLISH[: mutant.start]
        assert 0 <= mutant.start < mutant.end


def test_the_same_seed_gives_the_same_mutants_and_another_gives_others() -> None:
    assert list(mutants(ENGLISH, SOURCE, "en", 1)) == list(mutants(ENGLISH, SOURCE, "en", 1))
    assert list(mutants(ENGLISH, SOURCE, "en", 1)) != list(mutants(ENGLISH, SOURCE, "en", 2))


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_every_language_has_errors_of_its_own(language: str) -> None:
    text = SENTENCES[language]
    kinds = {mutant.kind for mutant in mutants(text, text, language)}
    assert {"number_changed", "scale_changed", "unit_changed"} & kinds
    assert {"negation_added", "fabricated_foreign"} <= kinds


def test_a_language_without_words_has_the_kinds_that_need_none() -> None:
    kinds = {mutant.kind for mutant in mutants("Most 14 nap 2024.", "Most 15 nap.", "hu")}
    assert kinds <= {"number_changed", "number_swapped_in_source", "date_shifted"}
    assert "number_changed" in kinds
