"""An assignment done by a language model: asked, read, validated, asked once more.

A server's promise to keep to a schema counts for nothing: every reply is validated here. A reply
that does not fit is asked for once more, with the paths at fault and never the values; what is no
reply at all, or no JSON even then, once more unchanged; a truncated one once more with a larger
limit, and never mended. Each remedy is used once, and nothing is asked more than three times.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import cached_property
from itertools import count

from newsroom_agents.gateway.attempting import Heard
from newsroom_agents.gateway.calling import Caller
from newsroom_agents.gateway.classify import Answer, Garbled, Truncated, read_answer
from newsroom_agents.gateway.drawing import draw
from newsroom_agents.gateway.engine import Assignment, EngineSettings, Means
from newsroom_agents.gateway.modes import Mode, body_of
from newsroom_agents.gateway.outcome import (
    Blocked,
    Invalid,
    Ok,
    Outcome,
    OverBudget,
    Refused,
    ReplyT,
    Unavailable,
    Usage,
)
from newsroom_agents.gateway.redacting import Redaction
from newsroom_agents.gateway.replay import LogMode
from newsroom_agents.gateway.reply import NO_JSON, parse
from newsroom_agents.gateway.request import (
    CACHE_KEY,
    CACHE_KEY_PROBE,
    Asker,
    cache_key,
    request_of,
)
from newsroom_agents.gateway.schema import strict_schema
from newsroom_agents.ports import Message, Probe

_MOST_FAULTS = 20
_FAULT_CHARACTERS = 200
_PATH_CHARACTERS = 80
_ASKINGS = 2
"""Repeat indexes that one try may use up: one reply, and once more unchanged."""
_LARGER = 2
_MOST_AGAIN = 2
_FAILURE_STANDS = timedelta(hours=1)
"""How long a logged reply that did not fit answers the same request.

