"""How the web sources are doing: which give, which fail, which fell silent, which beats are blind.

Silence is measured by the source's own habit: a source that brings thirty items a day is silent
after hours, one that brings two a week after weeks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from newsroom_agents.archive.archive import Room
from newsroom_agents.archive.source_states import BlindBeat, SourceDay, SourceState
from newsroom_agents.ingest.kind import Source

_DAYS = 28
_FEWEST_FAILURES = 3
_SHORTEST_SILENCE = timedelta(days=1)
_LONGEST_SILENCE = timedelta(days=14)
_TIMES_USUAL = 4
_DAY = timedelta(days=1)


class Condition(StrEnum):
    """How a source is doing."""

    GOOD = "good"
    UNSEEN = "unseen"
    """It was never asked."""
    SILENT = "silent"
    """It answers, but has had nothing new for longer than usual."""
    FAILING = "failing"
    """The last polls failed, one after the other."""
    GONE = "gone"
    """It said that it will not come back, and is not asked again."""


@dataclass(frozen=True, slots=True)
class Health:
    """How one source is doing.

    `silence` is how long nothing new came, `usual` how long that usually takes; None when nobody
    can tell yet. `a_day` is how many items it brings on a day.
    """

    source: str
    outlet: str
    beats: tuple[str, ...]
    condition: Condition
    a_day: float
    silence: timedelta | None = None
    usual: timedelta | None = None
    state: SourceState | None = None


def health(room: Room, sources: Iterable[Source], now: datetime) -> tuple[Health, ...]:
    """Return how each web source is doing, in their order."""
    states = room.source_states.all()
    days = room.source_states.days((now - timedelta(days=_DAYS)).date())
    return tuple(
        _health(source, states.get(source.id), days.get(source.id, ()), now) for source in sources
    )


def blind_beats(found: Sequence[Health], now: datetime) -> tuple[BlindBeat, ...]:
    """Return the beats with sources of which none gives anything, by name.

    A beat of which a source was never asked is not known to be blind.
    """
    by_beat: dict[str, list[Health]] = {}
    for one in found:
        for beat in one.beats:
            by_beat.setdefault(beat, []).append(one)
    return tuple(
        BlindBeat(beat, now, _tally(group))
        for beat, group in sorted(by_beat.items())
        if not any(one.condition in {Condition.GOOD, Condition.UNSEEN} for one in group)
    )


def note_blind(room: Room, sources: Iterable[Source], now: datetime) -> tuple[BlindBeat, ...]:
    """Note which beats are blind now; return those that were not before."""
    return room.source_states.set_blind(blind_beats(health(room, sources, now), now))


def _health(
    source: Source, state: SourceState | None, days: Sequence[SourceDay], now: datetime
) -> Health:
    outlet = source.outlet.name if source.outlet else ""
    if state is None or state.polled is None:
        return Health(source.id, outlet, source.beats, Condition.UNSEEN, 0.0)
    a_day = _a_day(days, now)
    usual = _DAY / a_day if a_day else None
    since = state.brought or _first(days, state)
    silence = now - since
    return Health(
        source=source.id,
        outlet=outlet,
        beats=source.beats,
        condition=_condition(state, silence, usual),
        a_day=a_day,
        silence=silence,
        usual=usual,
        state=state,
    )


def _condition(state: SourceState, silence: timedelta, usual: timedelta | None) -> Condition:
    if state.retired is not None:
        return Condition.GONE
    if state.failures >= _FEWEST_FAILURES or state.succeeded is None:
        return Condition.FAILING
    most = _LONGEST_SILENCE if usual is None else max(usual * _TIMES_USUAL, _SHORTEST_SILENCE)
    return Condition.SILENT if silence > min(most, _LONGEST_SILENCE * 2) else Condition.GOOD


def _a_day(days: Sequence[SourceDay], now: datetime) -> float:
    """Return how many items came on a day, since the first day that is known."""
    if not days:
        return 0.0
    since = (now.date() - days[0].day).days + 1
    return sum(day.new for day in days) / since


def _first(days: Sequence[SourceDay], state: SourceState) -> datetime:
    """Return when the source was first asked, as far as that is known."""
    asked = state.polled or state.due
    if days and days[0].day < asked.date():
        return datetime.combine(days[0].day, time.min, UTC)
    return asked


def _tally(group: Sequence[Health]) -> str:
    """Return how many sources are in which condition, in words."""
    counts: Mapping[Condition, int] = {
        condition: sum(one.condition is condition for one in group) for condition in Condition
    }
    said = ", ".join(f"{count} {condition}" for condition, count in counts.items() if count)
    return f"{len(group)} sources: {said}"
