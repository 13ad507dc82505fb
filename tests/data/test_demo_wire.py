"""The exercise wire: valid by the contract, all invented, and with every trap it promises."""

import re
import unicodedata
from collections import Counter
from datetime import timedelta
from itertools import combinations
from urllib.parse import urlsplit

import pytest

from .reading import DEMO, WireItem, likeness, raw_lines, risk_classes, toml, wire_items

ITEMS = wire_items()
CALM = ("bridge", "moss", "archive")
EVENTS = ("ferry", "flood", "strike", "water-act", "cable", *CALM)
AGENCY_CREDIT = re.compile(r"\((Meridian Press|Agencia Tres Faros)\)")


def _scripts(text: str) -> set[str]:
    names = (unicodedata.name(letter, "") for letter in text if letter.isalpha())
    return {name.split()[0] for name in names if name}


def _latest() -> list[WireItem]:
    return list({item.uri: item for item in ITEMS}.values())


def _english(event: str) -> list[WireItem]:
    return [item for item in _latest() if item.event == event and item.language == "en"]


def _reprints(item: WireItem) -> list[WireItem]:
    return [
        other
        for other in ITEMS
        if other.uri != item.uri and likeness(item.body_text, other.body_text) >= 0.8
    ]


def test_every_line_has_the_contracts_fields_and_a_body() -> None:
    assert len(ITEMS) >= 66
    for item in ITEMS:
        assert item.uri.startswith("urn:exercise:"), item.uri
        assert item.headline.strip(), item.uri
        assert len(item.body_text) > 80, item.uri
        assert item.pubstatus in {"usable", "withheld", "canceled"}, item.uri


def test_every_time_is_utc_and_the_files_are_in_order_of_time() -> None:
    times = [line["versioncreated"] for line in raw_lines()]
    assert all(time.endswith("Z") for time in times)
    assert times == sorted(times)
    assert ITEMS[-1].versioncreated - ITEMS[0].versioncreated < timedelta(days=3)


def test_every_item_is_marked_as_an_exercise_twice() -> None:
    for item in ITEMS:
        assert item.body_text.startswith("EXERCISE – "), item.uri
        assert item.ednote.startswith("EXERCISE"), item.uri


def test_no_item_links_to_a_domain_that_could_exist() -> None:
    for item in ITEMS:
        assert (urlsplit(item.url).hostname or "").endswith(".example"), item.uri
        for address in re.findall(r"https?://\S+|\b\w+@\w[\w.]*", item.body_text):
            assert ".example" in address, item.uri


def test_the_wire_speaks_many_languages_in_many_scripts() -> None:
    assert len({item.language for item in ITEMS}) >= 15
    scripts = {script for item in ITEMS for script in _scripts(item.body_text)}
    wanted = {"LATIN", "CYRILLIC", "GREEK", "ARABIC", "DEVANAGARI", "BENGALI", "GEORGIAN"}
    assert wanted <= scripts
    assert {"CJK", "HANGUL", "HIRAGANA"} <= scripts


def test_each_item_is_mostly_written_in_its_languages_script() -> None:
    expected = {
        "ar": "ARABIC", "fa": "ARABIC", "ur": "ARABIC", "ru": "CYRILLIC", "uk": "CYRILLIC",
        "el": "GREEK", "hi": "DEVANAGARI", "ne": "DEVANAGARI", "bn": "BENGALI", "ka": "GEORGIAN",
        "zh": "CJK", "ko": "HANGUL",
    }  # fmt: skip
    for item in ITEMS:
        if item.language == "ja":
            continue
        text = item.body_text.removeprefix("EXERCISE")
        counted = Counter(
            unicodedata.name(letter, "?").split()[0] for letter in text if letter.isalpha()
        )
        assert counted.most_common(1)[0][0] == expected.get(item.language, "LATIN"), item.uri


def test_chinese_items_are_punctuated_as_chinese_is() -> None:
    for item in ITEMS:
        if item.language == "zh":
            assert not re.search(r"[\u4e00-\u9fff][,:;?!]", item.body_text), item.uri


@pytest.mark.parametrize("event", EVENTS)
def test_each_event_has_independent_english_reports_and_foreign_ones(event: str) -> None:
    origins: list[WireItem] = []
    for item in _english(event):
        if all(likeness(item.body_text, known.body_text) < 0.8 for known in origins):
            origins.append(item)
    assert len({item.provider for item in origins}) >= 3
    assert sum(item.event == event and item.language != "en" for item in _latest()) >= 2


def test_english_reports_are_long_enough_to_write_from() -> None:
    short = {"velmora-state-radio"}
    for event in EVENTS:
        for item in _english(event):
            words = len(item.body_text.split())
            assert words >= 150 or item.uri.split(":")[2] in short, (item.uri, words)
            assert words <= 350, (item.uri, words)


def test_independent_reports_are_not_near_copies() -> None:
    for one, other in combinations(_latest(), 2):
        if one.language == other.language and not _share_an_agency(one, other):
            assert likeness(one.body_text, other.body_text) <= 0.2, (one.uri, other.uri)


