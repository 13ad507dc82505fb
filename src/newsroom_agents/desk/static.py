"""The desk's stylesheets and scripts: files of the package, and nothing else."""

import hashlib
from functools import cache
from http import HTTPStatus
from importlib.resources import files

from fastapi import APIRouter, HTTPException, Request, Response

_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

router = APIRouter()


@router.api_route("/static/{name}", methods=["GET", "HEAD"])
def static(request: Request, name: str) -> Response:
    """Answer with a file; a browser that has these bytes is told so."""
    content = _files().get(name)
    if content is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"Cache-Control": "no-cache", "ETag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    kind = _KINDS[f".{name.rpartition('.')[2]}"]
    return Response(content, media_type=kind, headers=headers)


@cache
def _files() -> dict[str, bytes]:
    folder = files("newsroom_agents.desk").joinpath("static")
    return {
        file.name: file.read_bytes()
        for file in folder.iterdir()
        if f".{file.name.rpartition('.')[2]}" in _KINDS
    }
