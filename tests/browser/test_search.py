"""The search in a reader's browser: the same words as the index, in any script."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from newsroom_agents.publish.search_index import shard_of
from newsroom_agents.text.tokens import search_terms

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TEXTS = (
    "Port Alba votes: 1,200.5 euros, 14 June",
    "Ærø Łódź İstanbul STRASSE straße Ελλάς ΝΑΥΣ",
    "مجلس بورتو ألبا يُوافِق على حاجز المدّ کیهان",
    "חוֹמָה ונמל",
    "港口城市议会投票通过 ABC 修建防潮闸门",
    "港町、ﾎﾞｳﾁｮｳ堤の建設を可決",
    "สภาเมืองลงมติ",
    "नगर परिषद ने बाँध को मंज़ूरी दी",
    "l'été d’Angleterre don't co-operate",
    "Việt Nam Ⅻ ﬁne 한국어 도시",
)


@pytest.fixture
def page(browser: Browser, address: str) -> Page:
    context = browser.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/search/index.html")
    return page


@pytest.mark.parametrize("text", TEXTS)
def test_the_script_finds_the_terms_and_shards_of_the_index(text: str, page: Page) -> None:
    found = page.evaluate(
        """async (text) => {
          const search = await import("/static/search.js");
          return search.terms(text).map((term) => [term, search.shardOf(term)]);
        }""",
        text,
    )
    terms = search_terms(text, "en")
    assert found == [[term, shard_of(term)] for term in terms]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("tide barrier price", "2024/06/14/port-alba-barrier"),
        ("مجلس المد", "2024/06/13/arabic"),
        ("防潮", "2024/06/16/chinese"),
        ("Donaudampfschifffahrtsgesellschaftskapitäns", "2024/06/15/awkward"),
    ],
)
def test_words_of_any_script_find_their_piece(query: str, path: str, page: Page) -> None:
    page.fill("#query", query)
    page.keyboard.press("Enter")
    page.locator("#results .piece").first.wait_for()
    links = page.locator("#results h2 a").evaluate_all("all => all.map(one => one.href)")
    assert any(f"/{path}/" in link for link in links[:20])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(page.url)
    page.locator("#results .piece").first.wait_for()
    assert page.input_value("#query") == query


def test_a_word_that_nobody_wrote_is_said_to_be_missing(page: Page) -> None:
    page.fill("#query", "zyzzogeton")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing found").wait_for()


def test_a_withdrawn_piece_is_not_found(page: Page, site: Path) -> None:
    pieces = b"".join(path.read_bytes() for path in (site / "search").rglob("*.json"))
    assert b"2024/06/01/gone" not in pieces
    assert all(json.loads(path.read_bytes()) for path in (site / "search/pieces").iterdir())


def test_without_scripts_the_search_offers_the_lists(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/search/index.html")
    assert not page.locator("#search").is_visible()
    page.get_by_role("link", name="By place").click()
    page.get_by_role("link", name="Portugal").click()
    assert page.locator("h1").inner_text() == "Portugal"
    context.close()
