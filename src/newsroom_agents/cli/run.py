"""`newsroom run`: one pass of the whole job."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import Where, opened, where
from newsroom_agents.cli.monitor import AsOf, From, Wire, chosen, monitor_now, planned
from newsroom_agents.cli.queue import show_queue
from newsroom_agents.cli.report import report_now
from newsroom_agents.cli.terminal import Code, leave, progress, said

if TYPE_CHECKING:
    from newsroom_agents.newsroom import Newsroom
    from newsroom_agents.pipeline.passes import Plan


def run(  # noqa: PLR0913 - one parameter for each option of the contract
    context: typer.Context,
    wire: Wire = None,
    source: From = None,
    as_of: AsOf = "",
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Poll the web sources that are due as well.")
    ] = False,
    limit: Annotated[int | None, typer.Option(min=0, help="Report at most so many leads.")] = None,
    show_next: Annotated[
        bool, typer.Option("--next", help="End with the next three commands.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the queue as JSON lines.")] = False,
) -> None:
    """Monitor, then report every open lead to the queue.

    Reads the wires and sources that are named, else the files of data/sources.toml. Web addresses
    are asked only when they are named or with --fetch; `newsroom monitor` polls them.
    What was cut off by a crash or Ctrl-C goes on where it was; run again over the same wire, it
    adds nothing. Exits with 3 when some lines or stories failed (they are listed).
    """
    from newsroom_agents.text.language import load_ahead

    load_ahead()
    with opened(context) as newsroom:
        says = progress if as_json else said
        read = Code.DONE
        plan = _plan(newsroom, wire, source, as_of, fetch=fetch)
        if plan is not None:
            read = monitor_now(newsroom, plan, as_json=False, says=says)
        slugs = _first(newsroom, limit) if limit is not None else ()
        done = Code.DONE
        if limit is None or slugs:
            done = report_now(newsroom, slugs, None, None, says=says)
        show_queue(newsroom.desk.archive, newsroom.desk.clock(), as_json=as_json)
        if show_next:
            _say_next(newsroom, where(context))
        leave(max(read, done))


def _plan(
    newsroom: "Newsroom",
    wires: list[Path] | None,
    names: list[str] | None,
    as_of: str,
    *,
    fetch: bool,
) -> "Plan | None":
    """Return what to monitor; None when nothing is named and no source lies in files."""
    from newsroom_agents.pipeline.passes import is_web

    if not (wires or names or newsroom.desk.rules.sources):
        return None
    sources, are_named = chosen(newsroom, wires, names)
    if fetch and not names:
        web = (one for one in newsroom.desk.rules.sources.values() if is_web(one))
        sources, are_named = tuple(dict.fromkeys((*sources, *web))), False
    elif not are_named:
        sources = tuple(one for one in sources if not is_web(one))
    return planned(newsroom, (sources, are_named), as_of) if sources else None


def _first(newsroom: "Newsroom", limit: int) -> tuple[str, ...]:
    with newsroom.desk.archive.reading() as room:
        return room.leads.open_slugs()[:limit]


def _say_next(newsroom: "Newsroom", place: Where) -> None:
    """Print the commands that take a first story from the queue to the reader."""
    from newsroom_agents.story.queue import QueueState

    with newsroom.desk.archive.reading() as room:
        rows = room.queue.rows(states=(QueueState.READY,))
        ready = sorted(rows, key=lambda row: (row.approvals_missing, -row.origins))
    if not ready:
        return
    first = ready[0]
    command = " ".join((".venv/bin/newsroom", *place.options()))
    said()
    said("next:")
    said(f"  {command} editors add NAME --role editor")
    said(
        f"  {command} queue approve {first.slug} --covers {first.digest[:12]} "
        "--editor NAME --release"
    )
    said(f"  {command} site --open {first.slug}")
