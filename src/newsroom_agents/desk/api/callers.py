"""Which program asks, in whose name, and how often: `Authorization: Bearer` and nothing else.

A cookie opens nothing here, so no page of another site can ask in an editor's name.
"""

import math
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import BackgroundTasks, HTTPException, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from newsroom_agents.archive.api_tokens import Holder, Scope
from newsroom_agents.desk.front import front_of
from newsroom_agents.desk.visits import calling
from newsroom_agents.webapp.guarding import PRIVATE

if TYPE_CHECKING:
    from newsroom_agents.desk.api.pace import Pace

_BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A token that an editor made at the desk, on the page of their account.",
)


def asking(
    scope: Scope,
) -> Callable[
    [Request, Response, BackgroundTasks, HTTPAuthorizationCredentials | None],
    Holder,
]:
    """Return what finds the holder of a token with this scope, and counts the call."""
    known = calling(scope)

    def holder(
        request: Request,
        response: Response,
        later: BackgroundTasks,
        _: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
    ) -> Holder:
        found = known(request, later)
        pace, now = cast("Pace", request.app.state.pace), front_of(request).clock()
        seconds = pace.spend(found.token.handle, now)
        if seconds:
            wait = math.ceil(seconds)
            words = f"This token has asked too often; it may again in {wait} s."
            headers = {"Retry-After": str(wait)}
            raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, words, headers)
        response.headers.update(PRIVATE)
        return found

    return holder


Reading = Annotated[Holder, Security(asking(Scope.READ), scopes=[Scope.READ.value])]
"""In whose name a program reads."""
Ruling = Annotated[Holder, Security(asking(Scope.RULE), scopes=[Scope.RULE.value])]
"""In whose name a program rules."""
Editing = Annotated[Holder, Security(asking(Scope.EDIT), scopes=[Scope.EDIT.value])]
"""In whose name a program changes texts."""
Administering = Annotated[Holder, Security(asking(Scope.ADMIN), scopes=[Scope.ADMIN.value])]
"""In whose name a program manages accounts."""
