"""`newsroom report`: leads through the stages to the queue."""

from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import opened
from newsroom_agents.cli.queue import show_queue
from newsroom_agents.cli.terminal import Code, leave, progress, said, trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsroom_agents.newsroom import Newsroom
    from newsroom_agents.pipeline.durable import Ended
    from newsroom_agents.story.paper import Stage

_OVER_BUDGET = "out of budget"
"""What the reason of a story that waits for money says (agents/_role.py)."""


def report(
    context: typer.Context,
    slugs: Annotated[list[str] | None, typer.Argument(help="Leads; none: all open.")] = None,
    stage: Annotated[
        str, typer.Option("--from", help="Begin a new round: research, analysis or writing.")
    ] = "",
    resume: Annotated[bool, typer.Option("--resume", help="Only finish what was cut off.")] = False,
    timeout: Annotated[float | None, typer.Option(help="Seconds to wait at most.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the queue as JSON lines.")] = False,
) -> None:
    """Take leads through the stages to the queue; work that was cut off goes on where it was.

    Exits with 3 when a story failed or was not finished in time.
    """
    from newsroom_agents.errors import HouseError
    from newsroom_agents.pipeline.rundown import RETURN_STAGES

    with opened(context) as newsroom:
        start = next((one for one in RETURN_STAGES if one.value == stage), None)
        if stage and start is None:
            msg = f"--from: {stage!r}, expected {', '.join(one.value for one in RETURN_STAGES)}"
            raise HouseError(msg)
        if start and not slugs:
            msg = "--from: name the stories that are to go back to that stage"
            raise HouseError(msg)
        says = progress if as_json else said
        done = report_now(newsroom, tuple(slugs or ()), start, timeout, resume=resume, says=says)
        if as_json:
            show_queue(newsroom.desk.archive, newsroom.desk.clock(), as_json=True)
        leave(done)


def report_now(
    newsroom: "Newsroom",
    slugs: "Sequence[str]",
    start: "Stage | None",
    timeout: float | None,
    *,
    resume: bool = False,
    says: "Callable[[str], None]" = said,
) -> Code:
    """Book the stories, do the work (or let the worker do it), and say what came of each."""
    from newsroom_agents.pipeline.working import book_cut_off, book_reports, slug_of, work_off

    desk = newsroom.working_desk
    keys = book_cut_off(desk) if resume else book_reports(desk, slugs, start)
    if not keys:
        says(_nothing_to_do(newsroom, slugs))
        return Code.DONE
    count = 0
    is_over = False

    def seen(one: "Ended") -> None:
        nonlocal count, is_over
        count += 1
        if one.is_ok:
            state = _state(newsroom, slug_of(one.key))
            is_over = is_over or _OVER_BUDGET in state
            says(f"[{count}/{len(keys)}] {slug_of(one.key)}: {state}")
        else:
            trouble(f"{slug_of(one.key)}: {one.text}")

    done = work_off(desk, newsroom.workshop, keys, timeout, seen)
    for key in done.waiting:
        trouble(f"{slug_of(key)}: not finished in time; `newsroom report` goes on with it")
    if is_over:
        trouble("out of budget: the stories wait, and `newsroom report` goes on with them")
        return Code.BUDGET
    return Code.PART if done.waiting or done.failed else Code.DONE


def _state(newsroom: "Newsroom", slug: str) -> str:
    with newsroom.desk.archive.reading() as room:
        row = room.queue.row(slug)
    why = f": {row.reasons[0]}" if row.reasons and row.state.value == "stopped" else ""
    return f"{row.state.value}, risk {row.risk.value}{why}"


def _nothing_to_do(newsroom: "Newsroom", slugs: "Sequence[str]") -> str:
    if not slugs:
        return "no open leads"
    states = ", ".join(f"{slug} is {_state(newsroom, slug)}" for slug in slugs)
    return f"nothing to report: {states}; --from STAGE begins a new round"
