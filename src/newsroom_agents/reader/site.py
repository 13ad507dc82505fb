"""The released pages: their bytes as they lie in the site, and articles by a reader's level.

An anonymous reader gets exactly what was released, so that `newsroom verify` holds. A signed-in
reader's article is drawn anew with what the level opens; where that cannot be done truthfully, it
is the released page too.
"""

import hashlib
import logging
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from newsroom_agents.errors import NewsroomError
from newsroom_agents.publish.bundle import FullBundle, PublicBundle, Withdrawn, full_bundle_path
from newsroom_agents.publish.levels import page_for
from newsroom_agents.publish.listing import read_public
from newsroom_agents.publish.page import static_files
from newsroom_agents.publish.serve import CONTENT_TYPES
from newsroom_agents.reader.front import Front, drawn, front_of
from newsroom_agents.reader.visits import signed_in
from newsroom_agents.story.draft import Access
from newsroom_agents.webapp.guarding import PRIVATE

_REMEMBERED = 64
_log = logging.getLogger(__name__)

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the site with its bytes."""

    path: Path
    content: bytes


@router.api_route("/{path:path}", methods=["GET", "HEAD"])
def page(request: Request, path: str) -> Response:
    """Answer with what lies at this address of the site."""
    front = front_of(request)
    names = _names(path)
    found = _find(front.site, names)
    if found is None:
        if _is_folder(front.site, names):
            return RedirectResponse(f"{_address(names)}/", HTTPStatus.PERMANENT_REDIRECT)
        if not path:
            return _nothing_yet(front)
        raise HTTPException(HTTPStatus.NOT_FOUND)
    standing = _standing_beside(found.path)
    if isinstance(standing, Withdrawn):
        return _released(request, found, HTTPStatus.GONE)
    if standing is None:
        return _released(request, found)
    here = signed_in(request, front)
    if here is None:
        return _released(request, found)
    body = _opened(front, found, standing, here.reader.access(front.clock()))
    return Response(body, media_type=CONTENT_TYPES[".html"], headers=PRIVATE)


def _nothing_yet(front: Front) -> Response:
    words = "Pieces appear here once an editor has approved them."
    action = ("/join", "Join or sign in")
    return drawn(front, "error.html", title="Nothing is published yet", words=words, action=action)


def _names(path: str) -> Sequence[str]:
    """Return the steps of an address; one that could lead out, or to a hidden file, is refused."""
    names = path.split("/")
    for number, name in enumerate(names):
        is_end = number == len(names) - 1
        is_plain = name.isprintable() and "\\" not in name and not name.startswith(".")
        if not is_plain or (not name and not is_end):
            raise HTTPException(HTTPStatus.NOT_FOUND)
    return names


def _find(site: Path, names: Sequence[str]) -> Found | None:
    """Return the file at an address; a folder's address ends in a slash and means its page."""
    steps = (*names[:-1], names[-1] or "index.html")
    path = site.joinpath(*steps)
    if path.suffix not in CONTENT_TYPES or not path.resolve().is_relative_to(site.resolve()):
        return None
    try:
        if stat.S_ISREG(path.stat().st_mode):
            return Found(path, path.read_bytes())
    except (OSError, ValueError):
        pass
    content = static_files().get(names[-1]) if list(names[:-1]) == ["static"] else None
    return Found(path, content) if content is not None else None


def _is_folder(site: Path, names: Sequence[str]) -> bool:
    return bool(names[-1]) and _find(site, (*names, "")) is not None


def _address(names: Sequence[str]) -> str:
    return "".join(f"/{quote(name, safe='')}" for name in names)


def _standing_beside(path: Path) -> PublicBundle | Withdrawn | None:
    """Return the bundle of the article whose page this is; None for any other file."""
    if path.name != "index.html":
        return None
    beside = path.with_name("bundle.json")
    try:
        facts = beside.stat()
        return _read(beside, facts.st_mtime_ns, facts.st_size)
    except OSError:
        return None


@lru_cache(_REMEMBERED)
def _read(path: Path, changed: int, size: int) -> PublicBundle | Withdrawn | None:
    """Return a bundle, read once for each time that it was written."""
    del changed, size
    return read_public(path.read_bytes())


def _opened(front: Front, found: Found, public: PublicBundle, reads: Access) -> bytes:
    """Return the page for a level; the released one when the full bundle does not fit it."""
    path = full_bundle_path(front.bundles, public.slug, public.take)
    try:
        full = FullBundle.model_validate_json(path.read_bytes())
        return page_for(found.content, public, full, reads)
    except (OSError, ValidationError, NewsroomError) as error:
        reason = "it does not read as one" if isinstance(error, ValidationError) else error
        _log.warning("%s: shown as to everybody, the full bundle is amiss: %s", public.slug, reason)
        return found.content


def _released(request: Request, found: Found, status: int = HTTPStatus.OK) -> Response:
    """Return a file as it was released; a browser that has these bytes is told so."""
    tag = f'"{hashlib.sha256(found.content).hexdigest()[:32]}"'
    headers = {"Cache-Control": "no-cache", "ETag": tag, "Vary": "Cookie"}
    known = request.headers.get("if-none-match", "")
    tags = (each.strip().removeprefix("W/") for each in known.split(","))
    if status == HTTPStatus.OK and tag in tags:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    headers["Content-Type"] = CONTENT_TYPES[found.path.suffix]
    return Response(found.content, status, headers=headers)
