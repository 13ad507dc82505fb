"""What an engine gives back: a value for everything that can happen, never an exception."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import BaseModel

ReplyT = TypeVar("ReplyT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a fulfilment took: tokens, and millionths of a US dollar.

    `tokens_cached` are those of `tokens_in` that the provider had read before, `tokens_written`
    those it keeps for later.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    cost_microusd: int = 0
    tokens_cached: int = 0
    tokens_written: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        """Return what both took."""
        return Usage(
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_out=self.tokens_out + other.tokens_out,
            cost_microusd=self.cost_microusd + other.cost_microusd,
            tokens_cached=self.tokens_cached + other.tokens_cached,
            tokens_written=self.tokens_written + other.tokens_written,
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that a reply asked for: a PNG without metadata, or why there is none."""

    picture: bytes = b""
    engine_model: str = ""
    why_none: str = ""


@dataclass(frozen=True, slots=True)
class Ok(Generic[ReplyT]):
    """The reply that was asked for, valid; `engine_model` is who really answered.

    `drawn` is None when no picture was asked for, or the house has no model that draws.
    """

    reply: ReplyT
    engine_model: str
    usage: Usage = field(default_factory=Usage)
    calls: tuple[str, ...] = ()
    drawn: Drawn | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The engine declined to do this work."""

    reason: str
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Blocked:
    """A filter on either side held the text back."""

    reason: str
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Invalid:
    """The engine answered, but not with the reply that was asked for.

    `errors` name the paths that were wrong.
    """

    errors: tuple[str, ...]
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class OverBudget:
    """The worst case of this call would pass a cap; nothing was sent."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """No answer could be had; `retryable` when it may be later.

    `usage` is what an earlier attempt of the same assignment took.
    """

    reason: str
    retryable: bool = True
    usage: Usage = field(default_factory=Usage)


Outcome = Ok[ReplyT] | Refused | Blocked | Invalid | OverBudget | Unavailable
