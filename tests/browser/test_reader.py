"""The reader's way in a real browser: front page, teaser, sign-in by mail, sources, analysis."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, Request

from newsroom_agents.story.reader import Grant, Level
from tests.reader.builders import STORY, MailServer, Served, mail_server, serving, smtp, write_site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ADDRESS = "way@reader.example"
Scheme = Literal["light", "dark"]
PAGES = ("/join", "/sign-in", "/sign-in/sent", "/sign-in/confirm?token=x", "/nowhere")


@pytest.fixture(scope="module")
def mails() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, mails: MailServer) -> Iterator[Served]:
    """A house whose pages lead to the address at which it is served."""
    folder = tmp_path_factory.mktemp("house")
    with serving(folder, f"sqlite:///{folder}/newsroom.db", smtp(mails.port)) as running:
        write_site(folder, running.url)
        yield running


@pytest.fixture
def context(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    """A browser without scripts, that asks for nothing elsewhere."""
    opened = browser.new_context(
        base_url=served.url,
        viewport={"width": 1440, "height": 900},
        java_script_enabled=False,
        reduced_motion="reduce",
    )
    elsewhere: list[str] = []

    def watch(request: Request) -> None:
        if not request.url.startswith((served.url, "data:")):
            elsewhere.append(request.url)

    opened.on("request", watch)
    yield opened
    opened.close()
    assert elsewhere == []


def signed_in(browser: Browser, served: Served, who: str, width: int, scheme: Scheme) -> Page:
    """Open a page in a browser in which this reader is signed in; nobody for an empty name."""
    context = browser.new_context(
        base_url=served.url,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    if who:
        session = served.session(f"{who}@reader.example")
        context.add_cookies([{"name": "reader", "value": session, "url": served.url}])
    return context.new_page()


def test_from_the_front_page_to_the_analysis(
    context: BrowserContext, served: Served, mails: MailServer
) -> None:
    with served.front.archive.writing() as room:
        room.readers.grant(ADDRESS, Grant(level=Level.SUBSCRIBER), "test", served.clock())
    page = context.new_page()
    page.goto("/")
    page.locator(".lead h2 a").click()
    assert page.locator(".gate").is_visible()
    assert page.locator(".source-title a").count() == 0
    page.locator(".gate .button").click()
    assert "/join?next=" in page.url
    page.get_by_label("Your e-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Send me a sign-in link").click()
    assert page.locator("h1").inner_text() == "Look into your mail"

    page.goto(mails.link())
    assert ADDRESS in page.locator("main").inner_text()
    page.get_by_role("button", name="Sign in").click()
    assert page.url == f"{served.url}{STORY}"
    assert page.locator(".source-title a").count() == 7
    assert "The budget lacks 38 million euros." in page.locator(".body").inner_text()
    assert page.locator(".gate").is_visible()
    assert "heronlike" not in page.content()

    with served.front.archive.writing() as room:
        room.readers.grant(ADDRESS, Grant(level=Level.MEMBER), "test", served.clock())
    page.reload()
    assert "heronlike" in page.locator(".body").inner_text()
    assert page.locator(".gate").count() == 0

    page.get_by_role("link", name="Your account").click()
    assert "a member" in page.locator(".facts").inner_text()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto(STORY)
    assert "heronlike" not in page.content()
    assert page.locator(".gate").is_visible()


VIEWS = pytest.mark.parametrize(
    ("width", "scheme"), [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")]
)


@VIEWS
def test_the_pages_around_signing_in_are_clean_and_fit(
    width: int, scheme: Scheme, browser: Browser, served: Served
) -> None:
    page = signed_in(browser, served, "", width, scheme)
    for path in PAGES:
        page.goto(path)
        _is_clean(page, width)
        _is_touchable(page, width)
    page.context.close()


@VIEWS
@pytest.mark.parametrize("who", ["free", "sub", "mem"])
def test_account_and_article_are_clean_and_fit_at_every_level(
    who: str, width: int, scheme: Scheme, browser: Browser, served: Served
) -> None:
    page = signed_in(browser, served, who, width, scheme)
    for path in ("/account", STORY):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        _is_clean(page, width)
        _is_touchable(page, width)
    page.context.close()


def test_a_wrong_address_is_told_beside_its_field(browser: Browser, served: Served) -> None:
    page = signed_in(browser, served, "", 390, "light")
    page.goto("/sign-in")
    page.get_by_label("Your e-mail address").fill("ana")
    page.keyboard.press("Enter")
    assert page.locator("[aria-invalid=true]").input_value() == "ana"
    assert page.locator("#address-wrong").is_visible()
    _is_clean(page, 390)
    page.context.close()


def _is_clean(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1
    found = Axe().run(page)
    assert len(found.response["passes"]) > 10
    assert found.violations_count == 0, found.generate_report()


def _is_touchable(page: Page, width: int) -> None:
    if width > 600:
        return
    for box in page.locator("button, .button, .field").all():
        found = box.bounding_box()
        assert found is None or found["height"] >= 44
