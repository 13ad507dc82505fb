"""One Chromium for all browser tests, and one site to look at."""

import os
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from newsroom_agents.publish.paging import PAGE
from newsroom_agents.publish.redrawing import redraw
from newsroom_agents.publish.serve import open_site_server
from newsroom_agents.publish.target import Pressroom
from tests.publish.builders import CORRECTION, Live, kill, killed, pressroom, publish, release
from tests.publish.exercise import NOON, art, package, source

CHROMIUM = Path("/usr/bin/chromium")
INSTALL = "apt-get install --no-install-recommends chromium fonts-noto-core"
LONG = (
    "Donaudampfschifffahrtsgesellschaftskapitänsversammlung verschiebt Grundsatzentscheidung über"
    " Rechtsschutzversicherungsgesellschaften erneut"
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without it the tests are skipped, in CI they fail."""
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no {CHROMIUM}: {INSTALL}")
        pytest.skip(f"no {CHROMIUM}: {INSTALL}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), headless=True)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a rich piece, an awkward one, a killed one and others around them."""
    folder = tmp_path_factory.mktemp("house")
    live = Live()
    room = pressroom(folder, live)
    _publish_the_weeks_before(room, live)
    elsewhere = package().tags.model_copy(update={"places": ("LV",)})
    dropped = package(slug="gone", url_path="2024/06/01/gone", tags=elsewhere)
    gone = release(dropped, at=NOON - timedelta(days=9))
    publish(gone, room, live)
    kill(killed(gone), room, live)
    publish(release(), room, live)
    many = (
        source("S6" if n % 3 else "S7").model_copy(update={"id": f"S{n}", "origin": f"x{n}"})
        for n in range(8, 41)
    )
    awkward = package(
        slug="awkward",
        url_path="2024/06/15/awkward",
        language="de",
        headline=LONG,
        art=None,
        sources=(*package().sources, *many),
    )
    corrected = release(
        awkward, 2, (CORRECTION,), after=timedelta(hours=5), at=NOON + timedelta(days=1)
    )
    publish(corrected, room, live)
    arabic = package(
        slug="arabic",
        url_path="2024/06/13/arabic",
        language="ar",
        headline="مجلس بورتو ألبا يوافق على حاجز المد",
        dek="يريد المجلس أن يبدأ العمل في سبتمبر.",
        art=None,
    )
    followed = release(arabic, at=NOON - timedelta(hours=20))
    publish(followed, room, live)
    chinese = package(
        slug="chinese",
        url_path="2024/06/16/chinese",
        language="zh",
        headline="港口城市议会投票通过修建防潮闸门",
        dek="工程将于九月开工。",
        art=None,
    )
    sequel = release(chinese, at=NOON + timedelta(days=2))
    publish(sequel.model_copy(update={"continues": ("arabic",)}), room, live)
    redraw(room)
    return folder / "site"


def _publish_the_weeks_before(room: Pressroom, live: Live) -> None:
    """Put so many pieces on record that lists have pages, and draw the latest of them."""
    for number in range(2 * PAGE):
        story = package(slug=f"past-{number}", url_path=f"2024/05/01/past-{number}")
        past = release(story, at=NOON - timedelta(days=30, minutes=-number))
        live.record(past)
    for number, beat in enumerate(("politics", "economy", "environment", "politics", "economy")):
        story = package(
            slug=f"other-{number}",
            url_path=f"2024/06/0{number + 1}/other-{number}",
            beat=beat,
            headline=f"EXERCISE: another piece of the week, number {number}",
            art=art() if number % 2 else None,
        )
        publish(release(story, at=NOON - timedelta(days=number + 1)), room, live)


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The site, served on loopback."""
    server = open_site_server(site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()
