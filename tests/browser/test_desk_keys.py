"""The desk without a mouse: everything that can be pressed is reached, and a ruling is made."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from newsroom_agents.story.queue import QueueState
from tests.desk.builders import DeskHouse, opened_desk, serving, staff
from tests.desk.houses import row_of
from tests.desk.papers import Story, enter, hard, soft

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NUMBER_ALL = """() => {
  const fields = "input:not([type=hidden]), select, textarea";
  const wanted = `a[href], button, summary, ${fields}, [tabindex="0"]`;
  const all = [...document.querySelectorAll(wanted)].filter(
    (one) => one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0);
  all.forEach((one, number) => { one.dataset.number = number; });
  return all.length;
}"""
FOCUSED = """() => {
  const one = document.activeElement;
  const seen = getComputedStyle(one).outlineStyle !== "none" || one.matches(".story-link");
  return [Number(one.dataset.number ?? -1), seen ? "" : one.outerHTML.slice(0, 80)];
}"""
BELOW_BAR = """() => {
  const bar = document.querySelector("#ruling").getBoundingClientRect();
  return document.activeElement.closest("#ruling") !== null && bar.bottom <= innerHeight + 1;
}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskHouse]:
    """A served desk with one story that is ready, and one with findings of every kind."""
    with opened_desk(tmp_path_factory.mktemp("desk") / "var") as house, serving(house) as running:
        staff(house.archive, house.clock())
        enter(house.archive, house.clock(), Story(slug="ready", findings=()))
        findings = (soft("s2"), hard("s1"), soft("body", 0, 0), soft("headline", 0, 7))
        enter(house.archive, house.clock(), Story(slug="marked", findings=findings))
        yield running


@pytest.fixture
def page(browser: Browser, served: DeskHouse) -> Iterator[Page]:
    """A page of a browser in which an editor is signed in."""
    context = browser.new_context(
        base_url=served.front.address, viewport={"width": 1440, "height": 900}
    )
    session = served.session("Ada")
    context.add_cookies([{"name": "desk", "value": session, "url": served.front.address}])
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("address", ["/queue", "/story/marked", "/story/marked/edit", "/account"])
def test_tabs_reach_everything_that_can_be_pressed_and_show_where_they_are(
    page: Page, address: str
) -> None:
    page.goto(address)
    number = page.evaluate(NUMBER_ALL)
    reached, unseen = set(), []
    for _ in range(number + 2):
        page.keyboard.press("Tab")
        place, hidden = page.evaluate(FOCUSED)
        reached.add(place)
        unseen += [hidden] if hidden and place >= 0 else []
    assert set(range(number)) - reached == set()
    assert unseen == []


def test_findings_in_no_sentence_are_reached_by_keys_and_counted(page: Page) -> None:
    page.goto("/story/marked")
    shown = page.locator("#evidence")
    expect(page.locator(".attend")).to_contain_text("Four places need your attention.")
    for where in ("headline", "s1", "s2", "body"):
        page.keyboard.press("n")
        expect(shown).to_have_attribute("data-where", where)
    expect(shown.get_by_role("heading", name="The body as a whole")).to_be_visible()


def test_the_bars_words_lead_to_what_they_name(page: Page) -> None:
    page.goto("/story/marked")
    page.get_by_role("link", name="three remarks to tick").click()
    ticks = page.locator("#to-tick")
    expect(ticks).to_be_visible()
    expect(ticks.locator("input").first).to_be_focused()
    assert page.evaluate(BELOW_BAR)
    ticks.get_by_role("link", name="The body as a whole").click()
    expect(ticks).to_be_hidden()
    expect(page.locator("#evidence")).to_have_attribute("data-where", "body")


def test_a_story_is_held_with_keys_alone(page: Page, served: DeskHouse) -> None:
    page.goto("/story/ready")
    page.keyboard.press("h")
    page.keyboard.type("ask the harbour master")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".between")).to_contain_text("It is held")
    assert row_of(served, "ready").state is QueueState.HELD
