"""An editor's shift through the front door: at a wide screen, on a phone, and without scripts.

Nothing is set aside for the test but the reporting: the sources, the checks, the rulings, the
worker's next take and the release are those of the house. With DESK_PICTURES=1 in its environment
the shift also takes the pictures of docs/desk.md.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from newsroom_agents.cli.release import release_now
from newsroom_agents.cli.terminal import Code
from newsroom_agents.story.queue import QueueState
from tests.desk.abroad import ARABIC, ITALIAN, RIGHT, SLUG, quote_abroad
from tests.desk.builders import PASSWORD, DeskHouse, opened_desk, serving, staff
from tests.desk.houses import draft_of, next_take, row_of
from tests.stories.shop import ROOT, Shop

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

RETURNED = "norways-teistsund-bridge-opens"
READ = {"s1": "en", "s6": "en", "s11": "en", "s91": "ar", "s92": "it"}
PICTURES = ROOT / "docs" / "desk"
MOST_BYTES = 120_000
COLOURS = 128
PASSAGES = {"s91": ARABIC, "s92": ITALIAN}


@dataclass(frozen=True, slots=True)
class Shift:
    """One editor in one browser; on a phone one column is seen at a time."""

    page: Page
    is_phone: bool
    has_scripts: bool

    def picture(self, name: str) -> None:
        """Take a picture for the guide, when pictures are asked for."""
        is_wanted = "DESK_PICTURES" in os.environ and self.has_scripts
        if not is_wanted or self.is_phone is not name.startswith("phone"):
            return
        with Image.open(BytesIO(self.page.screenshot())) as shot:
            few = shot.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE)
            few.save(PICTURES / f"{name}.png", optimize=True)

    def sign_in(self, name: str) -> None:
        """Come in through the front door; it leads to the queue."""
        self.page.goto("/")
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", name="Queue", exact=True)).to_be_visible()

    def press(self, what: Locator) -> None:
        """Press something as one does here: with a finger or a mouse."""
        what.tap() if self.is_phone else what.click()

    def open(self, slug: str) -> None:
        """Open a story of the queue."""
        self.page.goto("/queue")
        self.press(self.page.locator(f".story-row[data-slug={slug}] .story-link"))
        expect(self.page.locator("article.draft h1")).to_be_visible()

    def read(self, where: str, language: str) -> None:
        """Read what a sentence rests on, in the language in which it was written."""
        self.press(self.page.locator(f"article.draft a.text[data-where={where}]"))
        shown = self.page.locator(f"#evidence[data-where={where}]")
        passage = shown.locator(f".original blockquote[lang={language}]").first
        expect(passage.locator("mark")).to_be_visible()
        if where in PASSAGES:
            expect(passage.locator("mark")).to_have_text(PASSAGES[where])
            expect(shown).to_contain_text("Translation")
        assert passage.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        if where == "s91":
            self.picture("story")
            self.picture("phone-evidence")
        if self.is_phone:
            self.press(self.page.get_by_role("link", name="Story", exact=True))

    def rule(self, wish: str) -> Locator:
        """Open the form of a ruling and return it."""
        bar = self.page.locator("#ruling")
        whole = bar.locator("details.rule")
        if self.is_phone and whole.get_attribute("open") is None:
            self.press(whole.locator("> summary"))
        panel = bar.locator(f"details#{wish}")
        if panel.get_attribute("open") is None:
            self.press(panel.locator("> summary"))
        return panel

    def correct(self) -> None:
        """Correct the figure, see the finding go, and save a take."""
        page = self.page
        self.press(page.get_by_role("link", name="Edit", exact=True))
        checked = page.locator("#checked")
        expect(checked).to_contain_text("“41” is from no source")
        page.locator("textarea[name='t:s91']").scroll_into_view_if_needed()
        self.picture("edit")
        page.locator("textarea[name='t:s91']").fill(RIGHT)
        if not self.has_scripts:
            self.press(page.get_by_role("button", name="Check it").last)
        expect(checked).to_contain_text("The checks find nothing.")
        self.press(page.get_by_role("button", name="Save as a new take"))
        expect(page.locator("article.draft")).to_contain_text(RIGHT)
        expect(page.locator("#ruling")).not_to_contain_text("blocking")


@pytest.fixture
def served(reported: Shop, tmp_path: Path) -> Iterator[DeskHouse]:
    """A served house whose top story quotes an Arabic and an Italian report."""
    shop = reported.copy(tmp_path / "var")
    with opened_desk(shop.var) as house:
        staff(house.archive, house.clock())
        quote_abroad(house)
        with serving(house) as running:
            yield running


def begun(browser: Browser, house: DeskHouse, *, width: int = 1440, scripts: bool = True) -> Shift:
    """Open a browser in which nobody is signed in."""
    context = browser.new_context(
        base_url=house.front.address,
        viewport={"width": width, "height": 844 if width < 600 else 900},
        has_touch=width < 600,
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    return Shift(context.new_page(), width < 600, scripts)


@pytest.mark.parametrize(
    ("width", "scripts"), [(1440, True), (390, True), (390, False)], ids=["wide", "phone", "plain"]
)
def test_an_editors_shift(browser: Browser, served: DeskHouse, width: int, scripts: bool) -> None:
    ada = begun(browser, served, width=width, scripts=scripts)
    ada.sign_in("Ada")
    top = ada.page.locator(".stories .story-row").first
    assert top.get_attribute("data-slug") == SLUG
    ada.picture("queue")
    ada.open(SLUG)
    ada.picture("phone-story")
    for where, language in READ.items():
        ada.read(where, language)
    ada.correct()

    _send_back(ada)
    next_take(served, RETURNED)
    _see_it_answered(ada, served)

    _approve(ada, SLUG)
    expect(ada.page.locator(".between")).to_contain_text("approved by Ada; 1 more to go")
    ada.page.context.close()
    cy = begun(browser, served, width=width, scripts=scripts)
    cy.sign_in("Cy")
    due = served.clock() + timedelta(hours=2)
    _approve(cy, SLUG, at=due.strftime("%Y-%m-%dT%H:%M"))
    expect(cy.page.locator(".between")).to_contain_text("scheduled, approved by Ada, Cy")
    cy.page.context.close()

    newsroom = served.front.newsroom
    release_now(newsroom, 30, as_json=False)
    assert row_of(served, SLUG).state is QueueState.SCHEDULED
    served.clock.forward(hours=3)
    assert release_now(newsroom, 30, as_json=False) is Code.DONE
    _find_it_on_the_site(browser, served, width)


def _send_back(ada: Shift) -> None:
    """Return another story with a note on one of its sentences."""
    ada.open(RETURNED)
    panel = ada.rule("return")
    ada.press(panel.get_by_text("Notes on single texts"))
    panel.locator("input[name='note:s5']").fill("Too long: one fact a sentence.")
    ada.picture("return")
    ada.press(panel.get_by_role("button", name="Send it back"))
    expect(ada.page.locator(".between")).to_contain_text("sent back")


def _see_it_answered(ada: Shift, served: DeskHouse) -> None:
    assert row_of(served, RETURNED).take == 2
    ada.open(RETURNED)
    answered = ada.rule("answered")
    expect(answered).to_contain_text("Too long: one fact a sentence.")
    expect(answered.locator("b")).to_have_text(["changed"])
    ada.picture("answered")


def _approve(editor: Shift, slug: str, at: str = "") -> None:
    """Approve a story that accuses somebody."""
    editor.open(slug)
    panel = editor.rule("approve")
    for remark in panel.locator("input[name=tick]").all():
        remark.check()
    panel.get_by_label("Their answer is printed").check()
    if at:
        panel.get_by_label("Publish not before (UTC)").fill(at)
        editor.picture("approve")
    editor.press(panel.get_by_role("button", name="Approve take"))


def _find_it_on_the_site(browser: Browser, served: DeskHouse, width: int) -> None:
    """Open what readers see."""
    package = draft_of(served, SLUG).package
    assert package is not None
    page = served.front.newsroom.places.var / "site" / package.url_path / "index.html"
    context = browser.new_context(viewport={"width": width, "height": 844})
    reading = context.new_page()
    reading.goto(page.as_uri())
    expect(reading.locator("h1")).to_contain_text(package.headline)
    expect(reading.locator("article, main").first).to_contain_text(RIGHT)
    context.close()


def test_the_pictures_of_the_guide_are_few_and_small() -> None:
    taken = sorted(PICTURES.glob("*.png"))
    assert 0 < len(taken) <= 8
    assert [one.name for one in taken if one.stat().st_size > MOST_BYTES] == []
