"""`newsroom monitor`: one look at the sources, from cron or by hand."""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import opened
from newsroom_agents.cli.terminal import (
    Code,
    is_terminal,
    leave,
    said,
    said_json,
    trouble,
)

if TYPE_CHECKING:
    from datetime import datetime

    from newsroom_agents.ingest.kind import Source
    from newsroom_agents.newsroom import Newsroom
    from newsroom_agents.pipeline.passes import Pass, Plan
    from newsroom_agents.pipeline.polling import Step

Wire = Annotated[
    list[Path] | None, typer.Option(help="A wire folder (*.jsonl); may be given more than once.")
]
From = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        help="A source of data/sources.toml by id, or a folder or file of feeds or pages.",
    ),
]
AsOf = Annotated[str, typer.Option(help="News time (ISO 8601); default: the newest item's.")]
MAX_ERRORS_SHOWN = 20


def monitor(
    context: typer.Context,
    wire: Wire = None,
    source: From = None,
    max_seconds: Annotated[
        float | None,
        typer.Option(min=1, help="Begin no request after so many seconds; the rest waits."),
    ] = None,
    as_of: AsOf = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Poll the sources, store what is new, group it, open leads; safe to overlap and to kill.

    Reads the wires and sources that are named, else all of data/sources.toml: files always, web
    addresses when it is their turn (named ones at once). Exits with 3 when some could not be read
    (they are listed), with 4 when another monitoring run holds the lock.
    """
    from newsroom_agents.text.language import load_ahead

    load_ahead()
    with opened(context) as newsroom:
        plan = planned(newsroom, chosen(newsroom, wire, source), as_of, max_seconds)
        leave(monitor_now(newsroom, plan, as_json=as_json))


def chosen(
    newsroom: "Newsroom", wires: list[Path] | None, names: list[str] | None
) -> "tuple[tuple[Source, ...], bool]":
    """Return the sources that a command names, else all, and whether it names any."""
    from newsroom_agents.pipeline.passes import named

    found = named(newsroom.desk.rules.sources, wires or [], names or [])
    return found, bool(wires or names)


def planned(
    newsroom: "Newsroom",
    given: "tuple[tuple[Source, ...], bool]",
    as_of: str,
    max_seconds: float | None = None,
) -> "Plan":
    """Return the plan of a run over some sources; those that were named are asked at once."""
    from datetime import timedelta

    from newsroom_agents.cli.queue import moment_of
    from newsroom_agents.pipeline.passes import Plan

    sources, are_named = given
    until: datetime | None = None
    if max_seconds is not None:
        until = newsroom.desk.clock() + timedelta(seconds=max_seconds)
    return Plan(sources, moment_of(as_of), until, at_once=are_named)


def monitor_now(
    newsroom: "Newsroom",
    plan: "Plan",
    *,
    as_json: bool,
    says: Callable[[str], None] = said,
) -> Code:
    """Do one monitoring run and say what it did."""
    from newsroom_agents.pipeline.passes import is_web, monitoring

    poller = newsroom.poller() if any(is_web(one) for one in plan.sources) else None
    run = monitoring(newsroom.desk, newsroom.places, plan, poller)
    done = _watched(run) if is_terminal() and not as_json else _awaited(run)
    for error in done.taken.errors[:MAX_ERRORS_SHOWN]:
        trouble(str(error))
    if len(done.taken.errors) > MAX_ERRORS_SHOWN:
        trouble(f"and {len(done.taken.errors) - MAX_ERRORS_SHOWN} more that cannot be read")
    if as_json:
        said_json(_json_of(done))
    else:
        for line in _lines(done):
            says(line)
    for slug in done.taken.flagged:
        trouble(f"{slug}: a source changed")
    for beat in done.blind:
        trouble(f"beat {beat.beat!r} is blind: {beat.detail}")
    return Code.PART if done.taken.errors else Code.DONE


def _awaited(run: "Generator[Step, None, Pass]") -> "Pass":
    while True:
        try:
            next(run)
        except StopIteration as end:
            done: Pass = end.value
            return done


def _watched(run: "Generator[Step, None, Pass]") -> "Pass":
    """Await a run behind a progress bar: what it is doing, how far it is, what is new."""
    with _bar() as show:
        while True:
            try:
                show(next(run))
            except StopIteration as end:
                done: Pass = end.value
                return done


@contextmanager
def _bar() -> "Iterator[Callable[[Step], None]]":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[new]} new items"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, transient=True) as bars:
        tasks = {}

        def show(step: "Step") -> None:
            if step.doing not in tasks:
                tasks[step.doing] = bars.add_task(step.doing, total=step.total, new=step.new)
            bars.update(tasks[step.doing], completed=step.done, total=step.total, new=step.new)

        yield show


def _lines(done: "Pass") -> Iterator[str]:
    taken, watched, polled = done.taken, done.watched, done.polled
    if polled.asked or polled.left:
        yield (
            f"{polled.asked} sources asked: {polled.same} unchanged, {polled.failed} failed, "
            f"{polled.left} left for the next run; {polled.pages} pages read"
        )
    yield (
        f"{taken.items} items read: {taken.new} new, {taken.changed} changed, {taken.seen} seen"
        f" before, {len(taken.errors)} unreadable"
    )
    yield (
        f"{watched.events} events judged: {len(watched.opened)} leads opened, "
        f"{len(watched.passed)} passed"
    )


def _json_of(done: "Pass") -> dict[str, object]:
    taken, watched, polled = done.taken, done.watched, done.polled
    return {
        "asked": polled.asked,
        "unchanged": polled.same,
        "failed": polled.failed,
        "left": polled.left,
        "pages": polled.pages,
        "items": taken.items,
        "new": taken.new,
        "changed": taken.changed,
        "seen": taken.seen,
        "errors": [{"place": one.place, "reason": one.reason} for one in taken.errors],
        "flagged": list(taken.flagged),
        "events": watched.events,
        "leads": [lead.slug for lead in watched.opened],
        "passed": len(watched.passed),
        "blind": [one.beat for one in done.blind],
        "news_time": done.news_time.isoformat(),
    }
