"""What a careful writer may write is let through, and its wrong version is still found."""

import pytest

from newsroom_agents.evidence.ground import judge_draft
from newsroom_agents.story.check import Finding

from .builders import Told, dossier, draft, sentence

FOG = (
    "Fog lay over the harbour. Nobody sailed that day. The gates stayed shut until noon, and the "
    "queue of lorries reached the old mill. Bread ran short in two villages on the far bank. "
) * 3
CLINIC = f"Ana Brill runs the clinic in Port Alba. {FOG}"
LINES = f"Lumen Lines, which runs the ferry, apologised on Tuesday. {FOG}"
GROUND = "The ferry ran aground off Port Alba. Tugs pulled it free after six hours of work."


def blocking(source: str | Told, text: str, *cites: str, heading: str = "") -> tuple[Finding, ...]:
    """Return what blocks a sentence, or the heading above it."""
    told = source if isinstance(source, Told) else Told(source)
    paper = draft(sentence(text, *(cites or ("S1.1",))))
    if heading:
        sections = tuple(one.model_copy(update={"heading": heading}) for one in paper.sections)
        paper = paper.model_copy(update={"sections": sections})
    findings = judge_draft(paper, *dossier(told)).findings
    where = "heading-1" if heading else "s1"
    return tuple(one for one in findings if one.where == where and one.blocks)


def test_a_speaker_named_long_before_is_who_she_means() -> None:
    source = CLINIC + "“We had beds for nine,” she said."
    assert not blocking(source, "“We had beds for nine,” Ana Brill said.", "S1.1", "S1.14")


@pytest.mark.parametrize(
    "source",
    [
        CLINIC + "Carlo Vint came by boat. “We had beds for nine,” he said.",
        CLINIC + "“We had beds for nine,” the harbour master said.",
        "A clinic stands in Port Alba. " + FOG + "“We had beds for nine,” she said.",
    ],
)
def test_a_quotation_of_somebody_else_stays_wrong_in_her_mouth(source: str) -> None:
    assert blocking(source, "“We had beds for nine,” Ana Brill said.", "S1.1", "S1.14")


def test_one_word_that_the_company_said_may_be_quoted_in_its_name() -> None:
    source = LINES + "The company said the delay was “regrettable” and paid for taxis."
    assert not blocking(source, "The delay was “regrettable”, Lumen Lines said.", "S1.1", "S1.14")
    assert not blocking(source, "Lumen Lines called the delay “regrettable”.", "S1.1", "S1.14")


def test_another_word_in_the_companys_mouth_is_found() -> None:
    source = LINES + "The company said the delay was “regrettable” and paid for taxis."
    assert blocking(source, "The delay was “inevitable”, Lumen Lines said.", "S1.1", "S1.14")


def test_told_in_our_words_she_is_still_who_was_named_before() -> None:
    source = CLINIC + "She said the clinic had beds for nine."
    assert not blocking(source, "Ana Brill said the clinic had beds for nine.", "S1.14")


def test_the_language_of_a_cited_report_may_be_named_and_no_other() -> None:
    told = Told(
        "町長は島民に手紙を書いた。",
        language="ja",
        translations=("The mayor wrote a letter to the islanders.",),
    )
    assert not blocking(told, "The mayor wrote a letter to the islanders in Japanese.")
    [found] = blocking(told, "The mayor wrote a letter to the islanders in Korean.")
    assert "Korean" in found.reason


def test_one_another_counts_nobody() -> None:
    source = "The two boats hit each other in the fog off the coast."
    assert not blocking(source, "The two boats hit one another in the fog off the coast.")
    assert blocking(source, "The three boats hit one another in the fog off the coast.")


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("de", "An Weihnachten fuhr die Fähre nicht."),
        ("es", "El ferry no navegó en Navidad."),
        ("fr", "Le ferry n'a pas navigué à Noël."),
        ("ru", "На Рождество паром не ходил."),
        ("zh", "渡轮在圣诞节停航。"),
        ("ar", "لم تبحر العبارة في عيد الميلاد."),
        ("de", "Am 25. Dezember fuhr die Fähre nicht."),
    ],
)
def test_a_feast_is_the_same_in_every_language(language: str, source: str) -> None:
    translation = "The ferry did not sail on the feast day."
    told = Told(source, language=language, translations=(translation,))
    assert not blocking(told, "The ferry did not sail on the feast day at Christmas.")
    [found] = blocking(told, "The ferry did not sail on the feast day at Easter.")
    assert "Easter" in found.reason


@pytest.mark.parametrize(
    "heading",
    ["What happened", "Where things stand now", "How the tugs pulled it free", "A long night"],
)
def test_a_short_heading_may_be_plain(heading: str) -> None:
    assert not blocking(GROUND, "The ferry ran aground, and tugs pulled it free.", heading=heading)


@pytest.mark.parametrize(
    "heading",
    [
        "Captain arrested for fraud",
        "Port Velm mourns",
        "Nine hours of work",
        "Smugglers sank a yacht",
    ],
)
def test_a_heading_that_adds_something_is_found(heading: str) -> None:
    assert blocking(GROUND, "The ferry ran aground, and tugs pulled it free.", heading=heading)


def test_a_genitive_changes_no_name() -> None:
    source = "The clinic of Ana Brill took in nine. The ferries of Lumen Lines stayed in port."
    text = "Ana Brill’s clinic took in nine, and Lumen Lines’ ferries stayed in port."
    assert not blocking(source, text, "S1.1", "S1.2")
    wrong = "Ana Brell’s clinic took in nine, and Lumen Lines’ ferries stayed in port."
    assert blocking(source, wrong, "S1.1", "S1.2")


@pytest.mark.parametrize(
    ("source", "text", "wrong"),
    [
        ("The U.S. minister", "The American minister", "The Canadian minister"),
        ("A minister of the United Kingdom", "A U.K. minister", "A U.S. minister"),
        ("A minister from the UAE", "An Emirati minister", "A Qatari minister"),
    ],
)
def test_a_country_may_be_called_by_another_of_its_names(
    source: str, text: str, wrong: str
) -> None:
    rest = "said on Monday that the new quay is safe for the ferries."
    assert not blocking(f"{source} {rest}", f"{text} {rest}")
    assert blocking(f"{source} {rest}", f"{wrong} {rest}")
