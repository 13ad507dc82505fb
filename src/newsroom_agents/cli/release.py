"""`newsroom release`: publish what is approved and due."""

from typing import TYPE_CHECKING, Annotated

import typer

from newsroom_agents.cli.door import opened
from newsroom_agents.cli.terminal import Code, leave, said, said_json, trouble

if TYPE_CHECKING:
    from newsroom_agents.newsroom import Newsroom
    from newsroom_agents.pipeline.durable import Ended

Timeout = Annotated[float | None, typer.Option(help="Seconds to wait at most.")]


def release(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="One pass (this is the default).")] = False,
    timeout: Timeout = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Publish every story that is approved and due, and finish releases that were cut off.

    Exits with 3 when a release failed or was not finished in time; run it again to go on.
    """
    del once
    with opened(context) as newsroom:
        leave(release_now(newsroom, timeout, as_json=as_json))


def release_now(newsroom: "Newsroom", timeout: float | None, *, as_json: bool) -> Code:
    """Book what is due, do the work (or let the worker do it), and say what came of it."""
    from newsroom_agents.pipeline.working import book_releases, work_off

    desk = newsroom.working_desk
    keys = book_releases(desk)
    if not keys:
        said_json({"released": []}) if as_json else said("nothing to release")
        return Code.DONE

    def seen(one: "Ended") -> None:
        if as_json:
            said_json({"run": one.key, "ok": one.is_ok, "what": one.text})
        elif one.is_ok and not _is_refused(one):
            said(one.text)
        else:
            trouble(f"{one.key}: {one.text}")

    done = work_off(desk, newsroom.workshop, keys, timeout, seen)
    for key in done.waiting:
        trouble(f"{key}: not finished in time")
    refused = [one for one in done.ended if _is_refused(one)]
    if refused and len(refused) == len(keys):
        return Code.NO
    return Code.PART if done.waiting or done.failed or refused else Code.DONE


def _is_refused(one: "Ended") -> bool:
    """Whether no decision covered what was to be published."""
    return one.is_ok and one.text.startswith("refused")
