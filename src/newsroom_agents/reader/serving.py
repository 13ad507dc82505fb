"""The readers' application, opened over a house and ready to be served."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import uvicorn

from newsroom_agents.archive.archive import Archive
from newsroom_agents.clock import Clock
from newsroom_agents.pipeline.verifying import masthead_of
from newsroom_agents.publish.target import BUNDLES, SITE
from newsroom_agents.reader.app import create_app
from newsroom_agents.reader.front import Front
from newsroom_agents.reader.mail import Mailer, SmtpMailer
from newsroom_agents.settings import Settings
from newsroom_agents.webapp.serving import served

_LETTERS_AT_ONCE = 4


def open_front(
    archive: Archive, var: Path, settings: Settings, clock: Clock, terminal: Mailer
) -> Front:
    """Return the readers' side of a house.

    Args:
        archive: The house's memory.
        var: The folder with the site and the bundles.
        settings: The house's settings.
        clock: Says what time it is.
        terminal: Carries the letters when no mail server is set.
    """
    masthead = masthead_of(settings)
    mailer = SmtpMailer(settings.mail, masthead.base_url) if settings.mail.host else terminal
    return Front(
        archive=archive,
        clock=clock,
        site=var / SITE,
        bundles=var / BUNDLES,
        masthead=masthead,
        settings=settings.reader,
        mailer=mailer,
        post=ThreadPoolExecutor(_LETTERS_AT_ONCE, "letters"),
    )


def configured(front: Front) -> uvicorn.Config:
    """Return how the application is served."""
    return served(create_app(front), front.settings.proxies)
