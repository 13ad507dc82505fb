"""Reading at the desk in a real browser: list, draft, evidence; by keys, by touch, without both."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.desk.builders import DeskHouse, opened_desk, serving, staff
from tests.desk.papers import SLUG, Story, Wording, change_source, enter, hard, soft

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LONG = "Bundesverfassungsgerichtspräsidentschaftskandidatenauswahlkommission tagt am Hafen"
PAGES = (
    "/queue",
    "/queue?state=killed",
    f"/story/{SLUG}",
    "/story/awkward?s=s2",
    "/story/awkward/record",
    "/story/awkward/takes",
    "/story/awkward/diff",
    "/story/awkward/history",
    "/story/awkward/preview?as=feed",
    "/reading",
    "/story/awkward/edit",
    "/story/awkward/rule",
)
Scheme = Literal["light", "dark"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskHouse]:
    """A served desk with a stopped story, an awkward one of two takes, and a few more."""
    with opened_desk(tmp_path_factory.mktemp("desk") / "var") as house, serving(house) as running:
        now = house.clock()
        staff(house.archive, now)
        findings = (soft("s2"), soft("headline", 0, 7), hard("s1"))
        enter(house.archive, now - timedelta(hours=23), Story(findings=findings))
        awkward = Wording(headline=LONG, dek="حريق كبير في مرفأ المدينة.")
        enter(house.archive, now, Story(slug="awkward"))
        enter(house.archive, now, Story(slug="awkward", take=2, wording=awkward))
        for number in range(3):
            enter(house.archive, now, Story(slug=f"quiet-{number}"))
        change_source(house.archive, now)
        yield running


def opened(
    browser: Browser,
    served: DeskHouse,
    width: int,
    scheme: Scheme = "light",
    *,
    scripts: bool = True,
) -> Page:
    """Open a page in a browser in which an editor is signed in."""
    context = browser.new_context(
        base_url=served.front.address,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
        has_touch=width < 600,
        java_script_enabled=scripts,
    )
    session = served.session("Ada")
    context.add_cookies([{"name": "desk", "value": session, "url": served.front.address}])
    return context.new_page()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_an_editor_reads_are_clean_and_fit(
    browser: Browser, served: DeskHouse, width: int, scheme: Scheme
) -> None:
    page = opened(browser, served, width, scheme)
    for address in PAGES:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
    page.context.close()


def test_a_story_is_read_with_keys_alone(browser: Browser, served: DeskHouse) -> None:
    page = opened(browser, served, 1440)
    page.goto("/queue")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/story/{SLUG}")
    shown = page.locator("#evidence")
    expect(shown).to_have_attribute("data-where", "headline")
    for where in ("s1", "s2", "headline", "s1"):
        page.keyboard.press("n")
        expect(shown).to_have_attribute("data-where", where)
    page.keyboard.press("p")
    expect(shown).to_have_attribute("data-where", "headline")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next text that needs attention")
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    page.wait_for_url("**/queue")
    page.context.close()


def test_on_a_phone_a_tap_leads_to_the_evidence_and_back(
    browser: Browser, served: DeskHouse
) -> None:
    page = opened(browser, served, 390)
    page.goto(f"/story/{SLUG}")
    page.locator("a.text[data-where=s2]").tap()
    expect(page.locator("#evidence mark").first).to_be_visible()
    expect(page.locator("article.draft")).to_be_hidden()
    page.get_by_role("link", name="Story", exact=True).tap()
    expect(page.locator("article.draft")).to_be_visible()
    page.context.close()


def test_without_scripts_every_text_leads_to_its_evidence(
    browser: Browser, served: DeskHouse
) -> None:
    page = opened(browser, served, 1440, scripts=False)
    page.goto("/queue")
    page.locator(".story-link").first.click()
    page.locator("a.text[data-where=s2]").click()
    assert page.url.endswith(f"/story/{SLUG}?s=s2#evidence")
    passage = page.locator("blockquote[lang=ar] mark")
    assert passage.inner_text() == "قال المستشفى إن 18 شخصا أصيبوا."
    page.get_by_role("link", name="Open the stored text here").click()
    assert page.locator(".stored[lang=ar][dir=rtl] mark").inner_text() == (
        "قال المستشفى إن 18 شخصا أصيبوا."
    )
    page.context.close()


def test_news_arrives_as_a_line_to_press(browser: Browser, served: DeskHouse) -> None:
    page = opened(browser, served, 1440)
    page.goto("/queue")
    before = page.locator(".story-row").count()
    enter(served.archive, served.clock(), Story(slug="late-news"))
    expect(page.locator("#news")).to_contain_text("One story has moved.", timeout=15_000)
    assert page.locator(".story-row").count() == before
    page.get_by_role("button", name="Show the list anew").click()
    expect(page.locator(".story-row[data-slug=late-news]")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_text_at_twice_its_size_still_fits(browser: Browser, served: DeskHouse, width: int) -> None:
    page = opened(browser, served, width)
    for address in PAGES:
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.context.close()
