"""The stylesheet of the forms, beside the one that the released pages bring."""

from importlib.resources import files

from fastapi import APIRouter, Response

router = APIRouter()


@router.api_route("/sign-in/forms.css", methods=["GET", "HEAD"])
def stylesheet() -> Response:
    """Answer with the stylesheet."""
    content = files("newsroom_agents.reader").joinpath("static", "forms.css").read_bytes()
    headers = {"Cache-Control": "max-age=3600"}
    return Response(content, media_type="text/css; charset=utf-8", headers=headers)
