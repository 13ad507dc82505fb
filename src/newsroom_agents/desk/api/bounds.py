"""How much a program may send: whatever is longer is refused before it is read whole."""

from http import HTTPStatus

from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TOO_MUCH = "That was too much at once, expected at most {most} bytes."


class Bounded:
    """Lets no more than so many bytes of a body through, whatever its length is said to be."""

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does; a body that is too long ends with an error of ours."""
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > self._most:
                words = _TOO_MUCH.format(most=self._most)
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, words)
            return message

        await self._app(scope, counted, send)
