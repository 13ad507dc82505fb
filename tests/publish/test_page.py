"""The article element and the pages around it."""

import hashlib
import json
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from newsroom_agents.ports import Masthead
from newsroom_agents.publish.bundle import RENDERER, PublicBundle, build
from newsroom_agents.publish.drawing import safe_url
from newsroom_agents.publish.page import article_element, article_head, article_opening
from newsroom_agents.publish.presentation import PALETTE, accent_name
from newsroom_agents.publish.structured import escaped_json, structured_data
from newsroom_agents.story.package import Package
from newsroom_agents.story.paper import Credit
from newsroom_agents.story.publication import Correction, CorrectionKind

from .builders import CORRECTION, MASTHEAD, Live, files_under, pressroom, publish, release
from .exercise import PATH, package, source

HOSTILE = "</title></script></article><script>alert(1)</script>{{7*7}}{% raw %}\"'><img onerror=x>"


def drawn(tmp_path: Path, story: Package | None = None) -> tuple[PublicBundle, str]:
    bundle = build(release(story), pressroom(tmp_path)).public
    return bundle, article_element(bundle)


def test_the_elements_stand_in_the_order_of_the_house(tmp_path: Path) -> None:
    story = release(revision=2, corrections=(CORRECTION,), after=timedelta(hours=5))
    element = article_element(build(story, pressroom(tmp_path)).public)
    marks = (
        "About: <a", "<h1", 'class="dek"', 'class="note-top"', 'class="by"', 'class="when"',
        'class="disclosure"', "<figcaption", 'class="evidence-bar"', 'class="body"',
        'class="gate paywall"', 'id="sources"', 'id="corrections"', 'id="made"',
        'class="persona"',
    )  # fmt: skip
    places = [element.index(mark) for mark in marks]
    assert places == sorted(places)


def test_there_is_no_dateline_and_the_outlets_are_named(tmp_path: Path) -> None:
    _, element = drawn(tmp_path)
    assert (
        'About: <a href="../../../../places/pt/index.html">Port Alba, Portugal</a>, from reports by'
        " <bdi>Harbour Post, Rádio Delta" in element
    )


def test_the_caption_begins_with_the_label_once(tmp_path: Path) -> None:
    _, element = drawn(tmp_path)
    assert "<figcaption>AI-generated illustration. A tide barrier" in element
    story = package()
    assert story.art is not None
    labelled = story.art.model_copy(update={"caption": "AI-generated illustration: posts."})
    _, element = drawn(tmp_path, story.model_copy(update={"art": labelled}))
    assert "<figcaption>AI-generated illustration: posts.</figcaption>" in element


def test_every_correction_stands_at_the_top_and_the_latest_update(tmp_path: Path) -> None:
    kinds = (CorrectionKind.UPDATE, CorrectionKind.CORRECTION, CorrectionKind.UPDATE)
    notes = tuple(
        Correction(number=n, kind=kind, at=CORRECTION.at, text=f"EXERCISE note {n}.")
        for n, kind in enumerate(kinds, start=1)
    )
    told = release(revision=4, corrections=notes, after=timedelta(hours=9))
    element = article_element(build(told, pressroom(tmp_path)).public)
    assert re.findall(r'note-top"><b>(\w+),', element) == ["Correction", "Update"]
    assert [n for n in (1, 2, 3) if f"EXERCISE note {n}." in element] == [1, 2, 3]


def test_a_story_without_a_picture_has_no_empty_frame(tmp_path: Path) -> None:
    bundle, element = drawn(tmp_path, package(art=None))
    assert "<img" not in element
    assert "figcaption>AI" not in element
    assert "image" not in json.loads(structured_data(bundle))
    assert "The headline: Port Alba votes" in article_head(bundle)


def test_an_arabic_passage_carries_its_language_and_direction(tmp_path: Path) -> None:
    _, element = drawn(tmp_path)
    assert '<p lang="ar" dir="rtl">وافق المجلس' in element
    assert "Translation from Arabic:" in element
    assert '<bdi lang="ar" dir="rtl">تمرين' in element


def test_a_story_in_arabic_runs_from_right_to_left(tmp_path: Path) -> None:
    _, element = drawn(tmp_path, package(language="ar"))
    assert '<div class="body" lang="ar" dir="rtl">' in element


