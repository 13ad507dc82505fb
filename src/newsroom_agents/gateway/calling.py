"""One request to one server: looked up, sent, logged, accounted for.

The raw reply is in the log before anything else is done with it. So a process that is killed at any
moment pays at most for the call that was in flight, and a second run over the same wire for none.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from newsroom_agents.errors import HouseError
from newsroom_agents.gateway.classify import read_account, read_failure
from newsroom_agents.gateway.engine import Means
from newsroom_agents.gateway.outcome import Blocked, Unavailable, Usage
from newsroom_agents.gateway.redacting import Redaction
from newsroom_agents.gateway.replay import LogMode, missed
from newsroom_agents.gateway.transport import Lost, Page, Transport
from newsroom_agents.ports import CallReply, CallRequest
from newsroom_agents.story.paper import canonical_json

_OK = 200
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


@dataclass(slots=True)
class _Turn:
    """Who waits for the same request."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: int = 0


class Caller:
    """Sends requests to one server.

    Args:
        transport: Carries the bytes.
        means: The call log and the clock.
        redaction: Clears what came of secrets before anything else sees it.
        seconds: How long one reply may take.
    """

    def __init__(
        self, transport: Transport, means: Means, redaction: Redaction, seconds: float
    ) -> None:
        self._transport, self._means, self._redaction = transport, means, redaction
        self._seconds = seconds
        self._turns: dict[str, _Turn] = {}
        self._guard = threading.Lock()

    def call(self, request: CallRequest) -> Heard | Unavailable | Blocked:
        """Return the reply to a request, from the log when it is there.

        Raises:
            HouseError: It is not in the log, and the log's mode ends the run for that.
            StorageError: The log cannot be read or written.
        """
        with self._turn(request.key):
            found = self._logged(request)
            if found is not None:
                return found
            if not self._means.log_mode.sends:
                return self._missed(request)
            return self._send(request, 1)

    def _logged(self, request: CallRequest) -> Heard | None:
        calls = self._means.calls
        if calls is None or not self._means.log_mode.answers:
            return None
        found = calls.answer(request.key)
        if found is None:
            return None
        repeat = CallReply(
            at=self._means.clock(),
            seconds=0.0,
            attempt=0,
            status=found.reply.status,
            headers={},
            body=b"",
            outcome="answered from the log",
            answered_by=found.reply.answered_by,
        )
        name = calls.add(request, repeat, original=found.id)
        return Heard(found.reply.body, name, Usage(), found.reply.at, is_from_log=True)

    def _missed(self, request: CallRequest) -> Unavailable:
        calls = self._means.calls
        why = missed(request, calls) if calls is not None else "there is no call log"
        if self._means.log_mode is LogMode.REPLAY_OR_FAIL:
            raise HouseError(why)
        return Unavailable(reason=why, retryable=False)

    def _send(self, request: CallRequest, attempt: int) -> Heard | Unavailable | Blocked:
        content = canonical_json(dict(request.body))
        at, begun = self._means.clock(), time.monotonic()
        came = self._transport.post(request.path, content, self._seconds)
        seconds = time.monotonic() - begun
        if isinstance(came, Lost):
            failure = Unavailable(self._redaction.words(came.reason), retryable=came.retryable)
            self._log(request, _row_of_failure(at, seconds, attempt, failure, Page(0, b"")))
            return failure
        page = Page(came.status, self._redaction.body(came.body), came.headers)
        if page.status != _OK:
            told = read_failure(page.status, page.body)
            failed = _reworded(told, self._redaction.words(told.reason))
            kept = Page(page.status, self._redaction.words_of(page.body), page.headers)
            self._log(request, _row_of_failure(at, seconds, attempt, failed, kept))
            return failed
        account = read_account(page.body)
        row = CallReply(
            at=at,
            seconds=seconds,
            attempt=attempt,
            status=page.status,
            headers=_kept(page.headers),
            body=page.body,
            outcome="replied",
            answered_by=self._redaction.words(account.engine_model),
            provider_call=account.call,
            tokens_in=account.usage.tokens_in,
            tokens_out=account.usage.tokens_out,
            tokens_cached=account.usage.tokens_cached,
        )
        return Heard(page.body, self._log(request, row), account.usage, at)

    def _log(self, request: CallRequest, row: CallReply) -> str:
        calls = self._means.calls
        return calls.add(request, row) if calls is not None else row.provider_call

    @contextmanager
    def _turn(self, key: str) -> Iterator[None]:
        """Let one at a time ask the same: the second finds the reply in the log."""
        with self._guard:
            turn = self._turns.setdefault(key, _Turn())
            turn.waiting += 1
        try:
            with turn.lock:
                yield
        finally:
            with self._guard:
                turn.waiting -= 1
                if not turn.waiting:
                    self._turns.pop(key, None)


def _row_of_failure(
    at: datetime, seconds: float, attempt: int, failure: Unavailable | Blocked, page: Page
) -> CallReply:
    return CallReply(
        at=at,
        seconds=seconds,
        attempt=attempt,
        status=page.status,
        headers=_kept(page.headers),
        body=page.body,
        outcome="blocked" if isinstance(failure, Blocked) else "failed",
        reason=failure.reason,
    )


def _reworded(failure: Unavailable | Blocked, reason: str) -> Unavailable | Blocked:
    if isinstance(failure, Blocked):
        return Blocked(reason=reason, usage=failure.usage)
    return Unavailable(reason=reason, retryable=failure.retryable, usage=failure.usage)


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the few headers that say how a server felt about a call."""
    return {
        name.lower(): value[:_HEADER_CHARACTERS]
        for name, value in headers.items()
        if name.lower().startswith(_KEPT_HEADERS)
    }
