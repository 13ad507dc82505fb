"""The API, put together: an application of its own under the desk's, with its own errors."""

import json
from functools import cache
from http import HTTPStatus
from importlib.metadata import version

from fastapi import Depends, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from newsroom_agents.desk.api import accounts, edits, queue, rulings, stories
from newsroom_agents.desk.api.bounds import Bounded
from newsroom_agents.desk.api.pace import Pace
from newsroom_agents.desk.api.problems import MEDIA_TYPE, Problem, tell_problems
from newsroom_agents.desk.front import Front
from newsroom_agents.desk.visits import refuse_nulls

PATH = "/api/v1"
PARTS = (queue, stories, rulings, edits, accounts)
"""The modules whose routes the API answers."""

_MOST_BYTES = 1_000_000
_SCHEMAS = "#/components/schemas/"
_REFUSALS = {
    HTTPStatus.BAD_REQUEST: "The body could not be read.",
    HTTPStatus.UNAUTHORIZED: "No token, or none that works.",
    HTTPStatus.FORBIDDEN: "The token does not open this.",
    HTTPStatus.NOT_FOUND: "There is no such thing.",
    HTTPStatus.CONFLICT: "What lies there does not allow it.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "That was too much at once.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "It cannot be read, or the rules refuse it.",
    HTTPStatus.TOO_MANY_REQUESTS: "The token has asked too often.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not at the moment.",
}


def create_api(front: Front) -> FastAPI:
    """Return the API over an open newsroom, to be mounted at `PATH`."""
    api = FastAPI(
        dependencies=[Depends(refuse_nulls)],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        separate_input_output_schemas=False,
    )
    api.state.front = front
    api.state.pace = Pace(front.settings.calls_a_minute)
    for part in PARTS:
        api.include_router(part.router)
    api.add_api_route("/openapi.json", _description, include_in_schema=False)
    tell_problems(api)
    api.add_middleware(Bounded, most=_MOST_BYTES)
    return api


def _description(request: Request) -> Response:
    """Answer with what the API can do, as an OpenAPI document; it is no secret."""
    del request
    return Response(described(), media_type="application/json")


@cache
def described() -> str:
    """Return what the API can do, as an OpenAPI document."""
    api = FastAPI(separate_input_output_schemas=False)
    for part in PARTS:
        api.include_router(part.router)
    document = get_openapi(
        title="The editors' desk",
        version=version("newsroom-agents"),
        description="What the desk's pages can do, for programs. docs/api.md is its introduction.",
        servers=[{"url": PATH}],
        routes=api.routes,
        separate_input_output_schemas=False,
    )
    schema = TypeAdapter(Problem).json_schema(ref_template=_SCHEMAS + "{model}")
    schemas = document["components"]["schemas"]
    schemas.update(schema.pop("$defs"))
    schemas["Problem"] = schema
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    refused = {MEDIA_TYPE: {"schema": {"$ref": f"{_SCHEMAS}Problem"}}}
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"] |= {
                str(status.value): {"description": words, "content": refused}
                for status, words in _REFUSALS.items()
            }
    return json.dumps(document, ensure_ascii=False, sort_keys=True)