def test_every_cited_sentence_leads_to_its_evidence_without_a_script(tmp_path: Path) -> None:
    _, element = drawn(tmp_path)
    links = re.findall(r'class="mark" href="#(evidence-s\d+)"', element)
    assert links == [f"evidence-s{n}" for n in (1, 2, 3, 5, 6, 7, 8, 9)]
    assert all(f'id="{link}"' in element for link in links)


def test_analysis_is_marked_as_such(tmp_path: Path) -> None:
    _, element = drawn(tmp_path)
    assert element.count('<b class="tag" lang="en">Analysis</b>') == 2
    assert '<p class="analysis"><b class="tag"' in element


def test_sources_of_one_origin_stand_together_and_count_once(tmp_path: Path) -> None:
    _, element = drawn(tmp_path)
    assert "Three outlets, one text: counted once" in element
    assert "Seven outlets in four languages, five independent origins" in element


def test_the_public_gets_no_direct_links_to_sources(tmp_path: Path) -> None:
    publish(release(), pressroom(tmp_path))
    for name, content in files_under(tmp_path / "site").items():
        assert b"gated-address" not in content, name


def test_forty_sources_are_folded_after_the_first_six_origins(tmp_path: Path) -> None:
    many = [
        source("S7").model_copy(update={"id": f"S{n}", "origin": f"x{n}"}) for n in range(8, 41)
    ]
    _, element = drawn(tmp_path, package(sources=(*package().sources, *many)))
    unfolded, folded = element.split("<summary>The other sources</summary>")
    assert unfolded.count('class="source"') == 8
    assert folded.count('class="source"') == 32


def test_the_gate_says_what_stands_behind_it_and_who_reads_it(tmp_path: Path) -> None:
    _, element = drawn(tmp_path)
    for words in ("Three ways this could go", "two paragraphs", "for members", "Become a member"):
        assert words in element


def test_without_an_address_to_join_the_gate_offers_no_button(tmp_path: Path) -> None:
    room = pressroom(tmp_path, masthead=masthead(join_url=""))
    element = article_element(build(release(), room).public)
    assert "Joining is not open yet" in element
    assert "Become a member" not in element


def masthead(**changes: str) -> Masthead:
    return replace(MASTHEAD, **changes)


def test_an_open_story_has_no_gate_and_is_free(tmp_path: Path) -> None:
    bundle, element = drawn(tmp_path, package(sections=package().sections[:3]))
    assert "paywall" not in element
    data = json.loads(structured_data(bundle))
    assert data["isAccessibleForFree"] is True
    assert "hasPart" not in data


def test_the_structured_data_uses_the_agreed_names(tmp_path: Path) -> None:
    story = release(revision=2, corrections=(CORRECTION,), after=timedelta(hours=5))
    data = json.loads(structured_data(build(story, pressroom(tmp_path)).public))
    assert data["@type"] == "NewsArticle"
    assert data["isAccessibleForFree"] is False
    assert data["hasPart"]["cssSelector"] == ".paywall"
    assert data["digitalSourceType"] == "AlgorithmicMediaDigitalSource"
    assert data["image"][0]["digitalSourceType"] == "AlgorithmicMediaDigitalSource"
    assert data["author"]["@type"] == "Organization"
    assert "not a person" in data["author"]["description"]
    assert data["correction"][0]["@type"] == "CorrectionComment"
    assert data["dateModified"] == "2024-06-14T17:10:00Z"
    assert data["mainEntityOfPage"] == f"https://courier.example/{PATH}/"
    assert all("url" not in work for work in data["isBasedOn"])


def test_work_by_rules_is_told_as_such(tmp_path: Path) -> None:
    _, element = drawn(tmp_path)
    assert "extractive engine (selects and quotes; no language model)" in element
    assert "by hand" not in element
    assert "No language model was called, and nothing was paid." in element
    credit = Credit(
        role=None, persona="wren", prompt="", engine="remote", engine_model="some-1",
        calls=("a", "b"), cost_microusd=31_000,
    )  # fmt: skip
    told = release().model_copy(update={"credits": (credit,)})
    element = article_element(build(told, pressroom(tmp_path)).public)
    assert "It took two calls to language models and cost 3 US cents." in element


def test_the_byline_says_that_the_persona_is_an_ai(tmp_path: Path) -> None:
    _, element = drawn(tmp_path)
    byline = element[element.index('class="by"') : element.index('class="when"')]
    assert "Mara Venn" in byline
    assert "AI persona" in byline


