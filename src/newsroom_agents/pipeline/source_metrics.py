"""The health of the web sources as Prometheus reads it from a file beside node-exporter."""

from collections.abc import Sequence
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from newsroom_agents.archive.source_states import BlindBeat
from newsroom_agents.errors import StorageError
from newsroom_agents.pipeline.source_health import Condition, Health

_BY_SOURCE = (
    ("condition_good", "1 when the source gives as usual, else 0."),
    ("failures", "Polls that failed since the last that did not."),
    ("items_per_day", "New items a day, over the last weeks."),
    ("silence_seconds", "Seconds since something new came."),
    ("last_success_timestamp_seconds", "When a poll last succeeded."),
    ("next_poll_timestamp_seconds", "When the source is asked again."),
)


def write_metrics(path: Path, found: Sequence[Health], blind: Sequence[BlindBeat]) -> None:
    """Write the metrics whole or not at all, so that a reader never sees half of them.

    Raises:
        StorageError: The file cannot be written.
    """
    registry = CollectorRegistry()
    gauges = {
        name: Gauge(f"newsroom_source_{name}", text, ["source"], registry=registry)
        for name, text in _BY_SOURCE
    }
    for one in found:
        for name, value in _values(one).items():
            gauges[name].labels(source=one.source).set(value)
    counts = Gauge("newsroom_sources", "Sources by condition.", ["condition"], registry=registry)
    for condition in Condition:
        count = sum(one.condition is condition for one in found)
        counts.labels(condition=condition.value).set(count)
    beats = sorted({beat for one in found for beat in one.beats})
    darkness = Gauge(
        "newsroom_beat_blind", "1 for a beat without news.", ["beat"], registry=registry
    )
    for beat in beats:
        darkness.labels(beat=beat).set(float(any(one.beat == beat for one in blind)))
    try:
        write_to_textfile(str(path), registry)
    except OSError as error:
        msg = f"{path}: the metrics cannot be written: {error.strerror}"
        raise StorageError(msg) from error


def _values(one: Health) -> dict[str, float]:
    """Return what is known of a source; what is not known is left out."""
    values = {"condition_good": float(one.condition is Condition.GOOD), "items_per_day": one.a_day}
    if one.silence is not None:
        values["silence_seconds"] = one.silence.total_seconds()
    if one.state is not None:
        values["failures"] = one.state.failures
        values["next_poll_timestamp_seconds"] = one.state.due.timestamp()
        if one.state.succeeded is not None:
            values["last_success_timestamp_seconds"] = one.state.succeeded.timestamp()
    return values
