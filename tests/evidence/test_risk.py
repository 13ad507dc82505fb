"""Risk is high whenever something speaks for it, and says why in words."""

from pathlib import Path

import pytest

from newsroom_agents.errors import HouseError
from newsroom_agents.evidence.risk import Assessment, assess, load_risk_lists
from newsroom_agents.story.draft import Draft
from newsroom_agents.story.queue import Risk
from newsroom_agents.story.source import Ownership

from .builders import CANAL, FERRY, GROUND, Told, checked, dossier, draft, package, sentence

MATERIAL = dossier(FERRY, Told(CANAL, outlet="Velm Post"))
CALM = draft(
    *GROUND[:2],
    sentence("The Velm canal is open again after the repair of two locks.", "S2.1"),
    sentence("The clinic said seven passengers were treated for bruises.", "S1.4"),
)
LISTS = """
[class.minors]
reason = "Children are in it."
terms = ["child", "children", "school pupil"]

[class.markets]
reason = "It can move prices."
terms = ["share price"]
"""


def _assess(paper: Draft, tmp_path: Path, **texts: str) -> Assessment:
    path = tmp_path / "risk.toml"
    path.write_text(LISTS, encoding="utf-8")
    given = package(paper, MATERIAL[0], **texts)
    return assess(given, MATERIAL[0], checked(given, MATERIAL).findings, load_risk_lists(path))


def test_a_calm_story_of_two_origins_is_not_of_risk_high(tmp_path: Path) -> None:
    result = _assess(CALM, tmp_path)
    assert result.risk is Risk.ELEVATED
    assert {reason.risk for reason in result.reasons} == {"single_origin_sentences"}


def test_a_term_of_a_class_in_any_text_makes_the_risk_high(tmp_path: Path) -> None:
    result = _assess(CALM, tmp_path, alt="A child at a window.")
    assert result.risk is Risk.HIGH
    [reason] = [reason for reason in result.reasons if reason.risk == "minors"]
    assert reason.where == ("alt",)
    assert reason.reason == "Children are in it. (“child”)"


def test_a_part_of_a_word_is_no_term(tmp_path: Path) -> None:
    assert _assess(CALM, tmp_path, alt="A childlike drawing.").risk is Risk.ELEVATED


def test_a_named_person_without_an_office_is_a_private_person(tmp_path: Path) -> None:
    result = _assess(CALM, tmp_path, alt="A drawing for Mila Sandvik, 34.")
    assert "private_person" in {reason.risk for reason in result.reasons}


def test_persons_are_named_once_in_one_reason(tmp_path: Path) -> None:
    alt = "A drawing for Mila Sandvik and farmer Arno Pell. Sandvik liked it."
    [reason] = [one for one in _assess(CALM, tmp_path, alt=alt).reasons if "person" in one.risk]
    assert reason.reason.endswith("a public office: Mila Sandvik, Arno Pell.")


@pytest.mark.parametrize(
    "alt",
    [
        "Police arrested Mila Sandvik in the harbour.",
        "Mila Sandvik, who lives here, watched.",
        "Her neighbour Mila Sandvik watched.",
        "Mila Sandvik's husband watched.",
        "Mila Sandvik watched from her window.",
        "Mila Sandvik, a baker, watched.",
        "A note by Mila Sandvik. On Monday Sandvik told reporters.",
        "Mrs Sandvik watched.",
        "They met Mila Sandvik. Sandvik watched.",
        "The murder of Mila Sandvik shook them.",
        "“It works,” Mila Sandvik, from the island, said.",
    ],
)
def test_a_name_that_is_spoken_of_as_a_person_is_one(alt: str, tmp_path: Path) -> None:
    [reason] = [one for one in _assess(CALM, tmp_path, alt=alt).reasons if "person" in one.risk]
    assert "Sandvik" in reason.reason