def test_a_text_of_a_language_model_says_so_in_the_structured_data(tmp_path: Path) -> None:
    credit = Credit(role=None, persona="wren", prompt="", engine="remote", engine_model="some-1")
    told = release().model_copy(update={"credits": (credit,)})
    data = json.loads(structured_data(build(told, pressroom(tmp_path)).public))
    assert data["digitalSourceType"] == "TrainedAlgorithmicMediaDigitalSource"


PINNED = ("3", "a13e0d7ae1717a0f")


def test_whoever_draws_the_article_otherwise_gives_the_renderer_a_new_number(
    tmp_path: Path,
) -> None:
    told = release(package(art=None), 2, (CORRECTION,), after=timedelta(hours=5))
    bundle = build(told, pressroom(tmp_path)).public
    plain = bundle.presentation.model_copy(update={"social": None})
    bundle = bundle.model_copy(update={"presentation": plain})
    drawn_now = article_opening(bundle) + article_element(bundle)
    assert (RENDERER, hashlib.sha256(drawn_now.encode()).hexdigest()[:16]) == PINNED


class Counter(HTMLParser):
    """Counts elements and handlers as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]


def test_hostile_text_stays_text_in_every_file_of_the_site(tmp_path: Path) -> None:
    story = package()
    sections = story.model_dump_json()
    bad = json.dumps(HOSTILE)[1:-1]
    for words in (
        "Port Alba votes for a tide barrier, and argues about its price", "EXERCISE. The council",
        "What is disputed: the price", "A tide barrier as a rhythm", "Harbour Post",
        "What is agreed ends there.", "EXERCISE: Port Alba votes", "Port Alba, Portugal",
        "Members read three ways", "Written by an AI persona", "A harbour town votes",
        "Seven dark gate posts",
    ):  # fmt: skip
        assert words in sections
        sections = sections.replace(words, bad)
    live = Live()
    publish(release(Package.model_validate_json(sections)), pressroom(tmp_path, live), live)
    for name, content in files_under(tmp_path / "site").items():
        if not name.endswith(".html"):
            continue
        seen = Counter()
        seen.feed(content.decode())
        allowed = {f"{PATH}/index.html": 2, "search/index.html": 1}.get(name, 0)
        assert seen.tags.count("script") == allowed, name
        assert seen.tags.count("title") == 1
        assert not seen.handlers
        assert b">49<" not in content
        assert not [a for a in seen.addresses if a.lower().startswith(("javascript:", "data:"))]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\nscript:x",
        "data:text/html,x",
        "//x",
        "",
    ],
)
def test_an_address_that_could_run_is_no_link(address: str, tmp_path: Path) -> None:
    assert safe_url(address) == ""
    room = pressroom(tmp_path, masthead=masthead(join_url=address, support_url=address))
    publish(release(), room)
    front = (tmp_path / "site" / "index.html").read_text()
    assert "Support the Courier." in front
    assert 'support"><a' not in front
    assert "Become a member" not in (tmp_path / "site" / PATH / "index.html").read_text()


def test_structured_data_cannot_end_its_script() -> None:
    text = escaped_json({"a": "</script><!--&\u2028"})
    assert "<" not in text
    assert "&" not in text
    assert json.loads(text) == {"a": "</script><!--&\u2028"}


def test_the_page_allows_nothing_from_elsewhere(tmp_path: Path) -> None:
    bundle, element = drawn(tmp_path)
    head = article_head(bundle)
    assert "default-src 'none'" in head
    assert not re.search(r'(src|srcset)="(https?:)?//', head + element)
    assert "style=" not in element


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", PALETTE)
def test_every_accent_is_readable_on_paper_and_panel_light_and_dark(name: str) -> None:
    light, dark = PALETTE[name]
    assert min(contrast(light, "#fdfcfa"), contrast(light, "#f4f1ea")) >= 7
    assert min(contrast(dark, "#151513"), contrast(dark, "#1f1f1c")) >= 7
    css = (Path(__file__).parents[2] / "src/newsroom_agents/publish/static/reader.css").read_text()
    assert f".accent-{name} {{ --accent-light: {light}; --accent-dark: {dark}; }}" in css


def test_an_accent_is_taken_by_name_or_by_the_nearest_hue() -> None:
    assert accent_name("teal") == "teal"
    assert accent_name("#cc2211") == "brick"
    assert accent_name("#808080") == "slate"
    assert accent_name("url(evil)") == "slate"
