"""Whatever a program sends to the API: no error of ours, no success it has no right to.

Requests are made up from the API's own description, also ones that break it.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import openapi
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.generation.case import Case
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from newsroom_agents.archive.api_tokens import Scope
from newsroom_agents.desk.app import create_app
from tests.stories.shop import Shop

from .builders import DeskHouse, opened_desk
from .houses import ready
from .programs import API, token
from .test_api_refusals import SCOPES, operations

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = {GenerationMode.POSITIVE: 6, GenerationMode.NEGATIVE: 4}


@pytest.fixture(scope="module")
def attacked(staffed_shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskHouse]:
    """A house with stories and no limit to how often a program may ask."""
    var = staffed_shop.copy(tmp_path_factory.mktemp("attacked") / "var").var
    with opened_desk(var, desk={"calls_a_minute": 100_000}) as house:
        yield house


@pytest.fixture(scope="module")
def schema(attacked: DeskHouse) -> OpenApiSchema:
    return openapi.from_asgi(f"{API}/openapi.json", create_app(attacked.front))


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
@pytest.mark.parametrize(("method", "path"), operations())
def test_no_request_breaks_the_api_or_opens_what_is_closed(
    attacked: DeskHouse, schema: OpenApiSchema, method: str, path: str, mode: GenerationMode
) -> None:
    wanted = SCOPES.get((method, path), Scope.READ)
    who = "Max" if wanted is Scope.ADMIN else "Ada"
    bearer = {"Authorization": f"Bearer {token(attacked, who, wanted)}"}
    others = [scope for scope in Scope if scope is not wanted]
    weaker = {"Authorization": f"Bearer {token(attacked, 'Cy', *others)}"}
    slug = ready(attacked).slug

    @seed(20_261_123)
    @settings(
        max_examples=EXAMPLES[mode],
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema[path][method.upper()].as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        if "slug" in case.path_parameters and mode is GenerationMode.POSITIVE:
            case.path_parameters["slug"] = slug
        if "name" in case.path_parameters and mode is GenerationMode.POSITIVE:
            case.path_parameters["name"] = "Rui"
        for headers in ({}, weaker):
            refused = case.call(headers=headers)
            assert 400 <= refused.status_code < 500
            assert json.loads(refused.content)["status"] == refused.status_code
        case.validate_response(case.call(headers=bearer), checks=CHECKS)

    ask()
