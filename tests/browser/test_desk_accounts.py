"""The way to the desk in a real browser: one-time link, sign-in, account, people, sign-out."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from newsroom_agents.archive.api_tokens import Scope
from newsroom_agents.archive.notices import NoticeWish
from newsroom_agents.story.decision import EditorRole
from tests.desk.builders import DeskHouse, opened_desk, serving, staff

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LONG = "Maximiliane Donaudampfschifffahrtsgesellschaftskapitänstochter-Grundsatz"
Scheme = Literal["light", "dark"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskHouse]:
    """A served desk with people of every kind."""
    with opened_desk(tmp_path_factory.mktemp("desk") / "var") as house, serving(house) as running:
        now = house.clock()
        staff(house.archive, now)
        with house.archive.writing() as room:
            room.editors.add(LONG, EditorRole.EDITOR, now)
            room.editors.add("Dora", EditorRole.EDITOR, now)
            room.editors.disable("Dora")
            room.api_tokens.make("Max", LONG, {Scope.READ}, now + timedelta(days=3), now)
        yield running


def first_link(served: DeskHouse, name: str) -> str:
    with served.archive.writing() as room:
        return f"/first-time/{room.accounts.new_link(name, served.clock() + timedelta(days=1))}"


def opened(browser: Browser, served: DeskHouse, name: str, width: int, scheme: Scheme) -> Page:
    """Open a page in a browser in which this person is signed in; nobody for an empty name."""
    context = browser.new_context(
        base_url=served.front.address,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    if name:
        session = served.session(name)
        context.add_cookies([{"name": "desk", "value": session, "url": served.front.address}])
    return context.new_page()


def test_an_editor_comes_to_the_desk_without_scripts(browser: Browser, served: DeskHouse) -> None:
    context = browser.new_context(base_url=served.front.address, java_script_enabled=False)
    page = context.new_page()
    page.goto(first_link(served, LONG))
    page.get_by_label("New password").fill("a lamp above the ledger")
    page.get_by_label("The same once more").fill("a lamp above the ledger")
    page.get_by_role("button", name="Set password").click()
    page.get_by_role("link", name=LONG).click()
    assert "this browser" in page.locator("main").inner_text()
    page.get_by_role("button", name="Sign out").click()
    assert page.url == f"{served.front.address}/sign-in"

    page.goto("/account")
    page.get_by_label("Your name").fill(LONG.upper())
    page.get_by_label("Password").fill("a lamp below the ledger")
    page.get_by_role("button", name="Sign in").click()
    assert "Name or password is wrong." in page.get_by_role("alert").inner_text()
    page.get_by_label("Password").fill("a lamp above the ledger")
    page.get_by_role("button", name="Sign in").click()
    assert page.url == f"{served.front.address}/account"
    context.close()


def test_an_administrator_disables_somebody_only_when_asked_twice(
    browser: Browser, served: DeskHouse
) -> None:
    page = opened(browser, served, "Max", 1440, "light")
    page.goto("/people")
    row = page.locator(".rows > li").filter(has_text="Bo, editor")
    assert not row.get_by_role("button", name="Yes, disable Bo").is_visible()
    row.get_by_label("Disable Bo", exact=True).click()
    row.get_by_role("button", name="Yes, disable Bo").click()
    assert "disabled" in row.inner_text()
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_the_pages_around_an_account_are_clean_and_fit(
    width: int, scheme: Scheme, browser: Browser, served: DeskHouse
) -> None:
    pages = {
        "": ("/sign-in", first_link(served, LONG), "/nowhere"),
        "Max": ("/account", "/account/notices", "/people"),
    }
    hook = f"https://hooks.example.org/{'long' * 40}"
    with served.archive.writing() as room:
        room.notices.set_wish(NoticeWish("Max", webhook=hook), served.clock())
    for name, addresses in pages.items():
        page = opened(browser, served, name, width, scheme)
        said = _heard(page)
        for address in addresses:
            page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            found = Axe().run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], address
            assert _fits(page), address
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert _fits(page), f"{address} with text at 200 %"
        assert [one for one in said if "404" not in one] == []
        page.context.close()


def _heard(page: Page) -> list[str]:
    """Return a list into which the browser's complaints about pages come."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    return said


def _fits(page: Page) -> bool:
    fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    return bool(page.evaluate(fits))
