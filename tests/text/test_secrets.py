"""Keys are known by their shape, and confidences by their words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.text.secrets import repeats, secrets_in

TOLD = (
    "Your job is to write the story from the dossier and the analysis in your own voice, so that a "
    "reader can check every sentence against the passage that it rests on. Name every outlet."
)


@pytest.mark.parametrize(
    "secret",
    [
        "sk-proj-9f8e7d6c5b4a3210",
        "AKIA" + "Q7Z2" * 4,
        "ghp_" + "a1B2c3D4e5" * 3,
        "xoxb-" + "12345678-abcdefgh",
        "-----BEGIN RSA PRIVATE KEY-----",
        "OPENAI_API_KEY=plain-words-9",
        "NEWSROOM_DATABASE_URL = postgres://desk/house",
        "DB_PASSWORD: kittiwake77",
        "postgresql://desk:kittiwake@db.internal/house",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
    ],
)
def test_a_key_is_found_by_its_shape(secret: str) -> None:
    text = f"The ferry sails at noon. {secret} The tide is low."
    [span] = secrets_in(text)
    assert text[span.start : span.end] in secret + " "


@pytest.mark.parametrize(
    "text",
    [
        "The key to the boathouse hung on a nail, the harbour master said.",
        "A sk-ip of two hours; the password was changed.",
        "Read https://courier.example/1?id=2 and ask the risk-taking crew.",
        "TOKENS: 40 were sold. The SECRET of the KEYS.",
        "Il a dit : « la clé est à bord ». Пароль знали трое.",
    ],
)
def test_news_of_keys_and_passwords_is_none(text: str) -> None:
    assert not secrets_in(text)


def test_a_long_run_of_an_instruction_gives_it_away_whatever_stands_around() -> None:
    taken = TOLD.split(".", maxsplit=1)[0].replace(",", " –").upper()
    assert repeats(f"I was told: {taken}. And more.", TOLD)


def test_a_few_words_in_common_give_nothing_away() -> None:
    assert not repeats("A reader can check every sentence against the passage.", TOLD)
    assert not repeats("", TOLD)


@given(st.text(), st.text())
def test_no_text_breaks_the_search(text: str, told: str) -> None:
    assert repeats(text, told) in {True, False}
    assert all(0 <= span.start < span.end <= len(text) for span in secrets_in(text))
