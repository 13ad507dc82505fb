"""The reader over PostgreSQL: sign-in, payment and gate, as on SQLite."""

from pathlib import Path

from tests.archive.postgres import serving as postgres_serving

from .builders import STORY, MailServer, ask, serving, smtp, use
from .test_payments import ANA, checkout, send, subscription


def test_who_pays_signs_in_and_reads_on_postgres(folder: Path, mails: MailServer) -> None:
    with (
        postgres_serving() as postgres,
        serving(folder, postgres.new(), smtp(mails.port)) as served,
    ):
        assert send(served, checkout()).status_code == 200
        assert send(served, subscription(price="price_mem")).status_code == 200
        browser = served.browser()
        assert ask(browser, ANA, STORY).status_code == 303
        entered = use(browser, mails.link())
        assert entered.headers["location"] == STORY
        assert "thistledown" in browser.get(STORY).text
        assert use(served.browser(), mails.link()).status_code == 410
