"""One request to one server: looked up in the log, or sent until it comes through.

A process that is killed at any moment pays at most for the call that was in flight, and a second
run over the same wire for none.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from newsroom_agents.errors import HouseError
from newsroom_agents.gateway.attempting import Attempts, Heard
from newsroom_agents.gateway.engine import Means
from newsroom_agents.gateway.outcome import OverBudget, Unavailable, Usage
from newsroom_agents.gateway.replay import LogMode, missed
from newsroom_agents.gateway.retrying import Failed, Patience, Tried, until_it_passes
from newsroom_agents.ports import CallReply, CallRequest
from newsroom_agents.story.paper import canonical_json


@dataclass(slots=True)
class _Turn:
    """Who waits for the same request."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: int = 0


class Caller:
    """Asks one server.

    Args:
        attempts: Makes single attempts.
        means: The call log and its mode.
        patience: How often and how long a call is tried.
        sleep: Waits between attempts.
    """

    def __init__(
        self,
        attempts: Attempts,
        means: Means,
        patience: Patience,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._attempts, self._means = attempts, means
        self._patience, self._sleep = patience, sleep
        self._turns: dict[str, _Turn] = {}
        self._guard = threading.Lock()

    def expect(self) -> None:
        """Get ready, for a request is about to come; nothing is to be done when none is sent."""
        if self._means.log_mode.sends:
            self._attempts.expect()

    def call(self, request: CallRequest) -> Heard | Failed:
        """Return the reply to a request, from the log when it is there.

        Raises:
            HouseError: It is not in the log, and the log's mode ends the run for that.
            StorageError: The log or the ledger cannot be read or written.
        """
        with self._turn(request.key):
            found = self._logged(request)
            if found is not None:
                return found
            if not self._means.log_mode.sends:
                return self._missed(request)
            return self._sent(request)

    def _sent(self, request: CallRequest) -> Heard | Failed:
        """Send a request until it comes through; usage is that of all attempts."""
        content = canonical_json(dict(request.body))
        until = time.monotonic() + self._patience.seconds
        before = Usage()

        def attempt(number: int) -> Heard | Tried:
            nonlocal before
            came = self._attempts.attempt(request, content, number, until)
            if isinstance(came, Tried) and isinstance(came.outcome, Unavailable):
                before += came.outcome.usage
            return came

        came = until_it_passes(self._patience, attempt, self._sleep)
        if isinstance(came, Tried):
            outcome = came.outcome
            return outcome if isinstance(outcome, OverBudget) else replace(outcome, usage=before)
        return replace(came, usage=came.usage + before)

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
