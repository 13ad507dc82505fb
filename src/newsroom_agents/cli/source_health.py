"""`newsroom sources health`: how the web sources are doing, for people, scripts and Prometheus."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import opened
from newsroom_agents.cli.terminal import Code, leave, said, said_json, table, trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsroom_agents.archive.source_states import BlindBeat
    from newsroom_agents.pipeline.source_health import Health

_COLUMNS = ("source", "condition", "last success", "silent for", "usual", "a day", "last failure")
_STYLES = {"good": "green", "silent": "yellow", "failing": "red", "gone": "red"}


def health(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
    metrics: Annotated[
        Path | None,
        typer.Option(help="Write them for Prometheus (node-exporter's textfile) as well."),
    ] = None,
    all_sources: Annotated[
        bool, typer.Option("--all", help="Show those that do well, or were never asked, too.")
    ] = False,
) -> None:
    """Say which sources fail, fell silent or are gone, and which beats see nothing.

    Looks at what was noted; asks nobody. Exits with 1 when a beat is blind.
    """
    from newsroom_agents.pipeline.passes import is_web
    from newsroom_agents.pipeline.source_health import blind_beats
    from newsroom_agents.pipeline.source_health import health as health_of

    with opened(context) as newsroom:
        now = newsroom.desk.clock()
        sources = [one for one in newsroom.desk.rules.sources.values() if is_web(one)]
        with newsroom.desk.archive.reading() as room:
            found = health_of(room, sources, now)
        blind = blind_beats(found, now)
        if metrics is not None:
            from newsroom_agents.pipeline.source_metrics import write_metrics

            write_metrics(metrics, found, blind)
        if as_json:
            for one in found:
                said_json(_json_of(one))
        else:
            _show(found, all_sources=all_sources)
        _warn(blind)
        leave(Code.NO if blind else Code.DONE)


def _show(found: "Sequence[Health]", *, all_sources: bool) -> None:
    counts: dict[str, int] = {}
    for one in found:
        counts[one.condition] = counts.get(one.condition, 0) + 1
    rows = [_row(one) for one in found if all_sources or one.condition not in {"good", "unseen"}]
    if rows:
        table(_COLUMNS, rows, _STYLES)
    said(f"{len(found)} web sources: " + ", ".join(f"{n} {name}" for name, n in counts.items()))


def _row(one: "Health") -> tuple[str, ...]:
    state = one.state
    succeeded = f"{state.succeeded:%Y-%m-%d %H:%M}" if state and state.succeeded else "never"
    return (
        one.source,
        one.condition,
        succeeded,
        _span(one.silence),
        _span(one.usual),
        f"{one.a_day:.1f}",
        f"{state.failure}: {state.detail}" if state and state.failure else "",
    )


def _span(length: timedelta | None) -> str:
    if length is None:
        return "-"
    hours = length.total_seconds() / 3600
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} d"


def _json_of(one: "Health") -> dict[str, object]:
    state = one.state
    return {
        "id": one.source,
        "outlet": one.outlet,
        "beats": list(one.beats),
        "condition": one.condition,
        "items_a_day": round(one.a_day, 2),
        "silence_s": one.silence.total_seconds() if one.silence else None,
        "usual_s": one.usual.total_seconds() if one.usual else None,
        "last_success": state.succeeded if state else None,
        "last_new": state.brought if state else None,
        "last_failure": state.failed if state else None,
        "failure": state.failure if state else "",
        "detail": state.detail if state else "",
        "failures": state.failures if state else 0,
        "address": state.address if state else "",
        "next": state.due if state else None,
        "retired": state.retired if state else None,
    }


def _warn(blind: "Sequence[BlindBeat]") -> None:
    for one in blind:
        trouble(f"beat {one.beat!r} is blind: {one.detail}")
