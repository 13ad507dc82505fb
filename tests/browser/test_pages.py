"""The pages as a reader's browser shows them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ARTICLE = "2024/06/14/port-alba-barrier"
PAGES = {
    "article": f"{ARTICLE}/index.html",
    "awkward": "2024/06/15/awkward/index.html",
    "front": "index.html",
    "persona": "persona/mara-venn/index.html",
    "about": "about/index.html",
    "process": f"{ARTICLE}/process/index.html",
    "killed": "2024/06/01/gone/index.html",
    "lost": "404.html",
    "place": "places/pt/index.html",
    "empty place": "places/lv/index.html",
    "older pieces": "persona/mara-venn/page/1/index.html",
    "topic": "topics/environment/index.html",
    "places": "places/index.html",
    "archive": "archive/index.html",
    "month": "archive/2024/06/index.html",
    "staff": "persona/index.html",
    "search": "search/index.html",
}
Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Open a page and fail at the end when it complained or asked for anything elsewhere."""
    troubles: list[str] = []
    contexts = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            troubles.append(message.text)

    def watch(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "file://", "data:")):
            troubles.append(f"asked for {request.url}")

    def open_(address: str, width: int = 1440, scheme: Literal["light", "dark"] = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", watch)
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not troubles


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_without_a_complaint_and_fits_a_phone(
    name: str, address: str, opened: Opened
) -> None:
    page = opened(f"{address}/{PAGES[name]}", width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("name", ["article", "front"])
def test_a_page_works_from_the_file_system(name: str, site: Path, opened: Opened) -> None:
    page = opened((site / PAGES[name]).as_uri())
    assert page.evaluate("getComputedStyle(document.body).display") == "flex"
    assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")
    page.goto(page.locator("header a >> nth=0").evaluate("link => link.href"))
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(
    name: str, scheme: Literal["light", "dark"], address: str, opened: Opened
) -> None:
    page = opened(f"{address}/{PAGES[name]}", scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    if name == "article":
        page.locator("#show-evidence").check(force=True)
        page.locator("a.mark").first.click()
    found = Axe().run(page)
    assert len(found.response["passes"]) > 10
    assert found.violations_count == 0, found.generate_report()


def test_evidence_is_quiet_until_it_is_wanted(address: str, opened: Opened) -> None:
    page = opened(f"{address}/{PAGES['article']}")
    assert not page.locator("a.mark").first.is_visible()
    assert not page.locator(".legend").is_visible()


def test_evidence_opens_and_closes_by_keyboard(address: str, opened: Opened) -> None:
    page = opened(f"{address}/{PAGES['article']}")
    page.locator("#show-evidence").focus()
    page.keyboard.press("Space")
    assert page.locator(".legend").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    card = page.locator(".evidence-card")
    assert card.is_visible()
    assert "وافق المجلس" in card.inner_text()
    assert "Harbour Post" in card.inner_text()
    page.keyboard.press("Escape")
    assert not card.is_visible()
    assert page.evaluate("document.activeElement.className") == "mark"


def test_a_touched_sentence_opens_its_evidence_above_the_foot_of_a_phone(
    address: str, opened: Opened
) -> None:
    page = opened(f"{address}/{PAGES['article']}", width=390)
    page.locator("label.switch").click()
    page.locator("#s5").click(position={"x": 20, "y": 10})
    box = page.locator(".evidence-card").bounding_box()
    assert box is not None
    assert (box["x"], round(box["y"] + box["height"])) == (0, 900)
    assert "Disputed" in page.locator(".evidence-card").inner_text()


def test_without_scripts_the_number_leads_to_the_evidence(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{PAGES['article']}")
    page.locator("label.switch").click()
    page.locator("a.mark").first.click()
    assert page.url.endswith("#evidence-s1")
    assert page.locator("#evidence-s1").is_visible()
    context.close()


def test_the_first_tab_offers_to_skip_to_the_story(address: str, opened: Opened) -> None:
    page = opened(f"{address}/{PAGES['article']}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "story"


def test_nothing_on_a_phone_is_too_small_to_touch(address: str, opened: Opened) -> None:
    page = opened(f"{address}/{PAGES['article']}", width=390)
    for selector in ("nav a", "label.switch", "summary", ".button", ".records a"):
        for box in page.locator(selector).all():
            found = box.bounding_box()
            assert found is None or found["height"] >= 44, selector


def test_the_measure_is_that_of_a_book(address: str, opened: Opened) -> None:
    page = opened(f"{address}/{PAGES['article']}")
    characters = page.evaluate(
        """() => {
          const body = document.querySelector(".body");
          const probe = document.createElement("span");
          probe.textContent = "the harbour town voted for a barrier and argues about its price";
          probe.style.whiteSpace = "nowrap";
          body.querySelector("p").prepend(probe);
          const width = probe.getBoundingClientRect().width / probe.textContent.length;
          return body.getBoundingClientRect().width / width;
        }"""
    )
    assert 58 <= characters <= 72
