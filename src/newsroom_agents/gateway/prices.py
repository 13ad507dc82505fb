"""What a call costs: integer millionths of a US dollar, rounded up, never a float.

A model without a price is refused. A price that nobody has looked up is no price.
"""

import tomllib
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from newsroom_agents.errors import HouseError
from newsroom_agents.gateway.outcome import Usage

_MILLION = 1_000_000
_STALE_DAYS = 90


class Price(BaseModel):
    """What a model costs, in millionths of a US dollar for a million tokens.

    `written` is for tokens that the provider keeps for later; `picture` what one picture costs at
    most, for a model that draws.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    input: int = Field(ge=0)
    output: int = Field(ge=0)
    cached: int | None = Field(default=None, ge=0)
    written: int | None = Field(default=None, ge=0)
    picture: int = Field(default=0, ge=0)

    def cost(self, usage: Usage) -> int:
        """Return what this usage costs."""
        plain = max(usage.tokens_in - usage.tokens_cached - usage.tokens_written, 0)
        cached = self.input if self.cached is None else self.cached
        written = self.input if self.written is None else self.written
        whole = (
            plain * self.input
            + usage.tokens_cached * cached
            + usage.tokens_written * written
            + usage.tokens_out * self.output
        )
        return -(-whole // _MILLION)

    def worst(self, tokens_in: int, tokens_out: int) -> int:
        """Return what a call of that size costs at most."""
        dearest = max(self.input, self.written or 0)
        return -(-(tokens_in * dearest + tokens_out * self.output) // _MILLION)


FREE = Price(name="free", input=0, output=0)


class Prices(BaseModel):
    """The price list of a house (data/prices.toml); models on hosts of `free` cost nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: date
    source: str
    free: tuple[str, ...] = ()
    models: tuple[Price, ...] = ()

    def price(self, host: str, model: str) -> Price | None:
        """Return what a model costs on a server; None when nobody has said."""
        if host in self.free:
            return FREE
        return next((one for one in self.models if one.name == model), None)

    def is_stale(self, today: date) -> bool:
        """Whether the list is old enough to be looked at again."""
        return (today - self.as_of).days > _STALE_DAYS


def read_prices(path: Path) -> Prices | None:
    """Return the price list; None when the house has none.

    Raises:
        HouseError: It cannot be read, or a field is wrong.
    """
    if not path.exists():
        return None
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        return Prices.model_validate(values)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        msg = f"{path}: cannot read the prices: {error}"
        raise HouseError(msg) from error
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(step) for step in problem["loc"])
        msg = f"{path}: field {field!r}: {problem['msg']}"
        raise HouseError(msg) from error
