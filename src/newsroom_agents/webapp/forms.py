"""Small forms, read on the way in: whatever is longer, or no form, is refused before it is whole.

Only the form that our pages send is read: a browser lets other sites send it too, so where a form
comes from is asked elsewhere (`origin`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from fastapi import HTTPException, Request

_FORM = "application/x-www-form-urlencoded"
_UNREAD = "The form could not be read."


@dataclass(frozen=True, slots=True)
class FormLimits:
    """The most that a form may bring."""

    most_bytes: int = 8_192
    most_fields: int = 20


class Fields(Mapping[str, str]):
    """A form's fields; of several with one name the last one counts, `every` gives them all."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs, self._last = tuple(pairs), dict(pairs)

    def __getitem__(self, name: str) -> str:
        return self._last[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._last)

    def __len__(self) -> int:
        return len(self._last)

    def every(self, name: str) -> tuple[str, ...]:
        """Return all values of this name, in the order they were sent."""
        return tuple(value for given, value in self._pairs if given == name)


def is_form(request: Request) -> bool:
    """Whether the request says that it brings a form as our pages send it."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM


async def read_form(request: Request, limits: FormLimits) -> Fields:
    """Return the fields of a form; anything else is refused before it is read whole."""
    if not is_form(request):
        raise HTTPException(HTTPStatus.BAD_REQUEST, _UNREAD)
    body = await body_up_to(request, limits.most_bytes)
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=limits.most_fields)
    except ValueError as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, _UNREAD) from error
    if "%00" in text or "\x00" in text:  # no browser sends a null, and Postgres keeps none
        raise HTTPException(HTTPStatus.BAD_REQUEST, _UNREAD)
    return Fields(pairs)


async def body_up_to(request: Request, most: int) -> bytes:
    """Return the body of a request; one of more than `most` bytes is refused on the way."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That was too much at once.")
    return bytes(body)