Long enough for a process that died over it; later somebody wants the work done, and it is asked
for anew.
"""


class _Remedy(Enum):
    """How a reply that is no good may be asked for again."""

    PATHS = auto()
    UNCHANGED = auto()
    LARGER = auto()


@dataclass(frozen=True, slots=True)
class _Asking:
    """What is sent: the messages, the limit of the reply (0: the server's own), the repeat.

    `left` are the remedies that were not used yet.
    """

    messages: tuple[Message, ...]
    limit: int
    repeat: int
    left: frozenset[_Remedy] = frozenset(_Remedy)


@dataclass(frozen=True, slots=True)
class _Faulty:
    """A reply that may be asked for once more, and how."""

    errors: tuple[str, ...]
    next: _Asking | None


_Failed = Refused | Blocked | Invalid | OverBudget | Unavailable


class Model:
    """A model behind one address; it never raises but for the log.

    Args:
        name: The engine's name, as it stands in credits.
        caller: Sends requests to the address.
        settings: What the engine was told.
        means: The call log's mode, and the clock.
        redaction: Clears a server's words.
    """

    def __init__(
        self,
        name: str,
        caller: Caller,
        settings: EngineSettings,
        means: Means,
        redaction: Redaction,
    ) -> None:
        self.name = name
        self._caller, self._settings = caller, settings
        self._means, self._redaction = means, redaction

    def expect(self) -> None:
        """Get ready, for work is about to come."""
        self._caller.expect()

    def fulfil(self, assignment: Assignment[ReplyT]) -> Outcome[ReplyT]:
        """Return what came of asking; usage is the sum of everything that was sent.

        Raises:
            HouseError: The call log's mode ends the run for a request that is not in it.
            StorageError: The call log cannot be read or written.
        """
        for turn in count():
            heard: list[Heard] = []
            outcome = self._fulfil(assignment, turn * _ASKINGS, heard)
            if isinstance(outcome, Ok):
                return self._illustrated(assignment, outcome)
            if not self._is_stale(heard, outcome):
                return outcome
        raise AssertionError

    def _illustrated(self, assignment: Assignment[ReplyT], done: Ok[ReplyT]) -> Ok[ReplyT]:
        """Return the reply with the picture it asks for, when the house has a model for it."""
        if assignment.draws is None or not self._settings.image_model:
            return done
        words = assignment.draws(done.reply)
        if not words:
            return done
        came = draw(self._caller, self._settings, self._redaction, _asker(assignment), words)
        calls = (*done.calls, *came.calls)
        return replace(done, usage=done.usage + came.usage, calls=calls, drawn=came.drawn)

    def _is_stale(self, heard: Sequence[Heard], outcome: object) -> bool:
        """Whether a failure is an old one that only the log remembers."""
        if self._means.log_mode is not LogMode.LIVE or isinstance(outcome, Unavailable):
            return False
        newest: datetime | None = max((one.at for one in heard), default=None)
        if newest is None or not all(one.is_from_log for one in heard):
            return False
        return self._means.clock() - newest > _FAILURE_STANDS

    def _fulfil(
        self, assignment: Assignment[ReplyT], repeat: int, heard: list[Heard]
    ) -> Outcome[ReplyT]:
        first = _Asking(assignment.messages, self._settings.reply_tokens, repeat)
        outcome = self._ask(assignment, first, heard)
        for _ in range(_MOST_AGAIN):
            if not isinstance(outcome, _Faulty) or outcome.next is None:
                break
            outcome = self._ask(assignment, outcome.next, heard)
        if isinstance(outcome, _Faulty):
            outcome = Invalid(errors=outcome.errors)
        if isinstance(outcome, OverBudget):
            return outcome
        lost = outcome.usage if isinstance(outcome, Unavailable | Blocked) else Usage()
        usage = sum((one.usage for one in heard), lost)
        if isinstance(outcome, Ok):
            return replace(outcome, usage=usage, calls=tuple(one.call for one in heard if one.call))
        return replace(outcome, usage=usage)

    def _ask(
        self, assignment: Assignment[ReplyT], asking: _Asking, heard: list[Heard]
    ) -> Ok[ReplyT] | _Failed | _Faulty:
        try:
            asker, address = _asker(assignment), self._settings.base_url
            body = {**self._body(assignment, asking), **self._hint(asker)}
            request = request_of(asker, address, self._mode.path, body, asking.repeat)
        except ValueError as error:
            reason = f"the request cannot be sent: {type(error).__name__}"
            return Unavailable(reason=reason, retryable=False)
        came = self._caller.call(request)
        if not isinstance(came, Heard):
            return came
        heard.append(came)
        read = read_answer(came.body, self._settings.engine_model)
        if isinstance(read, Refused):
            return replace(read, reason=self._redaction.words(read.reason))
        if isinstance(read, Blocked):
            return replace(read, usage=Usage())
        if isinstance(read, Answer):
            return self._validated(assignment, asking, read)
        return _once_more(asking, read)

    def _validated(
        self, assignment: Assignment[ReplyT], asking: _Asking, answer: Answer
    ) -> Ok[ReplyT] | _Faulty:
        reply = parse(answer.text, assignment.asks)
        if isinstance(reply, tuple):
            errors = tuple(error[:_FAULT_CHARACTERS] for error in reply[:_MOST_FAULTS])
            if _Remedy.PATHS in asking.left:
                return _Faulty(errors, _with_paths(asking, errors))
            return _Faulty(errors, _unchanged(asking) if errors[0].startswith(NO_JSON) else None)
        return Ok(reply=reply, engine_model=self._redaction.words(answer.engine_model))

    def _body(self, assignment: Assignment[ReplyT], asking: _Asking) -> dict[str, object]:
        limit = self._mode.limit(asking.limit) if asking.limit else {}
        schema = strict_schema(assignment.asks)
        shaped = body_of(self._mode, assignment.role, schema, asking.messages)
        return {"model": self._settings.engine_model, **shaped, **limit}

    def _hint(self, asker: Asker) -> dict[str, object]:
        """Return what helps a server that takes it to find what it read before."""
        return {CACHE_KEY: cache_key(asker)} if self._gives_cache_keys else {}

    @cached_property
    def _mode(self) -> Mode:
        """How a shape is asked for: as the settings say, else as was found, else the best way."""
        found = self._probe
        return Mode(self._settings.mode or (found.mode if found else "") or Mode.JSON_SCHEMA)

    @cached_property
    def _gives_cache_keys(self) -> bool:
        """Whether requests carry a key: as the settings say, else as was found, else none."""
        if self._settings.cache_keys:
            return self._settings.cache_keys == "yes"
        findings = self._probe.findings if self._probe else ()
        return any(one.is_good for one in findings if one.name == CACHE_KEY_PROBE)

    @cached_property
    def _probe(self) -> Probe | None:
        probes, told = self._means.probes, self._settings
        return probes.saved(told.base_url, told.engine_model) if probes else None


def _asker(assignment: Assignment[ReplyT]) -> Asker:
    return Asker(
        role=assignment.role,
        persona=assignment.persona,
        subject=assignment.subject,
        prompt=assignment.prompt,
        is_urgent=assignment.is_urgent,
    )


def _once_more(asking: _Asking, read: Garbled | Truncated) -> _Faulty:
    """Return how to ask again for what was no reply, or half a reply."""
    if isinstance(read, Garbled):
        return _Faulty((read.why,), _unchanged(asking))
    errors = ("reply: truncated at the limit of its length",)
    if not asking.limit or _Remedy.LARGER not in asking.left:
        return _Faulty(errors, None)
    left = asking.left - {_Remedy.LARGER}
    return _Faulty(errors, replace(asking, limit=asking.limit * _LARGER, left=left))


def _with_paths(asking: _Asking, errors: Sequence[str]) -> _Asking:
    paths = (error.partition(": ")[0][:_PATH_CHARACTERS] for error in errors)
    listed = ", ".join(dict.fromkeys(paths))
    told = Message("user", f"The last reply did not fit the schema at: {listed}.")
    left = asking.left - {_Remedy.PATHS}
    return replace(asking, messages=(*asking.messages, told), left=left)


def _unchanged(asking: _Asking) -> _Asking | None:
    if _Remedy.UNCHANGED not in asking.left:
        return None
    left = asking.left - {_Remedy.UNCHANGED}
    return replace(asking, repeat=asking.repeat + 1, left=left)
