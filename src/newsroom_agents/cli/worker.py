"""`newsroom worker`: a process that does booked work until it is told to stop."""

from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import opened
from newsroom_agents.cli.terminal import Code, said, trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsroom_agents.newsroom import Newsroom

_LOOK_SECONDS = 5.0

app = typer.Typer(invoke_without_command=True)


@app.callback()
def worker(
    context: typer.Context,
    worker_id: Annotated[
        str, typer.Option("--id", help="Name of the worker: stable, and of nobody else.")
    ] = "house",
    queues: Annotated[
        str, typer.Option(help="Kinds of work to take, with commas; none: all of them.")
    ] = "",
) -> None:
    """Do booked work until SIGTERM or Ctrl-C; what is in flight goes on at the next start.

    On Postgres as many as wanted, each under an id of its own; on SQLite one, without `--id`. Exits
    with 4 when a worker with this id is at work.
    """
    if context.invoked_subcommand is not None:
        return
    with opened(context) as newsroom:
        wanted = _queues(queues)
        from newsroom_agents.pipeline.durable import Worker
        from newsroom_agents.pipeline.locks import working_as
        from newsroom_agents.pipeline.rundown import RELEASE
        from newsroom_agents.pipeline.takeover import take_over_releases

        archive = newsroom.desk.archive
        with working_as(archive, newsroom.places.var, worker_id) as stands:
            flows = {flow.name: flow for flow in newsroom.flows()}
            stopped = _stopped()
            bookings = newsroom.books.bookings
            newsroom.expect_work()
            Worker(bookings, flows, worker_id, wanted)
            said(f"worker {worker_id}: takes {', '.join(wanted or flows)}")
            while (code := _wait(stopped, stands, worker_id)) is None:
                if RELEASE in (wanted or flows):
                    take_over_releases(archive, newsroom.places.var, bookings, worker_id)
            _end(code)


@app.command("adopt")
def adopt(
    context: typer.Context,
    worker_id: Annotated[str, typer.Argument(help="The worker that will not come back.")],
) -> None:
    """Give a dead worker's stories to those that are at work; finished steps are not done again.

    Exits with 4 while a worker with this id is at work.
    """
    with opened(context) as newsroom:
        _adopt(newsroom, worker_id)


def _adopt(newsroom: "Newsroom", worker_id: str) -> None:
    from newsroom_agents.pipeline.locks import working_as

    with working_as(newsroom.desk.archive, newsroom.places.var, worker_id):
        keys = newsroom.books.bookings.adopt(worker_id)
    for key in keys:
        said(f"{key}: free for the next worker")
    if not keys:
        said(f"worker {worker_id} left nothing behind")


def _queues(wanted: str) -> "Sequence[str] | None":
    from newsroom_agents.errors import HouseError
    from newsroom_agents.pipeline.rundown import QUEUES

    names = tuple(name.strip() for name in wanted.split(",") if name.strip())
    for name in names:
        if name not in QUEUES:
            msg = f"--queues: {name!r}, expected {', '.join(QUEUES)}"
            raise HouseError(msg)
    return names or None


def _stopped() -> "Callable[[float], int]":
    """Return what waits so many seconds for a signal to stop: its number, or 0 for none yet."""
    import signal
    from threading import Event

    seen: list[int] = []
    happened = Event()

    def note(number: int, _: object) -> None:
        seen.append(number)
        happened.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, note)

    def wait(seconds: float) -> int:
        happened.wait(seconds)
        return seen[0] if seen else 0

    return wait


def _wait(
    stopped: "Callable[[float], int]", stands: "Callable[[], bool]", worker_id: str
) -> Code | None:
    """Wait a moment; return the code that says which end it was, or None to go on."""
    import signal

    number = stopped(_LOOK_SECONDS)
    if number:
        trouble("stopped; everything done so far is saved, the next start goes on with it")
        return Code.INTERRUPTED if number == signal.SIGINT else Code.DONE
    if not stands():
        trouble(f"worker {worker_id}: the database let go of this id; start the worker again")
        return Code.LOCKED
    return None


def _end(code: Code) -> None:
    """End the process at once, its locks with it.

    Every finished step is saved. A slow end would be worse: threads would work on for minutes
    under an id that is free again.
    """
    import os
    import sys

    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
