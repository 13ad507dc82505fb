"""When a request is sent again: the one place of the house that decides it.

A provider's SDK would repeat calls that can never succeed, and a second layer above would multiply
them. So here is all of it: what may pass, how long to wait, and when to give up. Everything happens
within one patience for the whole call, whatever a server asks for.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar, cast

from tenacity import RetryCallState, Retrying, retry_if_result, stop_any, stop_before_delay
from tenacity.stop import stop_base

from newsroom_agents.gateway.outcome import Blocked, OverBudget, Unavailable

_LONGEST_WAIT = 20.0
_JITTER = 0.25
_TOO_MANY = 429
_MOST_ASKED_TO_WAIT = 4
"""How many times as many attempts a server gets that only says that it is busy."""

Failed = Unavailable | Blocked | OverBudget

CameT = TypeVar("CameT")


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt that failed: its outcome, the status, and how long the server wants us to wait."""

    outcome: Failed
    status: int = 0
    wait: float = 0.0

    @property
    def may_pass(self) -> bool:
        """Whether the same request may come through later."""
        return isinstance(self.outcome, Unavailable) and self.outcome.retryable


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long a call is tried; `seconds` are for all its attempts and waits.

    `first_wait` is how long to wait after the first failure when the server does not say; later
    waits are longer.
    """

    attempts: int = 5
    seconds: float = 600.0
    first_wait: float = 0.5


def until_it_passes(
    patience: Patience, attempt: Callable[[int], CameT], sleep: Callable[[float], None]
) -> CameT:
    """Return what the last attempt returned.

    Args:
        patience: How often and how long.
        attempt: Makes the attempt of a number, from 1; what it returns is tried again only when it
            is a `Tried` that may pass.
        sleep: Waits.
    """
    retrying = Retrying(
        sleep=sleep,
        wait=lambda state: _wait(state, patience.first_wait),
        stop=stop_any(_OftenEnough(patience.attempts), stop_before_delay(patience.seconds)),
        retry=retry_if_result(lambda tried: isinstance(tried, Tried) and tried.may_pass),
        retry_error_callback=_last,
    )
    number = 0

    def numbered() -> CameT:
        nonlocal number
        number += 1
        return attempt(number)

    return retrying(numbered)


def asked_to_wait(headers: Mapping[str, str], now: datetime) -> float:
    """Return the seconds a server asks us to wait; 0 when it does not, or asks for nonsense."""
    told = {name.lower(): value for name, value in headers.items()}
    exact = _number(told.get("retry-after-ms", "")) / 1000
    text = told.get("retry-after", "")
    return max(exact or _number(text) or _until(text, now), 0.0)


class _OftenEnough(stop_base):
    """Ends after so many failures; a server that is only busy gets more attempts."""

    def __init__(self, attempts: int) -> None:
        self._attempts = attempts
        self._failures = 0

    def __call__(self, retry_state: RetryCallState) -> bool:
        """Count the attempt and say whether it was the last."""
        self._failures += _tried(retry_state).status != _TOO_MANY
        most = (self._attempts - 1) * _MOST_ASKED_TO_WAIT + 1
        return self._failures >= self._attempts or retry_state.attempt_number >= most


def _wait(state: RetryCallState, first: float) -> float:
    """Return the seconds until the next attempt: the server's wish, or longer each time."""
    tried = _tried(state)
    if tried.wait:
        return tried.wait
    wait = min(first * 2.0 ** (state.attempt_number - 1), _LONGEST_WAIT)
    return wait * (1 - _JITTER * random.random())  # noqa: S311 - spreads attempts, hides nothing


def _tried(state: RetryCallState) -> Tried:
    return cast("Tried", _last(state))


def _last(state: RetryCallState) -> object:
    return state.outcome.result() if state.outcome else None


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if 0 < number < float("inf") else 0.0


def _until(text: str, now: datetime) -> float:
    try:
        return (parsedate_to_datetime(text) - now).total_seconds() if text else 0.0
    except (ValueError, TypeError):
        return 0.0