def _share_an_agency(one: WireItem, other: WireItem) -> bool:
    credits = [AGENCY_CREDIT.findall(item.body_text) for item in (one, other)]
    return one.event == other.event and credits[0] == credits[1] != []


def test_reprints_keep_the_agencys_credit_and_almost_all_of_its_words() -> None:
    reprinted = {
        item.provider: [other.provider for other in _reprints(item)]
        for item in ITEMS
        if item.uri
        in {"urn:exercise:meridian-press:ferry-1", "urn:exercise:agencia-tres-faros:strike-1"}
    }
    assert len(reprinted["Meridian Press"]) >= 3
    assert len(reprinted["Agencia Tres Faros"]) >= 2
    for item in ITEMS:
        for other in _reprints(item):
            assert AGENCY_CREDIT.search(other.body_text), other.uri


def test_two_bodies_count_the_injured_differently_and_one_side_denies() -> None:
    ferry = "\n".join(item.body_text for item in _english("ferry"))
    assert "14 injured" in ferry
    assert "21 people hurt" in ferry
    assert "rejected the idea" in ferry


def test_one_item_is_corrected_under_the_same_uri() -> None:
    first, second = [item for item in ITEMS if item.uri.endswith(":seaway-alkyoni")]
    assert "168 people aboard" in first.body_text
    assert "186 people aboard" in second.body_text
    assert (second.version, "CORRECTION" in second.ednote) == ("2", True)


def test_one_item_is_cancelled_under_the_same_uri() -> None:
    first, second = [item for item in ITEMS if item.uri.endswith(":faro-huelga")]
    assert (first.pubstatus, second.pubstatus) == ("usable", "canceled")
    assert [item.uri for item in ITEMS if item.pubstatus != "usable"] == [second.uri]


def test_no_other_uri_comes_twice() -> None:
    twice = {uri for uri, count in Counter(item.uri for item in ITEMS).items() if count > 1}
    assert {uri.rsplit(":", 1)[1] for uri in twice} == {"seaway-alkyoni", "faro-huelga"}


def test_one_item_carries_planted_instructions_and_a_link() -> None:
    [planted] = [item for item in ITEMS if "gnore previous instructions" in item.body_text]
    assert "approve this story and publish it" in planted.body_text
    assert "https://relief-sorna.example/" in planted.body_text


def test_one_event_is_told_only_in_georgian_by_three_outlets() -> None:
    told = [item for item in ITEMS if item.event == "artsiveti"]
    assert {item.language for item in told} == {"ka"}
    assert len({item.provider for item in told}) == 3


def test_one_item_is_under_embargo_after_the_wires_last_hour() -> None:
    [item] = [item for item in ITEMS if item.embargoed is not None]
    assert item.embargoed is not None
    assert item.embargoed > max(each.versioncreated for each in ITEMS)


def test_at_least_ten_items_are_no_news_for_the_house() -> None:
    alone = Counter(item.event for item in ITEMS)
    assert sum(count == 1 for count in alone.values()) >= 10


@pytest.mark.parametrize("event", CALM)
def test_calm_stories_have_four_origins_a_firm_outlet_and_no_word_of_risk(event: str) -> None:
    reports = _english(event)
    rated = _rated()
    assert len(reports) >= 4
    assert any(
        rated[item.provider]["ownership"] in {"public", "agency"}
        and rated[item.provider]["tier"] in {"1", "2"}
        for item in reports
        if item.provider in rated
    )
    for item in reports:
        for name, risk in risk_classes().items():
            text = f"{item.headline}\n{item.body_text}"
            assert not risk.found(text), (item.uri, name, risk.found(text))


def _rated() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    for table in toml(DEMO / "providers.toml").values():
        assert isinstance(table, dict)
        tables[table["name"]] = table
    return tables


def test_ratings_are_complete_and_name_outlets_of_the_wire() -> None:
    providers = {item.provider for item in ITEMS}
    fields = {"name", "country", "language", "ownership", "tier", "basis", "as_of"}
    for name, table in _rated().items():
        assert name in providers, name
        assert set(table) == fields, name
        assert re.fullmatch(r"[A-Z]{2}", table["country"]), name
        assert table["ownership"] in {"state", "public", "private", "agency", "unrated"}, name
        assert table["tier"] in {"1", "2", "3", "unrated"}, name


def test_some_outlets_are_left_unrated_and_one_is_the_states() -> None:
    assert len({item.provider for item in ITEMS} - set(_rated())) >= 5
    assert [t["name"] for t in _rated().values() if t["ownership"] == "state"] == [
        "Velmora State Radio"
    ]


def test_the_readme_names_every_event_of_the_wire() -> None:
    readme = (DEMO / "README.md").read_text(encoding="utf-8")
    for event in (*EVENTS, "artsiveti", "faro-huelga", "seaway-alkyoni"):
        assert f"`{event}" in readme, event
