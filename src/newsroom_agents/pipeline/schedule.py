"""When a web source is asked again: busy ones often, quiet ones rarely, broken ones ever later.

The interval is halved when something new came and grows by half when nothing did, within bounds; so
it follows a source through its day. Every source is asked a little earlier or later than the round
number, by its id, so that they do not all come due at once.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from newsroom_agents.archive.source_states import SourceState
from newsroom_agents.ingest.fetch import Fetched, Outcome
from newsroom_agents.ingest.kind import Source

_SHRINKS, _GROWS = 0.5, 1.5
_FIRST_MINUTES = 60.0
_JITTER = 0.1
_LONGEST_FAILING = 24 * 60.0
_LONGEST_OBEYED = 7 * 24 * 60.0
_LONGEST_FRESH = 60.0
_MOST_DOUBLINGS = 12
_LONGEST_DETAIL = 300


@dataclass(frozen=True, slots=True)
class Pace:
    """Bounds of polling: minutes between polls of a source, and what one source may bring.

    A move for ever is believed after `moves` polls that told it.
    """

    least_minutes: float = 10.0
    most_minutes: float = 720.0
    items_a_run: int = 60
    items_a_day: int = 600
    moves: int = 3


def standing(source: Source, state: SourceState | None, now: datetime) -> SourceState:
    """Return the state of a source; a new one when it was never asked or its place was changed."""
    if state is not None and state.place == source.place:
        return state
    return SourceState(
        source=source.id,
        place=source.place,
        address=source.place,
        due=now,
        minutes=_FIRST_MINUTES,
    )


def due(
    sources: Iterable[Source], states: Mapping[str, SourceState], now: datetime
) -> tuple[SourceState, ...]:
    """Return the states of the sources whose turn it is, the longest overdue first."""
    found = (standing(source, states.get(source.id), now) for source in sources)
    waiting = [state for state in found if state.retired is None and state.due <= now]
    return tuple(sorted(waiting, key=lambda state: (state.due, state.source)))


def after_success(state: SourceState, fetched: Fetched, pace: Pace, *, brought: int) -> SourceState:
    """Return the state after an answer that could be used, also after "unchanged"."""
    factor = _SHRINKS if brought else _GROWS
    minutes = min(max(state.minutes * factor, pace.least_minutes), pace.most_minutes)
    wait = max(minutes, min((fetched.max_age or 0) / 60, _LONGEST_FRESH))
    return replace(
        _moved(state, fetched, pace),
        etag=fetched.seen.etag,
        last_modified=fetched.seen.last_modified,
        polled=fetched.at,
        succeeded=fetched.at,
        brought=fetched.at if brought else state.brought,
        failure="",
        detail="",
        failures=0,
        retired=None,
        minutes=minutes,
        due=fetched.at + _jittered(state.source, wait),
    )


def after_failure(state: SourceState, fetched: Fetched, pace: Pace) -> SourceState:
    """Return the state after an answer that could not be used, or none.

    What a server asks for with Retry-After is done, for up to a week; what is gone is not asked
    again.
    """
    failures = state.failures + 1
    doubled = pace.least_minutes * 2.0 ** min(failures, _MOST_DOUBLINGS)
    asked = min((fetched.retry_after or 0) / 60, _LONGEST_OBEYED)
    wait = max(min(doubled, max(_LONGEST_FAILING, pace.most_minutes)), asked)
    return replace(
        _moved(state, fetched, pace),
        polled=fetched.at,
        failed=fetched.at,
        failure=fetched.code or fetched.outcome.value,
        detail=fetched.reason[:_LONGEST_DETAIL],
        failures=failures,
        due=fetched.at + max(_jittered(state.source, wait), timedelta(minutes=asked)),
        retired=fetched.at if fetched.outcome is Outcome.GONE else None,
    )


def unfinished(state: SourceState, fetched: Fetched) -> SourceState:
    """Return the state of a source of which something is left for the next run.

    Its validators are dropped: the next answer must have the body again.
    """
    return replace(state, etag="", last_modified="", polled=fetched.at)


def _moved(state: SourceState, fetched: Fetched, pace: Pace) -> SourceState:
    """Count a move for ever, and believe it when it was told often enough."""
    target = fetched.moved_to
    if not target or target == state.address:
        return replace(state, moved_to="", moved_times=0)
    times = state.moved_times + 1 if target == state.moved_to else 1
    if times < pace.moves:
        return replace(state, moved_to=target, moved_times=times)
    return replace(state, address=target, moved_to="", moved_times=0)


def _jittered(source: str, minutes: float) -> timedelta:
    share = hashlib.sha256(source.encode()).digest()[0] / 255 * 2 - 1
    return timedelta(minutes=minutes * (1 + _JITTER * share))
