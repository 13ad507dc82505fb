from pathlib import Path

import pytest

from newsroom_agents.agents._brief import Line
from newsroom_agents.agents.translator import ROLE, TranslatorBrief, TranslatorReply, compose
from newsroom_agents.errors import ReplyRejectedError
from newsroom_agents.story.paper import Role
from newsroom_agents.story.translation import TranslationStatus
from tests.agents.builders_desk import rendered

TEXT = "El ferry encalló el lunes.\nEl capitán dijo: «No vimos el arrecife»."


def brief(language: str = "es", text: str = TEXT) -> TranslatorBrief:
    lines, spans, start = [], [], 0
    for number, sentence in enumerate(text.split("\n"), start=1):
        lines.append(Line(id=str(number), text=sentence, language=language, outlet="Exercise"))
        spans.append((start, start + len(sentence)))
        start += len(sentence) + 1
    return TranslatorBrief(
        snapshot="snap1",
        source_language=language,
        target_language="en",
        lines=tuple(lines),
        spans=tuple(spans),
    )


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place where a program named apertium is found; empty at first."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder / "apertium"


def install(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)


def test_without_a_translator_the_text_stays_untranslated_and_says_what_it_serves_for(
    program: Path,
) -> None:
    assert not program.exists()
    paper = compose(brief(), ROLE.by_hand(brief())).paper
    assert paper.status is TranslationStatus.UNTRANSLATED
    assert paper.note == "Spanish, untranslated: it corroborates by names, numbers and dates only"
    assert [sentence.text for sentence in paper.sentences] == ["", ""]


def test_a_machine_gist_is_aligned_and_labelled_as_no_evidence(program: Path) -> None:
    install(program, "exec tr a-z A-Z")
    paper = compose(brief(), ROLE.by_hand(brief())).paper
    assert paper.status is TranslationStatus.GIST
    assert paper.note == "machine gist, not evidence"
    assert paper.sentences[0].text == "EL FERRY ENCALLó EL LUNES."
    assert TEXT[paper.sentences[0].start : paper.sentences[0].end] == "El ferry encalló el lunes."


def test_a_language_without_a_direct_pair_goes_through_a_relative(program: Path) -> None:
    install(program, 'sed "/^[A-Z]/s/$/ [$2]/"')
    texts = ROLE.by_hand(brief("fr")).texts
    assert texts[0] == "El ferry encalló el lunes. [fr-es] [spa-eng]"


@pytest.mark.parametrize(
    "script",
    ["exit 1", "cat >/dev/null; echo one line only", "exec tr -d =", "exec cat >/dev/null"],
)
def test_a_pair_that_fails_or_loses_lines_leaves_the_text_untranslated(
    program: Path, script: str
) -> None:
    install(program, script)
    assert ROLE.by_hand(brief()).status is TranslationStatus.UNTRANSLATED


def test_a_language_that_apertium_does_not_know_is_not_sent_to_it(program: Path) -> None:
    install(program, f"touch {program}.called; cat")
    assert ROLE.by_hand(brief("ka")).status is TranslationStatus.UNTRANSLATED
    assert not program.with_name("apertium.called").exists()


def test_a_quotation_keeps_its_original_words() -> None:
    reply = TranslatorReply(
        status=TranslationStatus.TRANSLATED,
        texts=("The ferry ran aground on Monday.", "The captain said: “We did not see the reef”."),
        note="",
    )
    paper = compose(brief(), reply).paper
    assert [sentence.quotes for sentence in paper.sentences] == [(), ("No vimos el arrecife",)]


@pytest.mark.parametrize(
    ("status", "texts", "complaint"),
    [
        (TranslationStatus.TRANSLATED, ("One.",), "1 texts for 2 lines"),
        (TranslationStatus.TRANSLATED, ("One.", "Two.", "Three."), "3 texts for 2 lines"),
        (TranslationStatus.GIST, ("One.", " "), "no text for line 2"),
        (TranslationStatus.UNTRANSLATED, ("One.", "Two."), "untranslated, and yet there are texts"),
    ],
)
def test_a_reply_that_does_not_align_is_rejected(
    status: TranslationStatus, texts: tuple[str, ...], complaint: str
) -> None:
    with pytest.raises(ReplyRejectedError, match=complaint):
        compose(brief(), TranslatorReply(status=status, texts=texts, note=""))


def test_the_prompt_counts_the_lines_it_shows() -> None:
    _, user = rendered(Role.TRANSLATOR, brief())
    assert "`texts` has 2 entries" in user.text
    assert "[2] El capitán" in user.text
