"""The risk words: every class of the rules has its reason and finds what it is for."""

import pytest

from .reading import risk_classes

CLASSES = risk_classes()


def test_every_class_of_the_rules_is_there_with_enough_words() -> None:
    assert set(CLASSES) == {
        "casualties", "attribution_of_attacks", "accusations", "minors", "sexual_offences",
        "suicide", "health", "elections", "markets", "courts", "private_persons",
    }  # fmt: skip
    for name, risk in CLASSES.items():
        assert len(risk.terms) >= 15, name
        assert len(set(risk.terms)) == len(risk.terms), name
        assert all(term == term.lower().strip() for term in risk.terms), name
        assert risk.reason.endswith("."), name
        assert len(risk.reason.split()) >= 6, name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("casualties", "Two men drowned and three people are missing."),
        ("casualties", "The coast guard counted 14 injured."),
        ("attribution_of_attacks", "No group has claimed responsibility for the blast."),
        ("accusations", "The mayor accused the ministry of ignoring him."),
        ("minors", "A 15-year-old cyclist was on the bus."),
        ("sexual_offences", "He is suspected of sexual assault."),
        ("suicide", "Police said she had taken pills; they assume suicide."),
        ("health", "The ministry reported an outbreak of cholera."),
        ("elections", "Voters go to the polls on Sunday in a referendum."),
        ("markets", "Shares of the operator slipped 2.1 per cent."),
        ("courts", "The defendant pleaded not guilty."),
        ("private_persons", "A 34-year-old man from the village was rescued."),
        ("private_persons", "Residents said the mother of two had left."),
    ],
)
def test_a_plain_case_is_found(name: str, text: str) -> None:
    assert CLASSES[name].found(text)


@pytest.mark.parametrize(
    "text",
    [
        "The bridge opened on Tuesday, weeks ahead of the deadline.",
        "Towns share the cost, and pollen coats the courtyard.",
        "A minor road was closed while the choir sang its farewell.",
        "Scientists described a moss with copper capsules.",
        "The warm weather brought 3,000 walkers.",
    ],
)
def test_harmless_words_that_look_alike_are_not_found(text: str) -> None:
    assert [name for name, risk in CLASSES.items() if risk.found(text)] == []
