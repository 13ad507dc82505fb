"""The beats: media topics that exist, enough words, and the demo's events where they belong."""

import re

import pytest

from newsroom_agents.ports import Beat
from newsroom_agents.publish.presentation import PALETTE
from newsroom_agents.staff.beats import read_beats

from .reading import DATA, wire_items

BEATS = read_beats(DATA / "beats.toml")
MEDIA_TOPICS = {
    "01000000": "arts, culture, entertainment and media",
    "02000000": "crime, law and justice",
    "03000000": "disaster, accident and emergency incident",
    "04000000": "economy, business and finance",
    "05000000": "education",
    "06000000": "environment",
    "07000000": "health",
    "08000000": "human interest",
    "09000000": "labour",
    "10000000": "lifestyle and leisure",
    "11000000": "politics and government",
    "12000000": "religion",
    "13000000": "science and technology",
    "14000000": "society",
    "15000000": "sport",
    "16000000": "conflict, war and peace",
    "17000000": "weather",
}
LANGUAGES = {"en", "es", "fr", "de", "pt", "ru", "ar", "zh", "vi", "it", "pl", "tr"}


@pytest.mark.parametrize("beat", BEATS.values(), ids=list(BEATS))
def test_each_beat_has_a_media_topic_and_an_accent_that_exist(beat: Beat) -> None:
    assert MEDIA_TOPICS[beat.topic] == beat.topic_name
    assert beat.accent in PALETTE
    assert beat.min_origins in {2, 3}


def test_every_top_level_topic_has_a_beat() -> None:
    assert {beat.topic for beat in BEATS.values()} == set(MEDIA_TOPICS)


def test_sport_and_lifestyle_weigh_little() -> None:
    assert (BEATS["sport"].weight, BEATS["lifestyle"].weight) == (0.2, 0.2)
    assert all(
        beat.weight > 0.2 for name, beat in BEATS.items() if name not in {"sport", "lifestyle"}
    )


@pytest.mark.parametrize("beat", BEATS.values(), ids=list(BEATS))
def test_each_beat_has_its_words_in_twelve_languages(beat: Beat) -> None:
    assert set(beat.terms) == LANGUAGES
    for language, terms in beat.terms.items():
        assert (25 if language == "en" else 8) <= len(terms) <= 60, language
        assert len(set(terms)) == len(terms), language
        assert all(term == term.lower().strip() for term in terms), language


def _fit(text: str) -> str:
    lowered = text.lower()
    hits = {
        name: sum(
            len(re.findall(rf"(?<!\w){re.escape(term)}", lowered)) for term in beat.terms["en"]
        )
        for name, beat in BEATS.items()
    }
    return max(hits, key=lambda name: hits[name])


@pytest.mark.parametrize(
    ("event", "beat"),
    [
        ("ferry", "disaster"),
        ("flood", "disaster"),
        ("strike", "labour"),
        ("water-act", "politics"),
        ("cable", "technology"),
        ("bridge", "transport"),
        ("moss", "science"),
        ("archive", "culture"),
        ("cricket", "sport"),
    ],
)
def test_counting_words_puts_each_demo_event_on_its_beat(event: str, beat: str) -> None:
    reports = [item for item in wire_items() if item.event == event and item.language == "en"]
    text = "\n".join(f"{item.headline}\n{item.body_text}" for item in reports)
    assert _fit(text) == beat
