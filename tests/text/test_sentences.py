"""Sentences keep their offsets, and end where a reader would say they end."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.text.sentences import paragraphs, split


def sentences(text: str, language: str) -> list[str]:
    return [span.of(text) for span in split(text, language)]


# A stroke stands where one sentence ends and the next begins.
CASES = [
    ("en", "Dr. Ana Vale met J. F. Holm at 5 p.m. on Monday. | They talked."),
    ("en", "“Stop the ferry!” he said. | “We cannot pay.”"),
    ("en", "It rose 6.1 percent in No. 5 district. | Gen. Abel left the U.S. | The rest stayed."),
    ("en", "He said no. | Then he left."),
    ("de", "Am 3. Oktober sprach Dr. Vogt über die 2. Regierung. | Um 5. | Der Rat schwieg."),
    ("de", "Das gilt z. B. für Fähren. | Mehr nicht."),
    ("fr", "« C’est fini. » a dit M. Duval. | Il est parti."),
    ("fr", "L’O.N.U. Genève a répondu. | Rien de plus."),
    ("es", "Llegó a las 5 p.m. a EE.UU. con la Sra. Vega. | Luego salió."),
    ("pl", "Kosztuje 5 tys. zł od 2026 r. w całym kraju. | To dużo."),
    ("tr", "Takım 3. sırada bitirdi. | Maç bitti."),
    ("ru", "Завод им. Орлова открыт в 2026 г. в Порту. | Работы идут."),
    ("uk", "Ціна 5 тис. грн на вул. Портовій. | Це багато."),
    ("cs", "Dne 3. března promluvil Ing. Novák. | Odešel."),
    ("ja", "「もう終わりだ。」と彼は述べた。 | 次の文です。"),
    ("zh", "他说：“结束了。” | 然后离开。"),
    ("hi", "यह पहला वाक्य है। | यह दूसरा है।"),
    ("ar", "هذه جملة. | هل هذه جملة؟ | نعم."),
    ("el", "Ο κ. Παππάς μίλησε. | Τέλος."),
    ("am", "ይህ ነው። | ሁለተኛ ነው።"),
    ("ka", "ეს არის. | მეორე წინადადება."),
    ("hy", "Սա առաջինն է։ | Սա երկրորդն է։"),
    ("my", "ဒါက ပထမ။ | ဒါက ဒုတိယ။"),
    ("vi", "TP. Huế có mưa. | Ông Lê đi."),
]


@pytest.mark.parametrize(("language", "marked"), CASES)
def test_sentences_end_where_a_reader_says_so(language: str, marked: str) -> None:
    expected = marked.split(" | ")
    assert sentences(" ".join(expected), language) == expected


def test_no_sentence_crosses_a_line() -> None:
    text = "A headline without a stop\n\n  First sentence. Second one.  \r\nThird"
    assert sentences(text, "en") == [
        "A headline without a stop", "First sentence.", "Second one.", "Third",
    ]  # fmt: skip
    assert [span.of(text) for span in paragraphs(text)] == [
        "A headline without a stop", "First sentence. Second one.", "Third",
    ]  # fmt: skip


def test_a_language_without_marks_falls_back_to_length() -> None:
    text = "สภาท่าเรือตัดสินใจปิดสะพาน " * 30
    found = sentences(text, "th")
    assert 3 < len(found) < 30
    assert max(map(len, found)) < 250


def test_an_unknown_language_is_cut_all_the_same() -> None:
    assert len(sentences("Ein erster Satz. A second one. Третье предложение.", "und")) == 3


ODD = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("aB1 .!?。\"“”«»'’()\n\r\t\u2028\u00a0։।")), st.characters()
    ),
    max_size=300,
)


@given(ODD, st.sampled_from(["en", "de", "ja", "th", "ar", "und", "zz"]))
def test_every_letter_is_in_exactly_one_sentence(text: str, language: str) -> None:
    spans = split(text, language)
    covered = [at for span in spans for at in range(span.start, span.end)]
    assert covered == sorted(set(covered))
    left = set(range(len(text))) - set(covered)
    assert all(text[at].isspace() for at in left)
    for span in spans:
        assert span.of(text) == span.of(text).strip() != ""
        assert "\n" not in span.of(text)


@pytest.mark.parametrize(
    "piece", ["“a. ", '"', "Mr. ", "A. ", "...", "(b! ", "1. ", "word ", "ก ", "a.”", " "]
)
@pytest.mark.parametrize("language", ["en", "de", "th"])
def test_a_text_made_to_be_slow_is_not(piece: str, language: str) -> None:
    text = piece * (300_000 // len(piece))
    began = time.process_time()
    split(text, language)
    assert time.process_time() - began < 20, "a quadratic reading would take minutes"
