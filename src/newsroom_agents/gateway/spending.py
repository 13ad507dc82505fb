"""Money before, during and after a call: the worst case is spoken for, then what it really cost.

The worst case is an upper bound that needs no tokenizer: half a token for every byte sent, and
the whole limit of the reply.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from newsroom_agents.errors import HouseError, OverBudgetError
from newsroom_agents.gateway.outcome import OverBudget, Usage
from newsroom_agents.gateway.prices import FREE, Price, Prices
from newsroom_agents.ports import CallRequest, Cap, Ledger
from newsroom_agents.settings import BudgetSettings

_TOKENS_A_MESSAGE = 8
_UNLIMITED_REPLY = 128_000
_MARGIN = timedelta(minutes=2)
_LIMITS = ("max_completion_tokens", "max_output_tokens", "max_tokens")


@dataclass(frozen=True, slots=True)
class Reserved:
    """Money that is spoken for, for one attempt."""

    name: str
    amount: int
    price: Price


class Spending:
    """The budget of a house, as callers use it.

    Args:
        ledger: Where money is counted.
        budget: The caps.
        prices: The price list; without one, only a house without caps may call.
    """

    def __init__(self, ledger: Ledger, budget: BudgetSettings, prices: Prices | None) -> None:
        self._ledger, self._budget, self._prices = ledger, budget, prices

    def refuse_unpriced(self, endpoint: str, models: Sequence[str]) -> None:
        """Refuse models that have no price, before anything is asked of them.

        Raises:
            HouseError: One has none; says how to give it one.
        """
        for model in models:
            if self._price(endpoint, model) is None:
                msg = (
                    f"data/prices.toml: no price for the model {model!r} at {_host(endpoint)!r}; "
                    "add it under [[models]], or the server to 'free' if it costs nothing"
                )
                raise HouseError(msg)

    def reserve(
        self, request: CallRequest, size: int, now: datetime, seconds: float
    ) -> Reserved | OverBudget:
        """Speak for the worst case of an attempt that ends within so many seconds."""
        price = self._price(request.endpoint, request.engine_model)
        if price is None:
            return OverBudget(f"the model {request.engine_model!r} has no price")
        if price == FREE:
            return Reserved("", 0, price)
        amount = price.picture or price.worst(*worst_tokens(request.body, size))
        if self._budget.call and amount > self._budget.call:
            why = f"one call may need {amount} millionths of a dollar, of {self._budget.call}"
            return OverBudget(why)
        until = now + timedelta(seconds=seconds) + _MARGIN
        try:
            return Reserved(
                self._ledger.reserve(amount, self._caps(request, now), now, until), amount, price
            )
        except OverBudgetError as error:
            return OverBudget(str(error))

    def settle(self, reserved: Reserved, cost: int) -> None:
        """Put what an attempt really cost in the place of what was spoken for."""
        if reserved.name:
            self._ledger.settle(reserved.name, cost)

    def _price(self, endpoint: str, model: str) -> Price | None:
        if self._prices is None:
            has_caps = any(self._budget.model_dump().values())
            return None if has_caps else FREE
        return self._prices.price(_host(endpoint), model)

    def _caps(self, request: CallRequest, now: datetime) -> tuple[Cap, ...]:
        """Return the scopes a call counts in; without a cap they are counted all the same."""
        day, month = f"{now:%Y-%m-%d}", f"{now:%Y-%m}"
        told = self._budget
        return (
            Cap(f"story {request.subject}", told.story or None),
            Cap(f"persona-day {request.persona} {day}", told.persona_day or None),
            Cap(f"day {day}", told.day or None),
            Cap(f"month {month}", told.month or None),
        )


def _host(endpoint: str) -> str:
    return urlsplit(endpoint).hostname or ""


def cost_of(reserved: Reserved, usage: Usage, *, is_told: bool) -> int:
    """Return what a reply cost; the worst case when the server did not say."""
    return reserved.price.cost(usage) if is_told else reserved.amount


def worst_tokens(body: Mapping[str, object], size: int) -> tuple[int, int]:
    """Return the most tokens that a body of so many bytes can take in and give back."""
    messages = body.get("messages", body.get("input"))
    count = len(messages) if isinstance(messages, list) else 1
    limits = [value for name in _LIMITS if isinstance(value := body.get(name), int)]
    return -(-size // 2) + count * _TOKENS_A_MESSAGE, max(limits, default=_UNLIMITED_REPLY)
