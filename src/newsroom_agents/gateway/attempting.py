"""One attempt at a call: paid for in advance, paced, sent, logged, settled.

The raw reply is in the log before anything else is done with it.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from newsroom_agents.gateway.breaker import Breaker
from newsroom_agents.gateway.classify import read_account, read_failure
from newsroom_agents.gateway.engine import Means
from newsroom_agents.gateway.outcome import Blocked, OverBudget, Unavailable, Usage
from newsroom_agents.gateway.pacing import Pace
from newsroom_agents.gateway.prices import FREE
from newsroom_agents.gateway.redacting import Redaction
from newsroom_agents.gateway.retrying import Tried, asked_to_wait
from newsroom_agents.gateway.spending import Reserved, cost_of, worst_tokens
from newsroom_agents.gateway.transport import Lost, Page, Transport
from newsroom_agents.ports import CallReply, CallRequest, Settlement

_OK, _TOO_MANY = 200, 429
_KEPT_HEADERS = ("x-request-id", "retry-after", "openai-processing-ms", "x-ratelimit-")
_HEADER_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Heard:
    """A reply with status 200: from the server, or from the log, where it cost nothing."""

    body: bytes
    call: str
    usage: Usage
    at: datetime
    is_from_log: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What leads to one server: transport, pace, breaker, and how long one reply may take."""

    transport: Transport
    pace: Pace
    seconds: float
    breaker: Breaker = field(default_factory=Breaker)


class Attempts:
    """Makes single attempts over one line.

    Args:
        line: Leads to the server.
        means: The call log, the budget and the clock.
        redaction: Clears what came of secrets before anything else sees it.
    """

    def __init__(self, line: Line, means: Means, redaction: Redaction) -> None:
        self._line, self._means, self._redaction = line, means, redaction

    def expect(self) -> None:
        """Get ready, for a request is about to come."""
        self._line.transport.expect()

    def attempt(
        self, request: CallRequest, content: bytes, number: int, until: float
    ) -> Heard | Tried:
        """Send a request once, if the budget and the server's state allow it.

        Args:
            request: What to send.
            content: Its body as bytes.
            number: Which attempt this is, from 1.
            until: When the caller's patience ends, by the clock that only moves forward.
        """
        rest = self._line.breaker.seconds_to_wait()
        if rest > 0:
            why = f"the server failed again and again and is left alone for {rest:.0f} seconds"
            return Tried(Unavailable(why), _TOO_MANY, rest)
        reserved = self._reserve(request, len(content), until)
        if isinstance(reserved, OverBudget):
            return Tried(reserved)
        tokens = sum(worst_tokens(request.body, len(content)))
        with self._line.pace.turn(tokens, until, is_urgent=request.is_urgent) as is_our_turn:
            if not is_our_turn:
                self._settle(reserved, 0)
                why = "no place was free at the server before our patience ended"
                return Tried(Unavailable(why, retryable=False))
            return self._send(request, content, number, until, reserved)

    def _send(
        self, request: CallRequest, content: bytes, number: int, until: float, reserved: Reserved
    ) -> Heard | Tried:
        at, begun = self._means.clock(), time.monotonic()
        seconds = max(min(self._line.seconds, until - begun), 0.1)
        came = self._line.transport.post(request.path, content, seconds)
        blank = CallReply(
            at=at,
            seconds=time.monotonic() - begun,
            attempt=number,
            status=0,
            headers={},
            body=b"",
            outcome="failed",
        )
        if isinstance(came, Lost):
            self._line.breaker.note(failed=True)
            return self._lost(request, came, blank, reserved)
        self._line.breaker.note(failed=came.status >= 500)
        self._line.pace.note(came.status, came.headers)
        page = Page(came.status, self._redaction.body(came.body), came.headers)
        seen = replace(blank, status=page.status, headers=_kept(page.headers))
        if page.status == _OK:
            return self._heard(request, page, seen, reserved)
        return self._failed(request, page, seen, reserved)

    def _heard(
        self, request: CallRequest, page: Page, seen: CallReply, reserved: Reserved
    ) -> Heard:
        account = read_account(page.body)
        cost = cost_of(reserved, account.usage, is_told=account.is_told)
        row = replace(
            seen,
            body=page.body,
            outcome="replied",
            answered_by=self._redaction.words(account.engine_model),
            provider_call=account.call,
            tokens_in=account.usage.tokens_in,
            tokens_out=account.usage.tokens_out,
            tokens_cached=account.usage.tokens_cached,
            cost_microusd=cost,
            is_estimated=not account.is_told and reserved.price != FREE,
        )
        name = self._closed(request, row, reserved, cost)
        return Heard(page.body, name, replace(account.usage, cost_microusd=cost), seen.at)

    def _failed(
        self, request: CallRequest, page: Page, seen: CallReply, reserved: Reserved
    ) -> Tried:
        """Log an answer that says no; servers bill none."""
        told = read_failure(page.status, page.body)
        reason = self._redaction.words(told.reason)
        is_blocked = isinstance(told, Blocked)
        body = self._redaction.words_of(page.body)
        outcome = "blocked" if is_blocked else "failed"
        row = replace(seen, body=body, outcome=outcome, reason=reason)
        self._closed(request, row, reserved, 0)
        wait = asked_to_wait(page.headers, self._means.clock())
        return Tried(replace(told, reason=reason), page.status, wait)

    def _lost(self, request: CallRequest, lost: Lost, seen: CallReply, reserved: Reserved) -> Tried:
        """Log that nothing whole came; what may have been billed counts in full."""
        cost = reserved.amount if lost.may_be_billed else 0
        reason = self._redaction.words(lost.reason)
        row = replace(seen, reason=reason, cost_microusd=cost, is_estimated=cost > 0)
        self._closed(request, row, reserved, cost)
        usage = Usage(cost_microusd=cost)
        return Tried(Unavailable(reason=reason, retryable=lost.retryable, usage=usage))

    def _reserve(self, request: CallRequest, size: int, until: float) -> Reserved | OverBudget:
        spending = self._means.spending
        if spending is None:
            return Reserved("", 0, FREE)
        seconds = max(until - time.monotonic(), 0.0) + self._line.seconds
        return spending.reserve(request, size, self._means.clock(), seconds)

    def _settle(self, reserved: Reserved, cost: int) -> None:
        if self._means.spending is not None:
            self._means.spending.settle(reserved, cost)

    def _closed(self, request: CallRequest, row: CallReply, reserved: Reserved, cost: int) -> str:
        """Log an attempt and settle what was spoken for, in one; return the call's id."""
        if self._means.spans is not None:
            self._means.spans.add(request, row)
        calls = self._means.calls
        if calls is None:
            self._settle(reserved, cost)
            return row.provider_call
        settles = Settlement(reserved.name, cost) if reserved.name else None
        return calls.add(request, row, settles=settles)


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the few headers that say how a server felt about a call."""
    return {
        name.lower(): value[:_HEADER_CHARACTERS]
        for name, value in headers.items()
        if name.lower().startswith(_KEPT_HEADERS)
    }
