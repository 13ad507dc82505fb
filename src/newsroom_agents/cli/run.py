"""`newsroom run`: one pass of the whole job."""

from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import Where, opened, where
from newsroom_agents.cli.monitor import AsOf, From, Wire, chosen, monitor_now
from newsroom_agents.cli.queue import show_queue
from newsroom_agents.cli.report import report_now
from newsroom_agents.cli.terminal import Code, leave, progress, said

if TYPE_CHECKING:
    from newsroom_agents.newsroom import Newsroom


def run(  # noqa: PLR0913 - one parameter for each option of the contract
    context: typer.Context,
    wire: Wire = None,
    source: From = None,
    as_of: AsOf = "",
    limit: Annotated[int | None, typer.Option(min=0, help="Report at most so many leads.")] = None,
    show_next: Annotated[
        bool, typer.Option("--next", help="End with the next three commands.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the queue as JSON lines.")] = False,
) -> None:
    """Monitor, then report every open lead to the queue.

    What was cut off by a crash or Ctrl-C goes on where it was; run again over the same wire, it
    adds nothing. Exits with 3 when some lines or stories failed (they are listed).
    """
    from newsroom_agents.text.language import load_ahead

    load_ahead()
    with opened(context) as newsroom:
        says = progress if as_json else said
        read = Code.DONE
        if wire or source or newsroom.desk.rules.sources:
            given = chosen(newsroom, wire, source)
            read = monitor_now(newsroom, given, as_of, as_json=False, says=says)
        slugs = _first(newsroom, limit) if limit is not None else ()
        done = Code.DONE
        if limit is None or slugs:
            done = report_now(newsroom, slugs, None, None, says=says)
        show_queue(newsroom.desk.archive, newsroom.desk.clock(), as_json=as_json)
        if show_next:
            _say_next(newsroom, where(context))
        leave(max(read, done))


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
