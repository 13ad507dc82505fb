"""Words that are not ours are quoted, and not too many of them."""

from newsroom_agents.story.draft import SentenceKind

from .builders import FERRY, GROUND, Told, dossier, draft, found, sentence

LONG = (
    "The council of Brackwater voted late in the evening to close the old bridge for a year and to"
    " pay for buses on both sides of the river until the new one opens. "
    "Nobody in the hall spoke against it. "
    "The mayor thanked the engineers for their patience and asked residents for theirs."
)


def test_a_run_of_more_than_25_words_of_one_source_is_hard() -> None:
    taken = LONG.split(". ")[0] + "."
    [finding] = found(draft(*GROUND, sentence(taken, "S2.1")), dossier(FERRY, LONG), "copying")
    assert finding.is_hard
    assert "words in a row" in finding.reason


def test_a_run_of_more_than_12_words_is_shown() -> None:
    taken = "On Monday the council of Brackwater voted late in the evening to close the old bridge."
    [finding] = found(draft(*GROUND, sentence(taken, "S2.1")), dossier(FERRY, LONG), "copying")
    assert not finding.is_hard
    assert taken[finding.start : finding.end].startswith("the council of Brackwater")


def test_a_run_that_goes_on_in_the_next_sentence_is_one_run() -> None:
    first = "Officials will pay for buses on both sides of the river until the new one opens."
    second = "Nobody in the hall spoke against it."
    third = "The mayor thanked the engineers for their patience and asked."
    sentences = [sentence(text, "S2.1", "S2.2", "S2.3") for text in (first, second, third)]
    [finding] = found(draft(*GROUND, *sentences), dossier(FERRY, LONG), "copying")
    assert finding.is_hard


def test_words_in_quotation_marks_are_not_copied() -> None:
    taken = LONG.split(". ")[0]
    paper = draft(*GROUND, sentence(f"Alba Courier reported: “{taken}.”", "S2.1"))
    assert not found(paper, dossier(FERRY, Told(LONG * 4)), "copying")


def test_more_than_three_quoted_sentences_of_one_item_are_hard() -> None:
    lines = [
        f"Line {word} of the report speaks of the bridge again."
        for word in ("one", "two", "three", "four", "five")
    ]
    padding = " ".join(f"Filler number {at} says nothing about it at all." for at in range(30))
    material = dossier(FERRY, f"{' '.join(lines)} {padding}")
    quotes = [
        sentence(f"“{line}”", f"S2.{at}", kind=SentenceKind.QUOTE)
        for at, line in enumerate(lines, start=1)
    ]
    assert not found(draft(*GROUND, *quotes[:3]), material, "copying")
    [finding] = found(draft(*GROUND, *quotes[:4]), material, "copying")
    assert finding.is_hard
    assert "4 sentences" in finding.reason


def test_more_than_a_fifth_of_an_item_is_too_much() -> None:
    item = "The bridge stays closed for now. " * 3 + "It opens in May. The mayor said so on air."
    quoted = "“The bridge stays closed for now. The bridge stays closed for now.”"
    paper = draft(*GROUND, sentence(quoted, "S2.1", "S2.2"))
    [finding] = found(paper, dossier(FERRY, item), "copying")
    assert "fifth" in finding.reason


def test_one_sentence_of_a_very_short_item_may_be_quoted() -> None:
    item = "The bridge stays closed until May. The mayor said so."
    paper = draft(*GROUND, sentence("“The bridge stays closed until May.”", "S2.1"))
    assert not found(paper, dossier(FERRY, item), "copying")
