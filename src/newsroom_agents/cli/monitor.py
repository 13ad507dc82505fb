"""`newsroom monitor`: one look at the sources, from cron or by hand."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import opened
from newsroom_agents.cli.terminal import Code, leave, said, said_json, trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsroom_agents.ingest.kind import Source
    from newsroom_agents.newsroom import Newsroom
    from newsroom_agents.pipeline.passes import Pass

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
    as_of: AsOf = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Store what came in, group it, open leads and record passes; safe to overlap.

    Reads the wires and sources that are named, else all sources of data/sources.toml. Exits with 3
    when some lines or files could not be read (they are listed), with 4 when another monitoring
    run holds the lock.
    """
    from newsroom_agents.text.language import load_ahead

    load_ahead()
    with opened(context) as newsroom:
        given = chosen(newsroom, wire, source)
        leave(monitor_now(newsroom, given, as_of, as_json=as_json))


def chosen(
    newsroom: "Newsroom", wires: list[Path] | None, names: list[str] | None
) -> "tuple[Source, ...]":
    """Return the sources that a command names, else all of the house's."""
    from newsroom_agents.pipeline.passes import named

    return named(newsroom.desk.rules.sources, wires or [], names or [])


def monitor_now(
    newsroom: "Newsroom",
    sources: "Sequence[Source]",
    as_of: str,
    *,
    as_json: bool,
    says: "Callable[[str], None]" = said,
) -> Code:
    """Do one monitoring pass and say what it did."""
    from newsroom_agents.cli.queue import moment_of
    from newsroom_agents.pipeline.passes import monitor_once

    done = monitor_once(newsroom.desk, newsroom.places, sources, moment_of(as_of))
    for error in done.taken.errors[:MAX_ERRORS_SHOWN]:
        trouble(str(error))
    if len(done.taken.errors) > MAX_ERRORS_SHOWN:
        trouble(f"and {len(done.taken.errors) - MAX_ERRORS_SHOWN} more that cannot be read")
    if as_json:
        said_json(_json_of(done))
    else:
        taken, watched = done.taken, done.watched
        says(
            f"{taken.items} items read: {taken.new} new, {taken.changed} changed, {taken.seen} seen"
            f" before, {len(taken.errors)} unreadable"
        )
        says(
            f"{watched.events} events judged: {len(watched.opened)} leads opened, "
            f"{len(watched.passed)} passed"
        )
        for slug in taken.flagged:
            trouble(f"{slug}: a source changed")
    return Code.PART if done.taken.errors else Code.DONE


def _json_of(done: "Pass") -> dict[str, object]:
    taken, watched = done.taken, done.watched
    return {
        "items": taken.items,
        "new": taken.new,
        "changed": taken.changed,
        "seen": taken.seen,
        "errors": [{"place": one.place, "reason": one.reason} for one in taken.errors],
        "flagged": list(taken.flagged),
        "events": watched.events,
        "leads": [lead.slug for lead in watched.opened],
        "passed": len(watched.passed),
        "news_time": done.news_time.isoformat(),
    }
