"""What every page of the readers' application is given: the archive, the folders, the house."""

from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from newsroom_agents.archive.archive import Archive
from newsroom_agents.clock import Clock
from newsroom_agents.ports import Masthead
from newsroom_agents.reader.mail import Mailer
from newsroom_agents.settings import ReaderSettings
from newsroom_agents.webapp.cookies import Cookies
from newsroom_agents.webapp.drawing import drawing_with
from newsroom_agents.webapp.guarding import PRIVATE


@dataclass(frozen=True, slots=True)
class Front:
    """The readers' side of the house: `site` is the public folder, `bundles` the private one."""

    archive: Archive
    clock: Clock
    site: Path
    bundles: Path
    masthead: Masthead
    settings: ReaderSettings
    mailer: Mailer
    post: Executor
    """Where letters are sent, so that no answer waits for them."""

    @property
    def is_secure(self) -> bool:
        """Whether readers come over https, so that cookies must not go any other way."""
        return urlsplit(self.masthead.base_url).scheme == "https"

    @property
    def cookies(self) -> Cookies:
        """The cookies of this application."""
        return Cookies(self.is_secure)

    @property
    def link_life(self) -> timedelta:
        """How long a sign-in link works."""
        return timedelta(minutes=self.settings.link_minutes)

    @property
    def session_life(self) -> timedelta:
        """How long a reader stays signed in."""
        return timedelta(days=self.settings.session_days)


def front_of(request: Request) -> Front:
    """Return the house that a request came to."""
    return cast("Front", request.app.state.front)


def drawn(
    front: Front, template: str, status: int = HTTPStatus.OK, **values: object
) -> HTMLResponse:
    """Return a page of our own; no such page may be kept by a cache."""
    text = _environment().get_template(template).render(site=front.masthead, root="/", **values)
    return HTMLResponse(text, status, headers=PRIVATE)


@cache
def _environment() -> Environment:
    return drawing_with("newsroom_agents.reader", "newsroom_agents.publish")