@pytest.mark.parametrize(
    "alt",
    [
        "Repair of the cable Coral Arc, which Coral Arc said would last, began.",
        "They fell. Shares of Tidearc fell, said Shares of Tidearc.",
        "Then Thalia Lines rejected it, said Thalia Lines.",
        "Buyers of shares in Oden Marsk said that Oden Marsk fell.",
        "The Oden Marsk sailed, and Oden Marsk said so.",
        "On Tuesday Oden Marsk rose.",
        "Then River Sorna rose and Sorna fell.",
    ],
)
def test_companies_and_things_are_no_private_persons(alt: str, tmp_path: Path) -> None:
    reasons = _assess(CALM, tmp_path, alt=alt).reasons
    assert "private_person" not in {reason.risk for reason in reasons}


@pytest.mark.parametrize("name", ["North Vell", "Pacific Ocean", "Velm Council", "France Ferries"])
def test_regions_and_institutions_are_no_persons(name: str, tmp_path: Path) -> None:
    assert _assess(CALM, tmp_path, alt=f"A drawing for {name}.").risk is not Risk.LOW
    reasons = _assess(CALM, tmp_path, alt=f"A drawing for {name}.").reasons
    assert "private_person" not in {reason.risk for reason in reasons}


def test_a_person_whose_office_the_texts_give_is_not_private(tmp_path: Path) -> None:
    paper = draft(*CALM.sentences(), sentence("Chairman Oto Brenn called the locks safe.", "S2.3"))
    result = _assess(paper, tmp_path)
    assert "private_person" not in {reason.risk for reason in result.reasons}


def test_a_story_of_one_origin_is_of_risk_high(tmp_path: Path) -> None:
    result = _assess(draft(*GROUND), tmp_path)
    assert result.risk is Risk.HIGH
    assert "Everything in it comes from one origin." in {one.reason for one in result.reasons}


def test_a_finding_that_blocks_makes_the_risk_high(tmp_path: Path) -> None:
    paper = draft(*CALM.sentences(), sentence("Nine ferries sank.", "S1.1"))
    assert "findings" in {reason.risk for reason in _assess(paper, tmp_path).reasons}


def test_what_a_party_alone_claims_makes_the_risk_high(tmp_path: Path) -> None:
    path = tmp_path / "risk.toml"
    path.write_text(LISTS, encoding="utf-8")
    told = Told(CANAL, outlet="State Radio", ownership=Ownership.STATE)
    sources, _ = dossier(FERRY, told)
    result = assess(package(CALM, sources), sources, (), load_risk_lists(path))
    assert "one_party" in {reason.risk for reason in result.reasons}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "at least one table"),
        ("[class.x]\nterms = ['a']", "class 'x': expected a text in 'reason'"),
        ("[class.x]\nreason = 'r'", "class 'x': expected a list of words in 'terms'"),
        ("[class.x]\nreason = 'r'\nterms = [1]", "expected a list of words"),
        ("[class.x]\nreason = 'r'\nterms = ['a']\nweight = 1", "unknown field 'weight'"),
        ("[class.x", "cannot be read as TOML"),
    ],
)
def test_a_wrong_word_list_stops_the_house_and_names_the_field(
    content: str, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "risk.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(HouseError, match=expected):
        load_risk_lists(path)


def test_a_missing_word_list_stops_the_house(tmp_path: Path) -> None:
    with pytest.raises(HouseError, match=r"none\.toml"):
        load_risk_lists(tmp_path / "none.toml")


def test_the_lists_of_the_house_can_be_read() -> None:
    path = Path(__file__).parents[2] / "data" / "risk.toml"
    assert {"casualties", "minors", "elections"} <= {listed.id for listed in load_risk_lists(path)}


def test_an_outlet_is_no_private_person(tmp_path: Path) -> None:
    result = _assess(CALM, tmp_path, alt="A drawing, says Velm Post.")
    assert "private_person" not in {reason.risk for reason in result.reasons}
