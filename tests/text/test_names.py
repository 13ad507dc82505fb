"""Names and territories: found where a script shows them, compared by their sound."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.text.names import NameKind, name_key, names, romanise, territories
from newsroom_agents.text.territories import mentions

from .case_files import Case, name_of, read_cases

CASES = read_cases("names")


def found(text: str, language: str = "en") -> list[tuple[str, NameKind]]:
    return [(name.text, name.kind) for name in names(text, language)]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_names_are_found_as_their_script_shows_them(case: Case) -> None:
    said = [f"{name.text} | {name.kind.value}" for name in names(case.text, case.language)]
    assert said == case.expect


def test_the_cases_cover_many_languages() -> None:
    assert len({case.language for case in CASES}) >= 18


def test_a_run_of_capitals_is_a_name_and_a_title_is_not_part_of_it() -> None:
    text = "On Monday President Ana Delgado met the Ministry of Harbours and NATO."
    assert found(text) == [
        ("Ana Delgado", NameKind.PERSON),
        ("Ministry of Harbours", NameKind.ORGANISATION),
        ("NATO", NameKind.ORGANISATION),
    ]


def test_the_first_word_of_a_sentence_is_a_name_only_when_it_is_one_elsewhere() -> None:
    assert found("Ferries stopped. Nobody knew why.") == []
    text = "Skerry burned. Everyone in Skerry saw it."
    assert [name for name, _ in found(text)] == ["Skerry", "Skerry"]


def test_a_headline_in_capitals_names_only_what_the_text_names() -> None:
    text = "Fire Destroys Holm Market Before Dawn\nThe market at Holm burned down at dawn, he said."
    assert [name for name, _ in found(text)] == ["Holm", "Holm"]


def test_a_name_keeps_its_particles_hyphens_and_initials() -> None:
    text = "They named J. F. van der Holm, Jean-Luc de la Vega and Omar bin Said as suspects."
    assert [name for name, _ in found(text)] == [
        "J. F. van der Holm", "Jean-Luc de la Vega", "Omar bin Said",
    ]  # fmt: skip


def test_a_possessive_ends_a_name() -> None:
    assert [name for name, _ in found("It was Delgado's Indonesian trip.")] == [
        "Delgado's", "Indonesian",
    ]  # fmt: skip


def test_german_nouns_are_not_names() -> None:
    text = "Der Minister Karl Vogt sprach in der Stadt. Die Regierung in Frankreich und die NATO."
    assert [name for name, _ in found(text, "de")] == ["Karl Vogt", "Frankreich", "NATO"]


def test_uncased_scripts_give_territories_and_bracketed_names() -> None:
    assert found("数千人がアフガニスタンで『星の歌』を聞いた", "ja") == [
        ("アフガニスタン", NameKind.PLACE), ("星の歌", NameKind.UNKNOWN),
    ]  # fmt: skip


@given(st.text(max_size=200), st.sampled_from(["en", "de", "ru", "ar", "ja", "vi", "und"]))
def test_names_stand_where_they_say(text: str, language: str) -> None:
    end = 0
    for name in names(text, language):
        assert text[name.start : name.end] == name.text
        assert name.start >= end
        end = name.end


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("en", "The US and Georgian ministers flew from New Zealand to us.", ("US", "GE", "NZ")),
        ("en", "The Ivory Coast team, a South Sudanese camp and North Korea", ("CI", "SS", "KP")),
        ("de", "Von Frankreich nach Österreich und in die USA", ("FR", "AT", "US")),
        ("ru", "Встреча в Казахстане с Украиной и США", ("KZ", "UA", "US")),
        ("uk", "Італії та Фінляндією", ("IT", "FI")),
        ("pl", "We Włoszech i w Niemczech", ("IT", "DE")),
        ("fi", "Suomi ja Venäjän raja", ("FI", "RU")),
        ("ar", "في أوكرانيا وروسيا وفنلندا", ("UA", "RU", "FI")),
        ("ka", "უკრაინაში და ფინეთი", ("UA", "FI")),
        ("ko", "러시아의 대통령이 인도네시아에", ("RU", "ID")),
        ("zh", "阿富汗和巴基斯坦", ("AF", "PK")),
        ("zh", "義大利總理", ("IT",)),
        ("ja", "英国とアフガニスタン", ("GB", "AF")),
        ("th", "ประเทศไทยและฟินแลนด์", ("TH", "FI")),
        ("hi", "भारत और नेपाल", ("IN", "NP")),
        ("vi", "Việt Nam và Mỹ", ("VN", "US")),
        ("sh", "Finska", ("FI",)),
        ("xx", "Norway", ("NO",)),
    ],
)  # fmt: skip
def test_territories_are_found_in_many_languages(
    language: str, text: str, codes: tuple[str, ...]
) -> None:
    assert territories(text, language) == codes


def test_common_words_are_not_territories() -> None:
    assert territories("They told us it is an individual chat in the polish shop.", "en") == ()


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("ja", "タイドアーク社は海底ケーブルを敷いた", ()),
        ("ja", "クタイバ氏とパナマックス船", ()),
        ("ja", "タイ政府とイラク、パキスタン・タリバン", ("TH", "IQ", "PK")),
        ("ka", "გზის მონაკვეთი დაიკეტა", ()),
        ("ka", "მონაკოს მთავარი მოედანი, მონაკოში", ("MC",)),
        ("ka", "ირანის, ირანელი და უკრაინიდან", ("IR", "UA")),
    ],
)
def test_a_territory_is_not_found_inside_a_longer_word(
    language: str, text: str, codes: tuple[str, ...]
) -> None:
    assert territories(text, language) == codes


def test_a_territory_is_mentioned_where_it_stands() -> None:
    text = "From New Zealand to Chad"
    assert [(place.code, text[place.start : place.end]) for place in mentions(text, "en")] == [
        ("NZ", "New Zealand"), ("TD", "Chad"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "spellings",
    [
        ("Delgado", "Дельгадо", "デルガド", "دلغادو", "דלגדו", "델가도", "დელგადო"),
        ("Finland", "Финланд", "فینلاند", "フィンランド"),
        ("Kudlow", "Кудлоу", "クドロー"),
        ("Meloni", "Мелоні", "მელონი", "मेलोनी"),
        ("Łukasz", "Lukash", "Лукаш"),
        ("Jovanović", "Јовановић", "Jovanovich"),
    ],
)
def test_a_name_has_one_key_in_every_script(spellings: tuple[str, ...]) -> None:
    assert len({name_key(spelling) for spelling in spellings}) == 1


def test_different_names_mostly_have_different_keys() -> None:
    people = ["Delgado", "Meloni", "Kudlow", "Vogt", "Petrov", "Haraldsson", "Nakamura", "Okafor"]
    assert len({name_key(name) for name in people}) == len(people)


def test_romanised_text_is_plain_latin() -> None:
    assert romanise("Путин") == "Putin"
    assert romanise("Γκουτέρες").isascii()


@pytest.mark.parametrize("piece", ["Aa ", "Aa-", "A. ", "『", "of ", "Президент ", "中"])
def test_a_text_made_to_be_slow_is_not(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    names(text, "en")
    assert time.process_time() - began < 5
