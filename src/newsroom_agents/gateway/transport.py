"""What carries bytes to a model's server and back; it knows nothing of what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Page:
    """A whole answer of a server, whatever its status."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lost:
    """No whole answer came.

    `may_be_billed` when the server may have done the work all the same; `retryable` when the same
    request may come through later.
    """

    reason: str
    may_be_billed: bool = True
    retryable: bool = True


class Transport(Protocol):
    """Asks and waits for the whole answer; total, so no exception crosses this line."""

    def expect(self) -> None:
        """Get ready, for a request is about to come; returns at once."""
        ...

    def get(self, path: str, seconds: float) -> Page | Lost:
        """Return what is at a path, within so many seconds."""
        ...

    def post(self, path: str, content: bytes, seconds: float) -> Page | Lost:
        """Return what came back within so many seconds."""
        ...
