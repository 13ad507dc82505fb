"""What every page of the desk is given: the newsroom, its settings, and who is looking."""

from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from newsroom_agents.archive.archive import Archive
from newsroom_agents.clock import Clock
from newsroom_agents.desk.passwords import Passwords
from newsroom_agents.newsroom import Newsroom
from newsroom_agents.ports import Masthead
from newsroom_agents.settings import DeskSettings
from newsroom_agents.story.decision import Editor, EditorRole
from newsroom_agents.webapp.cookies import Cookies
from newsroom_agents.webapp.drawing import drawing_with
from newsroom_agents.webapp.guarding import PRIVATE
from newsroom_agents.webapp.origin import form_token

if TYPE_CHECKING:
    from newsroom_agents.desk.visits import SignedIn


@dataclass(frozen=True, slots=True)
class Front:
    """The desk's side of an open newsroom; `address` is where browsers find it."""

    newsroom: Newsroom
    settings: DeskSettings
    passwords: Passwords
    address: str

    @property
    def archive(self) -> Archive:
        """The house's memory."""
        return self.newsroom.desk.archive

    @property
    def clock(self) -> Clock:
        """Says what time it is."""
        return self.newsroom.desk.clock

    @property
    def masthead(self) -> Masthead:
        """How the publication presents itself."""
        return self.newsroom.desk.masthead

    @property
    def is_secure(self) -> bool:
        """Whether editors come over https, so that cookies must not go any other way."""
        return urlsplit(self.address).scheme == "https"

    @property
    def cookies(self) -> Cookies:
        """The cookies of this application."""
        return Cookies(self.is_secure)


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the bar at the top."""

    address: str
    name: str
    is_here: bool


_WAYS = (
    ("/queue", "Queue"),
    ("/leads", "Leads"),
    ("/published", "Published"),
    ("/sources", "Sources"),
    ("/staff", "Staff"),
    ("/spend", "Spend"),
)
_WAYS_OF_ADMINS = (("/people", "People"),)


def front_of(request: Request) -> Front:
    """Return the desk that a request came to."""
    return cast("Front", request.app.state.front)


def signed_of(request: Request) -> "SignedIn | None":
    """Return who was found to be signed in while this request was answered, if anybody was."""
    return cast("SignedIn | None", getattr(request.state, "signed", None))


def drawn(
    request: Request, template: str, status: int = HTTPStatus.OK, **values: object
) -> HTMLResponse:
    """Return a page for whoever is signed in; no such page may be kept by a cache.

    Templates are given `editor` (None before signing in), `token` (of the forms of this session),
    `nav`, `now` and `site` beside the values.
    """
    front, signed = front_of(request), signed_of(request)
    given = {
        "site": front.masthead,
        "editor": signed.editor if signed else None,
        "token": form_token(signed.session) if signed else "",
        "nav": _ways(signed.editor, request.url.path) if signed else (),
        "now": front.clock(),
        **values,
    }
    text = _environment().get_template(template).render(given)
    return HTMLResponse(text, status, headers=PRIVATE)


def _ways(editor: Editor, path: str) -> tuple[Way, ...]:
    is_admin = editor.role is EditorRole.ADMIN
    ways = (*_WAYS, *_WAYS_OF_ADMINS) if is_admin else _WAYS
    return tuple(Way(address, name, path.startswith(address)) for address, name in ways)


@cache
def _environment() -> Environment:
    return drawing_with("newsroom_agents.desk", "newsroom_agents.publish")
