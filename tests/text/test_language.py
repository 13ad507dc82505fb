"""Languages: script first, then the source's word, then the model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.text.language import (
    detect,
    direction,
    display_name,
    is_valid_tag,
    primary,
    script_of,
)

PLAIN = {
    "en": "The harbour council voted last night to close the old bridge for repairs.",
    "de": "Der Hafenrat beschloss gestern Abend, die alte Brücke für Reparaturen zu schließen.",
    "fr": "Le conseil du port a décidé hier soir de fermer le vieux pont pour des travaux.",
    "es": "El consejo del puerto decidió anoche cerrar el viejo puente por obras.",
    "pl": "Rada portu postanowiła wczoraj wieczorem zamknąć stary most na czas remontu.",
    "ru": "Портовый совет вчера вечером решил закрыть старый мост на ремонт.",
    "uk": "Портова рада вчора ввечері вирішила закрити старий міст на ремонт.",
    "ar": "قرر مجلس الميناء مساء أمس إغلاق الجسر القديم للإصلاح.",
    "hi": "बंदरगाह परिषद ने कल रात मरम्मत के लिए पुराने पुल को बंद करने का फैसला किया।",
    "vi": "Hội đồng cảng tối qua đã quyết định đóng cửa cây cầu cũ để sửa chữa.",
    "zh": "港口委员会昨晚决定关闭旧桥进行维修。",
    "ja": "港湾評議会は昨夜、修理のため古い橋を閉鎖することを決めた。",
    "ko": "항만 위원회는 어젯밤 보수를 위해 낡은 다리를 폐쇄하기로 결정했다.",
    "th": "สภาท่าเรือตัดสินใจเมื่อคืนนี้ว่าจะปิดสะพานเก่าเพื่อซ่อมแซม",
    "el": "Το συμβούλιο του λιμανιού αποφάσισε χθες να κλείσει την παλιά γέφυρα.",
    "he": "מועצת הנמל החליטה אמש לסגור את הגשר הישן לתיקונים.",
    "ka": "ნავსადგურის საბჭომ გუშინ ძველი ხიდის დაკეტვა გადაწყვიტა.",
    "hy": "Նավահանգստի խորհուրդը որոշեց փակել հին կամուրջը։",
    "am": "የወደብ ምክር ቤቱ የድሮውን ድልድይ ለመዝጋት ወሰነ።",
    "ta": "துறைமுக சபை பழைய பாலத்தை மூட முடிவு செய்தது.",
}


@pytest.mark.parametrize("language", PLAIN)
def test_a_plain_sentence_is_recognised_without_a_hint(language: str) -> None:
    assert detect(PLAIN[language]) == language


@pytest.mark.parametrize("language", PLAIN)
def test_a_wrong_code_does_not_stand_against_a_whole_sentence(language: str) -> None:
    wrong = "sw" if language != "sw" else "de"
    assert detect(PLAIN[language], wrong) == language


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        ("Vasilij Petrov", "cs", "cs"),
        ("Styret sier nei", "nb", "no"),
        ("Styret seier nei", "nn", "no"),
        ("Рада кажа не", "be-tarask", "be"),
        ("港口委员会", "zh-yue", "zh"),
        ("Dewan palabuahan manutuik jambatan", "min", "min"),
        ("პორტი", "xmf", "xmf"),
        ("ښار ته تللي", "ps", "ps"),
    ],
)
def test_the_declared_language_stands_when_it_is_plausible(
    text: str, declared: str, expected: str
) -> None:
    assert detect(text, declared) == expected


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [("", None, "und"), ("12 + 4", None, "und"), ("!?", "fr", "fr"), ("ok", "english", "und")],
)
def test_too_few_letters_prove_nothing(text: str, declared: str | None, expected: str) -> None:
    assert detect(text, declared) == expected


def test_a_code_of_another_script_is_overruled_at_once() -> None:
    assert detect("Совет решил, что порт будет закрыт", "en") == "ru"
    assert detect("東京の橋", "en") == "ja"


@given(st.text(max_size=200), st.one_of(st.none(), st.text(max_size=12)))
def test_any_text_gets_a_code(text: str, declared: str | None) -> None:
    assert detect(text, declared).isalpha()


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en-US", "en"), ("pt_BR", "pt"), ("zh-Hant-TW", "zh"), ("nb-NO", "no"), ("", "und")],
)
def test_the_primary_code_leaves_region_script_and_variant_out(tag: str, code: str) -> None:
    assert primary(tag) == code


@pytest.mark.parametrize("tag", ["en", "sr-Latn-RS", "be-tarask", "zh-yue", "pnb", "es-419"])
def test_codes_in_use_are_valid(tag: str) -> None:
    assert is_valid_tag(tag)


@pytest.mark.parametrize("tag", ["", "e", "english", "qq", "xx", "en--US", "en US", "12", "x-me"])
def test_what_is_no_code_is_not_valid(tag: str) -> None:
    assert not is_valid_tag(tag)


def test_direction_follows_the_script() -> None:
    assert [direction(code) for code in ("ar", "he", "fa-IR", "ur", "en", "ja", "und")] == [
        "rtl", "rtl", "rtl", "rtl", "ltr", "ltr", "ltr",
    ]  # fmt: skip


def test_a_language_is_called_by_its_english_name() -> None:
    assert display_name("pt-BR") == "Brazilian Portuguese"
    assert display_name("ka") == "Georgian"
    assert display_name("xx") == "xx"


def test_kana_makes_han_japanese() -> None:
    assert (script_of("東京で"), script_of("东京"), script_of("7")) == ("Kana", "Hani", "Zyyy")


def test_a_small_language_is_believed_when_declared_and_never_guessed() -> None:
    text = "Ignore the old bridge and take the ferry"
    assert detect(text) == "en"
    assert detect("Dem don close di old bridge for repair", "pcm") == "pcm"
