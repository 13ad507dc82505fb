"""Playing a run from the call log, and saying what differs when a request is not in it."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from newsroom_agents.ports import CallLog, CallRequest

_MOST_COMPARED = 200
_MOST_NAMED = 8
_UNTOLD = object()


class LogMode(StrEnum):
    """How the call log is used."""

    LIVE = "live"
    """Answer from the log what is in it, send and log the rest."""
    RECORD = "record"
    """Send everything and log it, whatever the log holds."""
    REPLAY = "replay"
    """Send nothing; a request that is not in the log stops its story."""
    REPLAY_OR_FAIL = "replay-or-fail"
    """Send nothing; a request that is not in the log ends the run."""

    @property
    def sends(self) -> bool:
        """Whether anything is sent at all."""
        return self in {LogMode.LIVE, LogMode.RECORD}

    @property
    def answers(self) -> bool:
        """Whether a request is looked up in the log."""
        return self is not LogMode.RECORD


def missed(request: CallRequest, calls: CallLog) -> str:
    """Return, in words, that a request is not in the log, and what the nearest one has else."""
    lead = f"{request.role}: the request of {request.subject!r} is not in the call log"
    compared = [
        (_weight(differing), call.id, differing)
        for call in calls.answered(request.role, _MOST_COMPARED)
        for differing in (_differing(call.request, request),)
    ]
    if not compared:
        return f"{lead}, nor is any other of this role"
    _, name, differing = min(compared)
    listed = ", ".join(differing[:_MOST_NAMED])
    more = f" and {len(differing) - _MOST_NAMED} more" if len(differing) > _MOST_NAMED else ""
    return f"{lead}; the nearest is {name}, which differs in {listed}{more}"


def _weight(differing: Sequence[str]) -> int:
    return len(differing)


def _differing(one: CallRequest, other: CallRequest) -> tuple[str, ...]:
    """Return the fields in which two requests differ; nothing says that only bytes do."""
    names = ("endpoint", "path", "engine_model", "prompt", "repeat")
    plain = [name for name in names if getattr(one, name) != getattr(other, name)]
    return (*plain, *_differing_values(one.body, other.body, "")) or ("nothing that is kept",)


def _differing_values(one: object, other: object, path: str) -> Iterator[str]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for name in sorted({*one, *other}, key=str):
            yield from _differing_values(
                one.get(name, _UNTOLD), other.get(name, _UNTOLD), f"{path}.{name}".lstrip(".")
            )
    elif isinstance(one, list | tuple) and isinstance(other, list | tuple):
        if len(one) != len(other):
            yield f"{path} (how many)"
        for number, (left, right) in enumerate(zip(one, other, strict=False)):
            yield from _differing_values(left, right, f"{path}.{number}")
    elif one != other:
        yield path + _place(one, other)


def _place(one: object, other: object) -> str:
    """Return from which character on two texts differ."""
    if not (isinstance(one, str) and isinstance(other, str)):
        return ""
    same = next(
        (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )
    return f" (from character {same})"
